import { Injectable } from '@nestjs/common';
import { InvalidInput, type FieldProblem } from '../../core/errors.ts';
import type { ConnectionId } from '../../core/ids.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import { userSqlOf } from '../../core/verdict/user-sql.ts';
import { rethrowAsUnavailable } from '../connections/list-datasets.ts';
import { OpenConnection, type OpenedConnection } from '../connections/open-connection.ts';
import { checkInSources } from './check-in-sources.ts';
import { openAll, spelled } from './other-places.ts';

/** A definition with its schemas written out, and the connections that it names by their ids. */
export interface CheckedDefinition {
  readonly definition: TestDefinition;
  readonly opened: ReadonlyMap<ConnectionId, OpenedConnection>;
}

/** Checks a definition against the connections it names: what a schema alone cannot see. */
@Injectable()
export class DefinitionCheck {
  constructor(private readonly connections: OpenConnection) {}

  /**
   * The definition with its datasets in the stored spelling, and the opened connections. With `reachSource`, datasets,
   * columns and filters are checked in the databases themselves; without, only what needs no database.
   * Throws `InvalidInput` naming every bad field, and `Unavailable` when a database cannot be asked.
   */
  async check(definition: TestDefinition, reachSource: boolean): Promise<CheckedDefinition> {
    const opened = await openAll(definition, this.connections);
    const checked = spelled(definition, opened);
    await guardUserSql(checked, opened);
    if (reachSource) await checkInSources(checked, opened).catch(rethrowAsUnavailable);
    return { definition: checked, opened };
  }
}

/** Every connector looks at the SQL that is meant for it. */
async function guardUserSql(
  test: TestDefinition,
  opened: ReadonlyMap<ConnectionId, OpenedConnection>,
): Promise<void> {
  const unsafe: FieldProblem[] = [];
  for (const { path, sql, of } of userSqlOf(test)) {
    const { connector } = opened.get(of?.connectionId ?? test.connectionId)!;
    const message = await connector.filterProblem(sql);
    if (message !== null) unsafe.push({ path, message });
  }
  if (unsafe.length > 0) throw new InvalidInput(unsafe, 'UNSAFE_FILTER');
}
