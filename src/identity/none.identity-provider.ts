import { NoIdentityProvider } from '../core/errors.ts';
import { IdentityProvider } from '../ports/identity-provider.ts';

/** Where none is configured. */
export class NoneIdentityProvider extends IdentityProvider {
  begin(): Promise<never> {
    return Promise.reject(new NoIdentityProvider());
  }

  complete(): Promise<never> {
    return Promise.reject(new NoIdentityProvider());
  }
}
