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
  /** Ids of the entries that say what the line says; one of them is shown with it. */
  readonly entries?: readonly string[];
};

export type Rule = {
  readonly name: string;
  /** The articles a person means who relies on the rule; they carry the verdict wherever they are shown. */
  readonly subject: readonly Basis[];
  /** Whether the rule is worth showing for these facts. */
  readonly concerns: (facts: Facts) => boolean;
  readonly rows: readonly Row[];
  /** Ids of entries that a line names, yet speak of both verdicts and so contradict neither. */
  readonly bothSides?: readonly string[];
  /** Ids of entries that are right only where the rule applies. */
  readonly onlyWhereItApplies?: readonly string[];
};

export type RuleOutcome = RuleVerdict & {
  readonly subject: readonly Basis[];
  readonly basis: readonly Basis[];
  /** Ids of entries to show with the verdict, and of entries that speak for another. */
  readonly entries: readonly string[];
  readonly against: readonly string[];
};

/** Walks the table from the top. Every table ends in a line that always holds; a test keeps it so. */
export function decide(rule: Rule, facts: Facts): RuleOutcome {
  const row = rule.rows.find((line) => line.when(facts));
  const entries = row?.entries ?? [];
  return {
    rule: rule.name,
    verdict: row?.verdict ?? 'unknown',
    why: row?.why ?? '事实不足，无法判断',
    ask: row?.ask ?? null,
    subject: rule.subject,
    basis: row?.basis ?? [],
    entries,
    against: row && row.verdict !== 'unknown' ? entriesAgainst(rule, row) : [],
  };
}

/** Entries that speak for another line, of this verdict for another reason or of another verdict. */
function entriesAgainst(rule: Rule, row: Row): string[] {
  const applying = rule.onlyWhereItApplies ?? [];
  const granted = row.verdict === 'applies' ? applying : [];
  const fit = new Set([...(rule.bothSides ?? []), ...(row.entries ?? []), ...granted]);
  const others = rule.rows.flatMap((line) => line.entries ?? []);
  const denied = row.verdict === 'does_not_apply' ? applying : [];
  return [...others, ...denied].filter((id) => !fit.has(id));
}

export const otherwise = (): boolean => true;
