import type { OpenAPIObject } from '@nestjs/swagger';
import { permits, permissions, roles, type Permission, type Role } from '../../src/core/access/role.ts';
import { startTestPlatform, type TestPlatform } from '../support/platform.ts';

interface Operation {
  readonly 'x-required-permission'?: Permission;
  readonly security?: readonly object[];
  readonly responses: { readonly [status: string]: unknown };
}
interface Route {
  readonly method: string;
  readonly path: string;
  readonly needs: Permission | undefined;
  readonly operation: Operation;
}

let plumbline: TestPlatform;
let routes: readonly Route[];
const keys = new Map<Role, string>();

const nobody = 'anonymous';
const callers = [nobody, ...roles] as const;

beforeAll(async () => {
  plumbline = await startTestPlatform();
  const document = JSON.parse((await plumbline.call('GET', '/openapi.json')).text) as OpenAPIObject;
  routes = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as unknown as { readonly [method: string]: Operation }).map(
      ([method, operation]) => ({
        method: method.toUpperCase(),
        path,
        needs: operation['x-required-permission'],
        operation,
      }),
    ),
  );
  for (const role of roles) {
    const made = await plumbline.call('POST', '/v1/api-keys', { name: `matrix ${role}`, role });
    expect(made.status).toBe(201);
    keys.set(role, made.body['key'] as string);
  }
});
afterAll(() => plumbline.stop());

const named = ({ method, path }: Route) => `${method} ${path}`;

/** Of nothing that is there, so that whoever is let in changes nothing. */
const NOWHERE = '01982f6a-7c1e-7b6a-9a55-3f0d5b2a9cff';

async function answerTo({ method, path }: Route, caller: (typeof callers)[number], id: string) {
  const key = caller === nobody ? undefined : keys.get(caller);
  const answer = await fetch(plumbline.url + path.replace('{id}', id).replace('{dataset}', 'public.x'), {
    method,
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

it('every route says what its caller must be allowed to do, and how to say who one is', () => {
  const withoutRule = routes.filter(({ needs }) => needs === undefined || !permissions.includes(needs));
  expect(withoutRule.map(named)).toEqual([]);
  const undocumented = routes.filter(({ needs, operation: { security, responses } }) =>
    needs === 'public'
      ? security !== undefined
      : security?.length !== 2 || !('401' in responses) || !('403' in responses),
  );
  expect(undocumented.map(named)).toEqual([]);
});

it('few routes are public: these', () => {
  expect(
    routes
      .filter(({ needs }) => needs === 'public')
      .map(named)
      .sort(),
  ).toEqual([
    'GET /health/live',
    'GET /health/ready',
    'GET /v1/sign-in/oidc',
    'GET /v1/sign-in/oidc/callback',
    'POST /v1/setup',
    'POST /v1/sign-in',
  ]);
});

it('what changes something needs more than reading, but for what is about oneself', () => {
  const changing = routes.filter(({ method, needs }) => method !== 'GET' && needs === 'read');
  expect(changing.map(named).sort()).toEqual(['POST /v1/me/password', 'POST /v1/sign-out']);
});

it.each(callers)('%s gets in where the rule says so, and nowhere else', async (caller) => {
  const wrong: string[] = [];
  for (const route of routes) {
    const { status, headers, text } = await answerTo(route, caller, NOWHERE);
    const isAllowed =
      route.needs !== undefined &&
      (caller === nobody ? route.needs === 'public' : permits(caller, route.needs));
    const expected = caller === nobody ? 401 : 403;
    // a sign-in without a body is refused as such
    const isRefused = status === expected && /"(UNAUTHENTICATED|FORBIDDEN)"/.test(text);
    if (isRefused === isAllowed || status >= 500) wrong.push(`${named(route)}: ${status} ${text}`);
    if (status === 401) expect(headers.get('www-authenticate')).toBe('Bearer realm="plumbline"');
  }
  expect(wrong).toEqual([]);
});

it('a refusal is the same for what is there and what is not', async () => {
  const made = await plumbline.call('POST', '/v1/connections', {
    name: 'secret',
    engine: 'postgres',
    settings: { host: 'db.example', database: 'd', user: 'u' },
  });
  const there = made.body['id'] as string;
  const without = (text: string) => text.replace(/"(instance|requestId)":"[^"]*",?/g, '');
  for (const route of routes.filter(({ path }) => path.startsWith('/v1/connections/{id}')))
    for (const caller of [nobody, ...(route.needs === 'read' ? [] : (['viewer'] as const))] as const) {
      const [one, other] = [await answerTo(route, caller, there), await answerTo(route, caller, NOWHERE)];
      expect(one.status).toBe(caller === nobody ? 401 : 403);
      expect([one.status, without(one.text)]).toEqual([other.status, without(other.text)]);
    }
});

it.each([
  ['no key at all', undefined],
  ['an unknown key', `Bearer pl_${'0'.repeat(32)}_${'A'.repeat(43)}`],
  ['half a key', 'Bearer pl_'],
  ['a word', 'Bearer x'],
  ['another scheme', 'Basic dXNlcjpwYXNz'],
  ['two schemes', 'Bearer Bearer'],
  ['an empty one', 'Bearer '],
  ['a very long one', `Bearer ${'a'.repeat(4000)}`],
])('%s is 401', async (_, authorization) => {
  const answer = await fetch(`${plumbline.url}/v1/tests`, {
    headers: authorization === undefined ? {} : { authorization },
  });
  expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'UNAUTHENTICATED' }]);
});

it('a key with one letter changed opens nothing', async () => {
  const key = keys.get('viewer')!;
  for (const at of [5, 40, key.length - 2]) {
    const changed = key.slice(0, at) + (key[at] === 'a' ? 'b' : 'a') + key.slice(at + 1);
    const { status } = await plumbline.call('GET', '/v1/me', undefined, {
      authorization: `Bearer ${changed}`,
    });
    expect(status).toBe(401);
  }
});

it('documentation is for those who are signed in; people are led to the sign-in', async () => {
  for (const path of [
    '/docs',
    '/docs/',
    '/openapi.json',
    '/docs/swagger-ui-bundle.js',
    '/docs/openapi.json',
  ]) {
    const program = await fetch(plumbline.url + path);
    expect([path, program.status]).toEqual([path, 401]);
    await program.arrayBuffer();
    const person = await fetch(plumbline.url + path, {
      headers: { accept: 'text/html' },
      redirect: 'manual',
    });
    expect([person.status, person.headers.get('location')]).toEqual([302, '/sign-in']);
  }
});
