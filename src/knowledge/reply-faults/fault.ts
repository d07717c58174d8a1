/**
 * Every fault a reply can have: stable code -> severity and name. `blocks`: the reply cannot be finished while it
 * stands; `warns`: the handler decides.
 */
export const FAULTS = {
  open_variable: ['blocks', '待填内容'],
  demand_unanswered: ['blocks', '诉求未答'],
  empty_phrase: ['warns', '空话套话'],
  referred_only: ['warns', '一转了之'],
  no_time: ['warns', '没有时限'],
  over_promise: ['blocks', '过度承诺'],
  promise_for_others: ['blocks', '代他人承诺'],
  penalty_foretold: ['blocks', '预断处罚'],
  law_unknown: ['warns', '法规未收录'],
  law_misspelt: ['blocks', '法规名称有误'],
  article_unknown: ['blocks', '条文不存在'],
  quote_wrong: ['blocks', '引文不符'],
  law_repealed: ['blocks', '法规已失效'],
  law_not_yet: ['blocks', '法规未施行'],
  rule_not_applicable: ['blocks', '规定不适用'],
  verdict_contradicted: ['blocks', '与认定相反'],
  personal_data: ['blocks', '个人信息'],
  complainant_exposed: ['blocks', '泄露诉求人'],
  informant_exposed: ['blocks', '泄露举报人'],
  tone: ['warns', '语气不当'],
  you_mixed: ['warns', '你您混用'],
  exclamation: ['warns', '感叹过多'],
  doubled: ['warns', '重复字符'],
  unmatched_marks: ['warns', '标点不成对'],
  typo: ['warns', '错别字'],
  bad_date: ['blocks', '日期不存在'],
  date_order: ['blocks', '日期先后有误'],
  amount_mismatch: ['blocks', '金额不一致'],
  wrong_unit: ['blocks', '单位有误'],
  wrong_addressee: ['blocks', '称呼有误'],
  foreign_order: ['blocks', '他单编号'],
  internal_words: ['warns', '内部用语'],
  no_objection: ['warns', '缺异议途径'],
  no_contact: ['warns', '缺联系方式'],
  no_date: ['warns', '缺答复日期'],
  no_unit: ['warns', '缺答复单位'],
  too_short: ['warns', '过短'],
  too_long: ['warns', '过长'],
} as const satisfies Readonly<Record<string, readonly ['blocks' | 'warns', string]>>;

export type FaultCode = keyof typeof FAULTS;
export type Severity = 'blocks' | 'warns';

/** One fault; `[start, end)` in the text checked, in UTF-16 code units. `message` says what is wrong and what to do. */
export type ReplyFault = {
  readonly code: FaultCode;
  readonly severity: Severity;
  readonly start: number;
  readonly end: number;
  readonly message: string;
};

/** Tells of a fault found; the severity follows from the code. */
export const fault = (code: FaultCode, start: number, end: number, message: string): ReplyFault => ({
  code,
  severity: FAULTS[code][0],
  start,
  end,
  message,
});
