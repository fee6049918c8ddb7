import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { parseDataset } from '../../core/dataset.ts';
import { planScans } from '../../core/planning/plan-scans.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import type { Statement } from '../../core/sql/dialect.ts';
import { filterOf, judgeTest, metricsOf, type Verdict } from '../../core/verdict/judge-test.ts';
import { rethrowAsUnavailable } from '../connections/list-datasets.ts';
import type { OpenedConnection } from '../connections/open-connection.ts';
import { measureDataset } from '../executions/measure-dataset.ts';
import { DefinitionCheck } from './check-definition.ts';

/** What a definition would do. `verdict` is null unless it was run; nothing of it is stored. */
export interface TestPreview {
  readonly test: TestDefinition;
  readonly statements: readonly Statement[];
  readonly verdict:
    (Omit<Verdict, 'metrics'> & { readonly durationMs: number; readonly engineVersion: string }) | null;
}

/** Validates, shows the SQL and, with `run`, executes it once. Throws `InvalidInput`, `Unavailable`. */
export class PreviewTest extends Query<TestPreview> {
  constructor(
    readonly definition: TestDefinition,
    readonly run: boolean,
  ) {
    super();
  }
}

/** Someone is waiting for the answer. */
const LONGEST_PREVIEW_MS = 60_000;

@QueryHandler(PreviewTest)
export class PreviewTestHandler implements IQueryHandler<PreviewTest> {
  constructor(private readonly definitions: DefinitionCheck) {}

  async execute({ definition, run }: PreviewTest): Promise<TestPreview> {
    const { definition: test, opened } = await this.definitions.check(definition, true);
    return {
      test,
      statements: await statementsOf(test, opened),
      verdict: run ? await verdictOf(test, opened) : null,
    };
  }
}

async function statementsOf(
  test: TestDefinition,
  { connector, target }: OpenedConnection,
): Promise<readonly Statement[]> {
  const name = parseDataset(test.dataset, connector.dialect.defaultSchema)!;
  const columns = await connector
    .withSnapshot(
      target,
      { signal: AbortSignal.timeout(LONGEST_PREVIEW_MS), purpose: 'preview', dataset: name },
      (snapshot) => snapshot.columns(name),
    )
    .catch(rethrowAsUnavailable);
  const request = { filter: filterOf(test), metrics: metricsOf(test).map(({ metric }) => metric) };
  return planScans(name, columns ?? [], [request], connector.dialect.limits).scans.map(({ select }) =>
    connector.dialect.renderScalarSelect(select),
  );
}

async function verdictOf(test: TestDefinition, opened: OpenedConnection): Promise<TestPreview['verdict']> {
  const signal = AbortSignal.timeout(LONGEST_PREVIEW_MS);
  const measured = await measureDataset(opened, test.dataset, [test], signal).catch(rethrowAsUnavailable);
  const { metrics: _kept, ...verdict } = judgeTest(test, measured.measurements, {
    measuredAt: measured.takenAt,
    history: {},
  });
  const durationMs = measured.statementsOf(test).reduce((sum, statement) => sum + statement.durationMs, 0);
  return { ...verdict, durationMs, engineVersion: measured.engineVersion };
}
