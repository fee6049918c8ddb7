import { plainLine } from './plain-text.ts';

const LONGEST = 300;
/** Shorter ones would take words out of every answer. */
const SHORTEST_SECRET = 4;

/** What the other side said as it may be shown and kept: one line, short, without the channel's secrets. */
export function answerText(text: string, secrets: Readonly<Record<string, string>>): string {
  const forms = Object.values(secrets)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .filter((form) => form.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length);
  const clean = forms.reduce((rest, form) => rest.replaceAll(form, '[secret]'), text);
  return plainLine(clean, LONGEST);
}
