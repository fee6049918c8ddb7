import type { INestApplicationContext } from '@nestjs/common';
import { SetupLinks } from '../features/access/setup-links.ts';

/**
 * As long as nobody can come in, prints a link for the first admin. It goes to the terminal and not into the log, which
 * is kept and read by others.
 */
export async function offerSetup(app: INestApplicationContext, url: string): Promise<void> {
  const token = await app.get(SetupLinks).offer();
  if (token === null) return;
  const link = new URL(`${url}/setup`);
  link.searchParams.set('token', token);
  process.stdout.write(
    `\nNobody can sign in yet. Whoever opens this link first, within a day, is the admin:\n\n    ${link.href}\n\n`,
  );
}
