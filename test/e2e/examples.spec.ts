import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exampleConnection, exampleTests } from '../../scripts/demo/examples.ts';
import { PlatformClient } from '../../scripts/demo/platform-client.ts';
import { startWarehouse, type Warehouse } from '../../scripts/demo/warehouse.ts';
import { loadEnv } from '../../src/config/env.ts';
import { startPlatform, type Platform } from '../../src/roles/platform.ts';
import { adminKey } from '../support/stub-access.ts';

const bash = promisify(execFile);

/** What each example finds in the data, as it is and after the change of the second run. */
const verdicts = {
  'bird-strikes-costs': ['warned', 'warned'],
  'bird-strikes-newest': ['warned', 'warned'],
  'bird-strikes-speed': ['passed', 'passed'],
  'flights-balance': ['passed', 'warned'],
  'flights-change': ['passed', 'failed'],
  'flights-delay-shape': ['passed', 'passed'],
  'flights-flown': ['failed', 'failed'],
  'flights-late': ['warned', 'warned'],
  'flights-loaded': ['passed', 'passed'],
  'flights-on-time': ['passed', 'passed'],
  'flights-recent': ['passed', 'passed'],
  'flights-route': ['passed', 'passed'],
  'flights-row-count': ['passed', 'passed'],
  'flights-size': ['passed', 'passed'],
  'movies-imdb-rating': ['passed', 'passed'],
  'movies-mpaa-rating': ['warned', 'warned'],
  'movies-release-year': ['failed', 'failed'],
  'movies-row-count': ['passed', 'passed'],
  'movies-title': ['failed', 'failed'],
  'movies-title-encoding': ['warned', 'warned'],
  'movies-unique': ['passed', 'passed'],
  'weather-complete': ['passed', 'errored'],
} as const;

let dir: string;
let platform: Platform;
let warehouse: Warehouse;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plumbline-examples-'));
  platform = await startPlatform(
    loadEnv({ PORT: '0', DATA_DIR: dir, LOG_LEVEL: 'error', PLUMBLINE_ADMIN_KEY: adminKey }),
  );
  warehouse = await startWarehouse(join(dir, 'warehouse'));
  await warehouse.load(() => undefined);
});

afterAll(async () => {
  await platform?.stop();
  await warehouse?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** Runs a page's blocks of `bash` as one script and answers what they print; blocks of `sh` are for people only. */
async function walk(page: string, variables: Readonly<Record<string, string>>): Promise<string> {
  const text = await readFile(page, 'utf8');
  const commands = [...text.matchAll(/^```bash\n(.*?)^```/gms)].map(([, block]) => block).join('\necho\n');
  const { stdout } = await bash('bash', ['-euo', 'pipefail', '-c', commands], {
    env: {
      PATH: process.env['PATH'],
      TMPDIR: dir,
      PLUMBLINE: platform.url!,
      PLUMBLINE_KEY: adminKey,
      ...variables,
    },
  });
  return stdout;
}

describe('the examples', () => {
  let connectionId: string;

  it('are walked by the commands of their README as it is written', async () => {
    const connectionFile = join(dir, 'connection.json');
    await writeFile(connectionFile, JSON.stringify(await exampleConnection(warehouse.reader)), {
      mode: 0o600,
    });
    const said = await walk('examples/README.md', { CONNECTION_FILE: connectionFile });
    connectionId = /^connection (\S+)$/m.exec(said)![1]!;
    expect(said).toContain('"reachable":true');
    expect(said).toContain('"canWrite":false');
    expect(said).toContain('"nativeType":"timestamp without time zone"');
    expect(said).toMatch(/^failed: Movies: none released after 2012: 22 rows: more than the 0 expected$/m);
    expect(said).toMatch(
      /^warned: Movies: MPAA ratings that exist: 2 values not accepted of 2,596 rows tested \(0\.08 %\)/m,
    );
    expect(said).toMatch(/^skipped: Flights: no sudden drop: 20,000 rows; no earlier count/m);
    expect(said).toContain('"sharedBy":7');
    expect(said).toContain('"neverRun":0');
    expect(said).not.toContain(warehouse.reader.password);
  });

  it('go on with the commands of the page about the API', async () => {
    const said = await walk('docs/api.md', { CONNECTION_ID: connectionId });
    const codes = [...said.matchAll(/"code":"(\w+)"/g)].map(([, code]) => code);
    expect(codes).toEqual(['INVALID_FOR_DATASET', 'VERSION_CONFLICT']);
    expect(said).toContain('"tags":["demo","flights"]');
    expect(said).toMatch(
      /"status":"passed".*"testName":"Flights: long ones"|"testName":"Flights: long ones".*"status":"passed"/,
    );
  });

  it('go on with the commands of the page about schedules', async () => {
    const said = await walk('docs/schedules.md', {});
    expect(said).toMatch(/"local":"\d{4}-\d\d-\d\dT02:30:00\+0[12]:00"/);
    expect(said).toMatch(/"paused":true.*"paused":false/s);
    expect(said).toMatch(/"upcoming":\[\{"occurrence".*"past":\[\]/);
  });

  it('find what they were written for, before and after the data changes', async () => {
    const api = new PlatformClient(platform.url!, adminKey);
    const names = new Map([...(await exampleTests(connectionId))].map(([file, { name }]) => [name, file]));
    const verdictsOf = async () =>
      (await api.runByTag('demo')).executions.map((execution) => [
        names.get(execution.testName)!,
        execution.status,
      ]);
    const expected = (run: 0 | 1) =>
      Object.fromEntries(Object.entries(verdicts).map(([name, of]) => [name, of[run]]));

    // the walk was the first run: from now on there is an earlier count to compare with
    expect(Object.fromEntries(await verdictsOf())).toEqual({ ...expected(0), 'flights-change': 'passed' });
    await warehouse.change(`DELETE FROM public.flights WHERE flown_at >= '2001-03-15'`);
    await warehouse.change('DROP TABLE public.weather');
    expect(Object.fromEntries(await verdictsOf())).toEqual(expected(1));
  });
});
