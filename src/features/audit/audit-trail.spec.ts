import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { someAlertRule, someChannel } from '../../../test/support/alert-records.ts';
import { someApiKey, someUser } from '../../../test/support/people.ts';
import { RecordingLogger } from '../../../test/support/recording-logger.ts';
import { someConnection, someSchedule, someTest } from '../../../test/support/records.ts';
import { stubAccess } from '../../../test/support/stub-access.ts';
import type { Actor } from '../../core/access/actor.ts';
import type { AuditEntry } from '../../core/audit.ts';
import { Unavailable, VersionConflict } from '../../core/errors.ts';
import { AlertRuleStore } from '../../ports/alert-rule-store.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import { ChannelStore } from '../../ports/channel-store.ts';
import { ConnectionStore } from '../../ports/connection-store.ts';
import { ScheduleStore } from '../../ports/schedule-store.ts';
import { TestStore } from '../../ports/test-store.ts';
import { RevokeApiKey } from '../access/revoke-api-key.ts';
import { PatchUser } from '../access/patch-user.ts';
import { CreateChannel } from '../alerts/create-channel.ts';
import { DeleteAlertRule } from '../alerts/delete-alert-rule.ts';
import { DeleteChannel } from '../alerts/delete-channel.ts';
import { CreateConnection } from '../connections/create-connection.ts';
import { DeleteConnection } from '../connections/delete-connection.ts';
import { DeleteSchedule } from '../schedules/delete-schedule.ts';
import { DeleteTest } from '../tests/delete-test.ts';
import { PatchTest } from '../tests/patch-test.ts';
import { AuditTrail } from './audit-trail.ts';
import type { AuditedCommand } from './audited-command.ts';

const ada: Actor = {
  type: 'user',
  id: 'u',
  name: 'ada',
  role: 'editor',
  requestId: 'r',
  address: '10.0.0.7',
};
const [connection, test] = [someConnection(), someTest()];
const [user, key] = [someUser(), someApiKey()];
const [schedule, channel, rule] = [someSchedule(), someChannel(), someAlertRule()];

let log: AuditLog;
let trail: AuditTrail;
let printed: RecordingLogger;
beforeEach(async () => {
  printed = new RecordingLogger();
  Logger.overrideLogger(printed);
  const { access, providers } = stubAccess();
  const platform = await NestFactory.createApplicationContext(
    { module: class {}, providers },
    { logger: printed },
  );
  await Promise.all([
    platform.get(ConnectionStore).create(connection),
    platform.get(TestStore).create(test),
    platform.get(ScheduleStore).create(schedule),
    platform.get(ChannelStore).create(channel),
    platform.get(AlertRuleStore).create(rule),
    access.users.create(user),
    access.keys.create(key),
  ]);
  log = access.audit;
  trail = platform.get(AuditTrail);
});
const entries = async (): Promise<readonly AuditEntry[]> =>
  [...(await log.list({}, { limit: 10, cursor: null })).items].reverse();
const around = <R>(command: AuditedCommand<R>, work: () => Promise<R>) => trail.around(command, ada, work);

it('the intention is written before the work begins, the end before it is answered', async () => {
  const patched = { ...test, enabled: false, version: 2 };
  const during: (readonly AuditEntry[])[] = [];
  const answer = await around(new PatchTest(test.id, 1, { enabled: false }), async () => {
    during.push(await entries());
    return patched;
  });
  expect(answer).toBe(patched);
  const intended = {
    action: 'test.patch',
    stage: 'intended',
    intent: null,
    subject: { type: 'test', id: test.id },
    actor: ada,
    details: { asked: { enabled: false }, before: { name: test.name, enabled: true, version: 1 } },
  };
  expect(during).toMatchObject([[intended]]);
  const [first, last, ...more] = await entries();
  expect(first).toMatchObject(intended);
  expect(last).toMatchObject({ ...intended, stage: 'done', intent: first!.id, details: { after: patched } });
  expect(more).toEqual([]);
});

it('what is made gets its name when there is one', async () => {
  const { sealedSecrets: _kept, ...view } = connection;
  const secrets = { password: 'hunter2' };
  await around(
    new CreateConnection({ name: 'c', engine: 'postgres', settings: { password: 'hunter2' }, secrets }),
    async () => view,
  );
  const [intended, done] = await entries();
  expect(intended).toMatchObject({
    subject: { type: 'connection', id: null },
    details: { asked: { name: 'c', settingNames: ['password'], secretNames: ['password'] } },
  });
  expect(done).toMatchObject({
    subject: { type: 'connection', id: view.id },
    details: { after: { name: view.name } },
  });
  expect(JSON.stringify(await entries())).not.toMatch(/hunter2|AAAA/);
});

it('of a channel that is made, settings and secrets are told by their names only', async () => {
  const { sealedSecrets: _kept, ...view } = channel;
  const input = { name: 'c', type: 'slack', enabled: true };
  const secrets = { token: 'hunter2' };
  await around(new CreateChannel({ ...input, settings: { token: 'hunter2' }, secrets }), async () => view);
  expect(await entries()).toMatchObject([
    {
      subject: { id: null },
      details: { asked: { ...input, settingNames: ['token'], secretNames: ['token'] } },
    },
    { subject: { type: 'channel', id: channel.id }, details: { after: { name: channel.name } } },
  ]);
  expect(JSON.stringify(await entries())).not.toMatch(/hunter2|AAAA/);
});

it.each([
  [new DeleteConnection(connection.id, null, true), 'sealedSecrets', connection.name],
  [new DeleteTest(test.id, null), 'hunter2', test.name],
  [new RevokeApiKey(key.id), key.digest, key.name],
  [new DeleteSchedule(schedule.id, null), 'hunter2', schedule.name],
  [new DeleteChannel(channel.id, null, true), 'sealedSecrets', channel.name],
  [new DeleteAlertRule(rule.id, null), 'hunter2', rule.name],
])('%j: what goes is told as it was, without secrets', async (command, secret, name) => {
  await around(command, async () => undefined);
  const [intended, done] = await entries();
  expect(intended).toMatchObject({ details: { before: { name } } });
  expect(done).toMatchObject({ stage: 'done', details: {} });
  expect(JSON.stringify([intended, done])).not.toContain(secret);
});

it('of a new password nothing is told but that there is one', async () => {
  const { passwordHash: _hash, sessionsFrom: _from, ...view } = user;
  await around(new PatchUser(user.id, null, { password: 'correct horse battery' }), async () => ({
    ...view,
    hasPassword: true,
  }));
  expect(JSON.stringify(await entries())).not.toMatch(/correct horse|a hash/);
  expect(await entries()).toMatchObject([
    { details: { asked: { password: 'a new one' } } },
    { stage: 'done' },
  ]);
});

it.each([
  [new VersionConflict(3), 'refused', 'VERSION_CONFLICT'],
  [new Unavailable('no answer', 'SOURCE_UNREACHABLE'), 'failed', 'SOURCE_UNREACHABLE'],
  [new TypeError('a defect of ours with a secret'), 'failed', 'INTERNAL_ERROR'],
])('%s is passed on, and told as %s', async (error, stage, code) => {
  await expect(around(new DeleteTest(test.id, 3), () => Promise.reject(error))).rejects.toBe(error);
  expect((await entries())[1]).toMatchObject({ stage, details: { code } });
  expect(JSON.stringify(await entries())).not.toContain('a secret');
});

it('nothing is done when the intention cannot be written', async () => {
  log.record = () => Promise.reject(new TypeError('the disk is full'));
  let done = false;
  const work = async () => void (done = true);
  await expect(around(new DeleteTest(test.id, null), work)).rejects.toMatchObject({
    code: 'AUDIT_LOG_UNAVAILABLE',
    kind: 'unavailable',
  });
  expect(done).toBe(false);
  expect(printed.lines.join()).toContain('the audit log cannot be written: TypeError: the disk is full');
});

it('what is done is answered when its end cannot be written: the intention tells of it', async () => {
  const record = log.record.bind(log);
  await around(new DeleteTest(test.id, null), async () => {
    log.record = () => Promise.reject(new TypeError('the disk is full'));
  });
  log.record = record;
  expect(await entries()).toMatchObject([{ action: 'test.delete', stage: 'intended' }]);
  expect(printed.lines.join()).toContain('the end of test.delete is missing in the audit log');
});
