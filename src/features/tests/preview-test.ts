import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { ConnectionId } from '../../core/ids.ts';
import type { TestDefinition } from '../../core/quality-test.ts';
import type { Statement } from '../../core/sql/dialect.ts';
import { judgeTest, type Verdict } from '../../core/verdict/judge-test.ts';
import { rethrowAsUnavailable } from '../connections/list-datasets.ts';
import type { OpenedConnection } from '../connections/open-connection.ts';
import { measureDataset } from '../executions/measure-dataset.ts';
import { DefinitionCheck } from './check-definition.ts';
import { previewedStatements } from './preview-statements.ts';

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
      statements: await previewedStatements(test, opened, AbortSignal.timeout(LONGEST_PREVIEW_MS)).catch(
        rethrowAsUnavailable,
      ),
      verdict: run ? await verdictOf(test, opened) : null,
    };
  }
}

async function verdictOf(
  test: TestDefinition,
  opened: ReadonlyMap<ConnectionId, OpenedConnection>,
): Promise<TestPreview['verdict']> {
  const signal = AbortSignal.timeout(LONGEST_PREVIEW_MS);
  const measured = await measureDataset(opened.get(test.connectionId)!, test.dataset, [test], signal, {
    open: (id) => Promise.resolve(opened.get(id)!),
    purpose: 'preview',
  }).catch(rethrowAsUnavailable);
  const { metrics: _kept, ...verdict } = judgeTest(test, measured.measurements, {
    measuredAt: measured.takenAt,
    history: {},
  });
  const durationMs = measured.statementsOf(test).reduce((sum, statement) => sum + statement.durationMs, 0);
  return { ...verdict, durationMs, engineVersion: measured.engineVersion };
}
