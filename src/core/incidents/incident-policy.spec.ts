import { someTest } from '../../../test/support/records.ts';
import { testDefinition } from '../quality-test.ts';
import { policyOf, severityOf } from './incident-policy.ts';

const definition = (fields: object) => {
  const { id: _, version: _v, createdAt: _c, updatedAt: _u, ...plain } = someTest();
  return testDefinition.safeParse({ ...plain, ...fields });
};

it('is 1 of 1, resolved by one pass, and reopens for an hour where a test does not say', () => {
  const hour = { openAfter: { failures: 1, of: 1 }, resolveAfter: 1, reopenWithinMs: 3_600_000 };
  expect(policyOf({})).toEqual(hour);
  expect(policyOf({ incidentPolicy: {} })).toEqual(hour);
  expect(severityOf({})).toBe('medium');
});

it('stores nothing that a test does not say', () => {
  expect(definition({}).data).not.toHaveProperty('severity');
  expect(definition({}).data).not.toHaveProperty('incidentPolicy');
  const given = { openAfter: { failures: 2, of: 3 }, resolveAfter: 20, reopenWithin: '2d' };
  const { data } = definition({ severity: 'critical', incidentPolicy: given });
  expect(data).toMatchObject({ severity: 'critical', incidentPolicy: given });
  expect(policyOf(data!)).toMatchObject({ resolveAfter: 20, reopenWithinMs: 172_800_000 });
});

it.each([
  [{ severity: 'urgent' }, 'severity', /low.*critical/],
  [
    { incidentPolicy: { openAfter: { failures: 3, of: 2 } } },
    'incidentPolicy.openAfter.of',
    /at least as large as failures/,
  ],
  [{ incidentPolicy: { openAfter: { failures: 0, of: 2 } } }, 'incidentPolicy.openAfter.failures', /1/],
  [{ incidentPolicy: { openAfter: { failures: 1, of: 21 } } }, 'incidentPolicy.openAfter.of', /20/],
  [{ incidentPolicy: { openAfter: { failures: 1 } } }, 'incidentPolicy.openAfter.of', /./],
  [{ incidentPolicy: { resolveAfter: 1.5 } }, 'incidentPolicy.resolveAfter', /./],
  [{ incidentPolicy: { resolveAfter: 21 } }, 'incidentPolicy.resolveAfter', /20/],
  [{ incidentPolicy: { reopenWithin: 'soon' } }, 'incidentPolicy.reopenWithin', /is not a duration/],
  [{ incidentPolicy: { reopenWithin: '31d' } }, 'incidentPolicy.reopenWithin', /at most 30d/],
])('refuses %j at %s', (fields, path, message) => {
  const issues = definition(fields).error?.issues ?? [];
  expect(issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  expect(issues[0]!.message).toMatch(message);
});
