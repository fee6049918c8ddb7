import { acceptedValues } from './accepted-values.ts';
import { completeness } from './completeness.ts';
import { customSql } from './custom-sql.ts';
import { distribution } from './distribution.ts';
import { drift } from './drift.ts';
import { expression } from './expression.ts';
import { freshness } from './freshness.ts';
import { pattern } from './pattern.ts';
import { range } from './range.ts';
import { reconciliation } from './reconciliation.ts';
import { referential } from './referential.ts';
import { schema } from './schema.ts';
import { uniqueness } from './uniqueness.ts';
import { volume } from './volume.ts';

/** Every kind of test. A new kind is its file and its line here. */
export const kinds = {
  volume,
  freshness,
  completeness,
  uniqueness,
  range,
  acceptedValues,
  pattern,
  expression,
  distribution,
  drift,
  customSql,
  schema,
  referential,
  reconciliation,
} as const;

export type KindName = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as [KindName, ...KindName[]];
