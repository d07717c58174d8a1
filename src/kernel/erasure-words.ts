/** What stands where words were erased. */
export const ERASED = '〔已清除〕';
/** What stands, mark by mark, where only what tells who somebody is was taken out of words that stay. */
export const STAR = '＊';

/** How much of an order: who called; its files; all that was said and written of it. */
export const ERASED_NAMES = {
  caller: '来电人信息',
  evidence: '证据文件',
  all: '全部个人信息和原文',
} as const;
export type Erased = keyof typeof ERASED_NAMES;

export const ERASED_BECAUSE = { request: '按请求', retention: '保存期满' } as const;
export type ErasedBecause = keyof typeof ERASED_BECAUSE;
