/** Why triage was wrong, as analysts record it. */
export const CAUSES = {
  few_data: '数据少',
  unclear_definition: '定义不清',
  weak_features: '特征不足',
  rules_or_catalogue: '规则或目录',
  wrong_label: '标错',
} as const;

export type Cause = keyof typeof CAUSES;

export const isCause = (word: string): word is Cause => Object.hasOwn(CAUSES, word);

/** What triage was wrong about. */
export const ABOUT = { type: '问题分类', unit: '承办单位' } as const;

export type About = keyof typeof ABOUT;
