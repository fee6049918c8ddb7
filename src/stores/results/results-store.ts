import pg from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { AlertOutbox } from '../../ports/alert-outbox.ts';
import type { DashboardReader } from '../../ports/dashboard-reader.ts';
import type { DeliveryLedger } from '../../ports/delivery-ledger.ts';
import type { ExecutionLedger } from '../../ports/execution-ledger.ts';
import type { ExecutionReader } from '../../ports/execution-reader.ts';
import type { IncidentReader } from '../../ports/incident-reader.ts';
import type { IncidentStore } from '../../ports/incident-store.ts';
import type { DueSchedules } from '../../ports/due-schedules.ts';
import type { FiringLedger } from '../../ports/firing-ledger.ts';
import type { Mailbox } from '../../ports/mailbox.ts';
import type { ScheduleWatch } from '../../ports/schedule-watch.ts';
import { layoutOfTables } from './layout/choose-layout.ts';
import type { TimeSeriesLayout } from './layout/time-series-layout.ts';
import { maintain } from './maintain.ts';
import { migrate, migrations } from './migrate.ts';
import { PostgresAlertOutbox } from './postgres.alert-outbox.ts';
import { PostgresDashboardReader } from './postgres.dashboard-reader.ts';
import { PostgresDeliveryLedger } from './postgres.delivery-ledger.ts';
import { PostgresExecutionLedger } from './postgres.execution-ledger.ts';
import { PostgresExecutionReader } from './postgres.execution-reader.ts';
import { PostgresIncidentReader } from './postgres.incident-reader.ts';
import { PostgresIncidentStore } from './postgres.incident-store.ts';
import { PostgresDueSchedules } from './postgres.due-schedules.ts';
import { PostgresFiringLedger } from './postgres.firing-ledger.ts';
import { PostgresMailbox } from './postgres.mailbox.ts';
import { PostgresScheduleWatch } from './postgres.schedule-watch.ts';
import { Sql, translated } from './sql.ts';

interface ResultsStoreOptions {
  /** `postgres://…`; the tables live in its schema `plumbline`. */
  readonly url: string;
  /** Executions, values and rollups older than this may go. */
  readonly retentionDays: number;
  readonly poolSize?: number | undefined;
  readonly applicationName?: string | undefined;
  /** Written to the executions that are finished through this store. */
  readonly version?: string | undefined;
  /** Hears why a server that offers TimescaleDB would not turn it on; native partitions serve then. */
  readonly onTimescaleRefused?: ((reason: string) => void) | undefined;
}

export interface ResultsStore {
  readonly ledger: ExecutionLedger;
  readonly reader: ExecutionReader;
  readonly dashboard: DashboardReader;
  readonly incidents: IncidentStore;
  readonly incidentReader: IncidentReader;
  readonly dues: DueSchedules;
  readonly firings: FiringLedger;
  readonly scheduleWatch: ScheduleWatch;
  readonly mailbox: Mailbox;
  readonly outbox: AlertOutbox;
  readonly deliveries: DeliveryLedger;
  readonly layout: TimeSeriesLayout['name'];
  /** Names of the migrations that opening the store ran. */
  readonly migrated: readonly string[];
  /** Makes room for the months ahead and drops what is older than `retentionDays`. Call it daily, in any process. */
  maintain(now: Date): Promise<void>;
  /** Throws `Unavailable` when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Connects, migrates where needed, and opens the results store. The caller closes it. Throws `Unavailable`. */
export async function openResultsStore(options: ResultsStoreOptions): Promise<ResultsStore> {
  const { url, retentionDays, poolSize = 10, applicationName = 'plumbline' } = options;
  const client = new pg.Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_MS,
  });
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    schema: 'plumbline',
    poolSize,
    applicationName,
    connectTimeoutMS: CONNECT_MS,
    installExtensions: false,
    migrations,
    logging: false,
  });
  try {
    // a connection that breaks also fails the statement that waits for it, which is where it is handled
    client.on('error', () => undefined);
    await client.connect();
    await dataSource.initialize();
    const migrated = await migrate(client, dataSource, options.onTimescaleRefused);
    const layout = await layoutOfTables(dataSource);
    const sql = new Sql((dataSource.driver as PostgresDriver).master as pg.Pool);
    return {
      ledger: new PostgresExecutionLedger(sql, layout, options.version ?? null),
      reader: new PostgresExecutionReader(sql),
      dashboard: new PostgresDashboardReader(sql),
      incidents: new PostgresIncidentStore(sql),
      incidentReader: new PostgresIncidentReader(sql),
      dues: new PostgresDueSchedules(sql),
      firings: new PostgresFiringLedger(sql),
      scheduleWatch: new PostgresScheduleWatch(sql),
      mailbox: new PostgresMailbox(sql),
      outbox: new PostgresAlertOutbox(sql),
      deliveries: new PostgresDeliveryLedger(sql),
      layout: layout.name,
      migrated,
      maintain: (now) => maintain(sql, layout, retentionDays, now),
      ping: async () => void (await sql.rows('SELECT 1')),
      close: () => dataSource.destroy(),
    };
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    throw translated(error);
  } finally {
    await client.end();
  }
}

const CONNECT_MS = 10_000;
