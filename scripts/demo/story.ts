import type { RunAnswer } from '../../src/api/schemas/runs.ts';
import type { ExecutionStatus } from '../../src/core/execution.ts';
import { exampleConnection, exampleTests } from './examples.ts';
import type { PlatformClient } from './platform-client.ts';
import { sayIncidents, sayMail, sayPlans } from './news.ts';
import { sayConnection, sayCounts, sayExecutions, saySharedStatement, saySummary } from './report.ts';
import { dim, heading, inNumber, say } from './terminal.ts';
import type { Warehouse } from './warehouse.ts';

const TAG = 'demo';
const promised: readonly ExecutionStatus[] = ['passed', 'warned', 'failed', 'errored', 'skipped'];

/** Everything through the public API, with the files of `examples/`. Answers which promised verdicts did not come. */
export async function tellStory(api: PlatformClient, warehouse: Warehouse): Promise<readonly string[]> {
  heading(3, 'Connect, and check the login');
  const { id } = await api.createConnection(await exampleConnection(warehouse.reader));
  const report = await api.verifyConnection(id);
  sayConnection(report);

  heading(4, 'Say when to run, and who wants to hear');
  sayPlans(await makePlans(api));

  heading(5, 'Define tests and run them');
  const tests = await exampleTests(id);
  for (const test of tests.values()) await api.createTest(test);
  say(`   ${tests.size} tests from examples/tests, all with the tag "${TAG}": one request runs them.\n`);
  const first = await api.runByTag(TAG);
  sayExecutions(first.executions);
  sayCounts(first);

  heading(6, 'What was asked of the warehouse');
  saySharedStatement(await Promise.all(first.executions.map((execution) => api.execution(execution.id))));

  heading(7, 'The data changes, and the same tests run again');
  const lost = await warehouse.change(`DELETE FROM public.flights WHERE flown_at >= '2001-03-15'`);
  await warehouse.change('DROP TABLE public.weather');
  say(`   Somebody deleted ${inNumber(lost)} flights and dropped the table weather.`);
  const second = await api.runByTag(TAG);
  const changed = changedVerdicts(first, second);
  say(`   ${changed.length} of ${second.executions.length} verdicts are not what they were:\n`);
  sayExecutions(changed);
  say(dim('\n   A test that cannot be measured is errored: it says nothing about the data, good or bad.'));

  heading(8, 'One incident instead of many alerts');
  const mails = await api.mails(tellOfEverything);
  const incidents = await api.openIncidents();
  const bad = [...first.executions, ...second.executions].filter(({ status }) => isBad.has(status));
  sayIncidents(bad.length, incidents, mails);
  const ofFlights = mails.find(({ subject }) => subject.includes('flights'));
  if (ofFlights) sayMail(await api.mail(ofFlights.id));

  heading(9, 'The dashboard sums it up');
  saySummary(await api.summary());

  const seen = new Set([...first.executions, ...second.executions].map(({ status }) => status));
  return [
    ...promised.filter((status) => !seen.has(status)).map((status) => `no test ${status}`),
    ...(report.reachable && report.canWrite === false ? [] : ['the login was not found to be read-only']),
    ...(tellOfEverything(mails) ? [] : ['not every dataset in trouble was told of']),
    ...(mails.length < incidents.length ? [] : ['there were as many mails as incidents']),
    ...(changed.some(({ status }) => status === 'failed') ? [] : ['the deleted flights went unnoticed']),
  ];
}

const isBad: ReadonlySet<ExecutionStatus> = new Set(['warned', 'failed', 'errored']);

/** One mail for a dataset with news, however many tests of it went wrong; the weather is the last to be in trouble. */
const tellOfEverything = (mails: readonly { readonly subject: string }[]) =>
  ['bird_strikes', 'movies', 'flights', 'weather'].every((table) =>
    mails.some(({ subject }) => subject.includes(`public.${table}`)),
  );

/** The tests run each morning, and one team hears what changes. */
async function makePlans(api: PlatformClient) {
  const schedule = await api.createSchedule({
    name: 'the demo, each morning',
    cron: '30 6 * * mon-fri',
    timeZone: 'Europe/Berlin',
    select: { tags: [TAG] },
  });
  const { id } = await api.createChannel({
    name: 'data team',
    type: 'email',
    settings: { to: ['data-team@example.com'] },
  });
  await api.createAlertRule({
    name: 'everything of the demo',
    match: { tags: [TAG] },
    channelIds: [id],
    reminders: { every: '4h' },
  });
  return schedule;
}

function changedVerdicts(first: RunAnswer, second: RunAnswer) {
  const before = new Map(first.executions.map(({ testId, status }) => [testId, status]));
  return second.executions.filter(({ testId, status }) => before.get(testId) !== status);
}
