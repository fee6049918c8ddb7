import type { QualityTest, TestFilter } from '../../core/quality-test.ts';
import type { RowConditions } from './name-pages.ts';

/** What `TestFilter.text` is looked for in, as `matches` does it. */
export const searchTextOf = (test: QualityTest): string =>
  `${test.name}\n${test.description ?? ''}`.toLowerCase();

/** The conditions of `filter` on index rows, all but `connectionId`: that one chooses the index. */
export function rowConditions(filter: TestFilter): RowConditions {
  const texts: string[] = [];
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const require = (shape: 'equals' | 'contains', attribute: string, value: unknown) => {
    const [name, placeholder] = [`#${attribute}`, `:c${texts.length}`];
    texts.push(shape === 'equals' ? `${name} = ${placeholder}` : `contains(${name}, ${placeholder})`);
    names[name] = attribute;
    values[placeholder] = value;
  };
  for (const attribute of ['dataset', 'kind', 'enabled'] as const)
    if (filter[attribute] !== undefined) require('equals', attribute, filter[attribute]);
  for (const tag of filter.tags ?? []) require('contains', 'tags', tag);
  if (filter.text) require('contains', 'searchText', filter.text.toLowerCase());
  return { texts, names, values };
}
