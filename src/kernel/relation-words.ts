/** How two orders stand to each other, in words for people: one table for pages, history and refusals. */
export const RELATION_KIND = {
  repeat: '重复来电',
  same_matter: '同一事项',
  rebound: '反弹',
} as const;

/** What was decided about two orders. */
export const RELATION_STATUS = {
  proposed: '待确认',
  linked: '已链接',
  merged: '已并单',
  rejected: '已判为不同事项',
  undone: '已撤销',
} as const;
