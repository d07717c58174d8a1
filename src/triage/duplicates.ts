import { namesAgree, placesAgree, sharedAmount } from './matter.ts';
import type { MatterFacts } from './matter.ts';

/**
 * How a newer order stands to an older one. `repeat` 重复来电: the same caller about the same matter (链接);
 * `same_matter`: another caller about it (并单); `rebound` 反弹: the same trouble at the same place again.
 */
export type RelationKind = 'repeat' | 'same_matter' | 'rebound';

/** The reason that tells of two orders that one person called about both. */
export const SAME_CALLER = 'same_caller';

export type RelationReason = { readonly code: string; readonly text: string };

export type Relation = {
  readonly kind: RelationKind;
  /** 0 to 1: how far the evidence lies above what the kind asks for. Ranks; no probability. */
  readonly score: number;
  readonly reasons: readonly RelationReason[];
};

/**
 * What counts as the same matter. `wording` is the similarity of wording asked for where nothing else speaks
 * for it; each agreement lowers what is asked, never below `least`.
 */
export type RelationRules = {
  readonly wording: number;
  /** Rarity (`meanWeight`) from which a name tells one party from another. */
  readonly tellingName: number;
  readonly least: number;
  readonly name: number;
  readonly place: number;
  readonly nearPlace: number;
  readonly issueType: number;
  readonly amount: number;
  readonly caller: number;
  /** Days within which a caller follows up on the matter, and others tell of the same occurrence. */
  readonly repeatDays: number;
  readonly sameMatterDays: number;
  /** Days after which the same trouble at the same place is a new occurrence, and until when it counts. */
  readonly reboundAfterDays: number;
  readonly reboundDays: number;
};

export const RELATION_RULES: RelationRules = {
  wording: 0.6,
  tellingName: 5,
  least: 0.18,
  name: 0.17,
  place: 0.15,
  nearPlace: 0.06,
  issueType: 0.1,
  amount: 0.06,
  caller: 0.16,
  repeatDays: 90,
  sameMatterDays: 60,
  reboundAfterDays: 7,
  reboundDays: 365,
};

const DAY = 86_400_000;

/**
 * The relation of a newer order to an older one, or null. `wording` is the similarity of their texts (0 to 1).
 * Another shop or another place is another matter, however alike the words: a name or a place of both orders
 * that differs rules out everything. An order of unknown closure is taken as settled after
 * `reboundAfterDays`: from then on the same trouble is a rebound, unless the same matter is plainly told again.
 */
export function relate(
  newer: MatterFacts,
  older: MatterFacts,
  wording: number,
  options: {
    readonly rules?: RelationRules;
    readonly typeName?: (code: string) => string;
    /** Rarity of a name in the index, `meanWeight`; without it every name tells. */
    readonly rarity?: (name: string) => number;
  } = {},
): Relation | null {
  const { rules = RELATION_RULES, typeName = (code: string) => code, rarity } = options;
  const days = Math.max(0, newer.receivedAt - older.receivedAt) / DAY;
  const telling = (name: string): boolean => rarity === undefined || rarity(name) >= rules.tellingName;
  const names = namesAgree(newer, older, telling);
  const places = placesAgree(newer, older);
  if (names.agreement === 'differ' || places.agreement === 'differ') return null;
  const caller = newer.phone !== null && newer.phone === older.phone;
  const type = newer.issueType === older.issueType;
  const amount = sharedAmount(newer, older);
  const asked = Math.max(
    rules.least,
    rules.wording -
      (names.agreement === 'same' ? rules.name : 0) -
      (places.agreement === 'same' ? rules.place : places.agreement === 'near' ? rules.nearPlace : 0) -
      (type ? rules.issueType : 0) -
      (amount === null ? 0 : rules.amount) -
      (caller ? rules.caller : 0),
  );
  const reasons: RelationReason[] = [
    ...(caller ? [{ code: SAME_CALLER, text: '来电号码相同' }] : []),
    ...(names.agreement === 'same' ? [{ code: 'same_subject', text: `涉及对象相同：${names.name}` }] : []),
    ...(places.agreement === 'same' ? [{ code: 'same_place', text: `地点相同：${places.place}` }] : []),
    ...(places.agreement === 'near' ? [{ code: 'near_place', text: `地点相近：${places.place}` }] : []),
    ...(type ? [{ code: 'same_type', text: `问题分类相同：${typeName(newer.issueType)}` }] : []),
    ...(amount === null ? [] : [{ code: 'same_amount', text: `金额相同：${amount}元` }]),
    { code: 'wording', text: `用语相似 ${Math.round(wording * 100)}%` },
    { code: 'gap', text: gapText(days) },
  ];
  const score = logistic((wording - asked) * 12);
  if (wording >= asked) {
    if (caller && days <= rules.repeatDays) return { kind: 'repeat', score, reasons };
    if (!caller && days <= rules.sameMatterDays) return { kind: 'same_matter', score, reasons };
  }
  const again = days >= rules.reboundAfterDays && days <= rules.reboundDays;
  if (again && type && places.agreement === 'same') {
    // A name in common is not needed, and words may differ: place and type are what 反弹 means.
    return { kind: 'rebound', score: logistic((wording + 0.1) * 4), reasons };
  }
  return null;
}

function gapText(days: number): string {
  if (days < 1) return '间隔不到 1 天';
  return `间隔 ${Math.floor(days)} 天`;
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
