import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { problem } from '../schemas/problem.ts';
import { SECURITY } from './endpoint.ts';
import { toOpenApi } from './to-open-api.ts';

const ABOUT = `Register read-only connections, define tests over datasets, run them, and read verdicts.

Errors are \`application/problem+json\` with a stable \`code\`; bad input lists every bad field under \`errors\`. \
Lists are paged: give \`nextCursor\` as \`cursor\`. Unknown fields and parameters are refused. \
Every answer carries \`X-Request-Id\`. \
Each operation says in \`x-required-permission\` what its caller must be allowed to do.`;

/** The OpenAPI 3.0 document of all controllers of `app`. */
export function openApiDocument(app: INestApplication, version: string): OpenAPIObject {
  const about = new DocumentBuilder()
    .setTitle('Plumbline')
    .setDescription(ABOUT)
    .setVersion(version)
    .addSecurity(SECURITY.key, { type: 'http', scheme: 'bearer', description: 'an API key' })
    .addSecurity(SECURITY.session, {
      type: 'apiKey',
      in: 'cookie',
      name: 'plumbline_session',
      description: 'a session of the web, with the header X-Plumbline-Request on what changes something',
    })
    .build();
  const document = SwaggerModule.createDocument(app, about, { standardSchemaConverter: toOpenApi });
  const converted = toOpenApi(problem, { schemaType: 'output' });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, ...converted?.components },
  };
  return document;
}
