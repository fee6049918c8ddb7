import { highestOf, mayGive, permissions, permits, roles } from './role.ts';

it.each([
  ['viewer', ['public', 'read']],
  ['operator', ['public', 'read', 'operate']],
  ['editor', ['public', 'read', 'operate', 'edit']],
  ['admin', ['public', 'read', 'operate', 'edit', 'admin']],
] as const)('%s may %j and nothing else', (role, expected) => {
  expect(permissions.filter((permission) => permits(role, permission))).toEqual(expected);
});

it('nobody gives more than they have', () => {
  expect(roles.filter((role) => mayGive('viewer', role))).toEqual(['viewer']);
  expect(roles.filter((role) => mayGive('editor', role))).toEqual(['viewer', 'operator', 'editor']);
  expect(roles.filter((role) => mayGive('admin', role))).toEqual(['viewer', 'operator', 'editor', 'admin']);
});

it('several roles count as the highest', () => {
  expect(highestOf(['operator', 'viewer'])).toBe('operator');
  expect(highestOf(['viewer', 'admin', 'editor'])).toBe('admin');
  expect(highestOf([])).toBeNull();
});
