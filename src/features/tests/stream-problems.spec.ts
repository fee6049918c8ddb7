import { UnsupportedByEngine, type Dialect, type Statement } from '../../core/sql/dialect.ts';
import type { Connector } from '../../ports/connector.ts';
import { someConnectionId, someTest } from '../../../test/support/records.ts';
import { PostgresDialect } from '../../connectors/postgres/dialect.ts';
import { streamProblems, type ReadDataset } from './stream-problems.ts';

/** An engine that has another order of keys. */
class OldDialect extends PostgresDialect {
  override renderKeyPage(): Statement {
    throw new UnsupportedByEngine('rows cannot be read key by key');
  }
}

const read = (dialect: Dialect): ReadDataset => ({
  dataset: 'public.orders',
  columns: [{ name: 'id', type: 'integer', nativeType: 'integer', nullable: false }],
  connector: { dialect } as Connector,
  dialect,
});
const [able, old] = [read(new PostgresDialect()), read(new OldDialect())];
const reconciliation = someTest({
  kind: 'reconciliation',
  reference: { dataset: 'public.copy' },
  keys: ['id'],
  fail: undefined,
});
const referential = someTest({
  kind: 'referential',
  columns: ['id'],
  reference: { connectionId: someConnectionId(), dataset: 'public.copy', columns: ['id'] },
  fail: undefined,
});

it.each([
  [reconciliation, able, able, []],
  [reconciliation, old, able, ['keys']],
  [reconciliation, able, old, ['reference.dataset']],
  [referential, old, old, ['columns', 'reference.dataset']],
])('names the field of the side that cannot be read', (test, here, there, paths) => {
  const problems = streamProblems(test, (field) => (field === '' ? here : there));
  expect(problems.map(({ path }) => path)).toEqual(paths);
  expect(problems.every(({ message }) => message.includes('key by key'))).toBe(true);
});

it('hides no error of ours', () => {
  const broken = new PostgresDialect();
  broken.renderKeyPage = () => {
    throw new RangeError('a bug');
  };
  expect(() => streamProblems(reconciliation, () => read(broken))).toThrow(RangeError);
});
