import { AppError } from '../kernel/errors.ts';
import type { ConditionForm, KeptRulingForm, Values } from '../web/ruling-values.ts';

/** The values of a form's body. */
export const valuesIn =
  (body: Readonly<Record<string, unknown>>): Values =>
  (name) =>
    [body[name] ?? []].flat().flatMap((value) => (typeof value === 'string' && value !== '' ? [value] : []));

/** In the shape of the interface for programs: what is empty is absent. */
export function conditionOf(form: ConditionForm): Record<string, readonly string[]> {
  const { any, all, none, streets, demandKinds, saleChannels } = form;
  const wordsOf = (text: string): string[] => text.split(/[\s,，、;；]+/).filter((word) => word !== '');
  const lists = {
    any: wordsOf(any),
    all: wordsOf(all),
    none: wordsOf(none),
    streets,
    demandKinds,
    saleChannels,
  };
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
}

/**
 * The ruling that goes with the decision on an order; undefined where none is wanted. Throws `bad_field` where
 * conditions were written and nobody said that they are to be kept: they would be lost without a word.
 */
export function keptRulingOf(form: KeptRulingForm): object | undefined {
  const condition = conditionOf(form);
  const { keep, effectiveFrom } = form;
  if (keep) return { condition, ...(effectiveFrom === '' ? {} : { effectiveFrom }) };
  if (Object.keys(condition).length === 0 && effectiveFrom === '') return undefined;
  throw new AppError('bad_field', {
    where: '',
    field: 'ruling',
    reason: '写了裁定的条件，没有勾选“作为裁定保存”',
  });
}
