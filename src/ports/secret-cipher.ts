/** Seals secrets for storage. `seal` then `open` gives the same map; sealing twice gives different texts. */
export abstract class SecretCipher {
  abstract seal(secrets: { readonly [name: string]: string }): string;
  /** Throws `Unavailable` with code `SECRETS_UNREADABLE` when the text was sealed with another key or was changed. */
  abstract open(sealed: string): { readonly [name: string]: string };
}
