import type { Json } from '../json.ts';
import type { Judgement } from '../kinds/kind.ts';

/** The two levels of a test's thresholds, worst first. */
export const levels = ['fail', 'warn'] as const;
export type Level = (typeof levels)[number];

export const statusOfLevel = { fail: 'failed', warn: 'warned' } as const satisfies Record<
  Level,
  Judgement['status']
>;

/** What could not be judged is worse than what passed. */
export const badness: Record<Judgement['status'], number> = { passed: 0, skipped: 1, warned: 2, failed: 3 };

/** Of what several parts of a test came to, the worst. */
export const worstOf = (
  ...statuses: readonly [Judgement['status'], ...Judgement['status'][]]
): Judgement['status'] =>
  statuses.reduce((worst, status) => (badness[status] > badness[worst] ? status : worst));

/** The thresholds that a test sets, as they are shown beside the observed values. */
export const expectedOf = (test: {
  [L in Level]?: { readonly [name: string]: Json | undefined } | undefined;
}) =>
  Object.fromEntries(
    levels.flatMap((level) => {
      const bounds = test[level];
      return bounds === undefined
        ? []
        : [
            [
              level,
              Object.fromEntries(
                Object.entries(bounds).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])),
              ),
            ],
          ];
    }),
  ) as { readonly [level: string]: Json };

/**
 * The worst level that has something to complain about, with the complaints in words; null when none has.
 * `complaintsOf` is asked only for levels that the test sets.
 */
export function worstBreach<B>(
  test: { readonly [L in Level]?: B | undefined },
  complaintsOf: (bounds: B) => readonly string[],
): { readonly level: Level; readonly complaints: readonly string[] } | null {
  for (const level of levels) {
    const bounds = test[level];
    if (bounds === undefined) continue;
    const complaints = complaintsOf(bounds);
    if (complaints.length > 0) return { level, complaints };
  }
  return null;
}
