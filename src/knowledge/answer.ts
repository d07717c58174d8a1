import type { RuleOutcome } from './applicability/table.ts';
import type { Citation, KnowledgeEntry, RuleVerdict } from './types.ts';

/** `《…》第二十五条`, as a reply writes it. */
export function citeTitle(citation: { readonly law: string; readonly article: string }): string {
  return `《${citation.law.replace(/《/gu, '〈').replace(/》/gu, '〉')}》${citation.article}`;
}

/** A law that was asked about by name and no longer exists on the day; `instead`: what took its place, in its marks. */
export type EndedLaw = { readonly law: string; readonly on: string; readonly instead: string | null };

const VERDICT_WORDS = { applies: '适用', does_not_apply: '不适用', unknown: '尚不能判断' } as const;

export type AnswerParts = {
  /** Rules the question is about; they settle which citations come first. */
  readonly outcomes: readonly RuleOutcome[];
  readonly verdicts: readonly RuleVerdict[];
  readonly entry?: KnowledgeEntry;
  readonly citations: readonly Citation[];
  readonly ended?: readonly EndedLaw[];
};

/**
 * The spoken answer to a question: what the facts decide first, then the rule of the best entry, the way to go, and
 * the articles. Nothing is said that is not in the verdicts, the entry or the citations.
 */
export function draftAnswer(input: AnswerParts): string {
  const parts: string[] = [];
  for (const { law, on, instead } of input.ended ?? [])
    parts.push(`《${law}》已于 ${on} 停止施行，不再引用${instead === null ? '' : `；现行的是${instead}`}。`);
  for (const { rule, verdict, why, ask } of input.verdicts.slice(0, 2)) {
    parts.push(`${rule}：${VERDICT_WORDS[verdict]}。${why.replace(/。$/u, '')}。`);
    if (verdict === 'unknown' && ask) parts.push(`需要先问清：${ask}`);
  }
  if (input.entry) {
    if (!parts.some((part) => part.includes(input.entry?.rule.replace(/。$/u, '') ?? '')))
      parts.push(input.entry.rule);
    if (input.entry.path) parts.push(`办理途径：${input.entry.path}`);
  }
  const cited = restsOn(input).slice(0, 3);
  if (cited.length > 0) parts.push(`依据：${cited.map(citeTitle).join('、')}。`);
  else parts.push('没有找到可以引用的依据，请转承办单位核实。');
  return parts.join('\n');
}

/**
 * The citations in the order of what has been said: those the leading rule rests on, then those of the entry; where
 * these are none, the best found.
 */
function restsOn({ outcomes, entry, citations }: AnswerParts): readonly Citation[] {
  const keys = [...(outcomes[0]?.basis ?? []), ...(entry?.citations ?? [])];
  const said = new Set<Citation>();
  for (const key of keys) {
    const found = citations.find(({ law, article }) => law === key.law && article === key.article);
    if (found) said.add(found);
  }
  return said.size > 0 ? [...said] : citations;
}
