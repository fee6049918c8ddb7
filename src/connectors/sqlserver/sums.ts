import type { NativeForm } from './native-type.ts';

/** What the values of a form are cast to before they are summed up, and the form of their sum. */
interface Sum {
  /** Null where nothing need be done. */
  readonly cast: string | null;
  readonly form: NativeForm;
}

/** Sums of the small types overflow early: of whole numbers at 2^31. */
export function sumOf(form: NativeForm): Sum {
  if (form.form === 'decimal') return { cast: null, form };
  if (form.form === 'integer' || form.form === 'bit')
    return { cast: 'decimal(38, 0)', form: { form: 'decimal', scale: 0 } };
  if (form.form === 'money') return { cast: 'decimal(38, 4)', form: { form: 'decimal', scale: 4 } };
  return { cast: 'float', form: { form: 'float' } };
}
