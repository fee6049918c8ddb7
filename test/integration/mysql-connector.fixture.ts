import { MysqlConnector } from '../../src/connectors/mysql/mysql.connector.ts';
import type { ConnectionTarget } from '../../src/core/connection.ts';
import type { Statement } from '../../src/core/sql/dialect.ts';
import type { Snapshot, StatementOutcome } from '../../src/ports/connector.ts';
import { openNetwork } from '../support/open-network.ts';

export const limits = { statementTimeoutMs: 10_000, lockTimeoutMs: 5000 };

/** A connector with the shortest ways to use it. */
export class MysqlProbe {
  readonly connector = new MysqlConnector(openNetwork);

  within<T>(
    target: ConnectionTarget,
    work: (snapshot: Snapshot) => Promise<T>,
    signal = new AbortController().signal,
  ): Promise<T> {
    return this.connector.withSnapshot(target, { signal, purpose: 'spec' }, work);
  }

  send(target: ConnectionTarget, text: string, allowed = limits): Promise<StatementOutcome> {
    return this.within(target, (snapshot) => snapshot.send(sql(text), allowed));
  }
}

export const sql = (text: string, ...parameters: readonly (string | number)[]): Statement => ({
  text,
  parameters,
});
