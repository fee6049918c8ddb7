import { z } from 'zod';
import { openResultsStore } from "../src/stores/results/results-store.js";
const url = z
    .url({
    protocol: /^postgres(ql)?$/,
    error: 'is not a URL like postgres://user:password@host:5432/plumbline',
})
    .safeParse(process.env['RESULTS_DB_URL']);
/** Migrates the results database ahead of a deployment; the program itself does the same when it starts. */
async function migrateResults(resultsDbUrl) {
    const store = await openResultsStore({
        url: resultsDbUrl,
        // opening drops nothing; only `maintain` asks for it, and is not called here
        retentionDays: 400,
        poolSize: 1,
        applicationName: 'plumbline-migrate',
        onTimescaleRefused: (reason) => print(`TimescaleDB is offered but cannot be turned on: ${reason}`),
    });
    try {
        print(`layout: ${store.layout}`);
        print(store.migrated.length === 0
            ? 'nothing to migrate'
            : store.migrated.map((name) => `ran ${name}`).join('\n'));
    }
    finally {
        await store.close();
    }
}
const print = (line) => void process.stdout.write(`${line}\n`);
const complain = (line) => void process.stderr.write(`${line}\n`);
if (!url.success) {
    complain(`RESULTS_DB_URL: ${url.error.issues.map(({ message }) => message).join(', ')}`);
    process.exitCode = 2;
}
else {
    try {
        await migrateResults(url.data);
    }
    catch (error) {
        complain(`the results database was not migrated: ${error instanceof Error ? error.message : String(error)}`);
        process.exitCode = 1;
    }
}
//# sourceMappingURL=migrate-results.js.map