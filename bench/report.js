import { availableParallelism, cpus, totalmem } from 'node:os';
/** Where the numbers were measured; without it they mean nothing. */
const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
};
/** Writes one line of JSON for machines, then a table for people. */
export function report(bench, settings, rows) {
    process.stdout.write(`${JSON.stringify({ bench, machine, settings, rows })}\n\n`);
    process.stdout.write(`${bench}: ${machine.cpu}, ${machine.cores} cores, node ${machine.node}\n`);
    process.stdout.write(`${JSON.stringify(settings)}\n`);
    console.table(rows);
}
/** Nearest-rank percentiles, rounded to a tenth. `values` must not be empty. */
export function spreadOf(values) {
    const sorted = [...values].sort((a, b) => a - b);
    const at = (share) => Math.round(10 * sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]) / 10;
    return { n: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}
//# sourceMappingURL=report.js.map