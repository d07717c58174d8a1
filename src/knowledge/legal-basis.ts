import type { RuleOutcome } from './applicability/table.ts';
import type { KnowledgeEntry, LegalBasis, Verdict } from './types.ts';

export type VerdictOfArticle = {
  readonly verdict: Verdict;
  readonly why: string;
  readonly ask: string | null;
};

/**
 * What is said of one article beside an order. A rule decided by the facts speaks for the article it is about; an
 * article that a rule rests on applies; otherwise the entry that led here states its conditions and asks its
 * question, and the verdict stays open.
 */
export function verdictOfArticle(
  law: string,
  article: string,
  outcomes: readonly RuleOutcome[],
  entry: KnowledgeEntry | undefined,
): VerdictOfArticle {
  const same = (basis: { law: string; article: string }): boolean =>
    basis.law === law && basis.article === article;
  for (const outcome of outcomes)
    if (outcome.subject.some(same)) return { verdict: outcome.verdict, why: outcome.why, ask: outcome.ask };
  for (const outcome of outcomes) {
    if (!outcome.basis.some(same)) continue;
    const verdict = outcome.verdict === 'unknown' ? 'unknown' : 'applies';
    return { verdict, why: outcome.why, ask: outcome.ask };
  }
  if (entry) {
    const conditions = entry.applies.length > 0 ? `适用条件：${entry.applies.join('；')}` : entry.rule;
    return { verdict: 'unknown', why: conditions, ask: entry.ask };
  }
  return { verdict: 'unknown', why: '与诉求内容相近的条款，是否适用由承办人核对', ask: null };
}

/** Rules whose articles must be shown when they speak against what is asked, or settle it. */
export function mustShow(outcomes: readonly RuleOutcome[]): LegalBasisKey[] {
  const keys: LegalBasisKey[] = [];
  for (const outcome of outcomes) {
    if (outcome.verdict === 'unknown') continue;
    const first = outcome.basis[0];
    if (first) keys.push(first);
  }
  return keys;
}

export type LegalBasisKey = Pick<LegalBasis, 'law' | 'article'>;
