import { jest } from '@jest/globals';
import { createLogger } from './logger.ts';

type Logger = ReturnType<typeof createLogger>;

/** Everything that reaches stdout and stderr while `use` runs. */
function output(
  use: (logger: Logger) => void,
  settings: Parameters<typeof createLogger>[0] = { level: 'debug', format: 'json' },
): string {
  const written: string[] = [];
  const take = (text: string | Uint8Array) => written.push(String(text)) > 0;
  const spies = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation(take),
  );
  try {
    use(createLogger(settings));
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return written.join('');
}

describe('createLogger', () => {
  it('writes one JSON object a line', () => {
    const lines = output((logger) => logger.log('started'))
      .trimEnd()
      .split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { level: 'log', message: 'started' },
    ]);
  });

  it.each([
    ['error', ['error']],
    ['warn', ['error', 'warn']],
    ['info', ['error', 'warn', 'log']],
    ['debug', ['error', 'warn', 'log', 'debug']],
  ] as const)('at level %s writes %j', (level, expected) => {
    const written = output(
      (logger) => {
        for (const name of ['error', 'warn', 'log', 'debug'] as const) logger[name]?.(`a ${name} line`);
      },
      { level, format: 'json' },
    );
    expect([...written.matchAll(/a (\w+) line/g)].map(([, name]) => name)).toEqual(expected);
  });

  const failure = Object.assign(new Error('cannot reach postgres://me:hunter2@db/x'), {
    password: 'hunter2',
  });
  const leaks: readonly (readonly [string, (logger: Logger) => void])[] = [
    ['a URL with a password', (l) => l.log('using postgres://me:hunter2@db:5432/x')],
    ['a URL whose password holds an at sign', (l) => l.log('using redis://:p@hunter2@cache')],
    ['a libpq setting', (l) => l.warn('host=db password=hunter2 user=me')],
    ['an authorization header in text', (l) => l.warn('sent Authorization: Bearer hunter2hunter2')],
    ['a field', (l) => l.log({ user: 'me', password: 'hunter2' })],
    ['a nested field', (l) => l.log({ target: { secrets: { key: 'hunter2' } } })],
    ['a field in a list', (l) => l.log({ targets: [{ accessToken: 'hunter2' }] })],
    ['a header', (l) => l.log({ headers: { authorization: 'hunter2', cookie: 'hunter2' } })],
    ['a key', (l) => l.log({ apiKey: 'hunter2', encryption_key: 'hunter2', 'x-api-key': 'hunter2' })],
    ['a map', (l) => l.log(new Map([['url', 'postgres://me:hunter2@db']]))],
    ['an error', (l) => l.error(failure)],
    ['the cause of an error', (l) => l.error(new Error('outer', { cause: failure }))],
  ];
  it.each(leaks)('hides the secret in %s', (_, use) => {
    for (const format of ['json', 'pretty'] as const) {
      const written = output(use, { level: 'debug', format });
      expect(written).toContain('[redacted]');
      expect(written).not.toContain('hunter2');
    }
  });

  it.each([
    ['given beside the message', (l: Logger) => l.error('failed', failure.stack)],
    ['of an error', (l: Logger) => l.error(failure)],
    ['of a cause', (l: Logger) => l.error(new Error('outer', { cause: failure }))],
  ])('prints no stack %s', (_, use) => {
    for (const format of ['json', 'pretty'] as const)
      expect(output(use, { level: 'debug', format })).not.toMatch(/\bat .+:\d+:\d+/);
  });

  it('keeps what is not secret', () => {
    const written = output((logger) => logger.log({ user: 'me', rows: 3, at: 'http://db/x', secret: null }));
    expect(JSON.parse(written)).toMatchObject({
      message: { user: 'me', rows: 3, at: 'http://db/x', secret: null },
    });
  });

  it('keeps the name and message of an error', () => {
    for (const format of ['json', 'pretty'] as const)
      expect(output((logger) => logger.error(new RangeError('too far')), { level: 'info', format })).toMatch(
        /RangeError.*too far/,
      );
  });

  it('survives a cycle and leaves what it was given as it was', () => {
    const given: { password: string; self?: unknown } = { password: 'hunter2' };
    given.self = given;
    expect(output((logger) => logger.log(given), { level: 'info', format: 'pretty' })).not.toContain(
      'hunter2',
    );
    expect(given.password).toBe('hunter2');
  });
});
