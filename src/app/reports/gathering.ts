import type { Branch, Permitted } from '../../kernel/reach.ts';
import { branchOf } from '../rights.ts';
import { redactText } from '../../text/redact.ts';
import { dateOf, dayOf, dayOfDate, startOfDay } from '../../orders/calendar.ts';
import type { ListedOrder, PartFigures, PeriodScope } from '../../orders/reports/report-input.ts';
import type { Profile } from '../../profile/types.ts';
import type { Db } from '../../store/client.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { listWarnings, ordersOfWarnings } from '../../store/warnings.ts';
import type { GroupBy } from '../../store/rollups.ts';
import type { WarningKind, WarningState } from '../../kernel/warning-words.ts';
import { WITHHELD_NUMBER } from '../../kernel/confidential-words.ts';
import type { OrderState } from '../../kernel/move-words.ts';
import { namesAsOf } from '../context.ts';
import type { Context } from '../context.ts';
import { createFigures } from '../figures/figures.ts';
import type { DailyInput } from '../../orders/reports/daily.ts';
import type { Actor } from '../types.ts';
import type { ReportPeriod, Span } from './periods.ts';
import type { Reconciled } from './reconciling.ts';

/** Everything a report is gathered from: one moment of the database, and who asks for whom. */
export type Gathering = {
  readonly context: Context;
  readonly db: Db;
  readonly actor: Actor;
  /** Whose orders are counted and may be listed in it. */
  readonly reach: Branch<'report.read'>;
  /** UTC milliseconds at which everything is counted. */
  readonly now: number;
  readonly period: ReportPeriod;
  /** Null: the whole place. */
  readonly unit: string | null;
  /** The unit with all below it; undefined: all. */
  readonly units: readonly string[] | undefined;
  /** Figures of a scope. */
  readonly part: (
    span: Pick<Span, 'from' | 'to'>,
    by: GroupBy,
  ) => Promise<{ total: PartFigures; groups: readonly PartFigures[] }>;
};

/** The first day there can be orders of. */
export const BEGINNING = '2000-01-01';

export function gatheringOf(
  context: Context,
  db: Db,
  { actor, now, period, unit }: Pick<Gathering, 'actor' | 'now' | 'period' | 'unit'>,
): Gathering {
  // Everything is read in the one snapshot, at the one moment.
  const store = { ...context.store, read: <T>(query: (one: Db) => Promise<T>) => query(db) };
  const names = namesAsOf(context.profile, dateOf(dayOfDate(period.to) - 1));
  const frozen: Context = { ...context, store, names, clock: { now: () => now } };
  const { figures } = createFigures(frozen);
  const reach = branchOf(actor, 'report.read', context.profile, unit);
  return {
    context: frozen,
    db,
    actor,
    reach,
    now,
    period,
    unit,
    units: reach.branch,
    part: async ({ from, to }, by) => {
      const { total, groups } = await figures(actor, { from, to, ...(unit === null ? {} : { unit }) }, by);
      return { total, groups };
    },
  };
}

export const scopeOfSpan = ({ from, to }: Pick<Span, 'from' | 'to'>, unit: string | null): PeriodScope => ({
  from,
  to,
  unit,
});

/** UTC milliseconds `[from, to)` of ISO days. */
export const momentsOf = ({ from, to }: Pick<Span, 'from' | 'to'>): readonly [from: number, to: number] => [
  startOfDay(dayOfDate(from)),
  startOfDay(dayOfDate(to)),
];
export const daysOf = ({ from, to }: Pick<Span, 'from' | 'to'>): readonly [from: number, to: number] => [
  dayOfDate(from),
  dayOfDate(to),
];
export const todayOf = (now: number): string => dateOf(dayOf(now));

/** Groups of types as they are named. */
export const groupsOf = (profile: Profile) => profile.groups;

export const listedOrder = (order: StoredOrder): ListedOrder => ({
  ...named(order),
  issueType: order.issueType,
  street: order.confidentiality === 'restricted' ? null : order.street,
  unit: order.leadUnit,
  state: order.state as OrderState,
  dueAt: order.dueAt,
  receivedAt: order.receivedAt,
});

/** An order as reports name it: a restricted one is counted and not named. */
export const named = ({
  id,
  number,
  confidentiality,
}: Pick<StoredOrder, 'id' | 'number' | 'confidentiality'>): {
  readonly id: string;
  readonly number: string;
} => (confidentiality === 'restricted' ? { id: '', number: WITHHELD_NUMBER } : { id, number });

/** A place as reports name it: without the door. */
export const placeText = (place: string): string => redactText(place.replace('#', ''));

const WARNINGS = 500;

/** Warnings of a unit's orders, or all, the latest first; told in `moments` where given. */
export async function warningsFor(
  db: Db,
  reach: Permitted<'report.read'>,
  moments?: readonly [from: number, to: number],
): Promise<DailyInput['warnings']> {
  const { rows } = await listWarnings(db, reach, {}, { limit: WARNINGS, offset: 0 });
  const told = rows
    .filter(({ at }) => moments === undefined || (at >= moments[0] && at < moments[1]))
    .sort((a, b) => b.at - a.at || b.id - a.id);
  const orders = await ordersOfWarnings(
    db,
    reach,
    told.map(({ id }) => id),
  );
  return told.map(({ id, title, kind, callers, days, expected, state }) => ({
    title: redactText(title),
    kind: kind as WarningKind,
    callers,
    days,
    expected,
    state: state as WarningState,
    orders: orders.filter(({ warningId }) => warningId === id),
  }));
}

/** What a kind of report comes to, with what it was reconciled by. */
export type Recounted = {
  readonly cases: number;
  readonly refusals: readonly Reconciled['refusal'][];
  readonly identities: Reconciled['identities'];
  readonly digest: Reconciled['digest'];
};
