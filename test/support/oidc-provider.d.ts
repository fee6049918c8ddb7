declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http';

  /** As much of the certified provider as the suites use. */
  export class Provider {
    constructor(issuer: string, configuration: object);
    callback(): RequestListener;
  }
}
