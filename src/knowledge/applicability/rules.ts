import type { Facts } from '../types.ts';
import { TENFOLD_DAMAGES, TRIPLE_DAMAGES } from './damages.ts';
import { PREPAID_BALANCE, PREPAID_COOLING_OFF, PREPAID_TRANSFER } from './prepaid.ts';
import { PRICE_DROP } from './price.ts';
import { QUALITY_REMEDIES } from './quality.ts';
import { SEVEN_DAY_RETURN } from './seven-day-return.ts';
import { decide } from './table.ts';
import type { Rule, RuleOutcome } from './table.ts';

/** Every rule that is decided by facts, in the order they are shown. */
export const RULES: readonly Rule[] = [
  SEVEN_DAY_RETURN,
  QUALITY_REMEDIES,
  TRIPLE_DAMAGES,
  TENFOLD_DAMAGES,
  PREPAID_COOLING_OFF,
  PREPAID_BALANCE,
  PREPAID_TRANSFER,
  PRICE_DROP,
];

/**
 * Wordings by which a person names a rule. A named rule is decided even where the facts alone would not call it up:
 * "退一赔三" asks for an answer whether or not deceit is mentioned.
 */
const NAMED: readonly (readonly [Rule, RegExp])[] = [
  [SEVEN_DAY_RETURN, /[七7]\s*[天日](?:之?内)?[^，。；]{0,4}(?:无理由|无条件|可以?退|包退|退货)|无理由退/u],
  [QUALITY_REMEDIES, /三包|保修|质保|包修|包换/u],
  [
    TRIPLE_DAMAGES,
    /退一[赔陪]三|假一[赔陪]三|(?:三|3)倍(?:赔偿|的?赔|价款)|赔(?:偿)?[^，。；]{0,4}(?:三|3)倍|不足五百|最低五百/u,
  ],
  [
    TENFOLD_DAMAGES,
    /退一[赔陪]十|假一[赔陪]十|(?:十|10)倍(?:赔偿|的?赔|价款)|赔(?:偿)?[^，。；]{0,4}(?:十|10)倍|最低一千|不足一千/u,
  ],
  [PRICE_DROP, /差价|保价|价保/u],
];

/** The rules that matter for these facts (and, where given, this text), each with its verdict. */
export function applicableRules(facts: Facts, text = ''): RuleOutcome[] {
  const named = namedRules(text);
  return RULES.filter((rule) => named.has(rule) || rule.concerns(facts)).map((rule) => decide(rule, facts));
}

const namedRules = (text: string): Set<Rule> =>
  new Set(NAMED.filter(([, wording]) => wording.test(text)).map(([rule]) => rule));

/** Words by which a question turns on giving the thing back. */
const GIVES_BACK = /退(?!休|伍|役|学|租|房|税|烧|换机|群|出|款到)|无理由|不想要|反悔/u;

/**
 * The rules that a short question is about, the one it turns on first: a rule it names; then, where something is wrong
 * with the thing, what is owed for that; then the rest in their order. A place of purchase alone asks about no return.
 */
export function askedRules(facts: Facts, text: string): RuleOutcome[] {
  const named = namedRules(text);
  const isFaulty = (facts.qualityProblem === true || facts.misuse === true) && facts.changeOfMind !== true;
  const place = (rule: Rule): number => {
    if (named.has(rule)) return 0;
    if (rule === QUALITY_REMEDIES && isFaulty) return 1;
    if (rule === SEVEN_DAY_RETURN && facts.food === true && facts.foodUnsafe === true) return 4;
    return rule === SEVEN_DAY_RETURN && (isFaulty || facts.priceDropped === true) ? 4 : 2;
  };
  return RULES.filter((rule) => named.has(rule) || rule.concerns(facts))
    .filter((rule) => rule !== SEVEN_DAY_RETURN || named.has(rule) || GIVES_BACK.test(text))
    .sort((a, b) => place(a) - place(b))
    .map((rule) => decide(rule, facts));
}
