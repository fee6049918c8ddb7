import type { NativeForm } from './native-type.ts';
import { exact, unicodeText, withoutStop } from './texts.ts';

/**
 * A column in the form in which values are equal only when they are the same. Comparing leaves out blanks at the end of
 * texts and may leave out zeros at the end of bytes: something else stands at the end of both. What is of another
 * type, or of one that is not known, is compared as it is.
 */
export function keySql(column: string, form: NativeForm): string {
  if (form.form === 'text') return exact(unicodeText(column, form));
  return form.form === 'binary' ? `(CAST(${column} AS varbinary(max)) + 0x01)` : column;
}

/** The value of what `keySql` made. */
export function keyText(key: string, form: NativeForm): string {
  if (form.form === 'text') return withoutStop(key);
  return form.form === 'binary' ? `SUBSTRING(${key}, 1, DATALENGTH(${key}) - 1)` : key;
}

/** Any type that can be compared with this one. */
export const anyOf = (form: NativeForm): NativeForm =>
  form.form === 'text' ? { form: 'text', capacity: null, isUnicode: false, isFixed: false } : form;
