import type { OpenAPIObject } from '@nestjs/swagger';
import { adminKey } from '../../../test/support/stub-access.ts';
import { startStubApi, type StubApi } from '../../../test/support/stub-api.ts';

interface Media {
  readonly schema?: object;
  readonly examples?: { readonly [name: string]: { readonly value: unknown } };
}
interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly parameters?: readonly { readonly name: string; readonly schema?: object }[];
  readonly requestBody?: { readonly content: { readonly [type: string]: Media } };
  readonly responses: {
    readonly [status: string]: { readonly content?: { readonly [type: string]: Media } };
  };
}

const asAdmin = { headers: { authorization: `Bearer ${adminKey}` } };
let api: StubApi;
let document: OpenAPIObject;
let operations: readonly (readonly [string, Operation])[];

beforeAll(async () => {
  api = await startStubApi([]);
  document = (await api.send('GET', '/openapi.json')).json as OpenAPIObject;
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as { [method: string]: Operation }).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  );
});
afterAll(() => api.close());

const hasExamples = (media: Media | undefined) => Object.keys(media?.examples ?? {}).length > 0;
const withoutFault = (fault: (operation: Operation) => boolean) =>
  operations.filter(([, operation]) => fault(operation)).map(([route]) => route);

/** Paths of everything under `value` that stands where a schema must be and says nothing. */
function emptySchemas(value: unknown, at: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]): readonly string[] => {
    if (['example', 'examples', 'default', 'enum', 'mapping'].includes(key)) return [];
    const path = `${at}/${key}`;
    const isSchema =
      ['schema', 'items', 'additionalProperties'].includes(key) || /\/(properties|schemas)$/.test(at);
    return [
      ...(isSchema && typeof child === 'object' && Object.keys(child as object).length === 0 ? [path] : []),
      ...emptySchemas(child, path),
    ];
  });
}

it('has every route of the API', () => {
  expect(operations.map(([route]) => route).sort()).toEqual([
    'DELETE /v1/alert-rules/{id}',
    'DELETE /v1/api-keys/{id}',
    'DELETE /v1/channels/{id}',
    'DELETE /v1/connections/{id}',
    'DELETE /v1/schedules/{id}',
    'DELETE /v1/tests/{id}',
    'DELETE /v1/users/{id}',
    'GET /health/live',
    'GET /health/ready',
    'GET /v1/alert-rules',
    'GET /v1/alert-rules/{id}',
    'GET /v1/api-keys',
    'GET /v1/audit-logs',
    'GET /v1/channels',
    'GET /v1/channels/{id}',
    'GET /v1/connections',
    'GET /v1/connections/{id}',
    'GET /v1/connections/{id}/datasets',
    'GET /v1/connections/{id}/datasets/{dataset}/columns',
    'GET /v1/dashboard/summary',
    'GET /v1/deliveries',
    'GET /v1/deliveries/{id}',
    'GET /v1/executions',
    'GET /v1/executions/{id}',
    'GET /v1/executions/{id}/samples',
    'GET /v1/incidents',
    'GET /v1/incidents/{id}',
    'GET /v1/mails',
    'GET /v1/mails/{id}',
    'GET /v1/me',
    'GET /v1/runs/{id}',
    'GET /v1/schedules',
    'GET /v1/schedules/{id}',
    'GET /v1/schedules/{id}/occurrences',
    'GET /v1/sign-in/oidc',
    'GET /v1/sign-in/oidc/callback',
    'GET /v1/tests',
    'GET /v1/tests/{id}',
    'GET /v1/users',
    'GET /v1/users/{id}',
    'PATCH /v1/tests/{id}',
    'PATCH /v1/users/{id}',
    'POST /v1/alert-rules',
    'POST /v1/api-keys',
    'POST /v1/channels',
    'POST /v1/channels/test',
    'POST /v1/channels/{id}/test',
    'POST /v1/connections',
    'POST /v1/connections/{id}/verify',
    'POST /v1/deliveries/{id}/retry',
    'POST /v1/incidents/{id}/acknowledge',
    'POST /v1/incidents/{id}/assign',
    'POST /v1/incidents/{id}/comment',
    'POST /v1/incidents/{id}/mute',
    'POST /v1/incidents/{id}/resolve',
    'POST /v1/incidents/{id}/unmute',
    'POST /v1/me/password',
    'POST /v1/runs',
    'POST /v1/runs/{id}/cancel',
    'POST /v1/schedules',
    'POST /v1/schedules/preview',
    'POST /v1/schedules/{id}/pause',
    'POST /v1/schedules/{id}/resume',
    'POST /v1/setup',
    'POST /v1/sign-in',
    'POST /v1/sign-out',
    'POST /v1/tests',
    'POST /v1/tests/preview',
    'POST /v1/tests/{id}/clone',
    'POST /v1/tests/{id}/run',
    'POST /v1/users',
    'PUT /v1/alert-rules/{id}',
    'PUT /v1/channels/{id}',
    'PUT /v1/connections/{id}',
    'PUT /v1/schedules/{id}',
    'PUT /v1/tests/{id}',
  ]);
});

it('names every operation once, with a summary', () => {
  expect(withoutFault(({ summary }) => !summary)).toEqual([]);
  const ids = operations.map(([, { operationId }]) => operationId);
  expect(ids).not.toContain(undefined);
  expect(new Set(ids).size).toBe(operations.length);
});

it('shows an example and a schema for every body', () => {
  const bodies = operations.filter(([, { requestBody }]) => requestBody !== undefined);
  expect(bodies).toHaveLength(28);
  expect(
    withoutFault(({ requestBody }) => {
      const media = requestBody?.content['application/json'];
      return requestBody !== undefined && (!hasExamples(media) || !media?.schema);
    }),
  ).toEqual([]);
});

it('shows an example and a schema for every success that has a body', () => {
  expect(
    withoutFault(({ responses }) =>
      Object.entries(responses)
        .filter(([status]) => status.startsWith('2') && status !== '204')
        .some(([, { content }]) => {
          const media = content?.['application/json'];
          return !hasExamples(media) || !media?.schema;
        }),
    ),
  ).toEqual([]);
  expect(
    withoutFault(({ responses }) => !Object.keys(responses).some((status) => /^(2|302)/.test(status))),
  ).toEqual([]);
});

it('shows problems, each with an example', () => {
  expect(
    withoutFault(({ responses }) => {
      const media = Object.values(responses).flatMap(
        ({ content }) => content?.['application/problem+json'] ?? [],
      );
      return media.length === 0 || !media.every(hasExamples);
    }),
  ).toEqual([]);
});

it('has no schema that says nothing, and no reference to nowhere', () => {
  expect(emptySchemas(document, '')).toEqual([]);
  const references = JSON.stringify(document).matchAll(
    /"(?:\$ref|volume|freshness)":"#\/components\/schemas\/([^"]+)"/g,
  );
  const named = new Set([...references].map(([, name]) => name!));
  expect(named.size).toBeGreaterThan(20);
  expect([...named].filter((name) => !(name in (document.components?.schemas ?? {})))).toEqual([]);
});

it('finds an empty schema when there is one', () => {
  expect(emptySchemas({ components: { schemas: { A: { properties: { b: {} } } } } }, '')).toEqual([
    '/components/schemas/A/properties/b',
  ]);
});

it('serves the documentation without any other host', async () => {
  const page = await (await fetch(`${api.url}/docs`, asAdmin)).text();
  const sources = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source!);
  expect(sources.filter((source) => /^(https?:)?\/\//.test(source))).toEqual([]);
  expect(sources).toContain('./docs/swagger-ui-bundle.js');
  const replies = await Promise.all(
    sources.map((source) => fetch(new URL(source, `${api.url}/docs`), asAdmin)),
  );
  expect(replies.map(({ status }) => status)).toEqual(sources.map(() => 200));
});
