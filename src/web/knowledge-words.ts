import type { ItemState, StaleReason } from '../app/knowledge/knowledge-care-types.ts';
import type { ItemSummary } from '../app/knowledge/knowledge-care-types.ts';

export const KIND: Readonly<Record<ItemSummary['kind'], string>> = {
  rule: '规定',
  misconception: '误引',
  procedure: '程序',
  duty: '职责',
  'contact-path': '办事渠道',
  permit: '许可',
  faq: '常见问题',
  normative: '规范性文件',
};

export const ITEM_STATE: Readonly<Record<ItemState, string>> = {
  draft: '草稿',
  submitted: '待核准',
  approved: '在用',
  returned: '已退回',
  withdrawn: '已撤下',
};

export const STALE_CODE: Readonly<Record<StaleReason['code'], string>> = {
  review_due: '到复核日期',
  article_gone: '所引条文失效',
  article_changed: '所引条文改动',
  superseded: '已被取代',
  poorly_rated: '评价差',
  unused: '久未用到',
};

/** Fields of an entry as the form names them. */
export const FIELD: Readonly<Record<string, string>> = {
  title: '标题',
  kind: '类别',
  types: '问题分类',
  unit: '承办单位',
  owner: '维护单位',
  validFrom: '起始日期',
  validTo: '终止日期',
  supersededBy: '取代它的条目',
  rule: '规则',
  applies: '适用条件',
  notApplies: '不适用的情形',
  ask: '要问的一句',
  path: '途径',
  keyPoints: '要点',
  reply: '答复',
  questions: '群众的问法',
  asked: '已知结论的问法',
  citations: '引用',
  reviewBy: '复核日期',
  note: '说明',
  reason: '理由',
  text: '意见',
  issueType: '问题分类',
  day: '日期',
  tags: '标签',
  situation: '情况',
  request: '诉求',
  outcome: '结果',
  right: '做对了什么',
  wrong: '做错了什么',
  lesson: '一句话的教训',
};

const PART: Readonly<Record<string, string>> = {
  law: '法规名称',
  article: '条号',
  clause: '款项',
  quote: '引文',
  text: '问法',
  first: '先引第几条',
};

/** `citations[0].quote` as people read it: 引用第 1 条的引文. */
export function fieldName(field: string): string {
  const found = /^(\w+)(?:\[(\d+)\])?(?:\.(\w+))?$/.exec(field);
  if (found === null) return field;
  const [, name = '', index, part] = found;
  const whole = FIELD[name] ?? name;
  if (index === undefined) return whole;
  return `${whole}第 ${Number(index) + 1} ${name === 'citations' ? '条' : '项'}${part === undefined ? '' : `的${PART[part] ?? part}`}`;
}

/** The id of the control a fault is about. */
export function fieldId(field: string): string {
  const found = /^citations\[(\d+)\](?:\.(\w+))?$/.exec(field);
  if (found !== null) return `e-c${found[1]}-${found[2] ?? 'law'}`;
  return `e-${/^\w+/.exec(field)?.[0] ?? 'title'}`;
}

export const lawPath = (title: string): string => `/knowledge/laws/${encodeURIComponent(title)}`;
export const articlePath = (law: string, article: string): string =>
  `${lawPath(law)}/articles/${encodeURIComponent(article)}`;
export const rulePath = (id: string): string => `/knowledge/rules/${encodeURIComponent(id)}`;
export const cardPath = (id: string): string => `/knowledge/cards/${encodeURIComponent(id)}`;
export const entryPath = (id: string): string => `/knowledge/entries/${encodeURIComponent(id)}`;

/** From when to when a text holds; `to` is exclusive. */
export function holdWords(from: string | null, to: string | null): string {
  if (from === null) return '施行日期不明';
  return to === null ? `${from} 起施行` : `${from} 至 ${to}（不含当日）`;
}
