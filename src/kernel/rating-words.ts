/** What a person may say of a suggestion. */
export const RATING = {
  useful: '有用',
  wrong: '不对',
  not_relevant: '不相关',
} as const;
export type RatingValue = keyof typeof RATING;

/** Why it is wrong or not relevant. */
export const RATING_REASON = {
  wrong_article: '条文不对',
  out_of_date: '已过时',
  wrong_verdict: '结论不对',
  misread_fact: '事实读错',
  missing_condition: '漏了条件',
  other_matter: '不是这件事',
  other: '其他',
} as const;
export type RatingReason = keyof typeof RATING_REASON;

/** What is suggested beside an order, or in the answer to a question. */
export const SUGGESTION_KIND = {
  law: '工单旁的法律依据',
  misquote: '误引提示',
  like: '类似工单',
  reply: '整份答复草稿',
  paragraph: '答复草稿的段落',
  answer: '问答的回答',
  verdict: '规则的结论',
  citation: '问答的法条',
} as const;
export type SuggestionKind = keyof typeof SUGGESTION_KIND;

/** Fewer ratings than these say nothing. */
export const FEW_RATINGS = 10;
/** What may be useful less often than this (lower bound of 95 %) counts as badly rated. */
export const POOR_BELOW = 0.3;
