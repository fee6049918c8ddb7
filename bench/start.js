import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPlatformProcess } from "./platform-process.js";
import { report, spreadOf } from "./report.js";
/** From `node dist/src/main.js` to ready with every part embedded: in a new data directory, and in one that is there. */
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
/** Ready comes with the API; what starts after it must not meet the stop. */
const SETTLE_MS = 500;
const first = [];
const later = [];
for (let round = 0; round < ROUNDS; round += 1) {
    const dir = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
    for (const times of [first, later]) {
        const platform = await startPlatformProcess({ DATA_DIR: dir });
        times.push(platform.readyAfterMs);
        await sleep(SETTLE_MS);
        await platform.stop();
    }
    await rm(dir, { recursive: true, force: true });
}
report('ms from start to ready', { rounds: ROUNDS }, { 'first start': spreadOf(first), 'later start': spreadOf(later) });
//# sourceMappingURL=start.js.map