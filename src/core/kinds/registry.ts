import { freshness } from './freshness.ts';
import { volume } from './volume.ts';

/** Every kind of test. A new kind is its file and its line here. */
export const kinds = { volume, freshness } as const;

export type KindName = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as [KindName, ...KindName[]];
