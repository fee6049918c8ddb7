import { DuckDBInstance } from '@duckdb/node-api';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { RE2JS } from 're2js';
import { acceptHarmlessEscapes } from '../../src/core/regex/escapes.ts';
import type { Flavour } from '../../src/core/regex/flavours.ts';
import { formats } from '../../src/core/regex/formats.ts';
import type { Format } from '../../src/core/regex/format.ts';
import { MAX_COUNT, MAX_SIZE, sizeOf } from '../../src/core/regex/limits.ts';
import { parsePattern } from '../../src/core/regex/parse.ts';
import { renderPattern } from '../../src/core/regex/render.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { patternCases, type PatternCase } from './pattern-semantics.cases.ts';

/** Whether an engine finds that texts match a pattern that is written for it, in their order. */
type Ask = (pattern: string, texts: readonly string[]) => Promise<readonly boolean[]>;

interface Question {
  readonly name: string;
  readonly pattern: string;
  readonly mode: PatternCase['mode'];
  readonly yes: readonly string[];
  readonly no: readonly string[];
}

const short = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

const questions: readonly Question[] = [
  ...patternCases.map((c) => ({ ...c, name: `${short(JSON.stringify(c.pattern))} ${c.mode}` })),
  // what only the check digits tell apart is no question of the pattern
  ...Object.entries<Format>(formats).map(([name, { pattern, valid, invalid }]) => ({
    name: `the format ${name}`,
    pattern,
    mode: 'full' as const,
    yes: valid,
    no: invalid.filter((text) => !new RegExp(`^(?:${pattern})$`, 'u').test(text)),
  })),
  // what fits the limits of a pattern has to fit those of the engines
  ...[
    '.',
    '\\W',
    '[^é]',
    '[ejo]',
    '[джп]',
    '[一三五]',
    `[${[...'àâäæèêìîñóõøûýāăąćĉċčď'].join('')}]`,
    `[${Array.from({ length: 60 }, (_, i) => String.fromCodePoint(0x10000 + 2 * i)).join('')}]`,
    'я',
    '\\b.',
    '\\B\\W',
    '(?:a|b)',
    '(?:a?|я+)',
    '(?:(?:[ejo]+a)?b)*',
  ].map(longestOf),
];

/** Repeated, as groups of several, up to the largest size that a pattern may have. */
function longestOf(part: string): Question {
  const parsed = parsePattern(part);
  if (!parsed.ok) throw new Error(`${part}: ${parsed.reason}`);
  const times = Math.floor((MAX_SIZE - 2) / sizeOf(parsed.tree));
  const few = Math.max(2, Math.ceil(times / MAX_COUNT));
  return {
    name: `the longest of ${part}`,
    pattern: `(?:${part.repeat(few)}){${Math.floor(times / few)}}x-`,
    mode: 'full i',
    yes: [],
    no: ['-', '日'.repeat(300), 'я'.repeat(20)],
  };
}

function agrees(flavour: Flavour, ask: Ask, cannotHold = /[]/): void {
  it.each(questions)('$name', async ({ pattern, mode, yes, no }) => {
    const parsed = parsePattern(pattern);
    if (!parsed.ok) throw new Error(parsed.reason);
    const [match, i] = mode.split(' ');
    const written = renderPattern(parsed.tree, {
      flavour,
      match: match === 'full' ? 'full' : 'search',
      ignoreCase: i === 'i',
    });
    const texts = [...yes, ...no].filter((text) => !cannotHold.test(text));
    const answers = await ask(written, texts);
    expect(texts.map((text, n) => [text, answers[n]])).toEqual(
      texts.map((text) => [text, yes.includes(text)]),
    );
  });
}

describe('the cases', () => {
  it('are many, and say each text once', () => {
    expect(patternCases.length).toBeGreaterThanOrEqual(150);
    for (const { yes, no } of patternCases)
      expect(new Set([...yes, ...no]).size).toBe(yes.length + no.length);
  });

  it.each(patternCases.filter((c) => c.unlikeJavaScript === undefined))(
    'are those of JavaScript: $pattern $mode',
    ({ pattern, mode, yes, no }) => {
      const { source } = acceptHarmlessEscapes(pattern);
      const regExp = new RegExp(
        mode.startsWith('full') ? `^(?:${source})$` : source,
        mode.endsWith('i') ? 'iu' : 'u',
      );
      for (const text of yes) expect([text, regExp.test(text)]).toEqual([text, true]);
      for (const text of no) expect([text, regExp.test(text)]).toEqual([text, false]);
    },
  );
});

describe('RE2 in the service', () => {
  agrees('re2', async (pattern, texts) => {
    const compiled = RE2JS.compile(pattern);
    return texts.map((text) => compiled.matcher(text).find());
  });
});

describe('PostgreSQL', () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createDatabase('patterns');
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  agrees('postgres', async (pattern, texts) => {
    const { rows } = await client.query<{ answer: boolean }>(
      `SELECT text ~ $1 AS answer FROM unnest($2::text[]) WITH ORDINALITY AS given (text, n) ORDER BY n`,
      [pattern, texts],
    );
    return rows.map(({ answer }) => answer);
  });
});

describe('DuckDB', () => {
  let instance: DuckDBInstance;
  let connection: Awaited<ReturnType<DuckDBInstance['connect']>>;
  beforeAll(async () => {
    instance = await DuckDBInstance.create(':memory:');
    connection = await instance.connect();
  });
  afterAll(() => {
    connection.closeSync();
    instance.closeSync();
  });

  agrees('re2', async (pattern, texts) => {
    const answers: boolean[] = [];
    for (const text of texts) {
      const result = await connection.runAndReadAll('SELECT regexp_matches($1::VARCHAR, $2::VARCHAR)', [
        text,
        pattern,
      ]);
      answers.push(result.getRows()[0]?.[0] === true);
    }
    return answers;
  });
});

const mariaDbUrl = process.env['MARIADB_TEST_URL'];
const mariaDb = mariaDbUrl ? describe : describe.skip;
const missing = mariaDbUrl ? '' : ': needs MARIADB_TEST_URL, the URL of a MariaDB server';
// neither what a collation says about case nor the options of a session may change an answer
mariaDb.each([
  ['utf8mb4_bin', ''],
  ['utf8mb4_general_ci', 'DOTALL,EXTENDED,MULTILINE,UNGREEDY'],
])(`MariaDB with %s and the options %j${missing}`, (collation, options) => {
  let connection: mysql.Connection;
  beforeAll(async () => {
    connection = await mysql.createConnection({ uri: mariaDbUrl ?? '', charset: 'utf8mb4' });
    await connection.query('SET SESSION default_regex_flags = ?', [options]);
  });
  afterAll(() => connection.end());

  agrees('pcre2', async (pattern, texts) => {
    const answers: boolean[] = [];
    for (const text of texts) {
      const [rows] = await connection.execute<mysql.RowDataPacket[]>(
        `SELECT CAST(? AS CHAR CHARACTER SET utf8mb4) COLLATE ${collation} REGEXP ? AS answer`,
        [text, pattern],
      );
      const [warnings] = await connection.query<mysql.RowDataPacket[]>('SHOW WARNINGS');
      expect(warnings).toEqual([]);
      answers.push(rows[0]?.['answer'] === 1);
    }
    return answers;
  });
});
