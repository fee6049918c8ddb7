import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { scoreOf } from '../../core/scoring/score.ts';
import { Clock } from '../../ports/clock.ts';
import { DashboardReader, type DashboardNumbers, type StatusCounts } from '../../ports/dashboard-reader.ts';
import { IncidentReader, type IncidentNumbers } from '../../ports/incident-reader.ts';
import { TestStore, type TestCensus } from '../../ports/test-store.ts';

interface Window {
  readonly executions: StatusCounts;
  /** passed ÷ (passed + warned + failed); null when nothing was evaluated. */
  readonly passRate: number | null;
}

/** Everything the front page needs. Scores and rates are between 0 and 1. */
export interface DashboardSummary {
  readonly at: Date;
  readonly tests: TestCensus & {
    readonly latestByStatus: DashboardNumbers['latestByStatus'];
    readonly neverRun: number;
  };
  readonly last24h: Window;
  readonly last7d: Window;
  readonly failing: DashboardNumbers['failing'];
  readonly slowest: DashboardNumbers['slowest'];
  readonly datasets: readonly (DashboardNumbers['datasets'][number] & { readonly score: number | null })[];
  readonly incidents: IncidentNumbers;
  readonly trend: readonly {
    readonly day: string;
    readonly executions: StatusCounts;
    readonly passRate: number | null;
  }[];
}

export class GetSummary extends Query<DashboardSummary> {}

@QueryHandler(GetSummary)
export class GetSummaryHandler implements IQueryHandler<GetSummary> {
  constructor(
    private readonly dashboard: DashboardReader,
    private readonly tests: TestStore,
    private readonly incidents: IncidentReader,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<DashboardSummary> {
    const at = this.clock.now();
    const [numbers, census, incidents] = await Promise.all([
      this.dashboard.numbers(at),
      this.tests.census(),
      this.incidents.numbers(),
    ]);
    const haveRun = Object.values(numbers.latestByStatus).reduce((sum, n) => sum + n, 0);
    return {
      at,
      tests: {
        ...census,
        latestByStatus: numbers.latestByStatus,
        neverRun: Math.max(0, census.total - haveRun),
      },
      last24h: windowOf(numbers.last24h),
      last7d: windowOf(numbers.last7d),
      failing: numbers.failing,
      slowest: numbers.slowest,
      datasets: numbers.datasets.map((dataset) => ({ ...dataset, score: scoreOf(dataset.latest) })),
      incidents,
      trend: numbers.trend.map(({ day, counts }) => ({ day, executions: counts, passRate: scoreOf(counts) })),
    };
  }
}

const windowOf = (executions: StatusCounts): Window => ({ executions, passRate: scoreOf(executions) });
