/** Why a case is left out of the adjusted rates 考核口径; the first that holds. Empty: it is counted. */
export const LEFT_OUT_NAMES = {
  merged: '已并入其他工单',
  exclusion: '已剔除',
  termination: '已终结',
  mediationEnd: '终止调解',
  planned: '暂不能解决，已列计划',
} as const;
export type LeftOut = keyof typeof LEFT_OUT_NAMES | '';

/**
 * What is counted of cases; each case adds 0 or 1, or a small number, to each. Dispatching is counted where a case was
 * sent first, the first answer where it was given, the callback where it was judged, everything else where it is: who got
 * another unit's case by mistake is not judged by it, and who gets one done once more is not judged by what was before.
 */
export const COUNTER_NAMES = {
  received: '来件',
  open: '在办',
  contacted: '已联系',
  contactedInTime: '时限内联系',
  replied: '已答复',
  repliedInTime: '按期答复',
  meetingDue: '应见面',
  met: '已见面',
  meetingRefused: '拒绝见面',
  reopened: '重办',
  supervised: '督办',
  solvedAsked: '评价了是否解决',
  solved: '解决',
  satisfiedAsked: '评价了是否满意',
  satisfied: '满意',
  attitudeAsked: '评价了态度',
  attitudeGood: '态度好',
  unreached: '回访未接通',
  callbackRefused: '拒绝回访或号码有误',
  uncalled: '未回访',
  dispatched: '派出',
  firstJudged: '首派已有结论',
  firstRight: '首派正确',
  returned: '退过单',
} as const;
export type Counter = keyof typeof COUNTER_NAMES;
export type Counts = Readonly<Record<Counter, number>>;

/** 三率 and their kin; what they are made of is said in orders/rates.ts. */
export const RATE_NAMES = {
  response: '响应率',
  solved: '解决率',
  satisfied: '满意率',
  onTime: '按期回复率',
  met: '见面率',
  attitude: '态度好评率',
  firstDispatch: '首派正确率',
  returned: '退单率',
  reopened: '重办率',
} as const;
export type RateCode = keyof typeof RATE_NAMES;

/**
 * Version of what facts say. Facts of an older one are made anew when the program starts; until then what they add to the
 * sums has to be what they added when they were written, so `contributionsOf` reads old facts as it did before.
 */
export const CASE_FACTS_VERSION = 2;
