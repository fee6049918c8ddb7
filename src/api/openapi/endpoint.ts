import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiExtension, ApiHeader, ApiOperation, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Permission } from '../../core/access/role.ts';
import { Needs } from '../needs.ts';
import { problemAnswers, type ProblemName } from './problem-answers.ts';

/** What the documentation says about one route beside what its parameters' schemas say by themselves. */
export interface EndpointDoc {
  /** The operation's name in generated clients. */
  readonly id: string;
  /** What the caller must be allowed to do. */
  readonly needs: Permission;
  readonly summary: string;
  readonly description?: string;
  /** The body's schema; its `examples` become the examples of the request. */
  readonly accepts?: z.ZodType;
  /** Answers by status; null for one without a body. */
  readonly answers: { readonly [status: number]: z.ZodType | null };
  readonly headers?: readonly (keyof typeof answerHeaders)[];
  readonly ifMatch?: true;
  readonly problems: readonly ProblemName[];
}

const answerHeaders = {
  ETag: 'the version, for If-Match: "3"',
  Location: 'where what was asked for can be read',
};

const descriptions: { readonly [status: number]: string } = {
  200: 'Here it is.',
  201: 'Made.',
  202: 'Accepted: the work is queued.',
  204: 'Gone.',
  302: 'Go on there.',
  503: 'Not now.',
};

/** The two ways to say who asks, by their names in the document. */
export const SECURITY = { key: 'apiKey', session: 'session' } as const;

/** Documents a route, and says who may use it. */
export const Endpoint = (doc: EndpointDoc): MethodDecorator =>
  applyDecorators(
    Needs(doc.needs),
    ApiExtension('x-required-permission', doc.needs),
    ...(doc.needs === 'public' ? [] : [ApiSecurity(SECURITY.key), ApiSecurity(SECURITY.session)]),
    ApiOperation({
      operationId: doc.id,
      summary: doc.summary,
      ...(doc.description !== undefined && { description: doc.description }),
    }),
    ...(doc.accepts ? [ApiBody({ required: true, examples: examplesOf(doc.accepts) })] : []),
    ...(doc.ifMatch
      ? [
          ApiHeader({
            name: 'If-Match',
            required: false,
            description: 'the ETag that was read: the change is refused when somebody else was faster',
            schema: { type: 'string', example: '"3"' },
          }),
        ]
      : []),
    ...Object.entries(doc.answers).map(([status, schema]) =>
      ApiResponse({
        status: Number(status),
        description: descriptions[Number(status)] ?? '',
        ...(doc.headers && { headers: headersOf(doc.headers) }),
        ...(schema && { standardSchema: schema, examples: examplesOf(schema) }),
      }),
    ),
    ...problemAnswers([
      ...doc.problems,
      ...(doc.accepts ? (['malformed', 'tooLarge', 'notJson', 'invalid'] as const) : []),
      ...(doc.needs === 'public' ? [] : (['unauthenticated', 'forbidden', 'tooMany'] as const)),
      'internal',
    ]),
  );

const headersOf = (names: NonNullable<EndpointDoc['headers']>) =>
  Object.fromEntries(
    names.map((name) => [name, { description: answerHeaders[name], schema: { type: 'string' as const } }]),
  );

function examplesOf(schema: z.ZodType): { [name: string]: { summary: string; value: unknown } } {
  const examples = (schema.meta()?.['examples'] ?? []) as readonly unknown[];
  return Object.fromEntries(
    examples.map((value, i) => [`example${i + 1}`, { summary: `Example ${i + 1}`, value }]),
  );
}
