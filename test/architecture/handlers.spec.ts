import 'reflect-metadata';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Command, Query } from '@nestjs/cqrs';
import { AuditedCommand } from '../../src/features/audit/audited-command.ts';

type Class = abstract new (...args: never[]) => object;

/** Plain strings inside @nestjs/cqrs, which does not export them; hence the check that some handler is found at all. */
const kinds = [
  { metadata: '__commandHandler__', base: Command },
  { metadata: '__queryHandler__', base: Query },
] as const;

interface Handler {
  readonly file: string;
  readonly handler: Class;
  readonly message: Class;
  readonly base: Class;
}

const features = join(import.meta.dirname, '../../src/features');
const isClass = (value: unknown): value is Class =>
  typeof value === 'function' && value.prototype !== undefined;

const seen: Handler[] = [];
const messages: { file: string; message: Class }[] = [];
let listed: readonly unknown[] = [];

beforeAll(async () => {
  const files = readdirSync(features, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'),
  );
  for (const file of files.sort()) {
    const exported = (await import(`../../src/features/${file}`)) as Record<string, unknown>;
    if (file === 'feature-handlers.ts') listed = exported['featureHandlers'] as readonly unknown[];
    for (const value of Object.values(exported).filter(isClass)) {
      const isMessage = value.prototype instanceof Command || value.prototype instanceof Query;
      if (isMessage && value !== AuditedCommand) messages.push({ file, message: value });
      for (const { metadata, base } of kinds) {
        const message = Reflect.getMetadata(metadata, value) as Class | undefined;
        if (message) seen.push({ file, handler: value, message, base });
      }
    }
  }
});

const named = ({ file, handler }: Handler) => `${handler.name} in ${file}`;
const kebab = (name: string) => name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

describe('the handlers of the features', () => {
  it('are found', () => {
    expect(seen.length).toBeGreaterThan(0);
  });

  it('handle a message with a declared result', () => {
    expect(seen.filter(({ message, base }) => !(message.prototype instanceof base)).map(named)).toEqual([]);
  });

  it('are one for each message', () => {
    const handled = messages.map(({ message }) => [
      message.name,
      seen.filter((one) => one.message === message).length,
    ]);
    expect(handled.filter(([, handlers]) => handlers !== 1)).toEqual([]);
  });

  it('share their file with no other message, and both bear its name', () => {
    const expected = seen.map(({ file }) => file);
    expect(messages.map(({ file }) => file)).toEqual(expected);
    expect(new Set(expected).size).toBe(expected.length);
    for (const { file, handler, message } of seen) {
      expect(basename(file, '.ts')).toBe(kebab(message.name));
      expect(handler.name).toBe(`${message.name}Handler`);
    }
  });

  it('are all listed in featureHandlers, once', () => {
    expect(listed.filter((entry, n) => listed.indexOf(entry) !== n)).toEqual([]);
    expect(seen.filter(({ handler }) => !listed.includes(handler)).map(named)).toEqual([]);
  });
});
