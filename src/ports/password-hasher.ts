/** Makes of passwords what may be stored. Slow on purpose; never blocks the thread that serves requests. */
export abstract class PasswordHasher {
  /** Holds its own salt and parameters. */
  abstract hash(password: string): Promise<string>;
  /** Takes as long for `hash` null, which no password fits. */
  abstract verify(password: string, hash: string | null): Promise<boolean>;
}
