/** Line breaks and other control characters. */
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;
/** Characters that turn the direction of what follows, so that a name could hide what comes after it. */
const DIRECTION_CHANGES = /[\u202A-\u202E\u2066-\u2069]/gu;
const READ_FACTOR = 10;
const LONE_SURROGATES = /\p{Cs}/gu;

/**
 * Text from data as one line that every channel can carry: no control characters, no half characters, nothing that
 * turns the direction of the text around it, at most `longest` characters. What is left means only itself; each channel
 * still escapes it.
 */
export function plainLine(text: string, longest: number): string {
  // what cannot be shown need not be read either: texts may be megabytes
  const line = text
    .slice(0, longest * READ_FACTOR)
    .replace(CONTROLS, ' ')
    .replace(DIRECTION_CHANGES, '')
    .replace(LONE_SURROGATES, '\uFFFD')
    .replace(/ {2,}/g, ' ')
    .trim();
  return shortened(line, longest);
}

/** Whole characters only, and a sign that something is missing. */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const characters = [...text];
  return characters.length <= longest
    ? text
    : `${characters
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`;
}
