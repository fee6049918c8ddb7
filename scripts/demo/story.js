import { exampleConnection, exampleTests } from "./examples.js";
import { sayConnection, sayCounts, sayExecutions, saySharedStatement, saySummary } from "./report.js";
import { dim, heading, inNumber, say } from "./terminal.js";
const TAG = 'demo';
const promised = ['passed', 'warned', 'failed', 'errored', 'skipped'];
/** Everything through the public API, with the files of `examples/`. Answers which promised verdicts did not come. */
export async function tellStory(api, warehouse) {
    heading(3, 'Connect, and check the login');
    const { id } = await api.createConnection(await exampleConnection(warehouse.reader));
    const report = await api.verifyConnection(id);
    sayConnection(report);
    heading(4, 'Define tests and run them');
    const tests = await exampleTests(id);
    for (const test of tests.values())
        await api.createTest(test);
    say(`   ${tests.size} tests from examples/tests, all with the tag "${TAG}": one request runs them.\n`);
    const first = await api.runByTag(TAG);
    sayExecutions(first.executions);
    sayCounts(first);
    heading(5, 'What was asked of the warehouse');
    saySharedStatement(await Promise.all(first.executions.map((execution) => api.execution(execution.id))));
    heading(6, 'The data changes, and the same tests run again');
    const lost = await warehouse.change(`DELETE FROM public.flights WHERE flown_at >= '2001-03-15'`);
    await warehouse.change('DROP TABLE public.weather');
    say(`   Somebody deleted ${inNumber(lost)} flights and dropped the table weather.`);
    const second = await api.runByTag(TAG);
    const changed = changedVerdicts(first, second);
    say(`   ${changed.length} of ${second.executions.length} verdicts are not what they were:\n`);
    sayExecutions(changed);
    say(dim('\n   A test that cannot be measured is errored: it says nothing about the data, good or bad.'));
    heading(7, 'The dashboard sums it up');
    saySummary(await api.summary());
    const seen = new Set([...first.executions, ...second.executions].map(({ status }) => status));
    return [
        ...promised.filter((status) => !seen.has(status)).map((status) => `no test ${status}`),
        ...(report.reachable && report.canWrite === false ? [] : ['the login was not found to be read-only']),
        ...(changed.some(({ status }) => status === 'failed') ? [] : ['the deleted flights went unnoticed']),
    ];
}
function changedVerdicts(first, second) {
    const before = new Map(first.executions.map(({ testId, status }) => [testId, status]));
    return second.executions.filter(({ testId, status }) => before.get(testId) !== status);
}
//# sourceMappingURL=story.js.map