import type { Facts } from '../types.ts';
import { charactersOf } from '../needed-characters.ts';
import type { MightMatch } from '../needed-characters.ts';
import { concernOf, decide } from './table.ts';
import type { Rule, RuleOutcome } from './table.ts';

/** An outcome, and what speaks for the question being about this rule. */
export type AskedRule = RuleOutcome & {
  readonly score: number;
  /** Beyond doubt. */
  readonly isAsked: boolean;
  readonly isNamed: boolean;
  /** Ids of all entries that any line of the rule names. */
  readonly linked: ReadonlySet<string>;
};

export type RuleQuestion = {
  readonly facts: Facts;
  readonly text: string;
  /** ISO day on which the rule must hold. */
  readonly day: string;
  /** How near the text is to the questions and entries of a rule, 0 to 1. */
  readonly nearness?: (rule: Rule) => number;
};

/** A rule that is named counts this much, each further wording of it the next. */
const NAMED = 3;
const NAMED_AGAIN = 1;
const NEAR = 2;
/** Below this a rule is not shown. */
const LEAST = 0.9;
/** More rules than these are not shown. */
const MOST = 5;
/** From here on the question is about the rule beyond doubt. */
const ASKED = 2;

/**
 * The rules a short question is about, the one it turns on first. A rule is called up by being named ("退一赔三" asks for
 * an answer whether or not deceit is mentioned), by the facts told, and by nearness to what people ask about it.
 */
export function askedRules(rules: readonly Rule[], question: RuleQuestion): AskedRule[] {
  const { facts, text, day, nearness } = question;
  const mightMatch = charactersOf(text);
  return rules
    .filter((rule) => holdsOn(rule, day))
    .map((rule) => {
      const named = namedBy(rule, text, mightMatch);
      const score = named + concernOf(rule, facts) + NEAR * (nearness?.(rule) ?? 0);
      return { rule, isNamed: named > 0, score };
    })
    .filter(({ score }) => score >= LEAST)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ rule, score, isNamed }) => ({
      ...decide(rule, facts),
      score,
      isNamed,
      isAsked: score >= ASKED,
      linked: new Set([...rule.rows.flatMap((row) => row.entries ?? []), ...(rule.bothSides ?? [])]),
    }));
}

/** The rules that matter beside an order of this issue type. */
export function orderRules(
  rules: readonly Rule[],
  { facts, text, day, issueType }: RuleQuestion & { readonly issueType: string },
): RuleOutcome[] {
  const mightMatch = charactersOf(text);
  return rulesFor(rules, day, issueType)
    .map((rule) => ({ rule, score: namedBy(rule, text, mightMatch) + concernOf(rule, facts) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ rule }) => decide(rule, facts));
}

type Chosen = { readonly day: string; readonly byType: Map<string, readonly Rule[]> };
/** Of the day asked for last: orders come day by day, and all rules are looked through for each type. */
const chosen = new WeakMap<readonly Rule[], Chosen>();

/** The rules that hold on a day for an issue type. */
function rulesFor(rules: readonly Rule[], day: string, issueType: string): readonly Rule[] {
  let kept = chosen.get(rules);
  if (kept?.day !== day) chosen.set(rules, (kept = { day, byType: new Map() }));
  let found = kept.byType.get(issueType);
  if (found === undefined) {
    found = rules.filter(
      (rule) =>
        holdsOn(rule, day) &&
        (rule.types.length === 0 || rule.types.some((prefix) => issueType.startsWith(prefix))),
    );
    kept.byType.set(issueType, found);
  }
  return found;
}

const holdsOn = (rule: Rule, day: string): boolean =>
  rule.validFrom <= day && (rule.validTo === null || day < rule.validTo);

function namedBy(rule: Rule, text: string, mightMatch: MightMatch): number {
  const times = rule.wordings.filter(
    ({ pattern, needed }) => mightMatch(needed) && pattern.test(text),
  ).length;
  return times === 0 ? 0 : NAMED + (times - 1) * NAMED_AGAIN;
}
