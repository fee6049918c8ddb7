import pg from 'pg';
import { AuditLog } from '../../src/ports/audit-log.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { connectionTo, startTestPlatform, type TestPlatform } from '../support/platform.ts';
import { adminKeyHolder } from '../support/stub-access.ts';

let source: TestDatabase;
let owner: pg.Client;
let results: TestDatabase;
let store: pg.Client;
let plumbline: TestPlatform;
let connectionId: string;

interface ExecutionBody {
  readonly id: string;
  readonly status: string;
  readonly observed: Record<string, number>;
  readonly failingRowsSql: string | null;
  readonly sample: { available: true; rows: number; expiresAt: string } | null;
  readonly statements: readonly { readonly purpose: string; readonly sql: string }[];
  readonly finishedAt: string;
  readonly metrics: readonly object[];
}
interface SamplesBody {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly expiresAt: string;
}
interface AuditEntryBody {
  readonly action: string;
  readonly subject: { readonly id: string };
}

let named = 0;
const definition = (fields: Record<string, unknown>) => ({
  name: `failing rows ${++named}`,
  connectionId,
  dataset: 'public.orders',
  ...fields,
});

/** Saves a test, runs it, and answers its execution. */
async function executed(fields: Record<string, unknown>): Promise<ExecutionBody> {
  const created = await plumbline.call('POST', '/v1/tests', definition(fields));
  expect([created.status, created.body]).toEqual([201, expect.anything()]);
  const run = await plumbline.call('POST', `/v1/tests/${created.body['id'] as string}/run`);
  await plumbline.finished(run.body['runId'] as string);
  return reread(run.body['executionId'] as string);
}
const reread = async (id: string) =>
  (await plumbline.call('GET', `/v1/executions/${id}`)).body as unknown as ExecutionBody;
const samplesOf = (id: string, headers: Record<string, string> = {}) =>
  plumbline.call('GET', `/v1/executions/${id}/samples`, undefined, headers);
const rowsOf = async (id: string) => {
  const answer = await samplesOf(id);
  expect(answer.status).toBe(200);
  return answer.body as unknown as SamplesBody;
};
const auditOf = async (subjectId: string) =>
  (await plumbline.call('GET', `/v1/audit-logs?subjectId=${subjectId}`)).body['items'] as AuditEntryBody[];
const storedRows = async (id: string) =>
  (await store.query('SELECT * FROM plumbline.execution_samples WHERE execution_id = $1', [id])).rowCount;

beforeAll(async () => {
  source = await createDatabase();
  owner = new pg.Client({ connectionString: source.url });
  await owner.connect();
  await owner.query(`
    CREATE TABLE customers (id int PRIMARY KEY);
    INSERT INTO customers SELECT generate_series(1, 10);
    CREATE TABLE orders (id int PRIMARY KEY, customer_id int, email text, phone text, amount numeric, country text);
    INSERT INTO orders
      SELECT n, n, CASE WHEN n = 12 THEN NULL ELSE 'person' || n || '@example.com' END, 'secret-phone-' || n,
             CASE WHEN n > 10 THEN -n ELSE n END, CASE WHEN n % 2 = 0 THEN 'DE' ELSE 'AT' END
        FROM generate_series(1, 15) n;
  `);
  results = await createDatabase('results');
  plumbline = await startTestPlatform({ RESULTS_DB_URL: results.url });
  store = new pg.Client({ connectionString: results.url });
  await store.connect();
  const connection = await plumbline.call('POST', '/v1/connections', connectionTo(source.url, 'shop'));
  connectionId = connection.body['id'] as string;
});

afterAll(async () => {
  await plumbline.stop();
  await store.end();
  await results.drop();
  await owner.end();
  await source.drop();
});

const range = { kind: 'range', column: 'amount', min: 0 };
const samples = {
  columns: ['id', 'email', 'amount'],
  limit: 3,
  mask: { email: 'partial' },
  keepFor: '1m',
};

describe('a test that allows samples', () => {
  let execution: ExecutionBody;
  beforeAll(async () => {
    execution = await executed({ ...range, samples });
  });

  it('counts exactly, and shows how to find what it counted', async () => {
    expect(execution).toMatchObject({ status: 'failed', observed: { violations: 5 } });
    const { rows } = await owner.query<{ id: number; phone: string }>(execution.failingRowsSql!);
    expect(rows.map(({ id }) => id).sort()).toEqual([11, 12, 13, 14, 15]);
  });

  it('keeps as many rows as are allowed, of the allowed columns, masked', async () => {
    const { columns, rows } = await rowsOf(execution.id);
    expect(columns).toEqual(['id', 'email', 'amount']);
    expect(rows).toHaveLength(3);
    for (const [id, email, amount] of rows) {
      expect(Number(id)).toBeGreaterThan(10);
      expect(Number(amount)).toBe(-Number(id));
      expect(email).toBe(id === '12' ? null : 'p•••m');
    }
  });

  it('lets nothing else out: no other column is read, and no bare value is stored', async () => {
    const taken = execution.statements.filter(({ purpose }) => purpose === 'samples');
    expect(taken).toHaveLength(1);
    expect(taken[0]!.sql).not.toMatch(/phone|country|\*/);
    const everything = await store.query<{ text: string }>(
      `SELECT query_to_xml('SELECT * FROM plumbline.' || t, true, false, '')::text AS text
         FROM unnest(ARRAY['test_executions', 'metric_values', 'metric_structures', 'execution_samples', 'latest_verdicts']) t`,
    );
    const text = everything.rows.map((row) => row.text).join('');
    expect(text).toContain('p•••m');
    expect(text).not.toMatch(/person\d|secret-phone/);
  });

  it('tells with the execution that there are rows, and until when, but not the rows', async () => {
    const expiresAt = new Date(Date.parse(execution.finishedAt) + 60_000).toISOString();
    expect(execution.sample).toEqual({ available: true, rows: 3, expiresAt });
    expect((await rowsOf(execution.id)).expiresAt).toBe(expiresAt);
    expect(JSON.stringify(execution)).not.toContain('•••');
    const list = await plumbline.call('GET', '/v1/executions?limit=200');
    expect(list.text).not.toContain('•••');
  });
});

describe('a test that does not', () => {
  it('shows the statement all the same, and keeps no row', async () => {
    const execution = await executed(range);
    expect(execution).toMatchObject({ observed: { violations: 5 }, sample: null });
    expect((await owner.query(execution.failingRowsSql!)).rowCount).toBe(5);
    expect(execution.statements.map(({ purpose }) => purpose)).not.toContain('samples');
    expect(await storedRows(execution.id)).toBe(0);
    const answer = await samplesOf(execution.id);
    expect([answer.status, answer.body['code']]).toEqual([404, 'SAMPLES_NOT_FOUND']);
    expect(await auditOf(execution.id)).toEqual([]);
  });

  it('nor does one that nothing breaks', async () => {
    const execution = await executed({ ...range, min: -100, samples });
    expect(execution).toMatchObject({ status: 'passed', sample: null });
    expect(await storedRows(execution.id)).toBe(0);
  });

  it('is not confused with an execution that does not exist', async () => {
    const answer = await samplesOf('01982f70-2b7d-7000-9d1c-2e3f4a5b6c45');
    expect([answer.status, answer.body['code']]).toEqual([404, 'EXECUTION_NOT_FOUND']);
  });
});

describe('other kinds', () => {
  it('uniqueness shows the repeated values and how often they occur', async () => {
    const execution = await executed({
      kind: 'uniqueness',
      columns: ['country'],
      samples: { columns: ['id', 'country'] },
    });
    expect(execution).toMatchObject({ status: 'failed', sample: { rows: 2 } });
    const { columns, rows } = await rowsOf(execution.id);
    expect(columns).toEqual(['country', 'rows']);
    expect([...rows].sort()).toEqual([
      ['AT', '8'],
      ['DE', '7'],
    ]);
    expect((await owner.query(execution.failingRowsSql!)).rowCount).toBe(2);
  });

  it('referential shows the rows without a partner', async () => {
    const execution = await executed({
      kind: 'referential',
      columns: ['customer_id'],
      reference: { dataset: 'public.customers', columns: ['id'] },
      samples: { columns: ['customer_id', 'email'], mask: { email: 'redact' } },
    });
    const { rows } = await rowsOf(execution.id);
    expect([...rows].sort()).toEqual([
      ['11', '•••'],
      ['12', null],
      ['13', '•••'],
      ['14', '•••'],
      ['15', '•••'],
    ]);
    expect((await owner.query(execution.failingRowsSql!)).rowCount).toBe(5);
  });
});

describe('reading rows', () => {
  it('is in the audit log, once for every time', async () => {
    const { id } = await executed({ ...range, samples });
    expect(await auditOf(id)).toEqual([]);
    for (const request of ['first', 'second']) await samplesOf(id, { 'X-Request-Id': request });
    expect(await auditOf(id)).toMatchObject(
      ['second', 'first'].map((requestId) => ({
        action: 'samples.read',
        subject: { type: 'execution', id },
        actor: { ...adminKeyHolder, requestId, address: expect.stringContaining('127.0.0.1') },
        details: { dataset: 'public.orders', columns: samples.columns, rows: 3 },
      })),
    );
    const page = await plumbline.call('GET', '/v1/audit-logs?action=samples.read&limit=1');
    const [newest] = page.body['items'] as AuditEntryBody[];
    const cursor = page.body['nextCursor'] as string;
    const next = await plumbline.call('GET', `/v1/audit-logs?action=samples.read&limit=1&cursor=${cursor}`);
    const [before] = next.body['items'] as AuditEntryBody[];
    expect([newest!.subject.id, before!.subject.id]).toEqual([id, id]);
    expect(before).not.toEqual(newest);
  });

  it('is refused while it cannot be written down', async () => {
    const { id } = await executed({ ...range, samples });
    const audit = plumbline.platform.app.get(AuditLog);
    audit.record = () => Promise.reject(new Error('no room'));
    const answer = await samplesOf(id);
    expect([answer.status, answer.body['code']]).toEqual([503, 'AUDIT_LOG_UNAVAILABLE']);
    expect(answer.text).not.toContain('•••');
    Reflect.deleteProperty(audit, 'record');
    expect((await samplesOf(id)).status).toBe(200);
  });

  it('ends when they expire', async () => {
    const { id } = await executed({ ...range, samples });
    await store.query(
      `UPDATE plumbline.execution_samples SET expires_at = now() - interval '1 ms' WHERE execution_id = $1`,
      [id],
    );
    const answer = await samplesOf(id);
    expect([answer.status, answer.body['code']]).toEqual([404, 'SAMPLES_NOT_FOUND']);
    expect((await reread(id)).sample).toBeNull();
    expect(await auditOf(id)).toEqual([]);
  });
});

describe('a list of columns that does not fit', () => {
  it.each([
    ['is unknown', { columns: ['id', 'mobile'] }, 'samples.columns.1', 'INVALID_FOR_DATASET'],
    [
      'masks another',
      { columns: ['id'], mask: { email: 'redact' } },
      'samples.mask.email',
      'VALIDATION_FAILED',
    ],
    ['asks for too many rows', { columns: ['id'], limit: 101 }, 'samples.limit', 'VALIDATION_FAILED'],
    ['names none', { columns: [] }, 'samples.columns', 'VALIDATION_FAILED'],
    ['is kept too long', { columns: ['id'], keepFor: '91d' }, 'samples.keepFor', 'VALIDATION_FAILED'],
  ])('%s: refused on save, at its path', async (_, bad, path, code) => {
    const answer = await plumbline.call('POST', '/v1/tests', definition({ ...range, samples: bad }));
    expect([answer.status, answer.body['code']]).toEqual([422, code]);
    expect(answer.body['errors']).toEqual([{ path, message: expect.any(String) }]);
  });
});
