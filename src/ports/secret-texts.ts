/** Texts that nobody can guess, and what of them may be stored. */
export abstract class SecretTexts {
  /** 256 random bits, in 43 characters of base64url. */
  abstract random(): string;
  /** SHA-256, in hex: enough for texts that cannot be guessed, not for passwords. */
  abstract digest(text: string): string;
  /** Whether two digests are equal, in a time that does not tell where they differ. */
  abstract equal(digest: string, other: string): boolean;
}
