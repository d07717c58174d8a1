import { TELL_WAY } from '../kernel/contact-words.ts';
import { holdsOn } from '../kernel/periods.ts';
import { dayOf } from './calendar.ts';
import { REASON_KINDS, fits, reasonsOf } from './handling-rules.ts';
import type {
  ContactRule,
  EvidenceRule,
  Ground,
  HandledOrder,
  HandlingRules,
  Piece,
  Proof,
  ReasonKind,
  TellingRule,
  TextSpan,
} from './handling-rules.ts';
import type { OutcomeKind, TellWay } from './life-events.ts';
import type { Life } from './life.ts';

const HOUR = 3_600_000;

/** One line of the checklist; `at` (UTC milliseconds) and `by` only where something with a time shows it. */
export type ChecklistItem = {
  readonly step: 'handle' | 'reply' | ReasonKind;
  readonly name: string;
  readonly done: boolean;
  /** Done only because the caller left nothing to be reached by: nothing is there to be seen. */
  readonly waived: boolean;
  readonly at: number | null;
  readonly by: string | null;
  /** The clause that asks for it, where one does. */
  readonly clause: string | null;
};

/** That a piece is there, since when and by whom. */
type Found = { readonly at: number | null; readonly by: string | null; readonly waived?: true };
const THERE: Found = { at: null, by: null };
const WAIVED: Found = { ...THERE, waived: true };

type Contact = Life['contacts'][number];

/** Contacts of the present round, oldest first. */
function contactsOf(life: Life, { since }: HandledOrder): Contact[] {
  return life.contacts.filter(({ at }) => at >= since).sort((a, b) => a.at - b.at);
}

/**
 * The attempt with which it is settled that a caller cannot be reached; null where that is not so. There have to be
 * `attempts` of them, by the rule's ways, each `gapHours` after the one before it, on `days` days: some choice among
 * all attempts is enough, so the longest run of days is kept for each number of attempts that can end at each.
 */
export function lastAttempt(rule: ContactRule, contacts: readonly Contact[]): Contact | null {
  if (contacts.some(({ result }) => result !== 'noAnswer')) return null;
  const tried = contacts.filter(({ way }) => rule.ways.includes(way)).sort((a, b) => a.at - b.at);
  // mostDays[i][n]: most days that n+1 or, at the end of the row, more attempts ending with the i-th can lie on.
  const mostDays: number[][] = [];
  for (const [i, { at }] of tried.entries()) {
    const row = Array.from({ length: rule.attempts }, () => 0);
    row[0] = 1;
    for (const [j, before] of tried.slice(0, i).entries()) {
      if (at - before.at < rule.gapHours * HOUR) continue;
      const another = dayOf(before.at) === dayOf(at) ? 0 : 1;
      for (const [n, days] of (mostDays[j] as number[]).entries()) {
        if (days === 0) continue;
        const next = Math.min(n + 1, rule.attempts - 1);
        row[next] = Math.max(row[next] as number, days + another);
      }
    }
    mostDays.push(row);
    if ((row.at(-1) as number) >= rule.days) return tried[i] as Contact;
  }
  return null;
}

/** Whether the caller was spoken to in this round, cannot be reached by the rules, or left nothing to be reached by. */
export function contactDone(rules: HandlingRules, life: Life, order: HandledOrder): boolean {
  return find({ is: 'contactDone' }, rules, life, order) !== null;
}

function find(piece: Piece, rules: HandlingRules, life: Life, order: HandledOrder): Found | null {
  const when = (there: boolean): Found | null => (there ? THERE : null);
  const ofContact = (contact: Contact | null | undefined): Found | null =>
    contact ? { at: contact.at, by: contact.by.name } : null;
  switch (piece.is) {
    case 'contactDone': {
      const contacts = contactsOf(life, order);
      const spoken = contacts.find(({ result }) => result !== 'noAnswer');
      const waived = !order.reachable || order.kept === true;
      return ofContact(spoken ?? lastAttempt(rules.contact, contacts)) ?? (waived ? WAIVED : null);
    }
    case 'contact':
      return ofContact(
        contactsOf(life, order).find(
          ({ result, way }) => piece.results.includes(result) && (piece.ways?.includes(way) ?? true),
        ),
      );
    case 'unreachable':
      return ofContact(lastAttempt(rules.contact, contactsOf(life, order)));
    case 'noNumber':
      return order.reachable ? null : WAIVED;
    case 'files':
      return findFiles(piece, order);
    case 'callExcerpt':
      return when(
        order.excerpt.length > 0 && order.excerpt.every((span) => isSpanOf(span, order.textLength)),
      );
    case 'earlierOrder':
      return when(order.earlier.length > 0);
    case 'mediationOver':
      return when(order.mediationOver);
    case 'planDay':
      return when(life.planDay !== null);
    case 'mediationEnded':
      return when(life.ending?.kind === 'mediationEnd');
  }
}

/** Whether a span holds something of a text of that length. */
export function isSpanOf({ start, end }: TextSpan, length: number): boolean {
  return Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= length;
}

/** The file that makes them enough. The same content counts once. */
function findFiles(piece: Extract<Piece, { is: 'files' }>, order: HandledOrder): Found | null {
  const contents = new Set<string>();
  const fitting = order.files
    .filter(
      ({ purpose, kind, addedAt }) =>
        piece.purposes.includes(purpose) &&
        (piece.kinds?.includes(kind) ?? true) &&
        // What came of the last round says nothing about this one; papers of the matter itself stay good.
        (purpose === 'other' || addedAt >= order.since),
    )
    .sort((a, b) => a.addedAt - b.addedAt)
    .filter(({ sha256 }) => !contents.has(sha256) && contents.add(sha256));
  const last = fitting[(piece.least ?? 1) - 1];
  return last === undefined ? null : { at: last.addedAt, by: last.addedByName };
}

/** Whether something is proved: by the first alternative all of whose pieces are there, as of its latest piece. */
function proved(proof: Proof, rules: HandlingRules, life: Life, order: HandledOrder): Found | null {
  for (const pieces of proof.anyOf) {
    const found = pieces.map((piece) => find(piece, rules, life, order));
    if (found.length === 0 || found.includes(null)) continue;
    return (found as Found[]).reduce((latest, one) => ((one.at ?? 0) > (latest.at ?? 0) ? one : latest));
  }
  return null;
}

function evidenceFor(
  rules: HandlingRules,
  order: HandledOrder,
  step: 'reply' | ReasonKind,
  outcome: OutcomeKind | null,
): readonly EvidenceRule[] {
  return rules.evidence.filter(
    (rule) =>
      rule.before.includes(step) &&
      fits(rule.when, order) &&
      (rule.outcomes === undefined || (outcome !== null && rule.outcomes.includes(outcome))),
  );
}

/** Why an outcome cannot be given to an order, as something that is missing; null where it can. */
function outcomeLack(rules: HandlingRules, order: HandledOrder, outcome: OutcomeKind | null): string | null {
  if (outcome === null) return '办理结果';
  const rule = rules.outcomes.find(({ kind }) => kind === outcome);
  if (rule?.demandKinds.includes(order.demandKind)) return null;
  return `适用于${order.demandKind}的办理结果（“${rule?.name ?? outcome}”不适用）`;
}

/** The reason of a code that may be named for an order, or what is missing for it. */
function groundFor(
  rules: HandlingRules,
  kind: ReasonKind,
  code: string | null,
  order: HandledOrder,
): Ground | string {
  const what = REASON_KINDS[kind];
  if (code === null || code === '') return `${what}理由`;
  const ground = reasonsOf(rules, kind).find((reason) => reason.code === code);
  if (ground === undefined) return `有效的${what}理由（没有“${code}”这一项）`;
  const name = `“${code} ${ground.name}”`;
  if (!holdsOn(ground, order.day)) return `有效的${what}理由（${name}在 ${order.day} 不适用）`;
  if (!fits(ground.when, order)) return `适用于这张工单的${what}理由（${name}不适用）`;
  return ground;
}

/** The rule by which a caller of an order may be told so; null where there is none. */
export function tellingRule(rules: HandlingRules, way: TellWay, order: HandledOrder): TellingRule | null {
  const found = rules.telling.find(
    (rule) => rule.way === way && holdsOn(rule, order.day) && fits(rule.when, order),
  );
  return found ?? null;
}

const TELLS_IN_PERSON: ReadonlySet<TellWay> = new Set<TellWay>(['phone', 'message', 'visit', 'meeting']);

/** What telling the caller so still lacks, in words. Nobody is rung up who left no number and did not call again. */
export function missingTelling(
  rules: HandlingRules,
  way: TellWay,
  life: Life,
  order: HandledOrder,
): string[] {
  if (way === 'hotline') return order.kept === true ? [] : ['身份保密（不保密的，由承办单位告知）'];
  if (way === 'notice' || way === 'none') {
    const rule = tellingRule(rules, way, order);
    if (rule === null) return [`允许“${TELL_WAY[way]}”的办理规则`];
    return rule.proof.flatMap((proof) => (proved(proof, rules, life, order) === null ? [proof.name] : []));
  }
  if (order.kept === true && TELLS_IN_PERSON.has(way)) return ['来电人的联系方式（身份保密，由热线转告）'];
  if (way !== 'phone' || order.reachable) return [];
  const spoken = find({ is: 'contact', results: ['reached', 'met', 'meetingRefused'] }, rules, life, order);
  return spoken === null ? ['来电人的电话（没有留下；又来电的，先记联系）'] : [];
}

/** Every item, done or not: those of the reply with this outcome, or those of an application with this reason. */
export function checklistOf(
  rules: HandlingRules,
  order: HandledOrder,
  life: Life,
  step:
    | { readonly for: 'reply'; readonly outcome: OutcomeKind | null }
    | { readonly for: ReasonKind; readonly code: string | null },
): readonly ChecklistItem[] {
  const item = (
    name: string,
    found: Found | null,
    at: ChecklistItem['step'] = step.for,
    clause: string | null = null,
  ): ChecklistItem => ({
    step: at,
    name,
    done: found !== null,
    waived: found?.waived === true,
    at: found?.at ?? null,
    by: found?.by ?? null,
    clause,
  });
  const items: ChecklistItem[] = [];
  if (step.for === 'reply') {
    items.push(item('办理前联系诉求人', find({ is: 'contactDone' }, rules, life, order), 'handle'));
    const lack = outcomeLack(rules, order, step.outcome);
    items.push(lack === null ? item('办理结果', THERE) : item(lack, null));
  }
  const outcome = step.for === 'reply' ? step.outcome : null;
  for (const rule of evidenceFor(rules, order, step.for, outcome))
    items.push(item(rule.name, proved(rule, rules, life, order), step.for, rule.clause ?? null));
  if (step.for !== 'reply') {
    const ground = groundFor(rules, step.for, step.code, order);
    if (typeof ground === 'string') items.push(item(ground, null));
    else for (const proof of ground.proof) items.push(item(proof.name, proved(proof, rules, life, order)));
  }
  return items;
}

const missingOf = (items: readonly ChecklistItem[]): string[] => [
  ...new Set(items.filter(({ done }) => !done).map(({ name }) => name)),
];

/** What a reply with this outcome still lacks, in words; a reply needs an outcome that fits the kind of demand. */
export function missingEvidence(
  rules: HandlingRules,
  order: HandledOrder,
  life: Life,
  outcome: OutcomeKind | null,
): string[] {
  return missingOf(checklistOf(rules, order, life, { for: 'reply', outcome }));
}

/**
 * What an application for this reason still lacks, in words. A code that is not in the rules, is not in force on the
 * order's day or does not fit the order is itself what is missing.
 */
export function missingProof(
  rules: HandlingRules,
  code: string | null,
  life: Life,
  order: HandledOrder,
  kind: ReasonKind = 'exclusion',
): string[] {
  return missingOf(checklistOf(rules, order, life, { for: kind, code }));
}
