import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { lockDataDir } from "../../src/embedded/data-dir-lock.js";
import { choosePort } from "../../src/embedded/ports.js";
import { EmbeddedStartError } from "../../src/embedded/errors.js";
import { repository } from "./repository.js";
export const dataDir = join(repository, '.plumbline', 'demo');
/** What keeps the demo from starting, in words for the user. */
export class CannotStart extends Error {
}
/** Throws `CannotStart` when somebody listens on the port. */
export async function requireFreePort(port) {
    if (port === 0)
        return;
    try {
        await choosePort(port, 'PORT');
    }
    catch (cause) {
        throw new CannotStart(`Port ${port} is taken. Stop what listens there, or choose another one:\n\n    PORT=${port + 1} npm run demo\n`, { cause });
    }
}
/** Empties the demo's directory, so that every demo begins with nothing. Throws `CannotStart` while one uses it. */
export async function wipeDataDir() {
    try {
        const lock = await lockDataDir(dataDir);
        await rm(dataDir, { recursive: true, force: true });
        await lock.release();
    }
    catch (cause) {
        if (!(cause instanceof EmbeddedStartError))
            throw cause;
        throw new CannotStart(`Another demo runs: ${cause.message.split(': ')[0]}. Stop it first.`, { cause });
    }
}
//# sourceMappingURL=places.js.map