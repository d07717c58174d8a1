/** What people are reminded of, and what the program does by itself when a time has come. */
export const REMINDER_NAMES = {
  undispatched: '待派',
  idle: '压单',
  decide: '待审',
  soon: '临期',
  late: '超期',
  calendar: '日历缺年',
  resume: '挂账到期',
  merchant: '先行和解到期',
  supervise: '督办升级',
  callbackOver: '回访结束',
} as const;
export type ReminderKind = keyof typeof REMINDER_NAMES;
