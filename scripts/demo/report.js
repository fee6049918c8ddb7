import { bold, clipped, dim, inNumber, say, style, wrapped } from "./terminal.js";
const look = {
    queued: { sign: '·', format: 'dim' },
    running: { sign: '·', format: 'dim' },
    passed: { sign: '✓', format: 'green' },
    warned: { sign: '!', format: 'yellow' },
    failed: { sign: '✗', format: 'red' },
    errored: { sign: '?', format: 'magenta' },
    cancelled: { sign: '–', format: 'dim' },
    skipped: { sign: '–', format: 'blue' },
};
const worstFirst = ['failed', 'errored', 'warned', 'skipped', 'passed'];
const MESSAGE_WIDTH = 86;
const SQL_WIDTH = 110;
const verdict = (status) => style(look[status].format, `${look[status].sign} ${status.padEnd(8)}`);
export function sayConnection(report) {
    const { reachable, problem, engineVersion, latencyMs, canWrite, writePrivileges } = report;
    if (!reachable) {
        say(`   ${style('red', 'not reachable')}: ${problem?.message ?? 'for no known reason'}`);
        return;
    }
    say(`   reachable      ${engineVersion ?? 'an unknown version'}, answered in ${Math.round(latencyMs ?? 0)} ms`);
    say(canWrite === false
        ? `   can it write?  ${style('green', 'no')}, this login can read and nothing else`
        : `   can it write?  ${style('red', 'yes')}: ${writePrivileges.join(', ')}`);
}
/** Each test on two lines: the verdict with its numbers, and what it means in words. */
export function sayExecutions(executions) {
    const names = Math.max(...executions.map(({ testName }) => testName.length));
    const datasets = Math.max(...executions.map(({ dataset }) => dataset.length));
    const line = (first, name, dataset, rows, time) => `${first} ${name.padEnd(names)}  ${dataset.padEnd(datasets)}  ${rows.padStart(7)}  ${time.padStart(6)}`;
    say(dim(`   ${line('verdict   ', 'test', 'dataset', 'rows', 'time')}`));
    for (const { status, testName, dataset, rowsTested, durationMs, message } of executions) {
        const rows = rowsTested === null ? '–' : inNumber(rowsTested);
        const time = durationMs === null ? '–' : `${Math.round(durationMs)} ms`;
        say(`   ${line(verdict(status), testName, dataset, rows, time)}`);
        for (const words of wrapped(message ?? '', MESSAGE_WIDTH))
            say(`              ${dim(words)}`);
    }
}
export function sayCounts({ counts, executions }) {
    const parts = worstFirst.flatMap((status) => counts[status] === undefined ? [] : [`${counts[status]} ${style(look[status].format, status)}`]);
    say(`\n   ${executions.length} tests: ${parts.join(', ')}`);
}
/** The statement that served most tests, as the proof that they shared it. */
export function saySharedStatement(executions) {
    const sent = executions.flatMap(({ dataset, statements }) => (statements ?? []).map((statement) => ({ dataset, ...statement })));
    const distinct = new Set(sent.map(({ dataset, sql }) => dataset + sql));
    const [most] = sent.sort((a, b) => b.sharedBy - a.sharedBy);
    if (!most)
        return;
    const took = `${executions.length} tests took ${distinct.size} statements`;
    say(`   ${took}. This one answered ${bold(`${most.sharedBy} tests`)} in ${most.durationMs.toFixed(1)} ms:\n`);
    const edge = style('cyan', '│');
    for (const line of most.sql.split('\n'))
        say(`   ${edge} ${clipped(line, SQL_WIDTH)}`);
    say(`   ${edge} ${dim(`parameters: ${JSON.stringify(most.parameters)}`)}`);
}
const percent = (share) => (share === null ? 'unknown' : `${Math.round(share * 100)} %`);
export function saySummary({ tests, last24h, datasets, failing }) {
    say(`   ${tests.total} tests, pass rate of the last 24 hours ${bold(percent(last24h.passRate))}\n`);
    for (const { dataset, score } of datasets)
        say(`   ${dataset.padEnd(22)} score ${percent(score)}`);
    say(`\n   To look at:`);
    for (const { status, testName } of failing)
        say(`   ${verdict(status)} ${testName}`);
}
//# sourceMappingURL=report.js.map