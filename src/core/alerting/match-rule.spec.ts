import type { RuleMatch } from './alert-rule.ts';
import { matchesRule } from './match-rule.ts';

type Asked = Parameters<typeof matchesRule>[1];

const connectionId = '01982f6a-7c1e-7b6a-9a55-3f0d5b2a9c01' as Asked['connectionId'];
const orders: Asked = {
  tags: ['critical', 'sales'],
  owner: 'data',
  severity: 'high',
  kind: 'data',
  testKind: 'volume',
  dataset: 'sales.orders',
  connectionId,
};
const nightly: Asked = {
  tags: [],
  owner: null,
  severity: 'high',
  kind: 'missing',
  testKind: null,
  dataset: null,
  connectionId: null,
};

it.each<[string, RuleMatch, boolean, boolean]>([
  ['nothing', {}, true, true],
  ['a tag', { tags: ['sales'] }, true, false],
  ['all of the tags', { tags: ['sales', 'critical'] }, true, false],
  ['a tag that is missing', { tags: ['sales', 'finance'] }, false, false],
  ['an owner', { owners: ['finance', 'data'] }, true, false],
  ['another owner', { owners: ['finance'] }, false, false],
  ['a severity', { severities: ['high', 'critical'] }, true, true],
  ['another severity', { severities: ['low'] }, false, false],
  ['a kind of incident', { incidentKinds: ['data', 'execution'] }, true, false],
  ['another kind of incident', { incidentKinds: ['missing'] }, false, true],
  ['a kind of test', { testKinds: ['volume'] }, true, false],
  ['another kind of test', { testKinds: ['freshness'] }, false, false],
  ['a dataset', { datasets: ['sales.orders'] }, true, false],
  ['datasets of a schema', { datasets: ['finance.*', 'sales.*'] }, true, false],
  ['every dataset', { datasets: ['*'] }, true, false],
  ['another dataset', { datasets: ['sales.order'] }, false, false],
  ['a connection', { connectionIds: [connectionId!] }, true, false],
  [
    'several conditions that hold',
    { tags: ['sales'], severities: ['high'], datasets: ['*orders'] },
    true,
    false,
  ],
  ['several conditions of which one does not', { tags: ['sales'], severities: ['low'] }, false, false],
])('%s: a test is meant %j, a schedule %j', (_, match, ofTest, ofSchedule) => {
  expect([matchesRule(match, orders), matchesRule(match, nightly)]).toEqual([ofTest, ofSchedule]);
});
