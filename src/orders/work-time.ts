import { DAY, HOUR, dayOf, startOfDay } from './calendar.ts';
import type { WorkCalendar } from './calendar.ts';
import type { Counting, Interval, Limit, UnknownYear } from './clock-types.ts';

const MINUTE = 60_000;

/** Why a stretch of time counts or not. */
export type PieceReason =
  'counted' | 'makeUp' | 'startDay' | 'weekend' | 'holiday' | 'outsideHours' | 'paused' | 'lastDayMoved';

/** A stretch of time, counted or not. `name`: of the holiday, or the reason of the pause. */
export type Piece = Interval & {
  readonly counted: boolean;
  readonly reason: PieceReason;
  readonly name: string | null;
};

/** A stretch that a pause takes out of the count. Stretches are sorted and apart. */
export type Pause = Interval & { readonly reason: string };

/**
 * How to count. `wholeDays`: by days, the day of the event not counted; a pause then takes out the days after the
 * one on which it begins up to and with the one on which it ends (the same rule: the day of an event stays as it is).
 */
export type Count = { readonly counting: Counting; readonly wholeDays: boolean };

/** How the time of a limit is counted. */
export function countOf(limit: Limit): Count {
  switch (limit.kind) {
    case 'elapsed':
      return { counting: { kind: 'natural' }, wholeDays: false };
    case 'naturalDays':
      return { counting: { kind: 'natural' }, wholeDays: !limit.exact };
    case 'workingDays':
      return { counting: { kind: 'workdays' }, wholeDays: true };
    case 'workingHours':
      return { counting: { kind: 'officeHours', periods: limit.periods }, wholeDays: false };
  }
}

/** Milliseconds that have to be counted until a limit is used up. */
export function budgetOf(limit: Limit): number {
  return Math.round('hours' in limit ? limit.hours * HOUR : limit.days * DAY);
}

/** The pieces of one Beijing day before pauses, or the year that is not known. */
function piecesOfDay(day: number, counting: Counting, calendar: WorkCalendar): Piece[] | UnknownYear {
  const from = startOfDay(day);
  const to = startOfDay(day + 1);
  if (counting.kind === 'natural') return [{ from, to, counted: true, reason: 'counted', name: null }];
  const nature = calendar.natureOf(day);
  if ('unknownYear' in nature) return nature;
  const { name } = nature;
  if (!nature.workday) {
    return [{ from, to, counted: false, reason: nature.nature === 'holiday' ? 'holiday' : 'weekend', name }];
  }
  const reason = nature.nature === 'makeUp' ? 'makeUp' : 'counted';
  if (counting.kind === 'workdays') return [{ from, to, counted: true, reason, name }];
  const pieces: Piece[] = [];
  let at = from;
  const outside = (until: number): void => {
    if (at < until) pieces.push({ from: at, to: until, counted: false, reason: 'outsideHours', name: null });
  };
  for (const period of counting.periods) {
    const opens = from + period.from * MINUTE;
    outside(opens);
    at = from + period.to * MINUTE;
    pieces.push({ from: opens, to: at, counted: true, reason, name });
  }
  outside(to);
  return pieces;
}

/** A piece without the pauses within it, and these, in order. */
function cut(piece: Piece, pauses: readonly Pause[]): Piece[] {
  const parts: Piece[] = [];
  let at = piece.from;
  for (const pause of pauses) {
    if (pause.to <= at) continue;
    if (pause.from >= piece.to) break;
    const from = Math.max(pause.from, at);
    const to = Math.min(pause.to, piece.to);
    if (at < from) parts.push({ ...piece, from: at, to: from });
    parts.push({ from, to, counted: false, reason: 'paused', name: pause.reason });
    at = to;
  }
  if (at < piece.to) parts.push({ ...piece, from: at });
  return parts;
}

/**
 * Every piece from a moment on, without gaps, day by day and without end; returns the first year that is not known.
 * A day on which a pause by whole days or the day of the event leaves nothing to count is not looked up.
 */
function* piecesFrom(
  start: number,
  { counting, wholeDays }: Count,
  calendar: WorkCalendar,
  pauses: readonly Pause[],
): Generator<Piece, UnknownYear> {
  const first = dayOf(start);
  for (let day = first; ; day++) {
    const from = Math.max(start, startOfDay(day));
    const to = startOfDay(day + 1);
    if (wholeDays && day === first) {
      yield { from, to, counted: false, reason: 'startDay', name: null };
      continue;
    }
    const paused = wholeDays && pauses.find((pause) => dayOf(pause.from) < day && day <= dayOf(pause.to));
    if (paused) {
      yield { from, to, counted: false, reason: 'paused', name: paused.reason };
      continue;
    }
    const pieces = piecesOfDay(day, counting, calendar);
    if ('unknownYear' in pieces) return pieces;
    for (const piece of pieces) {
      if (piece.to <= from) continue;
      const rest = piece.from < from ? { ...piece, from } : piece;
      if (wholeDays) yield rest;
      else yield* cut(rest, pauses);
    }
  }
}

/**
 * The pieces between two moments, half-open, without gaps; neighbours alike are one. Nothing where `to` is not after
 * `from`. Answers the year that is not known where one is needed.
 */
export function piecesBetween(
  from: number,
  to: number,
  count: Count,
  calendar: WorkCalendar,
  pauses: readonly Pause[] = [],
): Piece[] | UnknownYear {
  const pieces: Piece[] = [];
  if (to <= from) return pieces;
  const source = piecesFrom(from, count, calendar, pauses);
  for (;;) {
    const step = source.next();
    if (step.done) return step.value;
    const piece = step.value;
    const clipped = piece.to > to ? { ...piece, to } : piece;
    const last = pieces.at(-1);
    if (last !== undefined && last.reason === clipped.reason && last.name === clipped.name)
      pieces[pieces.length - 1] = { ...last, to: clipped.to };
    else pieces.push(clipped);
    if (clipped.to === to) return pieces;
  }
}

/** The stretches between two moments that count; neighbours are one. */
export function countedIntervals(
  from: number,
  to: number,
  counting: Counting,
  calendar: WorkCalendar,
): Interval[] | UnknownYear {
  const pieces = piecesBetween(from, to, { counting, wholeDays: false }, calendar);
  if ('unknownYear' in pieces) return pieces;
  const intervals: Interval[] = [];
  for (const piece of pieces) {
    if (!piece.counted) continue;
    const last = intervals.at(-1);
    if (last?.to === piece.from) intervals[intervals.length - 1] = { from: last.from, to: piece.to };
    else intervals.push({ from: piece.from, to: piece.to });
  }
  return intervals;
}

/** Counted milliseconds between two moments; 0 where `to` is not after `from`. */
export function timeBetween(
  from: number,
  to: number,
  counting: Counting,
  calendar: WorkCalendar,
): number | UnknownYear {
  if (counting.kind === 'natural') return Math.max(0, to - from);
  const intervals = countedIntervals(from, to, counting, calendar);
  return 'unknownYear' in intervals
    ? intervals
    : intervals.reduce((sum, interval) => sum + interval.to - interval.from, 0);
}

/**
 * When a limit that begins at `start` is used up: the first moment at which its whole time has been counted, pauses
 * left out, and then the move of a last day on a holiday where the limit has it. `base` is the moment before that
 * move. An act at that very moment is still in time.
 */
export function addLimit(
  start: number,
  limit: Limit,
  calendar: WorkCalendar,
  pauses: readonly Pause[] = [],
): { readonly at: number; readonly base: number } | UnknownYear {
  let left = budgetOf(limit);
  const { counting, wholeDays } = countOf(limit);
  if (counting.kind === 'natural' && pauses.length === 0)
    return endOf(limit, (wholeDays ? startOfDay(dayOf(start) + 1) : start) + left, calendar);
  const source = piecesFrom(start, countOf(limit), calendar, pauses);
  for (;;) {
    const step = source.next();
    if (step.done) return step.value;
    const piece = step.value;
    if (!piece.counted) continue;
    if (left <= piece.to - piece.from) return endOf(limit, piece.from + left, calendar);
    left -= piece.to - piece.from;
  }
}

/** A last day on a holiday moves where the limit has it. */
function endOf(
  limit: Limit,
  base: number,
  calendar: WorkCalendar,
): { readonly at: number; readonly base: number } | UnknownYear {
  const moves = limit.kind === 'naturalDays' && !limit.exact ? limit.lastDayMoves : 'no';
  const at = moves === 'no' ? base : moved(base, moves, calendar);
  return typeof at === 'number' ? { at, base } : at;
}

/** The end of the day to which a last day moves; `end` is 24:00 of that last day. */
function moved(end: number, moves: 'holiday' | 'dayOff', calendar: WorkCalendar): number | UnknownYear {
  for (let day = dayOf(end) - 1; ; day++) {
    const nature = calendar.natureOf(day);
    if ('unknownYear' in nature) return nature;
    if (moves === 'holiday' ? nature.nature !== 'holiday' : nature.workday) return startOfDay(day + 1);
  }
}
