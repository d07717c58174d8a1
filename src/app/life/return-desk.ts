import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { holdsOn } from '../../kernel/periods.ts';
import { lifeOf } from '../../orders/life.ts';
import type { Life } from '../../orders/life.ts';
import { ALL_GIVEN } from '../../orders/needs.ts';
import { credibilities, returnsBrief } from '../../orders/returns-brief.ts';
import type { CandidateDuty, LikeOrder, LikeRuling, ReturnsBrief } from '../../orders/returns-brief.ts';
import { moveOrder } from '../../orders/states.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { lifeEventsOf } from '../../store/events.ts';
import { ordersByIds } from '../../store/orders.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { returnedOrders } from '../../store/returns.ts';
import { listRulings } from '../../store/rulings.ts';
import { suggestionOf } from '../../store/suggestions.ts';
import { cleanText } from '../../text/clean.ts';
import { datedDuties } from '../../triage/duties.ts';
import type { Duties } from '../../triage/duties.ts';
import { catalogueClause } from '../../triage/route.ts';
import { fits, rulingClause } from '../../triage/rulings.ts';
import type { Candidate, IssueType } from '../../triage/types.ts';
import type { Context } from '../context.ts';
import { caseFacts } from './ending-cases.ts';
import { rulesFor } from './move-facts.ts';
import { factsOf, lifeActor } from './order-life.ts';
import { existing, triageOf } from '../intake/reading.ts';
import { authorize } from '../rights.ts';
import { createUnitRefusals } from './unit-refusals.ts';
import type { UnitRefusals } from './unit-refusals.ts';
import type { Actor, OrderInput, TriageResult } from '../types.ts';
import { redactText } from '../../text/redact.ts';

/** The brief on an order's returns, with what a page needs to rule on it. */
export type BriefView = ReturnsBrief & {
  readonly orderId: string;
  readonly version: number;
  readonly issueType: { readonly code: string; readonly name: string };
  /** Why this person cannot rule on it now; null where they can. */
  readonly closed: string | null;
  readonly made: { readonly at: number; readonly by: string };
};

export type ReturnDesk = {
  /** What whoever adjudicates has before them. Throws `forbidden`, `not_found`. */
  readonly brief: (actor: Actor, orderId: string) => Promise<BriefView>;
  /** Returns by unit over the orders received on these ISO days, `[from, to)`. Throws `forbidden`, `bad_field`. */
  readonly refusals: UnitRefusals;
};

/** Units and types that triage gave less are no candidates. */
const LIKELY = 0.05;
/** Rulings of the type, and like orders, that a brief shows at most. */
const SHOWN = 20;

export function createReturnDesk(context: Context): ReturnDesk {
  const { store, clock, profile, names } = context;
  const dutiesOn = datedDuties(profile);

  const brief: ReturnDesk['brief'] = async (actor, id) => {
    const now = clock.now();
    const read = await store.read(async (db) => {
      const order = authorize(actor, 'return.brief', await existing(db, id));
      const events = await lifeEventsOf(db, id);
      const triage = await triageOf(db, id);
      const units = unitsIn(lifeOf(events), triage);
      return {
        order,
        events,
        triage,
        units,
        rulings: await rulingsFor(db, order),
        precedents: await precedentsFor(db, id),
        returned: await returnedOrders(db, { units: [...units] }),
      };
    });
    const { order, events, triage, units } = read;
    const rules = rulesFor(profile, beijingDay(now));
    if (rules === null) throw new AppError('not_found', { what: '办理规则' });
    const life = lifeOf(events);
    const { text } = order.input as unknown as OrderInput;
    // What is said to be the right type counts beside what triage thought of.
    const types = life.pending?.issueType === undefined ? [] : [life.pending.issueType];
    const duties = dutiesOn(beijingDay(order.receivedAt));
    const made = returnsBrief({
      order: { number: order.number, text },
      facts: caseFacts(triage, text),
      events,
      rules,
      candidates: [...units].map((unit) => ({
        unit,
        clauses: clausesOf(duties, unit, types, order, triage),
      })),
      rulings: read.rulings,
      precedents: read.precedents,
      credibility: credibilities(read.returned.map(lifeOf), rules.returns.prior),
      nameOf: names.unit,
    });
    await store.write((db) =>
      appendAudit(db, [
        {
          at: now,
          actorId: actor.id,
          actorName: actor.name,
          action: 'return.brief',
          subject: id,
          detail: order.number,
        },
      ]),
    );
    const open = moveOrder(
      life.state,
      'rule',
      actor.role,
      factsOf(life, lifeActor(actor), { given: ALL_GIVEN }),
    );
    return {
      ...made,
      orderId: id,
      version: order.version,
      issueType: { code: life.issueType, name: names.issueType(life.issueType) },
      closed: open.ok ? null : open.rule,
      made: { at: now, by: actor.name },
    };
  };

  /** Rulings of the type in force, those that speak to this very matter first. */
  async function rulingsFor(db: Db, order: StoredOrder): Promise<LikeRuling[]> {
    const today = beijingDay(clock.now());
    const { saleChannel } = await triageOf(db, order.id);
    const matter = {
      text: cleanText((order.input as unknown as OrderInput).text).text,
      street: order.street,
      demandKind: order.demandKind,
      saleChannel,
    };
    const found = (await listRulings(db)).filter(
      (ruling) => ruling.issueType === order.issueType && holdsOn(ruling, today),
    );
    const speaks = found.filter(({ condition }) => fits(condition, matter));
    return [...speaks, ...found.filter((one) => !speaks.includes(one))].slice(0, SHOWN).map((ruling) => {
      const name = ruling.unit === 'STREET' ? '属地街道办事处' : names.unit(ruling.unit);
      return {
        id: ruling.id,
        unit: ruling.unit,
        text: `${rulingClause(ruling, name)}${speaks.includes(ruling) ? '' : '（条件与本单不符）'}`,
        effectiveFrom: ruling.effectiveFrom,
      };
    });
  }

  /** Like orders that are out at a unit: what was found for the order before. */
  async function precedentsFor(db: Db, id: string): Promise<LikeOrder[]> {
    const likes = (await suggestionOf(db, id))?.likeOrders ?? [];
    const rows = new Map(
      (
        await ordersByIds(
          db,
          likes.map((like) => like.id),
        )
      ).map((row) => [row.id, row]),
    );
    return likes.slice(0, SHOWN).flatMap((like) => {
      const row = rows.get(like.id);
      if (row === undefined || row.state === 'received' || row.confidentiality === 'restricted') return [];
      const excerpt = row.confidentiality === 'none' ? row.excerpt : redactText(row.excerpt);
      return [{ number: row.number, unit: row.leadUnit, excerpt }];
    });
  }

  return { brief, refusals: createUnitRefusals(context) };
}

/** What the catalogue gives a unit of what the order may be about: its type, then the others triage thought of. */
function clausesOf(
  duties: Duties,
  unit: string,
  proposed: readonly string[],
  { issueType, street }: Pick<StoredOrder, 'issueType' | 'street'>,
  triage: Pick<TriageResult, 'issueType'>,
): CandidateDuty['clauses'] {
  const codes = new Set([issueType, ...proposed, ...likely(triage.issueType.candidates)]);
  return [...codes].flatMap((code) => {
    const type = typeOf(duties, code);
    if (type === null || !hasPart(duties, type, unit, street)) return [];
    const entry = duties.entry(code);
    return [
      {
        clause: entry?.clause ?? code,
        text: catalogueClause(type, duties),
        ...(entry?.basis === undefined ? {} : { basis: entry.basis }),
      },
    ];
  });
}

/** Units that an order may be for: those triage thought of, those that had it, those that were proposed. */
function unitsIn(life: Life, triage: Pick<TriageResult, 'unit'>): Set<string> {
  const units = new Set([
    ...likely(triage.unit.candidates),
    ...life.owners,
    life.lead,
    ...life.returns.map(({ owner }) => owner),
  ]);
  units.delete('');
  return units;
}

const likely = (candidates: readonly Candidate[]): string[] =>
  candidates.flatMap(({ code, confidence }) => (confidence >= LIKELY ? [code] : []));

/** Null for a code of an older taxonomy. */
function typeOf(duties: Duties, code: string): IssueType | null {
  try {
    return duties.type(code);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  }
}

const hasPart = (duties: Duties, type: IssueType, unit: string, street: string | null): boolean =>
  [
    duties.lead(type, street),
    type.owner,
    type.joint === 'STREET' ? duties.streetOffice(street) : type.joint,
  ].includes(unit);
