import { Logger } from '@nestjs/common';
import { RecordingLogger } from '../../../test/support/recording-logger.ts';
import type { Actor } from '../../core/access/actor.ts';
import { MemoryAuditLog } from '../../stores/memory/memory.audit-log.ts';
import { Refusals } from './refusals.ts';

const stranger: Actor = { type: 'anonymous', requestId: 'r', address: '10.0.0.7' };
const ada: Actor = { ...stranger, type: 'user', id: 'u', name: 'ada', role: 'viewer' };
let now: Date;
let log: MemoryAuditLog;
let refusals: Refusals;
beforeEach(() => {
  now = new Date('2026-01-31T06:00:00Z');
  log = new MemoryAuditLog();
  refusals = new Refusals(log, { now: () => now });
});
const refuse = (by: Actor) => refusals.record('POST /v1/tests', '/v1/tests', 'FORBIDDEN', by);
const entries = async () => (await log.list({}, { limit: 200, cursor: null })).items;

it('writes sixty a minute of strangers, and counts the others', async () => {
  for (let n = 0; n < 100; n++) await refuse(stranger);
  expect(await entries()).toHaveLength(60);
  now = new Date(now.getTime() + 60_000);
  await refuse(stranger);
  expect((await entries())[0]).toMatchObject({ details: { code: 'FORBIDDEN', notWrittenBefore: 40 } });
});

it('a flood of strangers hides nobody who is known', async () => {
  for (let n = 0; n < 100; n++) await refuse(stranger);
  await refuse(ada);
  expect((await entries()).filter(({ actor }) => actor.type === 'user')).toMatchObject([
    { action: 'request.refuse', stage: 'refused', subject: { type: 'route', id: 'POST /v1/tests' } },
  ]);
});

it('a log that cannot be written is no reason to let somebody in', async () => {
  const printed = new RecordingLogger();
  Logger.overrideLogger(printed);
  log.record = () => Promise.reject(new TypeError('the disk is full'));
  await refuse(ada);
  expect(printed.lines.join()).toContain(
    'a refusal is missing in the audit log: TypeError: the disk is full',
  );
});
