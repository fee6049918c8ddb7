import type { Role } from './role.ts';

/** Somebody whom the platform knows. A key of the environment has no record; its id is the variable's name. */
export interface Principal {
  readonly type: 'user' | 'apiKey';
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** From where a request came. */
export interface Origin {
  /** The `X-Request-Id` of the request, which the caller may have chosen. */
  readonly requestId: string;
  /** The address at the other end of the connection, or what a trusted proxy says it was; null when it is gone already. */
  readonly address: string | null;
}

/** Who asks, and from where. */
export type Actor = (Principal & Origin) | ({ readonly type: 'anonymous' } & Origin);

/** Somebody known, and from where. */
export type KnownActor = Principal & Origin;
