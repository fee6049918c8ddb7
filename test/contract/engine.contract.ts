import type { EngineLab } from '../support/engines/engine-lab.ts';
import { agesContract } from './engine/ages.ts';
import { Bench } from './engine/bench.ts';
import { failuresContract } from './engine/failures.ts';
import { driftContract } from './engine/drift.ts';
import { failingRowsContract } from './engine/failing-rows.ts';
import { groupsContract } from './engine/groups.ts';
import { keyPagesContract } from './engine/key-pages.ts';
import { namesContract } from './engine/names.ts';
import { nothingContract } from './engine/nothing.ts';
import { numbersContract } from './engine/numbers.ts';
import { patternsContract } from './engine/patterns.ts';
import { referencesContract } from './engine/references.ts';
import { rowsContract } from './engine/rows.ts';
import { statisticsContract } from './engine/statistics.ts';
import { textsContract } from './engine/texts.ts';
import { timesContract } from './engine/times.ts';

/** The same rows give the same numbers and verdicts, whatever the engine. */
export function engineContract(name: string, openLab: () => Promise<EngineLab>): void {
  describe(name, () => {
    let opened: Bench | undefined;
    const bench = (): Bench => {
      if (!opened) throw new Error('the laboratory could not be opened');
      return opened;
    };
    beforeAll(async () => {
      opened = new Bench(await openLab());
    });
    afterAll(() => opened?.lab.close());

    describe('numbers', () => numbersContract(bench));
    describe('statistics', () => statisticsContract(bench));
    describe('drift', () => driftContract(bench));
    describe('texts', () => textsContract(bench));
    describe('patterns', () => patternsContract(bench));
    describe('dates and times', () => timesContract(bench));
    describe('ages', () => agesContract(bench));
    describe('rows', () => rowsContract(bench));
    describe('nothing', () => nothingContract(bench));
    describe('names', () => namesContract(bench));
    describe('references', () => referencesContract(bench));
    describe('key pages', () => keyPagesContract(bench));
    describe('groups', () => groupsContract(bench));
    describe('failing rows', () => failingRowsContract(bench));
    describe('failures', () => failuresContract(bench));
  });
}
