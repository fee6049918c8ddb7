import { startTestPlatform, type TestPlatform } from '../support/platform.ts';

let plumbline: TestPlatform;
beforeAll(async () => {
  plumbline = await startTestPlatform();
});
afterAll(() => plumbline.stop());

const made = async (path: string, body: object) =>
  (await plumbline.call('POST', path, body)).body['id'] as string;

/** What is on record about one subject, oldest first. */
async function accountOf(id: string) {
  const { body, text } = await plumbline.call('GET', `/v1/audit-logs?subjectId=${id}`);
  const items = body['items'] as readonly { readonly action: string; readonly stage: string }[];
  return { steps: items.map(({ action, stage }) => `${action} ${stage}`).reverse(), items, text };
}

it('changes of channels and rules are on record without the secrets of a channel', async () => {
  const hook = {
    name: 'hook',
    type: 'webhook',
    settings: { url: 'https://hooks.example.com/x' },
    secrets: { signingSecret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` },
  };
  const channel = await made('/v1/channels', hook);
  const rule = await made('/v1/alert-rules', { name: 'all', channelIds: [channel] });
  await plumbline.call('PUT', `/v1/channels/${channel}`, { ...hook, description: 'of the team' });
  await plumbline.call('PUT', `/v1/alert-rules/${rule}`, {
    name: 'all',
    channelIds: [channel],
    enabled: false,
  });
  expect((await plumbline.call('DELETE', `/v1/channels/${channel}`)).status).toBe(409);
  await plumbline.call('DELETE', `/v1/alert-rules/${rule}`);
  await plumbline.call('DELETE', `/v1/channels/${channel}`);

  const ofChannel = await accountOf(channel);
  expect(ofChannel.steps).toEqual([
    'channel.create done',
    'channel.replace intended',
    'channel.replace done',
    'channel.delete intended',
    'channel.delete refused',
    'channel.delete intended',
    'channel.delete done',
  ]);
  expect(ofChannel.items[1]).toMatchObject({
    details: { before: { name: 'hook', description: 'of the team' } },
  });
  expect(ofChannel.text).not.toMatch(/whsec_|sealedSecrets/);
  expect((await accountOf(rule)).steps).toEqual([
    'alertRule.create done',
    'alertRule.replace intended',
    'alertRule.replace done',
    'alertRule.delete intended',
    'alertRule.delete done',
  ]);
});

it('changes of schedules are on record, and a pause says what it was before', async () => {
  const definition = { name: 'daily', cron: '0 6 * * *', select: { tags: ['none'] } };
  const schedule = await made('/v1/schedules', definition);
  await plumbline.call('POST', `/v1/schedules/${schedule}/pause`);
  await plumbline.call('POST', `/v1/schedules/${schedule}/resume`);
  await plumbline.call('DELETE', `/v1/schedules/${schedule}`);
  const { steps, items } = await accountOf(schedule);
  expect(steps).toEqual([
    'schedule.create done',
    'schedule.pause intended',
    'schedule.pause done',
    'schedule.resume intended',
    'schedule.resume done',
    'schedule.delete intended',
    'schedule.delete done',
  ]);
  expect(items.at(-2)).toMatchObject({ details: { before: { name: 'daily', paused: false } } });
  expect(items.at(-3)).toMatchObject({ details: { after: { paused: true, version: 2 } } });
});

it('a channel that is only tried out is on record too', async () => {
  const { status } = await plumbline.call('POST', '/v1/channels/test', {
    name: 'try',
    type: 'email',
    settings: { to: ['data@example.com'] },
  });
  expect(status).toBe(200);
  const { body } = await plumbline.call('GET', '/v1/audit-logs?action=channel.test');
  expect(body['items']).toMatchObject([
    { stage: 'done', details: { after: { sent: true } } },
    {
      stage: 'intended',
      details: { asked: { name: 'try', type: 'email', settingNames: ['to'] } },
    },
  ]);
});

it.each([
  ['incidents', 'acknowledge'],
  ['incidents', 'resolve'],
  ['deliveries', 'retry'],
])('what was asked of %s that are not there is on record as refused: %s', async (records, action) => {
  const nowhere = '01982f6a-7c1e-7b6a-9a55-3f0d5b2a9cfe';
  expect((await plumbline.call('POST', `/v1/${records}/${nowhere}/${action}`)).status).toBe(404);
  const { steps } = await accountOf(nowhere);
  expect(steps.slice(-2).map((step) => step.split(' ')[1])).toEqual(['intended', 'refused']);
});
