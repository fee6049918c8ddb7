import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { transform } from '@swc/core';

const ROOT = resolve(import.meta.dirname, '../..');

const SWC = {
  swcrc: false,
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    experimental: { keepImportAttributes: true },
    rewriteRelativeImportExtensions: true,
  },
  module: { type: 'nodenext' },
} as const;

export interface CompiledSources {
  /** Has `src/…/*.js` and a way to the installed packages; readable by every user. */
  readonly dir: string;
  remove(): Promise<void>;
}

/** Our sources as plain JavaScript, for specs that need a process of their own to kill. `folders` are below `src`. */
export async function compileSources(folders: readonly string[]): Promise<CompiledSources> {
  const dir = await mkdtemp(join(tmpdir(), 'plumbline-compiled-'));
  await copyFile(join(ROOT, 'package.json'), join(dir, 'package.json'));
  await symlink(join(ROOT, 'node_modules'), join(dir, 'node_modules'));
  const listings = await Promise.all(folders.map((folder) => sourcesIn(join(ROOT, 'src', folder))));
  await Promise.all(listings.flat().map((file) => compile(file, dir)));
  await chmod(dir, 0o755);
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}

async function sourcesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => /(?<!\.d|\.spec)\.ts$/.test(name)).map((name) => join(folder, name));
}

async function compile(file: string, to: string): Promise<void> {
  const { code } = await transform(await readFile(file, 'utf8'), SWC);
  const target = join(to, relative(ROOT, file)).replace(/\.ts$/, '.js');
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, code);
}
