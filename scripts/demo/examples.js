import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from "./repository.js";
const dir = join(repository, 'examples');
const jsonOf = async (path) => JSON.parse(await readFile(path, 'utf8'));
/** `examples/connection.json` with the address and the password of a warehouse. */
export async function exampleConnection({ password, ...address }) {
    const example = (await jsonOf(join(dir, 'connection.json')));
    return { ...example, settings: { ...example.settings, ...address }, secrets: { password } };
}
/** The definitions in `examples/tests` by file name without its ending, made for a connection. */
export async function exampleTests(connectionId) {
    const files = (await readdir(join(dir, 'tests'))).filter((name) => name.endsWith('.json')).sort();
    const tests = await Promise.all(files.map(async (name) => {
        const test = (await jsonOf(join(dir, 'tests', name)));
        return [name.replace(/\.json$/, ''), { ...test, connectionId }];
    }));
    return new Map(tests);
}
//# sourceMappingURL=examples.js.map