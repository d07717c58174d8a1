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
  [
    SEVEN_DAY_RETURN,
    /[七7]\s*[天日](?:之?内)?[^，。；]{0,4}(?:无理由|无条件|可以?退|能退|包退|退货)|无理由退/u,
  ],
  [QUALITY_REMEDIES, /三包|保修|质保|包修|包换|免费(?:维修|修理?|换新|更换)/u],
  [
    TRIPLE_DAMAGES,
    /退一[赔陪]三|假一[赔陪]三|(?:三|3)倍(?:赔偿|的?赔|价款)|赔(?:偿)?[^，。；]{0,4}(?:三|3)倍|不足五百|最低五百/u,
  ],
  [
    TENFOLD_DAMAGES,
    /退一[赔陪]十|假一[赔陪]十|(?:十|10)倍(?:赔偿|的?赔|价款)|赔(?:偿)?[^，。；]{0,4}(?:十|10)倍|最低一千|不足一千/u,
  ],
  [PRICE_DROP, /(?:降|便宜|打折|促销|跌|活动)[^。]{0,20}差价|保价|价保/u],
];

/** The rules that matter for these facts (and, where given, this text), each with its verdict. */
export function applicableRules(facts: Facts, text = ''): RuleOutcome[] {
  const named = namedRules(text);
  return RULES.filter((rule) => named.has(rule) || rule.concerns(facts)).map((rule) => decide(rule, facts));
}

const namedRules = (text: string): Set<Rule> =>
  new Set(NAMED.filter(([, wording]) => wording.test(text)).map(([rule]) => rule));

/** Words by which a question turns on giving the thing back. */
const GIVES_BACK =
  /退(?!休|伍|役|学|租|房|税|烧|换机|群|出|一[赔陪]|款到|[^，。；]{0,3}差价)|无理由|不想要|反悔/u;
/** Words of a price that fell, or of a promise about it. */
const CHEAPER = /降|便宜|打折|促销|跌|活动价|保价|价保|买贵/u;

/** Nothing but the wish to give goods back is told, or nothing is said to be wrong with them. */
const WANTS_TO_RETURN = /(?:想|要|能|可以|不给|不让|拒绝)退(?:货|掉|吗|么|[，。？！]|$)/u;
/** The return turns on something else. */
const OTHER_GROUND =
  /孩子|未成年|[\d一二三四五六七八九十]岁|老人|课|费|票|合同|[定订]金|押金|保险|房|车|药|假|差价|坏|破|少(?:了|件)|错/u;

/** Asks what to do, not how much or how. */
const WHOM_TO_ASK = /怎么办|找谁|(?:要|追|拿)(?:得)?回|维权/u;

/** An outcome, and whether the question is about this rule beyond doubt. */
export type AskedRule = RuleOutcome & { readonly isAsked: boolean };

/**
 * The rules that a short question is about, the one it turns on first: a rule it names; then, where something is wrong
 * with the thing, what is owed for that; then the rest in their order. A place of purchase alone asks about no return.
 */
export function askedRules(facts: Facts, text: string): AskedRule[] {
  const named = namedRules(text);
  const isReturn = GIVES_BACK.test(text);
  const isFaulty = (facts.qualityProblem === true || facts.misuse === true) && facts.changeOfMind !== true;
  const isUnreasoned =
    isReturn &&
    (facts.changeOfMind === true ||
      facts.qualityProblem === false ||
      (WANTS_TO_RETURN.test(text) && !isFaulty && !OTHER_GROUND.test(text)));
  const isMatter = (rule: Rule): boolean => {
    // Seven days of a card are a rule of their own, unless the question says 无理由.
    if (rule === SEVEN_DAY_RETURN && facts.prepaid === true) return /无理由|消法|第?二十五条/u.test(text);
    if (named.has(rule)) return true;
    if (rule === SEVEN_DAY_RETURN) return isReturn;
    if (rule === PREPAID_COOLING_OFF) return isReturn || facts.daysSincePayment !== undefined;
    return rule !== PRICE_DROP || CHEAPER.test(text);
  };
  const place = (rule: Rule): number => {
    if (named.has(rule) || rule === PREPAID_TRANSFER) return 0;
    if (rule === QUALITY_REMEDIES && isFaulty) return 1;
    if (rule === PREPAID_BALANCE && (facts.shopClosed === true || facts.merchantBreach === true)) return 1;
    const isSide = isFaulty || facts.priceDropped === true || facts.foodUnsafe === true;
    return rule === SEVEN_DAY_RETURN && isSide ? 3 : 2;
  };
  const isOpen = (rule: Rule): boolean =>
    rule === SEVEN_DAY_RETURN && isUnreasoned && facts.goodsIntact === undefined && facts.service !== true;
  return RULES.filter((rule) => (named.has(rule) || rule.concerns(facts) || isOpen(rule)) && isMatter(rule))
    .sort((a, b) => place(a) - place(b))
    .map((rule) => {
      const outcome = decide(rule, facts);
      const faultEntries = facts.qualityProblem === false ? (QUALITY_REMEDIES.onlyWhereItApplies ?? []) : [];
      return {
        ...outcome,
        against: [...outcome.against, ...faultEntries],
        isAsked:
          named.has(rule) ||
          (rule === SEVEN_DAY_RETURN && isUnreasoned) ||
          (rule === PREPAID_BALANCE && facts.shopClosed === true && WHOM_TO_ASK.test(text)),
      };
    });
}
