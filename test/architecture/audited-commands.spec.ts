import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from '@nestjs/cqrs';
import { featureHandlers } from '../../src/features/feature-handlers.ts';
import { AuditedCommand } from '../../src/features/audit/audited-command.ts';

type Class = abstract new (...args: never[]) => object;
const messageOf = (handler: object) =>
  Reflect.getMetadata('__commandHandler__', handler) as Class | undefined;

it('every command is audited, but for those that nobody gives and the one that leads to an identity provider', () => {
  const commands = featureHandlers.flatMap((handler) => messageOf(handler) ?? []);
  expect(commands.length).toBeGreaterThan(40);
  const unaudited = commands.filter(
    ({ prototype }) => prototype instanceof Command && !(prototype instanceof AuditedCommand),
  );
  expect(unaudited.map(({ name }) => name).sort()).toEqual([
    'BeginProviderSignIn',
    'DeliverAlert',
    'DispatchDeliveries',
    'DispatchStrays',
    'EndOrphanedIncidents',
    'ExecuteRun',
    'FireDueSchedules',
    'FlushNotices',
    'ForgetExpiredSessions',
    'MaintainResults',
    'ReconcileSchedules',
    'RemindIncidents',
    'ReviewVerdicts',
    'RouteEvents',
    'WatchSchedules',
  ]);
});

it('no controller gives a command past the audit log', () => {
  const api = join(import.meta.dirname, '../../src/api');
  const files = readdirSync(api, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'),
  );
  const around = files.filter((file) => /\bCommandBus\b/.test(readFileSync(join(api, file), 'utf8')));
  expect(around.sort()).toEqual(['commands.ts', 'provider-sign-in.controller.ts']);
});
