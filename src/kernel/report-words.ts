/** Reports 报表. */
export const REPORT_KIND = {
  daily: '工单日报',
  monthly: '月度通报',
  leader: '领导一页纸',
  meeting: '专题会议材料',
  annual: '年度考核结算',
} as const;
export type ReportKind = keyof typeof REPORT_KIND;

/** What of a case does not fit, when a report is reconciled. */
export const CASE_FAULT = {
  missing: '工单在册，统计中没有',
  orphan: '统计中有，工单不在册',
  day: '统计的来电日期与工单不符',
  unit: '统计的承办单位与工单不符',
  issueType: '统计的分类与工单不符',
  street: '统计的街道与工单不符',
  state: '统计的办理状态与工单不符',
  unknownType: '分类不在现行分类表内',
  unknownUnit: '承办单位不在现行单位表内',
  unknownState: '办理状态不在办理流程内',
  repliedOpen: '记为按期答复，但没有答复',
  score: '回访评价与记分账不符',
} as const;
export type CaseFault = keyof typeof CASE_FAULT;
