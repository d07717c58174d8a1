import type { AskedRule } from './applicability/choose.ts';
import { characterTokens } from './tokens.ts';
import type { KnowledgeEntry, RuleVerdict, Verdict } from './types.ts';
import type { VerdictOdds } from './verdict-reader.ts';

export type VerdictParts = {
  /** Rules the question may turn on, the likeliest first. */
  readonly outcomes: readonly AskedRule[];
  /** What the words and the nearest questions say. */
  readonly odds: VerdictOdds;
  /** The entry the answer comes from. */
  readonly entry?: KnowledgeEntry;
  readonly text: string;
};

/**
 * The verdicts to show, that of the matter asked about first. The leading rule adds what speaks for it to what the words
 * say; where the sum is for the rule's verdict, the rule speaks first, otherwise the entry does.
 */
export function verdictsOf({ outcomes, odds, entry, text }: VerdictParts): RuleVerdict[] {
  const said = outcomes.map(({ rule, verdict, why, ask }): RuleVerdict => ({ rule, verdict, why, ask }));
  const lead = outcomes[0];
  if (!entry) return said;
  const best = likeliest(
    lead ? { ...odds, [lead.verdict]: odds[lead.verdict] + weightOf(lead, entry) } : odds,
  );
  if (lead?.isAsked && lead.verdict === best) return said;
  return [entryVerdict(entry, best, text), ...said];
}

/**
 * Log odds that a rule adds for its verdict: most where it is named and decided by facts that were told, little where
 * it rests on what is presumed.
 */
function weightOf(lead: AskedRule, entry: KnowledgeEntry): number {
  const isAbout = lead.linked.has(entry.id) ? LINKED : 0;
  if (lead.decisive && lead.isAsked && (lead.isNamed || lead.restsOn.length > 0)) return DECISIVE;
  if (lead.verdict === 'unknown') return isAbout + (lead.isNamed ? OPEN : 0);
  const told = lead.restsOn.length > 0 ? 1 : PRESUMED;
  return told * (lead.isNamed ? NAMED : lead.isAsked ? ASKED : 0) + isAbout;
}

const DECISIVE = 8;
const NAMED = 3;
const ASKED = 1.5;
const LINKED = 0.5;
const OPEN = 1;
const PRESUMED = 0.25;

const likeliest = (odds: VerdictOdds): Verdict =>
  (['applies', 'does_not_apply', 'unknown'] as const).reduce((best, other) =>
    odds[other] > odds[best] ? other : best,
  );

/** How much likelier than any other verdict `verdict` is, 0 to 1. */
export function shareOf(odds: VerdictOdds, verdict: Verdict): number {
  const sum = Object.values(odds).reduce((total, one) => total + Math.exp(one), 0);
  return Math.exp(odds[verdict]) / sum;
}

function entryVerdict(entry: KnowledgeEntry, verdict: Verdict, text: string): RuleVerdict {
  const why = {
    applies: entry.rule,
    does_not_apply: whyNot(entry, text),
    unknown: entry.applies.length > 0 ? `适用条件：${entry.applies.join('；')}` : entry.rule,
  }[verdict];
  return { rule: entry.title, verdict, why, ask: entry.ask };
}

/** The exception nearest to the text, before the rule itself. */
function whyNot({ notApplies, rule }: KnowledgeEntry, text: string): string {
  const asked = new Set(characterTokens(text));
  let nearest: string | undefined;
  let most = 0;
  for (const exception of notApplies) {
    const tokens = characterTokens(exception).filter((token) => token > 0xffff);
    const shared = tokens.filter((token) => asked.has(token)).length / Math.sqrt(tokens.length + 4);
    if (shared > most) [nearest, most] = [exception, shared];
  }
  return nearest === undefined ? rule : `${nearest}的，不适用；${rule}`;
}
