import { aRun, aResult, someTests } from '../../../test/contract/execution-samples.ts';
import { Unavailable } from '../../core/errors.ts';
import type { Trigger } from '../../core/execution.ts';
import { throwIfWorthWaiting } from './worth-waiting.ts';

const decide = (trigger: Trigger, ...codes: readonly (string | null)[]) => {
  const claims = aRun(someTests(codes.length), { trigger }).map((execution) => ({ execution, attempt: 1 }));
  const results = codes.map((errorCode) =>
    aResult({ errorCode, status: errorCode === null ? 'passed' : 'errored', message: 'refuses connections' }),
  );
  return () => throwIfWorthWaiting(claims, results);
};

it.each([[['UNREACHABLE']], [['UNREACHABLE', 'UNREACHABLE']], [['CONNECTION_LOST', 'UNREACHABLE']]])(
  'a scheduled run waits: %j',
  (codes) => {
    expect(decide('schedule', ...codes)).toThrow(Unavailable);
    expect(decide('schedule', ...codes)).toThrow('refuses connections');
  },
);

it.each([
  ['manual', ['UNREACHABLE']],
  ['schedule', [null]],
  ['schedule', ['UNREACHABLE', null]],
  ['schedule', ['UNREACHABLE', 'TIME_OUT']],
  // what waiting does not mend
  ['schedule', ['AUTHENTICATION_FAILED']],
  ['schedule', ['MISSING_DATASET']],
  ['schedule', []],
] as const)('a %s run does not: %j', (trigger, codes) => {
  expect(decide(trigger, ...codes)).not.toThrow();
});
