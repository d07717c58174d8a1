import type { Facts, RuleVerdict, Verdict } from '../types.ts';

/** An article a verdict rests on, by full title. */
export type Basis = { readonly law: string; readonly article: string };

/** One line of a decision table: when these facts hold, this is the verdict. The first line that holds decides. */
export type Row = {
  readonly when: (facts: Facts) => boolean;
  readonly verdict: Verdict;
  readonly why: string;
  /** The one question whose answer would settle, or might turn, the verdict. */
  readonly ask?: string;
  /** Articles the line rests on, the first being the most telling. */
  readonly basis: readonly Basis[];
};

export type Rule = {
  readonly name: string;
  /** The articles a person means who relies on the rule; they carry the verdict wherever they are shown. */
  readonly subject: readonly Basis[];
  /** Whether the rule is worth showing for these facts. */
  readonly concerns: (facts: Facts) => boolean;
  readonly rows: readonly Row[];
};

export type RuleOutcome = RuleVerdict & {
  readonly subject: readonly Basis[];
  readonly basis: readonly Basis[];
};

/** Walks the table from the top. Every table ends in a line that always holds; a test keeps it so. */
export function decide(rule: Rule, facts: Facts): RuleOutcome {
  const row = rule.rows.find((line) => line.when(facts));
  return {
    rule: rule.name,
    verdict: row?.verdict ?? 'unknown',
    why: row?.why ?? '事实不足，无法判断',
    ask: row?.ask ?? null,
    subject: rule.subject,
    basis: row?.basis ?? [],
  };
}

export const otherwise = (): boolean => true;
