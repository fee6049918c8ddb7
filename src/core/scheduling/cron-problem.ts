import { timesOf } from './cron-times.ts';

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly words: readonly string[];
  /** What else may stand for a value: the last day, the nearest working day, the nth weekday. */
  readonly special: RegExp | null;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const second: Field = { name: 'second', min: 0, max: 59, words: [], special: null };
const fields: readonly Field[] = [
  { name: 'minute', min: 0, max: 59, words: [], special: null },
  { name: 'hour', min: 0, max: 23, words: [], special: null },
  { name: 'day of the month', min: 1, max: 31, words: [], special: /^(?:l|lw|\d+w)$/ },
  { name: 'month', min: 1, max: 12, words: months, special: null },
  { name: 'day of the week', min: 0, max: 7, words: days, special: /(?:l|#(?:[1-5]|l))$/ },
];
const NICKNAMES = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

const WRONG = 'is not a cron expression';

/**
 * Why a text is no cron expression, with the place of what is wrong; null when it is one. Characters count from 1. The
 * parser decides; its own words count values from 0 and name no place, so they are used only where nothing better is known.
 */
export function cronProblem(text: string): string | null {
  const pattern = text.trim();
  if (pattern.startsWith('@'))
    return NICKNAMES.includes(pattern.toLowerCase())
      ? null
      : `${WRONG}: ${pattern} is none of ${NICKNAMES.join(', ')}`;
  const found = [...text.matchAll(/\S+/g)].map((match) => ({ text: match[0], at: match.index }));
  if (found.length !== 5 && found.length !== 6)
    return (
      `${WRONG}: it has ${found.length === 1 ? '1 field' : `${found.length} fields`}; write five (minute, hour, ` +
      `day of the month, month, day of the week), six with seconds in front, or @daily and the like`
    );
  const refusal = parserProblem(pattern);
  if (refusal === null) return null;
  const wanted = found.length === 6 ? [second, ...fields] : fields;
  for (const [i, field] of wanted.entries()) {
    const problem = fieldProblem(found[i]!.text, field);
    if (problem)
      return `${WRONG}: ${field.name}, character ${found[i]!.at + problem.at + 1}: ${problem.message}`;
  }
  return refusal;
}

interface Problem {
  /** Characters into the field. */
  readonly at: number;
  readonly message: string;
}

function fieldProblem(text: string, field: Field): Problem | null {
  let at = 0;
  for (const part of text.split(',')) {
    const problem = partProblem(part, field);
    if (problem) return { at: at + problem.at, message: problem.message };
    at += part.length + 1;
  }
  return null;
}

function partProblem(part: string, field: Field): Problem | null {
  if (part === '') return { at: 0, message: 'a value is missing' };
  const [range = '', step, ...more] = part.split('/');
  const stepAt = range.length + 1;
  if (more.length > 0) return { at: stepAt, message: 'has more than one /' };
  if (step !== undefined) {
    const span = field.max - field.min + 1;
    if (!/^\d+$/.test(step) || Number(step) < 1)
      return { at: stepAt, message: `"${step}" is no step: write a number above 0 behind /` };
    if (Number(step) > span) return { at: stepAt, message: `a step of ${step} is more than ${span}` };
    if (!/^[*?]$|-/.test(range))
      return {
        at: 0,
        message: `a step needs a range or * in front, such as ${range || '0'}-${field.max}/${step}`,
      };
  }
  if (range === '*' || range === '?') return null;
  const ends = range.split('-');
  if (ends.length > 2) return { at: 0, message: `"${range}" is no range: write it as 1-5` };
  const [from = '', to] = ends;
  const problem = valueProblem(from, field) ?? (to === undefined ? null : valueProblem(to, field));
  if (problem) return { at: valueProblem(from, field) ? 0 : from.length + 1, message: problem };
  if (to === undefined) return null;
  const [low, high] = [numberOf(from, field), numberOf(to, field)];
  return low !== null && high !== null && low > high
    ? { at: 0, message: `the range ${range} ends before it begins` }
    : null;
}

function valueProblem(value: string, field: Field): string | null {
  const text = value.toLowerCase();
  if (text === '') return 'a value is missing';
  if (field.special?.test(text)) return null;
  const number = numberOf(text, field);
  if (number === null) {
    const words = field.words.length > 0 ? ` or one of ${field.words.join(', ')}` : '';
    return `"${value}" is not a number from ${field.min} to ${field.max}${words}`;
  }
  return number < field.min || number > field.max
    ? `${value} is not between ${field.min} and ${field.max}`
    : null;
}

function numberOf(value: string, field: Field): number | null {
  if (/^\d{1,4}$/.test(value)) return Number(value);
  const word = field.words.indexOf(value.toLowerCase());
  return word < 0 ? null : word + field.min;
}

function parserProblem(pattern: string): string | null {
  try {
    timesOf(pattern);
    return null;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return `${WRONG}: ${said.replace(/^CronPattern: /, '')}`;
  }
}
