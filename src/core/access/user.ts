import type { FieldProblem } from '../errors.ts';
import type { UserId } from '../ids.ts';
import type { Role } from './role.ts';

/** Somebody who signs in at the web, by a password or through an identity provider. */
export interface User {
  readonly id: UserId;
  readonly version: number;
  /** What is typed to sign in; unique without regard to case. */
  readonly name: string;
  readonly role: Role;
  readonly disabled: boolean;
  /** Null for those who have none: they come from an identity provider, or by the link of the first start. */
  readonly passwordHash: string | null;
  /** Who vouches for this user; null for a user of our own. */
  readonly issuer: string | null;
  /** Sessions that began before do not count any more. */
  readonly sessionsFrom: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A user as the outside may see it. */
export type UserView = Omit<User, 'passwordHash' | 'sessionsFrom'> & { readonly hasPassword: boolean };

export const userViewOf = ({ passwordHash, sessionsFrom: _kept, ...user }: User): UserView => ({
  ...user,
  hasPassword: passwordHash !== null,
});

/** Whether the platform could still be administered if this were the only user. */
export const isStandingAdmin = ({ role, disabled, issuer }: User): boolean =>
  role === 'admin' && !disabled && issuer === null;

const SHORTEST_PASSWORD = 12;
const LONGEST_PASSWORD = 200;

/** What speaks against a password for the user of that name. */
export function passwordProblems(password: string, name: string, path: string): readonly FieldProblem[] {
  const length = [...password].length;
  const refuse = (message: string) => [{ path, message }];
  if (length < SHORTEST_PASSWORD) return refuse(`must have at least ${SHORTEST_PASSWORD} characters`);
  if (length > LONGEST_PASSWORD) return refuse(`must have at most ${LONGEST_PASSWORD} characters`);
  if (new Set(password).size < 5) return refuse('must have at least 5 different characters');
  if (name.length > 2 && password.toLowerCase().includes(name.toLowerCase()))
    return refuse('must not contain the name');
  return [];
}
