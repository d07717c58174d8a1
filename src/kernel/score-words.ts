/** What a line of the score ledger 考核记分 is for. */
export const SCORE_KIND = {
  bothNo: '双否',
  oneNo: '单否',
  bothYes: '双满意',
  missingMaterial: '环节材料缺失',
  publicIncident: '舆情事件',
} as const;
export type ScoreKind = keyof typeof SCORE_KIND;

/** What people record; everything else follows from what citizens say. */
export const RECORD_KIND = {
  missingMaterial: SCORE_KIND.missingMaterial,
  publicIncident: SCORE_KIND.publicIncident,
} as const;
export type RecordKind = keyof typeof RECORD_KIND;

/** A public incident counts once a second person approved it; missing material counts at once. */
export const RECORD_STATE = {
  counted: '已记',
  pending: '待批准',
  approved: '已批准',
  refused: '未批准',
} as const;
export type RecordState = keyof typeof RECORD_STATE;

export const APPEAL_STATE = { pending: '待复核', granted: '申诉成立', refused: '申诉不成立' } as const;
export type AppealState = keyof typeof APPEAL_STATE;

/** Why a line counts nothing. */
export const NOT_COUNTED = {
  leftOut: '不计分',
  rerouted: '误派不计',
  pending: '待批准',
  refused: '未批准',
  appeal: '申诉成立',
  noRule: '没有办法',
} as const;
export type NotCounted = keyof typeof NOT_COUNTED;

/** Tenths of a point with their sign: `-0.5 分`, `+1 分`, `0 分`. */
export function pointWords(tenths: number): string {
  const whole = Math.trunc(Math.abs(tenths) / 10);
  const rest = Math.abs(tenths) % 10;
  return `${signOf(tenths)}${whole}${rest === 0 ? '' : `.${rest}`} 分`;
}

/** Fen with their sign as yuan: `-150 元`, `+300 元`, `+0.50 元`. */
export function yuanWords(fen: number): string {
  const whole = Math.trunc(Math.abs(fen) / 100);
  const rest = Math.abs(fen) % 100;
  return `${signOf(fen)}${whole}${rest === 0 ? '' : `.${String(rest).padStart(2, '0')}`} 元`;
}

const signOf = (n: number): string => (n > 0 ? '+' : n < 0 ? '-' : '');

/** What the key of a line begins with that a verdict makes; the id of the order follows. */
export const VERDICT_KEY = 'verdict:';
