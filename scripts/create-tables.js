import { InvalidEnvironment, loadEnv } from "../src/config/env.js";
import { createDocumentClient } from "../src/stores/dynamo/client.js";
import { ensureTables } from "../src/stores/dynamo/tables.js";
const say = (line) => process.stdout.write(`${line}\n`);
const complain = (line) => process.stderr.write(`${line}\n`);
/** The exit code: 0 when the tables are there, 1 when they could not be made, 2 when the environment is not valid. */
async function createTables() {
    let env;
    try {
        env = loadEnv(process.env);
    }
    catch (error) {
        if (!(error instanceof InvalidEnvironment))
            throw error;
        complain(error.message);
        return 2;
    }
    const { configStore, tablePrefix } = env;
    if (configStore.kind === 'embedded') {
        say('The config store is the embedded one: the platform makes its tables itself when it starts.');
        say('Set DYNAMODB_ENDPOINT, AWS_PROFILE, AWS keys or CONFIG_STORE=aws to make tables elsewhere.');
        return 0;
    }
    const where = configStore.kind === 'endpoint'
        ? new URL(configStore.endpoint).origin
        : `AWS region ${configStore.region}`;
    say(`Tables at ${where}:`);
    const client = createDocumentClient(configStore);
    try {
        for (const { table, created } of await ensureTables(client, tablePrefix))
            say(`  ${table}: ${created ? 'created' : 'there already'}`);
        return 0;
    }
    catch (error) {
        complain(`could not make the tables: ${withCauses(error)}`);
        return 1;
    }
    finally {
        client.destroy();
    }
}
/** The error's message and those of its causes, without stack traces. */
function withCauses(error) {
    if (!(error instanceof Error))
        return String(error);
    const own = error.message || error.name;
    return error.cause === undefined ? own : `${own} (${withCauses(error.cause)})`;
}
process.exitCode = await createTables();
//# sourceMappingURL=create-tables.js.map