import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { Browser } from './browser.ts';

export const client = { id: 'plumbline', secret: 'a secret between plumbline and its identity provider' };

/** Who is known there, by the name that they sign in with. */
const people: { readonly [login: string]: object } = {
  ada: { preferred_username: 'ada', email: 'ada@example.com', groups: ['data-admins', 'everybody'] },
  grace: { preferred_username: 'grace', groups: ['engineers'] },
  eve: { email: 'eve@example.com', groups: ['accounting'] },
};

export interface TestIdentityProvider {
  readonly issuer: string;
  /** What people are from now on, by login. */
  readonly people: { [login: string]: object };
  /** Publishes keys with which nothing was signed. */
  servesOtherKeys: boolean;
  stop(): Promise<void>;
}

/** A real OpenID provider on a free port, where every password fits. */
export async function startIdentityProvider(callback: string): Promise<TestIdentityProvider> {
  const known = { ...people };
  const listeners: ReturnType<Provider['callback']>[] = [];
  const state = { servesOtherKeys: false };
  const server = createServer((request, response) => {
    if (state.servesOtherKeys && request.url === '/jwks') {
      response.setHeader('content-type', 'application/jwk-set+json');
      response.end(JSON.stringify({ keys: [keyOf().public] }));
    } else void listeners[0]!(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [callback] }],
    jwks: { keys: [keyOf().private] },
    cookies: { keys: ['a key of the suites'] },
    claims: { openid: ['sub', 'preferred_username', 'email', 'groups'], profile: [], email: [] },
    conformIdTokenClaims: false,
    findAccount: (_: unknown, login: string) => ({
      accountId: login,
      claims: () => ({ sub: login, ...known[login] }),
    }),
  });
  listeners.push(provider.callback());
  return Object.assign(state, {
    issuer,
    people: known,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

function keyOf() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const named = { kid: 'signing', use: 'sig', alg: 'RS256' };
  return {
    private: { ...privateKey.export({ format: 'jwk' }), ...named },
    public: { ...publicKey.export({ format: 'jwk' }), ...named },
  };
}

/** A person signs in at the provider and agrees; answers where the provider sends the browser then. */
export async function signInAt(issuer: string, location: string, login: string): Promise<string> {
  const browser = new Browser(issuer);
  let next = location;
  for (let n = 0; n < 10 && next.startsWith(issuer); n++) {
    const path = next.slice(issuer.length);
    const shown = await browser.sendAs({}, 'GET', path);
    const form = /action="([^"]+)"[\s\S]*name="prompt" value="(\w+)"/.exec(shown.text);
    const answer = form
      ? await browser.submit(form[1]!.replace(issuer, ''), { prompt: form[2]!, login, password: 'x' })
      : shown;
    next = new URL(answer.headers.get('location') ?? 'about:blank', issuer).href;
  }
  return next;
}
