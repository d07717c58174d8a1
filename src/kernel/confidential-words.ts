/** What of an order is kept from whom 保密; each keeps more than the one before. */
export const CONFIDENTIALITY_NAMES = {
  none: '不保密',
  /** Who called is told to nobody but the hotline. */
  identity: '身份保密',
  /** Only those named and the hotline know that there is such an order. */
  restricted: '整单保密',
} as const;
export type Confidentiality = keyof typeof CONFIDENTIALITY_NAMES;

const RANK: Readonly<Record<Confidentiality, number>> = { none: 0, identity: 1, restricted: 2 };

/** How much more the second keeps than the first; negative where it keeps less. */
export const keepsMore = (from: Confidentiality, to: Confidentiality): number => RANK[to] - RANK[from];

/** How a unit or a person stands in the list of those let in to a restricted order 知悉范围. */
export const unitEntry = (code: string): string => `unit:${code}`;
export const personEntry = (id: string): string => `person:${id}`;

/** Under which entries of such lists somebody is let in. */
export const entriesOf = ({ id, unit }: { readonly id: string; readonly unit: string | null }): string[] => [
  personEntry(id),
  ...(unit === null ? [] : [unitEntry(unit)]),
];

/** What an entry names. */
export function entryIn(entry: string): { readonly kind: 'unit' | 'person'; readonly code: string } {
  const at = entry.indexOf(':');
  return { kind: entry.startsWith('unit:') ? 'unit' : 'person', code: entry.slice(at + 1) };
}

/** Stands in reports for the number of a restricted order. */
export const WITHHELD_NUMBER = '保密工单';

/** Stands on every paper and pack made for the units and the hotline themselves: they tell who called. */
export const OFFICE_ONLY =
  '内部材料，供承办单位和热线中心办理、审定、核查和存档；可能写有来电人的信息，不得交给被投诉、被举报的一方。';
