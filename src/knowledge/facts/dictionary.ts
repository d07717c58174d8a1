import { AppError } from '../../kernel/errors.ts';

/** What a rule may turn on: a yes or no, a number, one of a few words, or an ISO day. */
export type FactKind = 'flag' | 'number' | 'choice' | 'day';
export type FactValue = boolean | number | string;

/** One fact as rules, pages and readers of texts know it. */
export type FactDefinition = {
  /** Key in `facts`; English. */
  readonly name: string;
  /** What a person reads at the head of a column. */
  readonly label: string;
  readonly kind: FactKind;
  /** Of a choice: value and what a person reads for it. */
  readonly values?: Readonly<Record<string, string>>;
  /** Of a number: what is counted. */
  readonly unit?: string;
  /** The question that settles it. */
  readonly ask: string;
};

export const flag = (name: string, label: string, ask: string): FactDefinition => ({
  name,
  label,
  kind: 'flag',
  ask,
});
export const number = (name: string, label: string, unit: string, ask: string): FactDefinition => ({
  name,
  label,
  kind: 'number',
  unit,
  ask,
});
export const choice = (
  name: string,
  label: string,
  values: Readonly<Record<string, string>>,
  ask: string,
): FactDefinition => ({ name, label, kind: 'choice', values, ask });
export const day = (name: string, label: string, ask: string): FactDefinition => ({
  name,
  label,
  kind: 'day',
  ask,
});

export type FactDictionary = ReadonlyMap<string, FactDefinition>;

/** Throws `bad_rule` where two definitions share a name or a label: a column could then mean either. */
export function factDictionary(definitions: readonly FactDefinition[]): FactDictionary {
  const byName = new Map<string, FactDefinition>();
  const labels = new Set<string>();
  for (const definition of definitions) {
    if (byName.has(definition.name) || labels.has(definition.label))
      throw new AppError('bad_rule', { rule: '事实表', reason: `“${definition.label}”定义了两次` });
    byName.set(definition.name, definition);
    labels.add(definition.label);
  }
  return byName;
}

/** What a person reads for a value. */
export function valueWords(definition: FactDefinition, value: FactValue): string {
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'number') return `${value}${definition.unit ?? ''}`;
  return definition.values?.[value] ?? value;
}
