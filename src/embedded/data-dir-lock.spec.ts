import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDataDir } from './data-dir-lock.ts';
import { EmbeddedStartError } from './errors.ts';
import { startOf } from './processes.ts';

let dir: string;
let lockFile: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plumbline-lock-'));
  lockFile = join(dir, 'plumbline.lock');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const heldBy = (holder: unknown) => writeFile(lockFile, JSON.stringify(holder));
const holderPid = async () => (JSON.parse(await readFile(lockFile, 'utf8')) as { pid: number }).pid;

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid!;
}

describe('lockDataDir', () => {
  it('refuses a second holder, naming the process and the directory, until the first releases', async () => {
    const lock = await lockDataDir(dir);
    await expect(lockDataDir(dir)).rejects.toThrow(EmbeddedStartError);
    await expect(lockDataDir(dir)).rejects.toThrow(`process ${process.pid} already uses ${dir}`);
    await lock.release();
    await lock.release();
    const next = await lockDataDir(dir);
    await next.release();
    expect(await readdir(dir)).toEqual([]);
  });

  it('makes the directory', async () => {
    const lock = await lockDataDir(join(dir, 'a/b'));
    expect(await readdir(join(dir, 'a/b'))).toEqual(['plumbline.lock']);
    await lock.release();
  });

  it('refuses while another live process holds it', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      await heldBy({ pid: other.pid, start: await startOf(other.pid!) });
      await expect(lockDataDir(dir)).rejects.toThrow(`process ${other.pid}`);
      expect(await holderPid()).toBe(other.pid);
    } finally {
      other.kill();
      await once(other, 'exit');
    }
  });

  it('trusts the id alone where the holder could not tell its start', async () => {
    await heldBy({ pid: process.ppid, start: null });
    await expect(lockDataDir(dir)).rejects.toThrow(`process ${process.ppid}`);
  });

  it('takes over from a process that is gone', async () => {
    await heldBy({ pid: await deadPid(), start: 'boot/1' });
    await lockDataDir(dir);
    expect(await holderPid()).toBe(process.pid);
  });

  (process.platform === 'linux' ? it : it.skip)(
    'takes over when the id belongs to a later process',
    async () => {
      await heldBy({ pid: process.pid, start: 'an-earlier-boot/1' });
      await lockDataDir(dir);
      expect(await holderPid()).toBe(process.pid);
    },
  );

  it.each(['', '{"pid":', '{}', 'null', '{"pid":-1}'])(
    'takes over from a damaged lock: %j',
    async (content) => {
      await writeFile(lockFile, content);
      await lockDataDir(dir);
      expect(await holderPid()).toBe(process.pid);
    },
  );

  it('lets one of many in, also over a lock that has been left behind', async () => {
    await heldBy({ pid: await deadPid(), start: 'boot/1' });
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockDataDir(dir)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(dir)).toEqual(['plumbline.lock']);
  });

  it('inherits from one who died while taking over', async () => {
    const dead = { pid: await deadPid(), start: 'boot/1' };
    await heldBy(dead);
    const claim = createHash('sha256').update(JSON.stringify(dead)).digest('hex').slice(0, 16);
    await writeFile(`${lockFile}.after-${claim}`, JSON.stringify({ ...dead, nonce: 'later' }));
    await lockDataDir(dir);
    expect(await holderPid()).toBe(process.pid);
    expect(await readdir(dir)).toEqual(['plumbline.lock']);
  });

  it('does not release what another process has taken since', async () => {
    const lock = await lockDataDir(dir);
    await heldBy({ pid: 1, start: 'other' });
    await lock.release();
    expect(await holderPid()).toBe(1);
  });
});
