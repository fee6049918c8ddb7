/** An embedded part could not start. The message is for the person who starts the program and names a way out. */
export class EmbeddedStartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedStartError';
  }
}

/** An error of any kind as one of ours, whose message says what was tried. */
export function asStartError(error: unknown, tried: string): EmbeddedStartError {
  if (error instanceof EmbeddedStartError) return error;
  return new EmbeddedStartError(`${tried}: ${messageOf(error)}`, { cause: error });
}

/** An embedded part that had started went away without being told to. */
export class EmbeddedPartDied extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EmbeddedPartDied';
  }
}

/** The system's code of an error (`EADDRINUSE`, `ENOENT`) or PostgreSQL's SQLSTATE; '' for an error without one. */
export function codeOf(error: unknown): string {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

/** What an error says; '' for a thrown thing that says nothing. */
export function messageOf(error: unknown): string {
  const { message } = Object(error) as { message?: unknown };
  return typeof message === 'string' ? message : '';
}
