import type { Expression } from '../../core/sql/expression.ts';
import { literalForm } from './literals.ts';
import type { NativeForm } from './native-type.ts';
import type { Scope } from './scope.ts';
import { sumOf } from './sums.ts';

/** How the value of an expression is stored. */
export function formOfTree(tree: Expression, scope: Scope): NativeForm {
  switch (tree.node) {
    case 'column': {
      const form = scope.formOf(tree.name);
      return form.form === 'datetime' ? { form: 'datetime2' } : form;
    }
    case 'maxIf':
      return formOfTree(tree.value, scope);
    case 'sumIf':
      return sumOf(formOfTree(tree.value, scope)).form;
    case 'aggregate':
      if (tree.name === 'mean' || tree.name === 'stddev') return { form: 'float' };
      return tree.name === 'sum' ? sumOf(formOfTree(tree.value, scope)).form : formOfTree(tree.value, scope);
    case 'literal':
      return literalForm(tree.type, tree.value);
    case 'countAll':
    case 'countIf':
    case 'groupSize':
    case 'textLength':
    case 'binOf':
      return { form: 'integer' };
    case 'percentile':
    case 'epochOf':
    case 'minus':
      return { form: 'float' };
    case 'userScalar':
      return { form: 'number' };
    case 'now':
    case 'instantIn':
    case 'addMs':
      return { form: 'instant' };
    case 'asText':
      return textOf(formOfTree(tree.value, scope));
    case 'folded':
      return textOf(formOfTree(tree.text, scope));
    case 'isoText':
      return textOf({ form: 'instant' });
  }
}

export const isText = (tree: Expression, scope: Scope): boolean => formOfTree(tree, scope).form === 'text';

/** The Unicode text that a value becomes. */
export function textOf(form: NativeForm): NativeForm & { readonly form: 'text' } {
  const capacity = form.form === 'text' ? form.capacity : unlimited.has(form.form) ? null : 64;
  return {
    form: 'text',
    isUnicode: true,
    isFixed: false,
    capacity: capacity !== null && capacity <= 4000 ? capacity : null,
  };
}

const unlimited: ReadonlySet<NativeForm['form']> = new Set(['binary', 'other', 'unknown']);
