/** What a ruling is limited to, as typed; words of a list are parted by spaces, commas or 、. */
export type ConditionForm = {
  readonly any: string;
  readonly all: string;
  readonly none: string;
  readonly streets: readonly string[];
  readonly demandKinds: readonly string[];
  readonly saleChannels: readonly string[];
};
export const EMPTY_CONDITION: ConditionForm = {
  any: '',
  all: '',
  none: '',
  streets: [],
  demandKinds: [],
  saleChannels: [],
};

/** A ruling for like orders that is made together with the decision on one. */
export type KeptRulingForm = ConditionForm & { readonly keep: boolean; readonly effectiveFrom: string };
export const NO_RULING: KeptRulingForm = { ...EMPTY_CONDITION, keep: false, effectiveFrom: '' };

/** All values of a field that are not blank. */
export type Values = (name: string) => readonly string[];

/** What a form says a ruling is limited to, as typed. `prefix` begins the names of its fields. */
export function conditionForm(values: Values, prefix = ''): ConditionForm {
  const one = (name: string): string => values(`${prefix}${name}`)[0]?.trim() ?? '';
  const all = (name: string): readonly string[] => values(`${prefix}${name}`);
  return {
    any: one('any'),
    all: one('all'),
    none: one('none'),
    streets: all('streets'),
    demandKinds: all('demandKinds'),
    saleChannels: all('saleChannels'),
  };
}

/** The same with whether it is to be kept at all, and from when on. */
export function keptRulingForm(values: Values, prefix = ''): KeptRulingForm {
  return {
    ...conditionForm(values, prefix),
    keep: values(`${prefix}keep`).length > 0,
    effectiveFrom: values(`${prefix}effectiveFrom`)[0] ?? '',
  };
}
