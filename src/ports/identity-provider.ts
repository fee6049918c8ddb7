/** What must be remembered between the way to the identity provider and the way back. */
export interface ProviderChecks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Somebody for whom the identity provider vouches. */
export interface ProvidedPerson {
  readonly issuer: string;
  /** Never given to anybody else by this issuer. */
  readonly subject: string;
  /** For people to read; may change. */
  readonly name: string;
  readonly groups: readonly string[];
}

/** Where people sign in who are known elsewhere. */
export abstract class IdentityProvider {
  /** Where to send a browser. Throws `NoIdentityProvider`, and `Unavailable` when the provider does not answer. */
  abstract begin(): Promise<{ readonly url: string; readonly checks: ProviderChecks }>;
  /**
   * Who came back with this query. Throws `WrongCredentials` when the provider said no, or the answer is not the one to
   * `checks`; `NoIdentityProvider`, and `Unavailable` when the provider does not answer.
   */
  abstract complete(query: string, checks: ProviderChecks): Promise<ProvidedPerson>;
}
