import { AppError } from '../../kernel/errors.ts';
import { LEFT_OUT_NAMES, RATE_NAMES } from '../../kernel/case-words.ts';
import type { Counts, LeftOut } from '../../kernel/case-words.ts';
import { keysOf } from '../../kernel/keys.ts';
import { contributionsOf } from '../../orders/case-facts.ts';
import type { CaseFacts } from '../../orders/case-facts.ts';
import { dateOf, dayOfDate } from '../../orders/calendar.ts';
import {
  addCounts,
  NONE_LATE,
  NOTHING,
  RATES,
  RATES_VERSION,
  ratesOf,
  rawCounts,
} from '../../orders/rates.ts';
import type { CountsByReason, LateCounts } from '../../orders/rates.ts';
import type { Profile } from '../../profile/types.ts';
import { ordersByIds } from '../../store/orders.ts';
import { casesWithin, lateBy } from '../../store/rollups.ts';
import type { CaseScope, GroupBy } from '../../store/rollups.ts';
import { OPEN_STATES } from '../../kernel/move-words.ts';
import type { Context } from '../context.ts';
import { countsBy } from './counting.ts';
import { summaryOf } from '../intake/reading.ts';
import { branchOf, isAllowed, isLetIn } from '../rights.ts';
import type { Actor } from '../types.ts';
import type { FigureGroup, Figures, FigurePart, FigureScope, FigureServices } from './figure-types.ts';

const DEFINITIONS: Figures['definitions'] = {
  version: RATES_VERSION,
  rates: keysOf(RATES).map((code) => {
    const { numerator, denominator, without } = RATES[code];
    return { code, name: RATE_NAMES[code], numerator, denominator, without };
  }),
};

/** Cases read at once when the orders behind a figure are looked for. */
const PAGE = 2000;

/** Rates and counts of any part of the cases, and the orders they are made of. */
export function createFigures(context: Context): FigureServices {
  const { store, profile, clock, names } = context;
  const figures: FigureServices['figures'] = async (actor, scope, by) => {
    const cases = scopeFor(profile, actor, scope);
    const at = clock.now();
    const { counted, late } = await store.read(async (db) => ({
      counted: await countsBy(db, cases, by),
      late: await lateBy(db, cases, by, at),
    }));
    const groups = new Map<string, Map<LeftOut, { counts: Counts; late: LateCounts }>>();
    const partOf = (key: string, leftOut: LeftOut) => {
      const parts = groups.get(key) ?? new Map<LeftOut, { counts: Counts; late: LateCounts }>();
      groups.set(key, parts);
      const part = parts.get(leftOut) ?? { counts: NOTHING, late: NONE_LATE };
      parts.set(leftOut, part);
      return { parts, part };
    };
    for (const { key, leftOut, counts } of counted) {
      const { parts, part } = partOf(key, leftOut);
      parts.set(leftOut, { ...part, counts });
    }
    for (const { key, leftOut, uncontacted, unreplied } of late) {
      const { parts, part } = partOf(key, leftOut);
      parts.set(leftOut, { ...part, late: { uncontacted, unreplied } });
    }
    const all = new Map<LeftOut, { counts: Counts; late: LateCounts }>();
    for (const parts of groups.values())
      for (const [reason, part] of parts) {
        const sum = all.get(reason) ?? { counts: NOTHING, late: NONE_LATE };
        all.set(reason, {
          counts: addCounts(sum.counts, part.counts),
          late: {
            uncontacted: sum.late.uncontacted + part.late.uncontacted,
            unreplied: sum.late.unreplied + part.late.unreplied,
          },
        });
      }
    return {
      scope,
      by,
      definitions: DEFINITIONS,
      at,
      total: groupOf('', '合计', all),
      groups:
        by === 'none'
          ? []
          : [...groups].map(([key, parts]) => groupOf(shown(by, key), nameOf(by, key), parts)),
    };
  };

  function nameOf(by: GroupBy, key: string): string {
    if (by === 'unit') return names.unit(key);
    if (by === 'issueType') return names.issueType(key);
    if (by === 'street') return key === '' ? '街道不明' : key;
    return shown(by, key);
  }

  const cases: FigureServices['cases'] = async (actor, scope, part, { after, limit }) => {
    const within = scopeFor(profile, actor, scope);
    const { ids, next } = await idsOf(within, part, after === undefined ? null : cursorOf(after), limit);
    const orders = new Map(
      (await store.read((db) => ordersByIds(db, ids))).map((order) => [order.id, order]),
    );
    const rows = ids.flatMap((id) => {
      const order = orders.get(id);
      if (order === undefined) return [];
      // Counted as every case is, and named to nobody who may not know of it.
      if (!isLetIn(actor, order)) return [];
      const summary = summaryOf(context, order, actor);
      return [isAllowed(actor, 'order.read', order) ? summary : { ...summary, excerpt: '' }];
    });
    return { rows, next };
  };

  async function idsOf(within: CaseScope, part: FigurePart, after: Cursor | null, limit: number) {
    const now = clock.now();
    const ids: string[] = [];
    // Where the next page of ids begins, and how far was read.
    let last = after;
    let read = after;
    for (;;) {
      const from: Cursor | null = read;
      const page = await store.read((db) => casesWithin(db, within, from, PAGE));
      for (const { orderId, facts } of page) {
        if (!isPartOf(facts, part, within.reach.branch, now)) continue;
        // One more is there: the next page begins after the last one of this.
        if (ids.length === limit) return { ids, next: last === null ? null : `${last.day}.${last.orderId}` };
        ids.push(orderId);
        last = { day: facts.day, orderId };
      }
      const end = page.at(-1);
      if (page.length < PAGE || end === undefined) return { ids, next: null };
      read = { day: end.facts.day, orderId: end.orderId };
    }
  }

  return { figures, cases };
}

function groupOf(key: string, name: string, parts: CountsByReason): FigureGroup {
  const leftOut = keysOf(LEFT_OUT_NAMES).flatMap((reason) => {
    const n = parts.get(reason)?.counts.received ?? 0;
    return n === 0 ? [] : [{ reason, n }];
  });
  return { key, name, ...rawCounts(parts), rates: ratesOf(parts), leftOut };
}

/** ISO months and days as keys of pages. */
function shown(by: GroupBy, key: string): string {
  if (by === 'day') return dateOf(Number(key));
  if (by !== 'month') return key;
  const month = Number(key);
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
}

/** Days, codes and streets that the store asks for. Throws `bad_field` and `forbidden`. */
export function scopeFor(profile: Profile, actor: Actor, scope: FigureScope): CaseScope {
  const reach = branchOf(actor, 'figure.read', profile, scope.unit);
  const [from, to] = [dayIn(scope.from, 'from'), dayIn(scope.to, 'to')];
  if (from >= to) throw bad('to', '结束日期须晚于开始日期');
  const { issueType, street } = scope;
  const issueTypes =
    issueType === undefined
      ? undefined
      : profile.issueTypes.flatMap(({ code }) => (code.startsWith(issueType) ? [code] : []));
  return {
    from,
    to,
    reach,
    ...(issueTypes === undefined ? {} : { issueTypes }),
    ...(street === undefined ? {} : { streets: [street] }),
  };
}

function dayIn(date: string, field: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(date) ? dayOfDate(date) : Number.NaN;
  if (Number.isNaN(day) || dateOf(day) !== date) throw bad(field, '须为日期，例如 2026-11-22');
  return day;
}

const bad = (field: string, reason: string): AppError =>
  new AppError('bad_field', { where: '统计：', field, reason });

type Cursor = { readonly day: number; readonly orderId: string };

function cursorOf(after: string): Cursor {
  const dot = after.indexOf('.');
  const day = Number(after.slice(0, dot));
  if (dot <= 0 || !Number.isInteger(day)) throw bad('after', '不是上一页给出的位置');
  return { day, orderId: after.slice(dot + 1) };
}

/** The same counting that made the sums: a figure and its orders cannot differ. */
function isPartOf(
  facts: CaseFacts,
  part: FigurePart,
  units: readonly string[] | undefined,
  now: number,
): boolean {
  let counts = NOTHING;
  for (const one of contributionsOf(facts))
    if (units === undefined || units.includes(one.unit)) counts = addCounts(counts, one.counts);
  if ('counter' in part) return facts.leftOut !== 'merged' && counts[part.counter] > 0;
  const { leftOut = '' } = part;
  if (leftOut === 'any' ? facts.leftOut === 'merged' : facts.leftOut !== leftOut) return false;
  const isHere = units === undefined || units.includes(facts.unit);
  const isLate =
    isHere &&
    facts.repliedAt === null &&
    facts.dueAt !== null &&
    facts.dueAt < now &&
    OPEN_STATES.includes(facts.state);
  const late = { unreplied: Number(isLate), uncontacted: Number(isLate && facts.contactedAt === null) };
  const [hits, n] = (RATES[part.rate].of as (counts: Counts, late: LateCounts) => readonly [number, number])(
    counts,
    late,
  );
  return part.part === 'hit' ? hits > 0 : part.part === 'miss' ? n > hits : n > 0;
}
