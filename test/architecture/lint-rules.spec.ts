import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const root = join(import.meta.dirname, '../..');
const overrideConfigFile = join(root, 'eslint.config.mjs');

/** Judges by syntax and paths alone, so the linted file need not exist; what it imports must. */
const untyped = new ESLint({
  cwd: root,
  overrideConfigFile,
  overrideConfig: tseslint.configs.disableTypeChecked,
});
const typed = new ESLint({ cwd: root, overrideConfigFile });

async function rulesBroken(eslint: ESLint, filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: join(root, filePath) });
  const rules = result?.messages.map((message) => message.ruleId ?? `not parsed: ${message.message}`) ?? [];
  return [...new Set(rules)].filter((rule) => !rule.endsWith('no-unused-vars')).sort();
}

const modules = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.ts$/.test(file) && !/\.(spec|d)\.ts$/.test(file))
  .sort();

/** Some source file of a folder of src, as a file of another folder would import it. */
function moduleOf(folder: string): string {
  const first = modules.find((file) => file.startsWith(`${folder}/`));
  if (first === undefined) throw new Error(`src/${folder} has no source file`);
  return `../${first}`;
}

const path = 'import-x/no-restricted-paths';
const name = '@typescript-eslint/no-restricted-imports';

const edges = ['api', 'workers', 'scheduler'];
const adapters = ['connectors', 'stores', 'queue', 'notify', 'observability'];
const everyone = ['core', 'ports', 'features', 'config', 'embedded', ...adapters, ...edges];

/** What each folder may import besides itself; the rest of `everyone`, and roles, it may not. */
const allowed: Record<string, readonly string[]> = {
  core: [],
  ports: ['core'],
  features: ['ports', 'core'],
  config: ['ports', 'core'],
  embedded: ['config', 'ports', 'core'],
  ...Object.fromEntries(adapters.map((folder) => [folder, ['ports', 'core']])),
  ...Object.fromEntries(edges.map((folder) => [folder, ['features', 'ports', 'core']])),
};

/** A folder that holds nothing yet can be imported by nobody. */
const importable = [...everyone, 'roles'].filter((folder) =>
  modules.some((file) => file.startsWith(`${folder}/`)),
);

describe('layers', () => {
  it.each(everyone)('src/%s imports what the design allows, and nothing else', async (importer) => {
    const accepted: string[] = [];
    for (const imported of importable) {
      const code = `import { part } from '${moduleOf(imported)}';\nexport const whole = [part];\n`;
      const rules = await rulesBroken(untyped, `src/${importer}/probe.ts`, code);
      if (!rules.includes(path) && !rules.includes(name)) accepted.push(imported);
    }
    const expected = [importer, ...allowed[importer]!].filter((folder) => importable.includes(folder));
    expect(accepted.sort()).toEqual(expected.sort());
  });

  it.each(adapters)('src/%s may import the types of src/config', async (adapter) => {
    const code = `import type { Env } from '../config/env.ts';\nexport type Settings = Env;\n`;
    expect(await rulesBroken(untyped, `src/${adapter}/probe.ts`, code)).toEqual([]);
  });

  it.each(['src/roles/probe.ts', 'src/main.ts'])('%s may import everything of src', async (filePath) => {
    const up =
      filePath === 'src/main.ts' ? (module: string) => module.replace('../', './') : (m: string) => m;
    const code = importable
      .map((folder, n) => `import { part as part${n} } from '${up(moduleOf(folder))}';\nvoid part${n};\n`)
      .join('');
    expect(await rulesBroken(untyped, filePath, code)).toEqual([]);
  });

  it.each([
    ['a re-export', `export { part } from '../stores/name-order.ts';`],
    ['a dynamic import', `export const part = () => import('../stores/name-order.ts');`],
    ['a type import', `import type { part } from '../stores/name-order.ts';\nexport type Part = part;`],
  ])('%s does not get around it', async (_, code) => {
    expect(await rulesBroken(untyped, 'src/api/probe.ts', code)).toEqual([path]);
  });

  it('what ships does not import test code, but its specs do', async () => {
    const code = `import { part } from '../../test/support/database.ts';\nexport const whole = [part];\n`;
    expect(await rulesBroken(untyped, 'src/stores/probe.ts', code)).toEqual([path]);
    expect(await rulesBroken(untyped, 'src/stores/probe.spec.ts', code)).toEqual([]);
  });

  it('a spec may build its subject from any part, but not start a role', async () => {
    const using = (folder: string) => `import { part } from '${moduleOf(folder)}';\nvoid part;\n`;
    expect(await rulesBroken(untyped, 'src/features/probe.spec.ts', using('stores'))).toEqual([]);
    expect(await rulesBroken(untyped, 'src/features/probe.spec.ts', using('roles'))).toEqual([path]);
  });
});

describe('packages', () => {
  it.each([
    [
      'core',
      ['zod', 'uuid', 'croner'],
      ['@nestjs/common', '@nestjs/cqrs', 'node:fs', 'fs', 'pg', 'zodiac', 'zod/v4'],
    ],
    ['ports', ['zod'], ['@nestjs/common', 'node:crypto', 'bullmq', 'croner']],
    ['features', ['@nestjs/common', '@nestjs/cqrs'], ['@nestjs/core', 'typeorm', 'node:fs/promises', 'pg']],
  ])('src/%s imports %j, and not %j', async (folder, fine, refused) => {
    const broken = (specifier: string) =>
      rulesBroken(
        untyped,
        `src/${folder}/probe.ts`,
        `import { a } from '${specifier}';\nexport const b = [a];\n`,
      );
    for (const specifier of fine) expect([specifier, await broken(specifier)]).toEqual([specifier, []]);
    for (const specifier of refused)
      expect([specifier, await broken(specifier)]).toEqual([specifier, [name]]);
  });
});

describe('house rules', () => {
  it.each([
    ['a default export', 'src/api/probe.ts', 'export default 1;', 'import-x/no-default-export'],
    ['a console', 'src/api/probe.ts', `console.log('here');`, 'no-console'],
    [
      'a package of development',
      'src/stores/probe.ts',
      `import { format } from 'prettier';\nvoid format;`,
      'import-x/no-extraneous-dependencies',
    ],
    ['any', 'src/api/probe.ts', 'export const a = (b: any) => [b];', '@typescript-eslint/no-explicit-any'],
    [
      'the environment',
      'src/api/probe.ts',
      `export const a = process.env['PORT'];`,
      'no-restricted-properties',
    ],
    [
      'the environment, taken apart',
      'src/api/probe.ts',
      'export const { env } = process;',
      'no-restricted-properties',
    ],
    [
      'the environment, by import',
      'src/api/probe.ts',
      `import { env } from 'node:process';\nvoid env;`,
      name,
    ],
    [
      'the environment, in core',
      'src/core/probe.ts',
      `export const a = process.env['PORT'];`,
      'no-restricted-globals',
    ],
    [
      'the time of day in core',
      'src/core/probe.ts',
      'export const a = Date.now();',
      'no-restricted-properties',
    ],
    [
      'the date of today in core',
      'src/core/probe.ts',
      'export const a = new Date();',
      'no-restricted-syntax',
    ],
    ['a lazy import in core', 'src/core/probe.ts', `void import('pg');`, 'no-restricted-syntax'],
    ['a folder named utils', 'src/api/utils/dates.ts', 'export const a = 1;', 'no-restricted-syntax'],
    ['a folder named helpers', 'test/helpers/dates.ts', 'export const a = 1;', 'no-restricted-syntax'],
    ['a file named common', 'src/core/common.ts', 'export const a = 1;', 'no-restricted-syntax'],
    ['a file of 301 lines', 'src/api/probe.ts', 'void 0;\n'.repeat(301), 'max-lines'],
    ['a spec of 401 lines', 'src/api/probe.spec.ts', 'void 0;\n'.repeat(401), 'max-lines'],
    ['a focused spec', 'src/api/probe.spec.ts', `it.only('a', () => undefined);`, 'no-restricted-properties'],
    [
      'a focused suite',
      'test/e2e/probe.spec.ts',
      `fdescribe('a', () => undefined);`,
      'no-restricted-globals',
    ],
    [
      'a value import of a type in core',
      'src/core/probe.ts',
      `import { Page } from './page.ts';\nexport type A = Page;`,
      '@typescript-eslint/consistent-type-imports',
    ],
    [
      'a cycle',
      'src/core/metrics/row-count.ts',
      `import { catalogue } from './catalogue.ts';\nexport const rowCount = [catalogue];`,
      'import-x/no-cycle',
    ],
  ])('refuses %s', async (_, filePath, code, rule) => {
    expect(await rulesBroken(untyped, filePath, code)).toContain(rule);
  });

  it.each([
    [
      'a promise nobody waits for',
      `export function a(b: Promise<void>) {\n  b;\n}`,
      '@typescript-eslint/no-floating-promises',
    ],
    [
      'a switch that forgets a case',
      `export function a(b: 'x' | 'y') {\n  switch (b) {\n    case 'x':\n      return 1;\n  }\n}`,
      '@typescript-eslint/switch-exhaustiveness-check',
    ],
    [
      'a switch with a default for the forgotten case',
      `export function a(b: 'x' | 'y') {\n  switch (b) {\n    case 'x':\n      return 1;\n    default:\n      return 2;\n  }\n}`,
      '@typescript-eslint/switch-exhaustiveness-check',
    ],
  ])('with types, refuses %s', async (_, code, rule) => {
    expect(await rulesBroken(typed, 'src/core/page.ts', code)).toContain(rule);
  });

  it('leaves the constructors that Nest reads alone', async () => {
    const code = `import { Clock } from '../ports/clock.ts';\nexport class A {\n  constructor(readonly clock: Clock) {}\n}\n`;
    expect(await rulesBroken(untyped, 'src/api/probe.ts', code)).toEqual([]);
  });

  it('lets main.ts read the environment', async () => {
    expect(await rulesBroken(untyped, 'src/main.ts', `export const a = process.env;`)).toEqual([]);
  });
});
