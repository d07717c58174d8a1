import { DAY, HOUR, dateOf, dayOf, dayOfDate, startOfDay } from './calendar.ts';
import type { WorkCalendar } from './calendar.ts';
import { PURPOSE_NAMES } from './clock-types.ts';
import type { Limit } from './clock-types.ts';
import { CLOCK_STATE_NAMES } from './clocks.ts';
import type { ClockView } from './clocks.ts';
import { countOf, piecesBetween } from './work-time.ts';
import type { Count, Piece, PieceReason } from './work-time.ts';

/** One stretch of a clock. `late`: after the deadline. */
export type TracePiece = Omit<Piece, 'reason'> & {
  readonly reason: PieceReason | 'unknownYear';
  readonly late: boolean;
};

const REASONS: Readonly<Record<TracePiece['reason'], string>> = {
  counted: '计入',
  makeUp: '调休上班',
  startDay: '起算当日不计入',
  weekend: '周末',
  holiday: '节假日',
  outsideHours: '非办公时间',
  paused: '暂停',
  lastDayMoved: '末日遇节假日顺延',
  unknownYear: '日历中没有这一年',
};

const NATURAL: Count = { counting: { kind: 'natural' }, wholeDays: false };

/**
 * Every stretch from the start of a clock until it was met, or until now, counted or not, with the reason: gap-free,
 * and in sum exactly the time that went by. Empty before the start. What lies in a year that the calendar does not
 * know is one last stretch that says so.
 */
export function traceOf(view: ClockView, calendar: WorkCalendar): TracePiece[] {
  const { policy, startedAt, pauses, dueAt, baseDueAt } = view;
  if (startedAt === null) return [];
  const to = view.metAt ?? view.asOf;
  const count = policy.limit === null ? NATURAL : countOf(policy.limit);
  const all = piecesBetween(startedAt, to, count, calendar, pauses);
  let pieces: TracePiece[];
  if ('unknownYear' in all) {
    const from = Math.max(startedAt, startOfDay(dayOfDate(`${all.unknownYear}-01-01`)));
    const known = piecesBetween(startedAt, from, count, calendar, pauses);
    const rest = { from, to, counted: false, reason: 'unknownYear', name: null, late: false } as const;
    pieces = [...('unknownYear' in known ? [] : known.map((piece) => ({ ...piece, late: false }))), rest];
  } else pieces = all.map((piece) => ({ ...piece, late: false }));
  if (typeof dueAt !== 'number') return pieces;
  pieces = splitAt(pieces, dueAt, (piece) => ({ ...piece, late: true }));
  if (baseDueAt === null || baseDueAt === dueAt) return pieces;
  const moved = splitAt(pieces, baseDueAt, (piece) =>
    piece.late ? piece : { ...piece, counted: false, reason: 'lastDayMoved', name: null },
  );
  return moved;
}

/** Cuts the piece that holds a moment in two, and changes every piece after it. */
function splitAt(
  pieces: readonly TracePiece[],
  at: number,
  change: (piece: TracePiece) => TracePiece,
): TracePiece[] {
  return pieces.flatMap((piece) => {
    if (piece.to <= at) return [piece];
    if (piece.from >= at) return [change(piece)];
    return [{ ...piece, to: at }, change({ ...piece, from: at })];
  });
}

/** `2026-09-28 09:12`, in Beijing; seconds and milliseconds where there are any. An end at 0:00 reads 24:00. */
export function momentText(ms: number, end = false): string {
  const midnight = end && ms === startOfDay(dayOf(ms));
  const day = midnight ? dayOf(ms) - 1 : dayOf(ms);
  return `${dateOf(day)} ${midnight ? '24:00' : clockText(ms - startOfDay(day))}`;
}

function clockText(ms: number): string {
  const text = new Date(ms).toISOString().slice(11, 23);
  return ms % 60_000 === 0 ? text.slice(0, 5) : ms % 1000 === 0 ? text.slice(0, 8) : text;
}

/** `2天3小时48分`, with seconds and milliseconds where there are any: exact. */
export function durationText(ms: number): string {
  const parts = [
    [Math.floor(ms / DAY), '天'],
    [Math.floor(ms / HOUR) % 24, '小时'],
    [Math.floor(ms / 60_000) % 60, '分'],
    [Math.floor(ms / 1000) % 60, '秒'],
    [ms % 1000, '毫秒'],
  ] as const;
  const text = parts.map(([n, word]) => (n === 0 ? '' : `${n}${word}`)).join('');
  return text === '' ? '0分' : text;
}

const UNITS: Readonly<Record<Limit['kind'], string>> = {
  elapsed: '小时',
  naturalDays: '个自然日',
  workingDays: '个工作日',
  workingHours: '个工作小时',
};

/** `5个自然日（120小时）`, `15个工作日`, `1小时`. */
export function limitText(limit: Limit | null): string {
  if (limit === null) return '不设时限';
  const exact = limit.kind === 'naturalDays' && limit.exact ? `（${limit.days * 24}小时）` : '';
  return `${'hours' in limit ? limit.hours : limit.days}${UNITS[limit.kind]}${exact}`;
}

function pieceLine({ from, to, counted, reason, name, late }: TracePiece): string {
  const word = REASONS[reason];
  const why =
    reason === 'paused'
      ? (name ?? word)
      : reason === 'counted'
        ? ''
        : `${word}${name === null ? '' : `，${name}`}`;
  const verdict = `${counted ? '计入' : '不计'}${why === '' ? '' : `（${why}）`}`;
  return `${momentText(from)} 至 ${momentText(to, true)}　${verdict}　${durationText(to - from)}${late ? '　已过时限' : ''}`;
}

/**
 * A clock for print: the rule and its basis, where it began, every stretch, the sums, the deadline. `names` are the
 * Chinese names of kinds of event.
 */
export function traceLines(
  view: ClockView,
  calendar: WorkCalendar,
  names: Readonly<Record<string, string>> = {},
): string[] {
  const { policy, startedAt, dueAt } = view;
  const { basis } = policy;
  const unit = policy.limit === null ? '' : UNITS[policy.limit.kind];
  const law = basis.law === undefined ? '' : `《${basis.law}》${basis.article ?? ''}：`;
  const lines = [
    `${policy.name}（${PURPOSE_NAMES[policy.purpose]}）：${limitText(policy.limit)}`,
    `依据：${law}${basis.text}${basis.unverified ? '（原文未收录，引用前须核对）' : ''}`,
  ];
  if (policy.disabled) lines.push('本条没有施行，仅供对照');
  if (startedAt === null) return [...lines, '尚未起算'];
  const begun = view.startedBy === null ? '' : (names[view.startedBy] ?? view.startedBy);
  lines.push(`起算：${momentText(startedAt)}　${begun}`);
  const pieces = traceOf(view, calendar);
  lines.push(...pieces.map(pieceLine));
  const sum = (chosen: readonly TracePiece[]): number =>
    chosen.reduce((all, { from, to }) => all + to - from, 0);
  lines.push(
    `历时${durationText(sum(pieces))}，计入${durationText(sum(pieces.filter(({ counted }) => counted)))}，` +
      `不计${durationText(sum(pieces.filter(({ counted }) => !counted)))}`,
  );
  for (const { at, amount, until, refused } of view.extensions) {
    const much = until !== null ? `至${momentText(until, true)}` : amount === null ? '' : `${amount}${unit}`;
    lines.push(`延期：${momentText(at)}　${much}${refused === null ? '' : `　不计入（${refused}）`}`);
  }
  if (dueAt !== null) {
    lines.push(
      typeof dueAt === 'number'
        ? `到期：${momentText(dueAt, true)}${view.unsettled ? '（次年放假通知发布前，12月末几天可能变动）' : ''}`
        : `到期：日历中没有${dueAt.unknownYear}年，无法计算`,
    );
  }
  if (view.metAt !== null)
    lines.push(`完成：${momentText(view.metAt)}　${names[view.stoppedBy ?? ''] ?? ''}`);
  if (view.clockMovedBack) lines.push('有事件的时间早于前一事件，按前一事件的时间计');
  lines.push(`状态：${CLOCK_STATE_NAMES[view.state]}${view.over ? `，超过${durationText(view.over)}` : ''}`);
  return lines;
}
