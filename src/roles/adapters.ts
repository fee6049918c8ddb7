import type { LoggerService } from '@nestjs/common';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Env } from '../config/env.ts';
import { plumblineVersion } from '../config/version.ts';
import { DuckDBConnector } from '../connectors/duckdb/duckdb.connector.ts';
import { MysqlConnector } from '../connectors/mysql/mysql.connector.ts';
import { PostgresConnector } from '../connectors/postgres/postgres.connector.ts';
import { ConnectorRegistry } from '../connectors/registry.ts';
import { SourceNetwork } from '../connectors/source-network.ts';
import { SqlServerConnector } from '../connectors/sqlserver/sqlserver.connector.ts';
import type { EmbeddedParts } from '../embedded/embedded.ts';
import type { AlertRuleStore } from '../ports/alert-rule-store.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { ChannelStore } from '../ports/channel-store.ts';
import type { ConnectionStore } from '../ports/connection-store.ts';
import type { Connectors } from '../ports/connectors.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import type { Notifiers } from '../ports/notifier.ts';
import type { Readiness } from '../ports/readiness.ts';
import type { SecretCipher } from '../ports/secret-cipher.ts';
import type { ScheduleStore } from '../ports/schedule-store.ts';
import type { TestStore } from '../ports/test-store.ts';
import type { QueueSettings } from '../queue/bullmq-backend.ts';
import { openJobQueue } from '../queue/bullmq.job-queue.ts';
import { createDocumentClient } from '../stores/dynamo/client.ts';
import { DynamoAlertRuleStore } from '../stores/dynamo/dynamo.alert-rule-store.ts';
import { DynamoAuditLog } from '../stores/dynamo/dynamo.audit-log.ts';
import { DynamoChannelStore } from '../stores/dynamo/dynamo.channel-store.ts';
import { DynamoConnectionStore } from '../stores/dynamo/dynamo.connection-store.ts';
import { DynamoScheduleStore } from '../stores/dynamo/dynamo.schedule-store.ts';
import { DynamoTestStore } from '../stores/dynamo/dynamo.test-store.ts';
import { repairIndexes } from '../stores/dynamo/repair-indexes.ts';
import { ensureTables } from '../stores/dynamo/tables.ts';
import { openResultsStore, type ResultsStore } from '../stores/results/results-store.ts';
import { AesGcmSecretCipher } from '../stores/secrets/aes-gcm.secret-cipher.ts';
import { openAccessAdapters, type AccessAdapters } from './access-adapters.ts';
import { notifiersOf } from './notifiers.ts';
import { PartsReadiness } from './parts-readiness.ts';

/** One opened adapter for each port. */
export interface Adapters {
  readonly cipher: SecretCipher;
  readonly connections: ConnectionStore;
  readonly tests: TestStore;
  readonly schedules: ScheduleStore;
  readonly channels: ChannelStore;
  readonly alertRules: AlertRuleStore;
  readonly auditLog: AuditLog;
  readonly access: AccessAdapters;
  readonly connectors: Connectors;
  readonly notifiers: Notifiers;
  readonly queue: JobQueue;
  readonly results: ResultsStore;
  readonly readiness: Readiness;
  /** Closes all of them. */
  close(): Promise<void>;
}

/** BullMQ lives in the results database unless Redis is given. */
export const queueSettingsOf = (env: Env, parts: EmbeddedParts): QueueSettings =>
  env.redisUrl === null
    ? { kind: 'postgres', url: parts.resultsDbUrl }
    : { kind: 'redis', url: env.redisUrl };

/** A kill can leave the embedded store's indexes behind its records; DynamoDB itself keeps them in step. */
async function prepareConfigStore(dynamo: DynamoDBDocumentClient, env: Env): Promise<void> {
  await ensureTables(dynamo, env.tablePrefix);
  if (env.configStore.kind === 'embedded') await repairIndexes(dynamo, env.tablePrefix);
}

/** Opens every adapter, side by side; if one cannot be opened the others are closed and its error is thrown. */
export async function openAdapters(env: Env, parts: EmbeddedParts, logger: LoggerService): Promise<Adapters> {
  const dynamo = createDocumentClient(parts.dynamo);
  const network = new SourceNetwork(env.connectionsAllow);
  const connectors = new ConnectorRegistry([
    new PostgresConnector(network),
    new MysqlConnector(network),
    new DuckDBConnector(env.duckdbAllowedPaths, network),
    new SqlServerConnector(network),
  ]);
  const [tables, results, queue] = await Promise.allSettled([
    prepareConfigStore(dynamo, env),
    openResultsStore({
      url: parts.resultsDbUrl,
      retentionDays: env.retentionDays,
      version: plumblineVersion,
    }),
    openJobQueue(queueSettingsOf(env, parts), { logger }),
  ]);
  const close = async () => {
    if (queue.status === 'fulfilled') await queue.value.close();
    await connectors.close();
    if (results.status === 'fulfilled') await results.value.close();
    dynamo.destroy();
  };
  for (const opened of [tables, results, queue])
    if (opened.status === 'rejected') {
      await close();
      throw opened.reason;
    }
  if (results.status === 'rejected' || queue.status === 'rejected') throw new Error('unreachable');

  const tests = new DynamoTestStore(dynamo, env.tablePrefix);
  return {
    cipher: new AesGcmSecretCipher(parts.encryptionKey),
    connections: new DynamoConnectionStore(dynamo, env.tablePrefix),
    tests,
    schedules: new DynamoScheduleStore(dynamo, env.tablePrefix),
    channels: new DynamoChannelStore(dynamo, env.tablePrefix),
    alertRules: new DynamoAlertRuleStore(dynamo, env.tablePrefix),
    auditLog: new DynamoAuditLog(dynamo, env.tablePrefix),
    access: openAccessAdapters(dynamo, env),
    connectors,
    notifiers: notifiersOf(env, results.value.mailbox, logger),
    queue: queue.value,
    results: results.value,
    readiness: new PartsReadiness({
      results: () => results.value.ping(),
      config: () => dynamo.send(new DescribeTableCommand({ TableName: `${env.tablePrefix}Tests` })),
      queue: () => queue.value.depth(),
    }),
    close,
  };
}
