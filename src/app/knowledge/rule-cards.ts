import { beijingDay } from '../../kernel/clock.ts';
import { orderRules } from '../../knowledge/applicability/choose.ts';
import { ruleCard } from '../../knowledge/applicability/rule-card.ts';
import type { Basis, Rule, RuleTable } from '../../knowledge/applicability/table.ts';
import { isInForce } from '../../knowledge/citation-check.ts';
import type { ArticleShelf } from '../../knowledge/citation-check.ts';
import type { LawSuccessor } from '../../knowledge/law-intervals.ts';
import type { Article, FactEvidence } from '../../knowledge/types.ts';
import { decidedVersions } from '../../store/knowledge-items.ts';
import type { DecidedVersion } from '../../store/knowledge-items.ts';
import type { Context, LiveKnowledge } from '../context.ts';
import { heldShelf } from './held-shelf.ts';
import { existing } from '../intake/reading.ts';
import { authorize, scopeOf } from '../rights.ts';
import type { CardArticle, CardChange, OrderRuleCard, RuleCards, ToldSpan } from './rule-card-types.ts';
import { compiledRule } from './rule-views.ts';
import type { OrderDetail } from '../types.ts';

/** Rules beside an order, as cards. Nothing is kept: a card is of the rules and the law as they are now. */
export function createRuleCards(context: Context, knowledge: LiveKnowledge): RuleCards {
  const { store } = context;

  const beside: RuleCards['beside'] = async (actor, order) => {
    scopeOf(actor, 'knowledge.read');
    await store.read(async (db) => authorize(actor, 'order.read', await existing(db, order.id)));
    const told = context.engine.factsOf?.(order.input, order.triage);
    if (told === undefined) return [];
    const decided = await store.read((db) => decidedVersions(db, 'rule'));
    const { sources } = knowledge.holder.current();
    const links = sources.successors ?? [];
    const tables = sources.rules ?? [];
    const day = beijingDay(order.receivedAt);
    const rules = besideType(tables, order, day);
    const question = { facts: told.facts, text: told.text, day, issueType: order.issueType.code };
    const calledUp = orderRules(rules, question).map(({ id }) => id);
    const { shelf } = heldShelf(sources);
    const card = (rule: Rule): OrderRuleCard => {
      const { outcome, lines } = ruleCard(rule, told.facts);
      const basis = distinct([...rule.subject, ...outcome.basis]);
      return {
        id: rule.id,
        name: rule.name,
        isCalledUp: calledUp.includes(rule.id),
        verdict: outcome.verdict,
        why: outcome.why,
        ask: outcome.ask,
        validFrom: rule.validFrom,
        validTo: rule.validTo,
        lines: lines.map((line) => ({
          ...line,
          conditions: line.conditions.map((one) => ({ ...one, spans: spansOf(one.fact, told.evidence) })),
        })),
        articles: basis.map((one) => articleOn(shelf, one, day)),
        changes: [
          ...ruleChanges(rule, tables),
          ...lawChanges(shelf, basis, links, day),
          ...versionChanges(decided.get(rule.id) ?? []),
        ],
      };
    };
    const rank = (rule: Rule): number => {
      const at = calledUp.indexOf(rule.id);
      return at < 0 ? calledUp.length : at;
    };
    return [...rules]
      .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
      .map(card);
  };

  return { beside };
}

/** The rules of a day for an issue type, those for all types among them. */
function besideType(tables: readonly RuleTable[], order: OrderDetail, day: string): Rule[] {
  return tables
    .filter(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day < validTo))
    .filter(({ types }) => types.length === 0 || types.some((code) => order.issueType.code.startsWith(code)))
    .map(compiledRule);
}

const spansOf = (fact: string, evidence: readonly FactEvidence[]): ToldSpan[] =>
  evidence
    .filter((one) => one.fact === fact)
    .map(({ start, end, text }) => ({ start, end, text }))
    .filter(({ start }, i, all) => all.findIndex((other) => other.start === start) === i);

function distinct(basis: readonly Basis[]): Basis[] {
  return basis.filter(
    (one, i) => basis.findIndex(({ law, article }) => law === one.law && article === one.article) === i,
  );
}

function articleOn(shelf: ArticleShelf, { law, article }: Basis, day: string): CardArticle {
  const held = shelf.all[shelf.inForce(law, article, day)];
  return {
    law,
    article,
    effectiveFrom: held?.effectiveFrom ?? null,
    effectiveTo: held?.effectiveTo ?? null,
  };
}

/** Words of a name without the time that stands behind it in brackets. */
const stem = (name: string): string => name.replace(/（[^）]*）$/u, '');

/** The table that held before a rule, and the one that holds after it: one ends on the day the other begins. */
function ruleChanges(rule: Rule, tables: readonly RuleTable[]): CardChange[] {
  const isKin = (other: RuleTable): boolean =>
    other.id !== rule.id &&
    (stem(other.name) === stem(rule.name) ||
      other.id.startsWith(`${rule.id}-`) ||
      rule.id.startsWith(`${other.id}-`));
  return tables.filter(isKin).flatMap(({ id, name, validFrom, validTo }): CardChange[] => {
    if (validTo === rule.validFrom) return [{ kind: 'rule', id, name, on: rule.validFrom, is: 'before' }];
    if (validFrom === rule.validTo) return [{ kind: 'rule', id, name, on: validFrom, is: 'after' }];
    return [];
  });
}

/** Older wordings of the articles, and laws that gave way to theirs or give way themselves. */
function lawChanges(
  shelf: ArticleShelf,
  basis: readonly Basis[],
  links: readonly LawSuccessor[],
  day: string,
): CardChange[] {
  const wordings = basis.flatMap(({ law, article }): CardChange[] => {
    const versions = shelf.versions(law, article).map((index) => shelf.all[index] as Article);
    const now = versions.find((version) => isInForce(version, day));
    const older = versions.findLast(
      ({ effectiveTo, text }) => effectiveTo !== null && effectiveTo <= day && text !== now?.text,
    );
    return older?.effectiveTo == null ? [] : [{ kind: 'wording', law, article, until: older.effectiveTo }];
  });
  const laws = new Set(basis.map(({ law }) => law));
  const seen = new Set<string>();
  const successors = links.flatMap((link): CardChange[] => {
    const key = `${link.law}|${link.successor}`;
    if (!(laws.has(link.law) || laws.has(link.successor)) || seen.has(key)) return [];
    seen.add(key);
    const { law, successor, on, basis: where } = link;
    return [{ kind: 'successor', law, successor, on, basis: where }];
  });
  // The newest first: what ended long ago is asked for last.
  return [...wordings, ...successors].sort((a, b) => (dayOf(a) < dayOf(b) ? 1 : -1));
}

const dayOf = (change: CardChange): string =>
  change.kind === 'wording' ? change.until : change.kind === 'successor' ? change.on : '';

const versionChanges = (decided: readonly DecidedVersion[]): CardChange[] =>
  decided.map(({ version, status, decidedAt, decidedBy, note }) => ({
    kind: 'version',
    version,
    status,
    at: decidedAt,
    by: decidedBy,
    note,
  }));
