import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientError,
  discovery,
  enableNonRepudiationChecks,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  ResponseBodyError,
  type Configuration,
  type IDToken,
} from 'openid-client';
import type { Env } from '../config/env.ts';
import { Unavailable, WrongCredentials } from '../core/errors.ts';
import { IdentityProvider, type ProvidedPerson, type ProviderChecks } from '../ports/identity-provider.ts';

type Settings = NonNullable<Env['access']['oidc']>;

const TIMEOUT_S = 10;

/**
 * OpenID Connect: authorization code with PKCE, state and nonce; the ID token's signature is checked against the keys
 * that the provider publishes. What the provider says about itself is read once, when somebody first comes.
 */
export class OpenIdIdentityProvider extends IdentityProvider {
  private discovered: Promise<Configuration> | null = null;

  constructor(
    private readonly settings: Settings,
    /** Where the provider sends browsers back to. */
    private readonly callback: URL,
  ) {
    super();
  }

  async begin(): Promise<{ readonly url: string; readonly checks: ProviderChecks }> {
    const provider = await this.provider();
    const checks = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    const url = buildAuthorizationUrl(provider, {
      redirect_uri: this.callback.href,
      scope: this.settings.scope,
      state: checks.state,
      nonce: checks.nonce,
      code_challenge: await calculatePKCECodeChallenge(checks.verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, checks };
  }

  async complete(query: string, { state, nonce, verifier }: ProviderChecks): Promise<ProvidedPerson> {
    const provider = await this.provider();
    const arrived = new URL(this.callback);
    arrived.search = query;
    try {
      const tokens = await authorizationCodeGrant(provider, arrived, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new WrongCredentials('the identity provider did not say who signed in');
      return this.personIn(claims);
    } catch (error) {
      throw asOurs(error);
    }
  }

  private personIn(claims: IDToken): ProvidedPerson {
    const { iss: issuer, sub: subject } = claims;
    const names = [claims[this.settings.nameClaim], claims['email'], subject];
    const groups = claims[this.settings.groupsClaim];
    return {
      issuer,
      subject,
      name: names.find((name): name is string => typeof name === 'string' && name.trim() !== '')!.trim(),
      groups: Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [],
    };
  }

  private provider(): Promise<Configuration> {
    this.discovered ??= this.discover().catch((error: unknown) => {
      this.discovered = null;
      throw asOurs(error);
    });
    return this.discovered;
  }

  private discover(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const url = new URL(issuer);
    return discovery(url, clientId, clientSecret ?? undefined, undefined, {
      timeout: TIMEOUT_S,
      // the environment allows plain HTTP on loopback only
      execute: [enableNonRepudiationChecks, ...(url.protocol === 'http:' ? [allowInsecureRequests] : [])],
    });
  }
}

/** What a provider or a stranger sends us is refused; everything else means that the provider cannot be reached or used. */
function asOurs(error: unknown): Error {
  if (error instanceof WrongCredentials) return error;
  const isRefusal =
    error instanceof AuthorizationResponseError ||
    (error instanceof ResponseBodyError && error.error === 'invalid_grant') ||
    (error instanceof ClientError && REFUSALS.has(error.code ?? ''));
  return isRefusal
    ? new WrongCredentials('the identity provider did not let you in')
    : new Unavailable('the identity provider cannot be used', 'IDENTITY_PROVIDER_UNAVAILABLE', {
        cause: error,
      });
}

/** The library's codes for an answer that is not the one that was asked for. */
const REFUSALS = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
  'OAUTH_PARSE_ERROR',
]);
