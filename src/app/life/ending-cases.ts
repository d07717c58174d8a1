import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Move } from '../../kernel/move-words.ts';
import { shareOf } from '../../kernel/share.ts';
import type { Share } from '../../kernel/share.ts';
import { missingProof } from '../../orders/checklist.ts';
import { endingCase } from '../../orders/ending-case.ts';
import type { CaseFact, EndingCase, EndingKind } from '../../orders/ending-case.ts';
import { reasonsFor } from '../../orders/handling-rules.ts';
import type { HandlingRules } from '../../orders/handling-rules.ts';
import type { LifeEvent } from '../../orders/life-events.ts';
import { lifeOf } from '../../orders/life.ts';
import type { Life } from '../../orders/life.ts';
import { ALL_GIVEN } from '../../orders/needs.ts';
import { moveOrder } from '../../orders/states.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { decisionsWithMisquotes } from '../../store/decisions.ts';
import { lifeEventsOf } from '../../store/events.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { pathBook } from '../../triage/legal-path.ts';
import type { LegalPath } from '../../triage/legal-path.ts';
import { besideOf } from './beside.ts';
import type { Context } from '../context.ts';
import { clocksFor } from './deadlines.ts';
import type { EvidenceDesk } from './evidence-desk.ts';
import { handledOrder, rulesFor } from './move-facts.ts';
import type { Beside } from './move-facts.ts';
import { factsOf, lifeActor } from './order-life.ts';
import { existing, triageOf } from '../intake/reading.ts';
import { authorize, isAllowed, scopeOf } from '../rights.ts';
import type { Action } from '../policy.ts';
import { unreasonableHints } from '../intake/unreasonable.ts';
import type { UnreasonableHint } from '../intake/unreasonable.ts';
import type { Actor, OrderInput, TriageResult } from '../types.ts';
import { hiddenFor } from '../intake/without-caller.ts';

/** A reason that may be named for an order, with what it still has to be proved by. */
export type EndingChoice = {
  readonly code: string;
  readonly name: string;
  readonly means: string;
  readonly missing: readonly string[];
};

/** The case of an ending 审定表, with what a page needs to apply for it. */
export type EndingCaseView = EndingCase & {
  readonly orderId: string;
  /** Number of the order's events: what whoever applies has seen. */
  readonly version: number;
  readonly choices: readonly EndingChoice[];
  /** Why this person cannot apply for this ending now; null where they can. */
  readonly closed: string | null;
  /** Whether this person may decide on what waits now. */
  readonly decides: boolean;
  readonly made: { readonly at: number; readonly by: string };
};

export type CaseAsked = {
  readonly kind?: EndingKind | undefined;
  /** What is being filled in, before anybody has applied. */
  readonly draft?: { readonly code: string; readonly reason: string; readonly clause?: string } | undefined;
};

/** What an order's text speaks of that somebody should look at. Nothing follows from a hint by itself. */
export type OrderHints = {
  /** Demands that may be unreasonable 可能属于不合理诉求. */
  readonly unreasonable: readonly UnreasonableHint[];
  /** Ways other than the hotline's, with what the caller is told. */
  readonly paths: readonly (Omit<LegalPath, 'any' | 'unless' | 'urgencies'> & {
    readonly spans: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  })[];
};

/** Share of orders with a demand that may be unreasonable, among those received in the period. */
export type UnreasonableShare = Share & {
  readonly from: string;
  readonly to: string;
  /** Of them, excluded since by people. */
  readonly excluded: number;
};

export type EndingCases = {
  /** Throws `forbidden`, `not_found`, `bad_field` where the profile has no rules of handling. */
  readonly ofOrder: (actor: Actor, orderId: string, asked?: CaseAsked) => Promise<EndingCaseView>;
  /** Throws `forbidden`, `not_found`. */
  readonly hints: (actor: Actor, orderId: string) => Promise<OrderHints>;
  /** ISO days in Beijing, `[from, to)`. Throws `forbidden`, `bad_field`. */
  readonly unreasonable: (
    actor: Actor,
    period: { readonly from: string; readonly to: string },
  ) => Promise<UnreasonableShare>;
};

/** Facts of a case, by kind of entity. Numbers and names of people are not printed. */
const FACTS: Partial<Record<TriageResult['entities'][number]['kind'], string>> = {
  time: '时间',
  subject: '被诉对象',
  place: '地点',
  street: '街道',
  community: '社区',
  product: '商品服务',
  amount: '金额',
};

/** The moves by which an ending is asked for and granted. */
export const PROPOSE: Readonly<Record<EndingKind, Move>> = {
  exclusion: 'proposeExclusion',
  mediationEnd: 'proposeMediationEnd',
  termination: 'proposeTermination',
};
export const GRANT: Readonly<Record<EndingKind, Move>> = {
  exclusion: 'grantExclusion',
  mediationEnd: 'grantMediationEnd',
  termination: 'grantTermination',
};
const DAY_MS = 86_400_000;
/** Days of a period at most. */
const LONGEST = 366;

export function createEndingCases(
  context: Context,
  evidence: Pick<EvidenceDesk, 'verify'> | null,
): EndingCases {
  const { store, clock, profile, names } = context;
  const book = pathBook(profile.paths ?? []);

  const readFor = (actor: Actor, action: Action, id: string) =>
    store.read(async (db) => {
      const order = authorize(actor, action, await existing(db, id));
      const events = await lifeEventsOf(db, id);
      return { order, events, beside: await besideNow(db, order, events) };
    });

  const besideNow = async (db: Db, order: StoredOrder, events: readonly LifeEvent[]): Promise<Beside> =>
    besideOf(db, order, await triageOf(db, order.id), clocksFor(profile, order, events, clock.now()));

  const ofOrder: EndingCases['ofOrder'] = async (actor, id, { kind: wanted, draft } = {}) => {
    const { order, events, beside } = await readFor(actor, 'ending.read', id);
    const life = lifeOf(events);
    const kind = wanted ?? kindOf(life, events);
    const now = clock.now();
    const day = beijingDay(isOpen(life, kind) ? (lastAsked(events, kind)?.at ?? now) : now);
    const rules = rulesFor(profile, day);
    if (rules === null) throw new AppError('not_found', { what: '办理规则' });
    // What is printed as evidence is looked at now: a file that is damaged proves nothing.
    const found = (await evidence?.verify(id)) ?? [];
    const broken = new Set(found.flatMap(({ sha256, state }) => (state === 'intact' ? [] : [sha256])));
    const [kept, lost] = split(beside.files, ({ sha256 }) => !broken.has(sha256));
    const handled = handledOrder(profile, order, life, { ...beside, files: kept }, day);
    const { text } = order.input as unknown as OrderInput;
    const made = endingCase({
      kind,
      order: {
        ...handled,
        number: order.number,
        calledAt: order.receivedAt,
        text,
        issueTypeName: names.issueType(life.issueType),
        unitName: names.unit(life.lead),
      },
      facts: caseFacts(beside.triage, text),
      events,
      rules,
      articles: context.knowledge?.holder.current().sources.articles ?? [],
      ...(draft === undefined ? {} : { draft }),
    });
    await store.write((db) =>
      appendAudit(db, [
        {
          at: now,
          actorId: actor.id,
          actorName: actor.name,
          action: 'ending.read',
          subject: id,
          detail: `${order.number} ${made.title}`,
        },
      ]),
    );
    const can = (move: Move) =>
      moveOrder(life.state, move, actor.role, factsOf(life, lifeActor(actor), { given: ALL_GIVEN }));
    const open = can(PROPOSE[kind]);
    const input = order.input as unknown as OrderInput;
    return hiddenFor(actor, order, input, beside.triage.entities, {
      ...made,
      missing: [...made.missing, ...lost.map(({ name }) => `材料“${name}”（已损坏或者丢失）`)],
      orderId: id,
      version: order.version,
      choices: choicesOf(rules, kind, life, handled),
      closed: !isAllowed(actor, 'order.move', order) ? '只能由承办单位申请' : open.ok ? null : open.rule,
      decides: isAllowed(actor, 'order.move', order) && can(GRANT[kind]).ok,
      made: { at: now, by: actor.name },
    });
  };

  const hints: EndingCases['hints'] = async (actor, id) => {
    const { order, events, beside } = await readFor(actor, 'order.read', id);
    const day = beijingDay(clock.now());
    const handled = handledOrder(profile, order, lifeOf(events), beside, day);
    const { text } = order.input as unknown as OrderInput;
    const input = order.input as unknown as OrderInput;
    return hiddenFor(actor, order, input, beside.triage.entities, {
      unreasonable: unreasonableHints(beside.triage, rulesFor(profile, day), handled),
      paths: book.find(text, order.urgency).map(({ path: { code, kind, name, tell, laws }, spans }) => ({
        code,
        kind,
        name,
        tell,
        laws,
        spans: spans.map((span) => ({ ...span, text: text.slice(span.start, span.end) })),
      })),
    });
  };

  const unreasonable: EndingCases['unreasonable'] = async (actor, { from, to }) => {
    scopeOf(actor, 'refusal.read');
    const [start, end] = periodOf(from, to);
    const { n, rows } = await store.read((db) => decisionsWithMisquotes(db, start, end));
    const found = rows.filter(
      ({ result }) => unreasonableHints(result as unknown as TriageResult, null, null).length > 0,
    );
    const excluded = found.filter(({ state }) => state === 'excluded').length;
    return { ...shareOf(found.length, n), from, to, excluded };
  };

  return { ofOrder, hints, unreasonable };
}

/** Start and end of a period of ISO days in Beijing, UTC milliseconds. Throws `bad_field`. */
export function periodOf(from: string, to: string): [number, number] {
  const at = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);
  const [start, end] = [at(from), at(to)];
  const fail = (field: string, reason: string): never => {
    throw new AppError('bad_field', { where: '', field, reason });
  };
  if (Number.isNaN(start)) fail('from', '须为日期，例如 2026-11-01');
  if (Number.isNaN(end)) fail('to', '须为日期，例如 2026-12-01');
  if (end <= start) fail('to', '须晚于起始日期');
  if (end - start > LONGEST * DAY_MS) fail('to', `一次最多 ${LONGEST} 天`);
  return [start, end];
}

function choicesOf(
  rules: HandlingRules,
  kind: EndingKind,
  life: Life,
  handled: ReturnType<typeof handledOrder>,
): EndingChoice[] {
  return reasonsFor(rules, kind, handled).map(({ code, name, means }) => ({
    code,
    name,
    means,
    missing: missingProof(rules, code, life, handled, kind),
  }));
}

const isEnding = (kind: string | undefined): kind is EndingKind => kind !== undefined && kind in PROPOSE;

/** Whether what was applied for waits or holds. */
const isOpen = (life: Life, kind: EndingKind): boolean =>
  life.pending?.kind === kind || life.ending?.kind === kind;

const lastAsked = (events: readonly LifeEvent[], kind: EndingKind): LifeEvent | undefined =>
  events.findLast((event) => event.kind === PROPOSE[kind]);

/** The ending that an order's case is about where nobody says: what waits, what was granted, what was asked for last. */
function kindOf(life: Life, events: readonly LifeEvent[]): EndingKind {
  const named = [life.pending?.kind, life.ending?.kind].find(isEnding);
  if (named !== undefined) return named;
  const kinds = Object.keys(PROPOSE) as EndingKind[];
  const last = events.findLast((event) => kinds.some((kind) => PROPOSE[kind] === event.kind));
  return kinds.find((kind) => PROPOSE[kind] === last?.kind) ?? 'exclusion';
}

/** What triage read in the text, one line a kind, each with its places. */
export function caseFacts({ entities }: Pick<TriageResult, 'entities'>, text: string): CaseFact[] {
  return Object.entries(FACTS).flatMap(([kind, label]) => {
    const found = entities.filter((entity) => entity.kind === kind);
    if (found.length === 0) return [];
    const spans = found.map(({ start, end }) => ({ start, end }));
    const words = new Set(spans.map(({ start, end }) => text.slice(start, end)));
    return [{ label, text: [...words].join('、'), spans }];
  });
}

function split<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
