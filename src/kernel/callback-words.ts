/** What came of one attempt to call back 回访. */
export const CALLBACK_RESULT = {
  answered: '已接通',
  noAnswer: '未接通',
  refused: '拒绝回访',
  wrongNumber: '号码有误',
} as const;
export type CallbackResult = keyof typeof CALLBACK_RESULT;

/** How the caller was asked. */
export const CALLBACK_WAY = { phone: '电话回访', link: '自助回访' } as const;
export type CallbackWay = keyof typeof CALLBACK_WAY;

/** 解决? */
export const SOLVED = { solved: '已解决', unsolved: '未解决', noOpinion: '未评价' } as const;
export type Solved = keyof typeof SOLVED;

/** 满意? */
export const SATISFIED = {
  satisfied: '满意',
  basically: '基本满意',
  dissatisfied: '不满意',
  noOpinion: '未评价',
} as const;
export type Satisfied = keyof typeof SATISFIED;

/** How the handlers treated the caller 工作人员态度. */
export const ATTITUDE = { good: '好', fair: '一般', bad: '差', noOpinion: '未评价' } as const;
export type Attitude = keyof typeof ATTITUDE;

/** A verdict in one line: `已解决，基本满意，态度：好`. */
export const verdictWords = (verdict: {
  readonly solved: Solved;
  readonly satisfied: Satisfied;
  readonly attitude: Attitude;
}): string =>
  `${SOLVED[verdict.solved]}，${SATISFIED[verdict.satisfied]}，态度：${ATTITUDE[verdict.attitude]}`;
