import { Readiness } from '../ports/readiness.ts';

const LONGEST_WAIT_MS = 2000;

/** Asks every part, side by side; one that does not answer in time is not ready. */
export class PartsReadiness extends Readiness {
  constructor(private readonly parts: { readonly [part: string]: () => Promise<unknown> }) {
    super();
  }

  async check(): Promise<{ readonly [part: string]: string | null }> {
    const answers = await Promise.all(
      Object.entries(this.parts).map(async ([part, ask]) => [part, await problemOf(ask)] as const),
    );
    return Object.fromEntries(answers);
  }
}

async function problemOf(ask: () => Promise<unknown>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${LONGEST_WAIT_MS} ms`), LONGEST_WAIT_MS);
  });
  try {
    // the error's own text may name hosts and users: readiness is open to everybody
    return await Promise.race([
      ask().then(
        () => null,
        () => 'does not answer',
      ),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}
