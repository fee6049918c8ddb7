import type { NativeForm } from './native-type.ts';
import { unicodeText } from './texts.ts';

/**
 * A value as text: `true`, `2026-01-02`, `2026-01-02 03:04:05.6780000`, instants in UTC with `+00`, `\x2f`. Floating-point
 * numbers, and what is of an unknown type, stay what they are for the session to write down: SQL Server would round them.
 */
export function cellText(sql: string, form: NativeForm): string {
  switch (form.form) {
    case 'text':
      return unicodeText(sql, form).sql;
    case 'integer':
    case 'decimal':
      return `CONVERT(nvarchar(41), ${sql})`;
    // without a style two of its four decimals are lost
    case 'money':
      return `CONVERT(nvarchar(41), ${sql}, 2)`;
    // 17 digits if it is in floating point; no other number heeds the style
    case 'number':
      return `CONVERT(nvarchar(64), ${sql}, 3)`;
    case 'bit':
      return `CASE ${sql} WHEN 1 THEN N'true' WHEN 0 THEN N'false' END`;
    case 'date':
      return `CONVERT(nvarchar(10), ${sql}, 23)`;
    case 'datetime':
    case 'datetime2':
      return `CONVERT(nvarchar(27), ${sql}, 121)`;
    case 'instant':
      return `CONVERT(nvarchar(27), CAST(SWITCHOFFSET(${sql}, '+00:00') AS datetime2(7)), 121) + N'+00'`;
    case 'time':
      return `CONVERT(nvarchar(16), ${sql}, 121)`;
    case 'uuid':
      return `LOWER(CONVERT(nvarchar(36), ${sql}))`;
    case 'binary':
      return `N'\\x' + LOWER(CONVERT(nvarchar(max), ${sql}, 2))`;
    case 'other':
      return `CONVERT(nvarchar(max), ${sql})`;
    case 'float':
    case 'unknown':
      return sql;
  }
}
