import { EVENT_NAMES, eventName } from '../../kernel/event-names.ts';
import { traceLines } from '../../orders/clock-trace.ts';
import { receiptLine, receiptsOf, tierLedger, TIER_NAMES } from '../../orders/ledger.ts';
import type { Holder, LedgerEvent } from '../../orders/ledger.ts';
import type { LifeEvent } from '../../orders/life-events.ts';
import type { Profile } from '../../profile/types.ts';
import type { StoredOrder } from '../../store/orders.ts';
import type { Names } from '../context.ts';
import { calendarOf, clocksFor } from './deadlines.ts';
import type { OrderTrace } from './order-view-types.ts';

const HOTLINE: Holder = { tier: 'hotline', code: '', name: '热线' };
const CENTRE: Holder = { tier: 'centre', code: '', name: '区级中心' };
const CITIZEN: Holder = { tier: 'citizen', code: '', name: '诉求人' };
/** After these nobody has it any more: nothing is reckoned. */
const OVER: ReadonlySet<LifeEvent['kind']> = new Set(['close']);

/** Whose hands each event puts an order into; null: it stays. */
export function ledgerEventsOf(events: readonly LifeEvent[], names: Pick<Names, 'unit'>): LedgerEvent[] {
  let lead = '';
  let person: Holder | null = null;
  const unit = (): Holder => ({ tier: 'unit', code: lead, name: names.unit(lead) });
  const inUnit = (): Holder => person ?? unit();
  const holderOf = (event: LifeEvent): Holder | null => {
    const { kind } = event;
    switch (kind) {
      case 'received':
        return CENTRE;
      case 'triaged':
        lead = event.data.lead;
        return CENTRE;
      case 'carried':
        lead = event.data.lead;
        return event.to === 'received' ? CENTRE : unit();
      case 'dispatch':
      case 'acceptReturn':
      case 'rule':
        lead = event.data.lead;
        person = null;
        return unit();
      case 'recall':
        person = null;
        return CENTRE;
      case 'correctUnit':
        lead = event.data.lead;
        person = null;
        return event.to === 'received' ? CENTRE : unit();
      case 'acknowledge':
        person = { tier: 'person', code: event.actor.id, name: event.actor.name };
        return person;
      case 'assign':
        person = { tier: 'person', code: event.data.person, name: event.data.name };
        // With the merchant or the caller it stays there.
        return event.to === 'replied' ? null : person;
      case 'handToMerchant':
        return { tier: 'merchant', code: event.data.merchant, name: event.data.merchant };
      case 'merchantSettled':
      case 'merchantFailed':
      case 'handle':
        return inUnit();
      case 'reply':
      case 'grantExclusion':
      case 'grantMediationEnd':
      case 'grantTermination':
        return event.to === 'mediationEnded' ? null : CITIZEN;
      case 'reverse':
        return inUnit();
      case 'reopen':
        person = null;
        return unit();
      default:
        return null;
    }
  };
  return events.map((event) => ({
    seq: event.version,
    at: event.at,
    kind: event.kind,
    holder: holderOf(event),
  }));
}

/** Everything about the time of an order: each counted and uncounted stretch of each clock, and whose it was. */
export function orderTraceOf(
  profile: Profile,
  names: Names,
  order: StoredOrder,
  events: readonly LifeEvent[],
  now: number,
): OrderTrace {
  const { calendar: data, policies } = profile;
  const head = {
    id: order.id,
    number: order.number,
    state: order.state,
    leadUnit: { code: order.leadUnit, name: names.unit(order.leadUnit) },
    receivedAt: order.receivedAt,
    asOf: now,
  } as const;
  if (data === undefined || policies === undefined) return { ...head, clocks: [], ledger: null };
  const calendar = calendarOf(data);
  const closed = events.findLast(({ kind, to }) => OVER.has(kind) && to === order.state);
  const ledger = tierLedger(
    order.receivedAt,
    HOTLINE,
    ledgerEventsOf(events, names),
    closed?.at ?? now,
    calendar,
  );
  const working = (value: number | { readonly unknownYear: number }): number | null =>
    typeof value === 'number' ? value : null;
  const clocks = clocksFor(profile, order, events, now, { alsoDisabled: true });
  return {
    ...head,
    clocks: clocks.map((view) => {
      const { policy, startedAt } = view;
      const receipts =
        startedAt === null || policy.limit === null
          ? []
          : receiptsOf(ledger, startedAt, policy.limit, calendar);
      return {
        id: policy.id,
        name: policy.name,
        disabled: policy.disabled,
        lines: traceLines(view, calendar, policies.events),
        receipts:
          'unknownYear' in receipts || policy.limit === null
            ? []
            : receipts
                .filter(
                  ({ at, holder }) => at >= (startedAt ?? 0) && ['unit', 'person'].includes(holder.tier),
                )
                .map((receipt) => receiptLine(receipt, policy.limit as NonNullable<typeof policy.limit>)),
      };
    }),
    ledger: {
      from: ledger.from,
      to: ledger.to,
      stretches: ledger.stretches.map(({ from, to, holder, by, natural, working: worked }) => ({
        from,
        to,
        tier: TIER_NAMES[holder.tier],
        holder: holder.name,
        by: by === 'call' ? '来电' : (EVENT_NAMES[eventName(by)] ?? by),
        natural,
        working: working(worked),
      })),
      byTier: ledger.byTier.map(({ tier, natural, working: worked }) => ({
        tier: TIER_NAMES[tier],
        natural,
        working: working(worked),
      })),
      total: { natural: ledger.total.natural, working: working(ledger.total.working) },
      clockMovedBack: ledger.clockMovedBack,
    },
  };
}
