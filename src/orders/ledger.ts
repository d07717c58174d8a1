import { DAY, HOUR } from './calendar.ts';
import type { WorkCalendar } from './calendar.ts';
import type { Counting, Interval, Limit, UnknownYear } from './clock-types.ts';
import { addLimit, budgetOf, countOf, timeBetween } from './work-time.ts';

/** Whose hands an order can be in. */
export const TIER_NAMES = {
  hotline: '热线',
  centre: '区级中心',
  unit: '承办单位',
  person: '承办人',
  citizen: '诉求人',
  merchant: '商家',
} as const;
export type Tier = keyof typeof TIER_NAMES;

export type Holder = { readonly tier: Tier; readonly code: string; readonly name: string };

/** An event that passes the order on to `holder`; null: it stays where it is. */
export type LedgerEvent = {
  readonly seq: number;
  /** UTC milliseconds. */
  readonly at: number;
  readonly kind: string;
  readonly holder: Holder | null;
};

/** Milliseconds consumed: all of them, and those of working time. */
export type Consumed = { readonly natural: number; readonly working: number | UnknownYear };

/** A stretch of time in one pair of hands; `by` is the kind of event that brought the order there. */
export type Held = Interval & Consumed & { readonly holder: Holder; readonly by: string };

export type Ledger = Interval & {
  /** One after the other from `from` to `to`, without gaps; passing through in no time is kept, with 0. */
  readonly stretches: readonly Held[];
  readonly byHolder: readonly (Consumed & { readonly holder: Holder })[];
  readonly byTier: readonly (Consumed & { readonly tier: Tier })[];
  readonly total: Consumed;
  /** An event lay before its predecessor in time; it was taken to be at the same time. */
  readonly clockMovedBack: boolean;
};

/**
 * Who had the order for how long between the call and `endAt` (UTC milliseconds). The order begins with `first`.
 * Events are taken by sequence; those after `endAt` do not count. Natural and working time each sum exactly to the
 * total. `counting` is what working time means: whole workdays unless told otherwise.
 */
export function tierLedger(
  calledAt: number,
  first: Holder,
  events: readonly LedgerEvent[],
  endAt: number,
  calendar: WorkCalendar,
  counting: Counting = { kind: 'workdays' },
): Ledger {
  const to = Math.max(calledAt, endAt);
  const held: { holder: Holder; by: string; from: number }[] = [
    { holder: first, by: 'call', from: calledAt },
  ];
  let latest = calledAt;
  let clockMovedBack = endAt < calledAt;
  for (const { at, kind, holder } of [...events].sort((a, b) => a.seq - b.seq)) {
    clockMovedBack ||= at < latest;
    latest = Math.max(latest, at);
    if (latest > to) break;
    const current = held.at(-1)?.holder;
    if (holder === null || (current?.tier === holder.tier && current.code === holder.code)) continue;
    held.push({ holder, by: kind, from: latest });
  }
  const stretches = held.map(({ holder, by, from }, i): Held => {
    const until = held[i + 1]?.from ?? to;
    return {
      holder,
      by,
      from,
      to: until,
      natural: until - from,
      working: timeBetween(from, until, counting, calendar),
    };
  });
  const grouped = <K>(keyOf: (holder: Holder) => K): [Holder, Consumed][] => {
    const groups = new Map<K, Held[]>();
    for (const stretch of stretches) {
      const key = keyOf(stretch.holder);
      const group = groups.get(key);
      if (group) group.push(stretch);
      else groups.set(key, [stretch]);
    }
    return [...groups.values()].flatMap((group) => (group[0] ? [[group[0].holder, sumOf(group)]] : []));
  };
  return {
    from: calledAt,
    to,
    stretches,
    byHolder: grouped(({ tier, code }) => `${tier}\n${code}`).map(([holder, sum]) => ({ holder, ...sum })),
    byTier: grouped(({ tier }) => tier).map(([{ tier }, sum]) => ({ tier, ...sum })),
    total: { natural: to - calledAt, working: timeBetween(calledAt, to, counting, calendar) },
    clockMovedBack,
  };
}

function sumOf(parts: readonly Consumed[]): Consumed {
  return parts.reduce<Consumed>(
    (sum, { natural, working }) => ({
      natural: sum.natural + natural,
      working:
        typeof sum.working !== 'number'
          ? sum.working
          : typeof working !== 'number'
            ? working
            : sum.working + working,
    }),
    { natural: 0, working: 0 },
  );
}

/** What was left of a limit when somebody got the order. Milliseconds, counted the way of the limit. */
export type Receipt = {
  readonly holder: Holder;
  readonly at: number;
  readonly left: number;
  readonly total: number;
};

/**
 * What was left of a limit that began at `startedAt` each time the order changed hands: shows that a unit got it with
 * 2.3 days left of 5. Pauses and extensions, which come later, are left out.
 */
export function receiptsOf(
  { stretches }: Pick<Ledger, 'stretches'>,
  startedAt: number,
  limit: Limit,
  calendar: WorkCalendar,
): Receipt[] | UnknownYear {
  const due = addLimit(startedAt, limit, calendar);
  if ('unknownYear' in due) return due;
  const total = budgetOf(limit);
  const receipts: Receipt[] = [];
  for (const { holder, from } of stretches) {
    const left = timeBetween(from, due.base, countOf(limit).counting, calendar);
    if (typeof left !== 'number') return left;
    receipts.push({ holder, at: from, left: Math.min(left, total), total });
  }
  return receipts;
}

/** `西长安街市场监督管理所收到时，5天只剩2.3天`. What is left is rounded down: never more than there is. */
export function receiptLine({ holder, left, total }: Receipt, limit: Limit): string {
  const [unit, word] = 'hours' in limit ? ([HOUR, '小时'] as const) : ([DAY, '天'] as const);
  const days = limit.kind === 'workingDays' ? '个工作日' : word;
  const rest = Math.floor((left / unit) * 10) / 10;
  return `${holder.name}收到时，${total / unit}${days}${left === 0 ? '已经用完' : `只剩${rest}${days}`}`;
}
