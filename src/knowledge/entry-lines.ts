import type { AskedQuestion, KnowledgeEntry, KnowledgeKind, Verdict } from './types.ts';

/** Kinds as people read them. */
export const KIND_NAMES: Readonly<Record<KnowledgeKind, string>> = {
  rule: '规定',
  misconception: '误引',
  procedure: '程序',
  duty: '职责',
  'contact-path': '办事渠道',
  permit: '许可',
  faq: '常见问题',
  normative: '规范性文件',
};

export const VERDICT_NAMES: Readonly<Record<Verdict, string>> = {
  applies: '适用',
  does_not_apply: '不适用',
  unknown: '待核实',
};

/** An entry as lines `字段：内容`, for showing what an edit changed. */
export function entryLines(
  entry: KnowledgeEntry & { readonly asked?: readonly Omit<AskedQuestion, 'entry'>[] },
): string[] {
  const one = (name: string, value: string | null): string[] =>
    value === null || value === '' ? [] : value.split('\n').map((line) => `${name}：${line}`);
  const many = (name: string, values: readonly string[]): string[] =>
    values.flatMap((value) => one(name, value));
  return [
    ...one('标题', entry.title),
    ...one('类别', KIND_NAMES[entry.kind] ?? entry.kind),
    ...many('问题分类', entry.types),
    ...one('承办单位', entry.unit),
    ...one('起始日期', entry.validFrom),
    ...one('终止日期', entry.validTo),
    ...one('取代条目', entry.supersededBy),
    ...one('规则', entry.rule),
    ...entry.citations.flatMap(({ law, article, clause, quote }) =>
      one('引用', `《${law}》${article}${clause ?? ''}：${quote.replace(/\s*\n\s*/gu, ' ')}`),
    ),
    ...many('适用', entry.applies),
    ...many('不适用', entry.notApplies),
    ...one('要问', entry.ask),
    ...one('途径', entry.path),
    ...many('要点', entry.keyPoints),
    ...one('答复', entry.reply),
    ...many('问法', entry.questions),
    ...(entry.asked ?? []).flatMap(({ text, verdict, first }) =>
      one('已知答案的问法', `${text}（${VERDICT_NAMES[verdict] ?? verdict}，先引第 ${first + 1} 条）`),
    ),
  ];
}
