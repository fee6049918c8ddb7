import { hostileTexts } from './hostile-texts.ts';

/** A part of a JSON schema, as OpenAPI 3.0 writes it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly example?: unknown;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: { readonly [name: string]: Schema };
  readonly additionalProperties?: boolean | Schema;
}

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const oddities: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  9_007_199_254_740_993,
  0.1,
  '',
  ' ',
  'a'.repeat(20_000),
  '\0',
  '\ud800',
  '😀'.repeat(200),
  [],
  {},
  [[[[[]]]]],
  Array.from({ length: 500 }, (_, i) => i),
  { __proto__: null, constructor: 1, toString: 'x', length: -1 },
  JSON.parse('{"__proto__": {"a": 1}}'),
];

/** Makes values after schemas, most of them nearly right. */
export class ValueMaker {
  constructor(
    private readonly random: () => number,
    private readonly components: { readonly [name: string]: Schema },
    /** Ids of what is really there. */
    private readonly ids: readonly string[],
  ) {}

  one<T>(of: readonly T[]): T {
    return of[Math.floor(this.random() * of.length)]!;
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  /** A text that tries something. */
  hostile(): string {
    return this.chance(0.2)
      ? this.one(['', '\0', '\ud800', '%00', '../../etc/passwd', '9'.repeat(400)])
      : this.one(hostileTexts);
  }

  valueOf(schema: Schema, depth = 0): unknown {
    if (this.chance(0.06)) return this.one([...oddities, this.hostile()]);
    if (schema.$ref !== undefined)
      return this.valueOf(this.components[schema.$ref.split('/').at(-1)!] ?? {}, depth);
    if (schema.example !== undefined && this.chance(0.4)) return schema.example;
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return this.one(schema.enum);
    const options = schema.oneOf ?? schema.anyOf;
    if (options) return this.valueOf(this.one(options), depth);
    if (schema.allOf)
      return Object.assign({}, ...schema.allOf.map((part) => this.valueOf(part, depth))) as unknown;
    switch (schema.type ?? 'object') {
      case 'string':
        return this.#text(schema);
      case 'integer':
        return this.one([0, 1, 2, 10, 100, -1, 2 ** 31, Number.MAX_SAFE_INTEGER]);
      case 'number':
        return this.one([0, 0.5, 1, 99.9, 100, -0.1, 1e-300, 1e300]);
      case 'boolean':
        return this.chance(0.5);
      case 'array':
        return Array.from({ length: Math.floor(this.random() * 4) }, () =>
          this.valueOf(schema.items ?? {}, depth + 1),
        );
      default:
        return this.#object(schema, depth);
    }
  }

  #text({ format }: Schema): string {
    if (this.chance(0.25)) return this.hostile();
    if (format === 'uuid') return this.one([...this.ids, '01890000-0000-7000-8000-000000000000', 'no-uuid']);
    if (format === 'date-time')
      return this.one(['2026-01-02T03:04:05.678Z', '0000-00-00', '9999-12-31T23:59:59Z']);
    return this.one([
      'a',
      'orders',
      'public.orders',
      'id',
      '1h',
      '5m',
      'P1D',
      '10',
      'id > 1',
      'postgres',
      '0 6 * * *',
    ]);
  }

  #object({ properties = {}, additionalProperties }: Schema, depth: number): unknown {
    const fields: Record<string, unknown> = {};
    if (depth < 8)
      for (const [name, schema] of Object.entries(properties))
        if (this.chance(0.8)) fields[name] = this.valueOf(schema, depth + 1);
    if (typeof additionalProperties === 'object' && depth < 8 && this.chance(0.5))
      fields[this.one(['a', 'host', ...hostileTexts])] = this.valueOf(additionalProperties, depth + 1);
    if (this.chance(0.05)) fields[this.hostile()] = this.one(oddities);
    return fields;
  }
}
