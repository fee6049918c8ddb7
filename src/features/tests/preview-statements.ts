import { groupBy } from '../../core/grouping.ts';
import type { ConnectionId } from '../../core/ids.ts';
import { isStreamed } from '../../core/metrics/catalogue.ts';
import { planScans } from '../../core/planning/plan-scans.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import type { Statement } from '../../core/sql/dialect.ts';
import { metricsOf, type NamedMetric, type Place } from '../../core/verdict/wanted-metrics.ts';
import type { OpenedConnection } from '../connections/open-connection.ts';
import { firstPage } from '../executions/keyed-side.ts';
import { sidesOf } from '../executions/measure-streams.ts';
import type { OpenSnapshot } from '../executions/paired-snapshots.ts';
import { datasetNameIn } from './other-places.ts';

/**
 * The statements that a test would send, as far as its definition tells: those for its own dataset first. Of rows that
 * are read page by page, the first page. Throws `SourceUnavailable`.
 */
export async function previewedStatements(
  test: TestDefinition,
  opened: ReadonlyMap<ConnectionId, OpenedConnection>,
  signal: AbortSignal,
): Promise<readonly Statement[]> {
  const statements: Statement[] = [];
  for (const [id, shown] of groupBy(shownOf(test), ({ connectionId }) => connectionId)) {
    const connection = opened.get(id)!;
    const { connector, target } = connection;
    await connector.withSnapshot(target, { signal, purpose: 'preview' }, async (snapshot) => {
      for (const { statementsIn } of shown)
        statements.push(...(await statementsIn({ ...connection, snapshot })));
    });
  }
  return statements;
}

/** Statements of one connection. */
interface Shown {
  readonly connectionId: ConnectionId;
  readonly statementsIn: (source: OpenSnapshot) => Promise<readonly Statement[]>;
}

function shownOf(test: TestDefinition): readonly Shown[] {
  const wanted = metricsOf(test);
  const datasets = groupBy(wanted, ({ place: { connectionId, dataset } }) =>
    JSON.stringify([connectionId, dataset]),
  );
  return [
    ...[...datasets.values()].map(scansOf),
    ...wanted.flatMap(({ metric, place }) => {
      if (!isStreamed(metric)) return [];
      const { here, there } = sidesOf(metric, place, metric.reference.connectionId ?? test.connectionId);
      return [here, there].map((side): Shown => ({
        connectionId: side.place.connectionId,
        statementsIn: async (source) => {
          const { byName, dialect } = await lookAt(side.place, source);
          return [dialect.renderKeyPage(firstPage(side, byName, source.connector))];
        },
      }));
    }),
  ];
}

/** The scans of metrics of one dataset. */
function scansOf(metrics: readonly NamedMetric[]): Shown {
  const { place } = metrics[0]!;
  const requests = metrics.map(({ metric, place: { filter, groupBy: groups } }) => ({
    filter,
    groupBy: groups,
    metrics: [metric],
  }));
  return {
    connectionId: place.connectionId,
    statementsIn: async (source) => {
      const { name, byName, dialect } = await lookAt(place, source);
      const { scans } = planScans(name, [...byName.values()], requests, dialect.limits);
      return scans.map(({ select }) => dialect.renderScalarSelect(select));
    },
  };
}

async function lookAt(place: Place, source: OpenSnapshot) {
  const name = datasetNameIn(place.dataset, place.field, source);
  const columns = (await source.snapshot.columns(name)) ?? [];
  return {
    name,
    byName: new Map(columns.map((column) => [column.name, column])),
    // a database may have a dialect of its own once its columns are known
    dialect: source.snapshot.dialect ?? source.connector.dialect,
  };
}
