import { createDatabase, type TestDatabase } from '../support/database.ts';
import { connectionTo, startTestPlatform, type TestPlatform } from '../support/platform.ts';
import { randomOf, ValueMaker, type Schema } from './schema-values.ts';

/** Another seed makes other requests; what a failure says can be repeated with its seed. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_260_102);
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 25);

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly schema?: Schema;
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly 'application/json'?: { readonly schema?: Schema } } };
}
interface Document {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components: { readonly schemas: { readonly [name: string]: Schema } };
}

let plumbline: TestPlatform;
let source: TestDatabase;
let document: Document;
const ids: string[] = [];

beforeAll(async () => {
  source = await createDatabase('source');
  plumbline = await startTestPlatform({ RATE_LIMIT: '0', LOG_LEVEL: 'error' });
  document = (await plumbline.call('GET', '/openapi.json')).body as unknown as Document;
  const connection = await plumbline.call('POST', '/v1/connections', connectionTo(source.url, 'fuzzed'));
  const test = await plumbline.call('POST', '/v1/tests', {
    connectionId: connection.body['id'],
    name: 'fuzzed',
    kind: 'volume',
    dataset: 'information_schema.sql_features',
    fail: { min: 1 },
  });
  const run = await plumbline.call('POST', `/v1/tests/${String(test.body['id'])}/run`);
  const [execution] = await plumbline.finished(run.body['runId'] as string);
  const made = async (path: string, body: object) =>
    (await plumbline.call('POST', path, { name: 'fuzzed', ...body })).body['id'];
  const schedule = await made('/v1/schedules', { cron: '0 6 * * *', select: { tags: ['none'] } });
  const channel = await made('/v1/channels', { type: 'email', settings: { to: ['data@example.com'] } });
  const rule = await made('/v1/alert-rules', { channelIds: [channel] });
  ids.push(
    ...[connection.body['id'], test.body['id'], run.body['runId'], execution!['id']].map(String),
    ...[schedule, channel, rule].map(String),
  );
});
afterAll(async () => {
  await plumbline.stop();
  await source.drop();
});

/** What is deleted is missed by what comes after. */
const order = ['get', 'post', 'put', 'patch', 'delete'];
const rawBodies = [
  '',
  '{',
  'null',
  '[]',
  '"',
  '[['.repeat(5000),
  '{"a":'.repeat(5000),
  '\0',
  '{"a":1e99999}',
  '﻿{}',
];

interface Sent {
  readonly seed: number;
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
  readonly headers: Record<string, string>;
}

function requestOf(path: string, method: string, operation: Operation, seed: number): Sent {
  const maker = new ValueMaker(randomOf(seed), document.components.schemas, ids);
  const textOf = ({ schema = {} }: Parameter) => {
    const value = maker.chance(0.3) ? maker.hostile() : maker.valueOf(schema);
    return typeof value === 'string' ? value : JSON.stringify(value);
  };
  const encoded = (text: string) => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd')) || '%20';
  let url = path;
  const query: string[] = [];
  for (const parameter of operation.parameters ?? []) {
    if (parameter.in === 'path')
      url = url.replace(
        `{${parameter.name}}`,
        maker.chance(0.7) ? maker.one(ids) : encoded(textOf(parameter).slice(0, 500)),
      );
    if (parameter.in === 'query')
      for (let i = maker.one([0, 1, 1, 2]); i > 0; i--)
        query.push(`${parameter.name}=${encoded(textOf(parameter).slice(0, 500))}`);
  }
  if (maker.chance(0.1))
    query.push(`${encoded(maker.hostile())}=${encoded(maker.hostile())}`, '__proto__[a]=1', '%ff=%c0%af');
  const schema = operation.requestBody?.content['application/json']?.schema;
  const hasBody = schema !== undefined || (method !== 'get' && maker.chance(0.2));
  const made = maker.chance(0.1) ? maker.one(rawBodies) : JSON.stringify(maker.valueOf(schema ?? {}));
  const odd = maker.one(['"0"', '*', 'W/"1"', '"x', '1, 2', '"-1"', '"99999999999999999999"']);
  return {
    seed,
    method: method.toUpperCase(),
    path: query.length === 0 ? url : `${url}?${query.join('&')}`,
    body: hasBody ? made : undefined,
    headers: {
      ...(maker.chance(0.2) && { 'if-match': odd }),
      ...(maker.chance(0.1) && {
        'content-type': maker.one(['text/html', 'application/json; charset=utf-7', 'x']),
      }),
      ...(maker.chance(0.1) && {
        accept: maker.one(['text/html', '*/*;q=0', 'x']),
        'x-request-id': maker.one(['a\tb', 'x'.repeat(3000)]),
      }),
    },
  };
}

it(`every route, ${REQUESTS} times each, answers as the API says: nothing is an error of ours`, async () => {
  const routes = Object.entries(document.paths)
    .flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({ path, method, operation })),
    )
    .sort((a, b) => order.indexOf(a.method) - order.indexOf(b.method));
  expect(routes.length).toBeGreaterThan(60);
  const wrong: unknown[] = [];
  const statuses = new Map<number, number>();
  for (const [i, { path, method, operation }] of routes.entries())
    for (let n = 0; n < REQUESTS; n++) {
      const sent = requestOf(path, method, operation, SEED + i * 1000 + n);
      const answer = await plumbline.call(sent.method, sent.path, sent.body, sent.headers);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
      const isOurs = answer.status >= 500 && answer.status !== 503;
      const tellsTooMuch = /node_modules|\bat \S+ \(|\.ts:\d+|SELECT .* FROM/.test(
        answer.status >= 400 ? answer.text : '',
      );
      if (isOurs || tellsTooMuch || (answer.status >= 400 && !isProblem))
        wrong.push({
          ...sent,
          body: sent.body?.slice(0, 2000),
          status: answer.status,
          answer: answer.text.slice(0, 500),
        });
    }
  expect(wrong).toEqual([]);
  // it is no fuzz when everything is refused at the door
  expect(statuses.get(200) ?? 0).toBeGreaterThan(50);
  expect(statuses.get(422) ?? 0).toBeGreaterThan(200);
  expect((await plumbline.call('GET', '/health/ready')).status).toBe(200);
}, 600_000);
