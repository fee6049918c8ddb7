/** What somebody may do, from the least to the most: each role may do all that those before it may. */
export const roles = ['viewer', 'operator', 'editor', 'admin'] as const;
export type Role = (typeof roles)[number];

/** What a route asks for. `public` asks for nobody in particular. */
export const permissions = ['public', 'read', 'operate', 'edit', 'admin'] as const;
export type Permission = (typeof permissions)[number];

const allowed: Record<Role, readonly Permission[]> = {
  viewer: ['public', 'read'],
  operator: ['public', 'read', 'operate'],
  editor: ['public', 'read', 'operate', 'edit'],
  admin: ['public', 'read', 'operate', 'edit', 'admin'],
};

export const permissionsOf = (role: Role): readonly Permission[] => allowed[role];

export const permits = (role: Role, permission: Permission): boolean => allowed[role].includes(permission);

/** Whether somebody with `giver` may hand out `role`: nobody gives more than they have. */
export const mayGive = (giver: Role, role: Role): boolean => roles.indexOf(role) <= roles.indexOf(giver);

export const highestOf = (given: readonly Role[]): Role | null =>
  [...roles].reverse().find((role) => given.includes(role)) ?? null;
