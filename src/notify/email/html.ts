/** Markup that is safe to put into a page. Made by `html` alone. */
export class Html {
  constructor(readonly markup: string) {}
}

type Part = Html | string | number | null | readonly Part[];

/** Markup with values in it: texts and numbers are escaped, markup and lists of it go in as they are, null is nothing. */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(texts.map((text, i) => text + (i < parts.length ? markupOf(parts[i] ?? null) : '')).join(''));

function markupOf(part: Part): string {
  if (part === null) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'string')
    return part.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
  return typeof part === 'number' ? String(part) : part.map(markupOf).join('');
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
