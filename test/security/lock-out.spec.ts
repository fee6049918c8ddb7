import { jest } from '@jest/globals';
import { Clock } from '../../src/ports/clock.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { startTestPlatform, type TestPlatform } from '../support/platform.ts';

const password = 'correct horse battery';
const users = ['ada', 'grace', 'edsger', 'barbara'];

let dynamo: TestDynamo;
let one: TestPlatform;
let other: TestPlatform;
beforeAll(async () => {
  dynamo = await startDynamo();
  // a proxy in front, so that a suite on one machine has many addresses
  const variables = { DYNAMODB_ENDPOINT: dynamo.endpoint, TRUSTED_PROXIES: '127.0.0.1' };
  one = await startTestPlatform(variables);
  other = await startTestPlatform(variables);
  for (const name of users) await one.call('POST', '/v1/users', { name, password, role: 'viewer' });
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => {
  await one.stop();
  await other.stop();
  await dynamo.stop();
});

let addresses = 0;
async function signIn(at: TestPlatform, name: string, secret: string, from = `10.0.1.${(addresses += 1)}`) {
  const answer = await at.call(
    'POST',
    '/v1/sign-in',
    { name, password: secret },
    { 'x-forwarded-for': from },
  );
  return {
    status: answer.status,
    code: answer.body['code'] ?? null,
    headers: answer.headers,
    body: answer.body,
  };
}
function later(ms: number): void {
  for (const { platform } of [one, other])
    jest.spyOn(platform.app.get(Clock), 'now').mockImplementation(() => new Date(Date.now() + ms));
}

it('after five wrong passwords a user is locked, for the right one too, in every process', async () => {
  for (let n = 0; n < 5; n++)
    expect(await signIn(n % 2 ? one : other, 'ada', 'wrong')).toMatchObject({
      status: 401,
      code: 'WRONG_CREDENTIALS',
    });
  for (const at of [one, other]) {
    const locked = await signIn(at, 'ADA', password);
    expect(locked).toMatchObject({ status: 429, code: 'TOO_MANY_ATTEMPTS' });
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  later(15_000);
  expect(await signIn(one, 'ada', 'wrong')).toMatchObject({ status: 401 });
  expect(await signIn(one, 'ada', password)).toMatchObject({ status: 429 });
  later(15_000 + 30_001);
  expect(await signIn(other, 'ada', password)).toMatchObject({ status: 200 });
  expect(await signIn(other, 'ada', 'wrong')).toMatchObject({ status: 401 });
});

it('many guesses at once are no more than one after the other', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => signIn(n % 2 ? one : other, 'grace', `guess ${n}`)),
  );
  expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5);
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(15);
});

it('an unknown name is answered like a known one, the lock too', async () => {
  const answersFor = async (name: string) => {
    const answers = [];
    for (let n = 0; n < 6; n++) {
      const { status, body } = await signIn(one, name, 'wrong');
      answers.push([status, { ...body, requestId: '' }]);
    }
    return answers;
  };
  expect(await answersFor('nobody')).toEqual(await answersFor('edsger'));
});

it('a disabled user is answered like an unknown one', async () => {
  const made = await one.call('POST', '/v1/users', { name: 'gone', password, role: 'viewer' });
  await one.call('PATCH', `/v1/users/${made.body['id'] as string}`, { disabled: true });
  const [gone, unknown] = [await signIn(one, 'gone', password), await signIn(one, 'never there', password)];
  expect([gone.status, { ...gone.body, requestId: '' }]).toEqual([
    unknown.status,
    { ...unknown.body, requestId: '' },
  ]);
});

it('an address that tries many names is locked; others are not', async () => {
  const guesser = '10.9.9.9';
  for (let n = 0; n < 30; n++)
    expect(await signIn(n % 2 ? one : other, `name ${n}`, 'wrong', guesser)).toMatchObject({ status: 401 });
  expect(await signIn(one, 'barbara', password, guesser)).toMatchObject({ status: 429 });
  expect(await signIn(one, 'barbara', password)).toMatchObject({ status: 200 });
});

it('who signs in often is no guesser', async () => {
  for (let n = 0; n < 40; n++)
    expect(await signIn(one, 'barbara', password, '10.8.8.8')).toMatchObject({ status: 200 });
});

it('attempts are in the audit log, with the name and where they came from', async () => {
  await signIn(one, 'mallory', 'wrong', '10.7.7.7');
  const log = await one.call('GET', '/v1/audit-logs?action=session.start&limit=200');
  // attempts at times that are still to come were made before, by this suite
  const items = log.body['items'] as readonly { readonly actor: { readonly address: string } }[];
  expect(items.filter(({ actor }) => actor.address === '10.7.7.7')).toMatchObject([
    { stage: 'refused', actor: { type: 'anonymous' }, details: { code: 'WRONG_CREDENTIALS' } },
    { stage: 'intended', details: { asked: { name: 'mallory' } } },
  ]);
});
