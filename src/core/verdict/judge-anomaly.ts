import type { JudgeContext, Judgement, PastWanted } from '../kinds/kind.ts';
import {
  anomalyInWords,
  judgeAnomaly,
  pastValuesFor,
  type Anomaly,
  type AnomalyThreshold,
} from './anomaly.ts';
import { levels, statusOfLevel, worstOf, type Level } from './levels.ts';

/** The name under which the number that a test judges is kept, for later executions to compare with. */
export const JUDGED = 'judged';

/** A test of any kind, as far as anomaly thresholds are concerned. */
type Thresholds = { readonly [L in Level]?: { readonly anomaly?: AnomalyThreshold | undefined } | undefined };

const settingsOf = (test: Thresholds): readonly (readonly [Level, AnomalyThreshold])[] =>
  levels.flatMap((level) => {
    const settings = test[level]?.anomaly;
    return settings ? [[level, settings] as const] : [];
  });

/** How many past values of the judged number the thresholds need; null for a test without any. */
export function judgedHistoryOf(test: object): PastWanted | null {
  const wanted = settingsOf(test).map(([, settings]) => pastValuesFor(settings));
  return wanted.length === 0 ? null : Math.max(...wanted);
}

/**
 * The judgement on a test after its anomaly thresholds had their say about the number that its kind judges: they can
 * make it worse, never better. Where nothing was there to judge, the judgement stays as it is; while too little is
 * known, a test without other thresholds is `skipped` and says that it is learning.
 */
export function withAnomalies(test: object, judgement: Judgement, context: JudgeContext<string>): Judgement {
  const settings = settingsOf(test);
  const value = judgement.number ?? null;
  if (settings.length === 0 || value === null || !Number.isFinite(value) || judgement.status === 'skipped')
    return judgement;
  const judged = settings.map(([level, one]) => ({
    level,
    anomaly: judgeAnomaly({ measuredAt: context.measuredAt, value }, context.history[JUDGED] ?? [], one),
  }));
  const found = judged.find(({ anomaly }) => anomaly.state === 'anomalous');
  const shown = found ?? judged.find(({ anomaly }) => anomaly.state === 'learning') ?? judged[0]!;
  return {
    ...judgement,
    status: found
      ? worstOf(judgement.status, statusOfLevel[found.level])
      : statusWhile(shown.anomaly, test, judgement),
    message: `${judgement.message}; ${anomalyInWords(shown.anomaly)}`,
    observed: { ...judgement.observed, anomaly: { ...shown.anomaly } },
  };
}

const statusWhile = ({ state }: Anomaly, test: object, { status }: Judgement): Judgement['status'] =>
  state === 'learning' && status === 'passed' && judgesNothingElse(test) ? 'skipped' : status;

const judgesNothingElse = (test: Thresholds): boolean =>
  levels.every((level) => Object.entries(test[level] ?? {}).every(([name]) => name === 'anomaly'));
