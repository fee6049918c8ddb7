import type { Connection } from '../../core/connection.ts';

/** A connection as the outside may see it: which secrets are set, never their values. */
export type ConnectionView = Omit<Connection, 'sealedSecrets'>;

export function viewOf({ sealedSecrets: _kept, ...view }: Connection): ConnectionView {
  return view;
}
