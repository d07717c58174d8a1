/** Beijing has no daylight saving time: a fixed offset is exact. */
const BEIJING_MS = 8 * 3_600_000;
const MINUTE = 60_000;

const iso = (ms: number): string => new Date(ms + BEIJING_MS).toISOString();

/** `2026-11-22 09:41`, Beijing time, from UTC milliseconds. */
export const dateTime = (ms: number): string => `${iso(ms).slice(0, 10)} ${iso(ms).slice(11, 16)}`;

/** `11-22 09:41`, Beijing time; with its year where that is not the year of `now`. */
export function shortTime(ms: number, now: number): string {
  return iso(ms).slice(0, 4) === iso(now).slice(0, 4) ? dateTime(ms).slice(5) : dateTime(ms);
}

/** The same for a deadline: the end of a day reads 24:00 of that day. */
export function dueTime(ms: number, now: number): string {
  const ends = iso(ms).slice(11, 19) === '00:00:00';
  return ends ? shortTime(ms - MINUTE, now).replace('23:59', '24:00') : shortTime(ms, now);
}

/** `2026-11-22T09:41:00+08:00`, Beijing time, for `<time datetime>` and the API. */
export const isoTime = (ms: number): string => `${iso(ms).slice(0, 19)}+08:00`;

/** ISO day in Beijing. */
export const isoDay = (ms: number): string => iso(ms).slice(0, 10);

/** `3月5日`, Beijing time, as a letter to a citizen says it. */
export function spokenDay(ms: number): string {
  const day = isoDay(ms);
  return `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;
}

/** How long something has waited: `8 分`, `3 小时 5 分`, `4 天`. Below a minute, or in the future: `刚刚`. */
export function waited(from: number, now: number): string {
  const minutes = Math.floor((now - from) / MINUTE);
  if (minutes < 1) return '刚刚';
  if (minutes < 60) return `${minutes} 分`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} 小时` : `${hours} 小时 ${minutes % 60} 分`;
  return `${Math.floor(hours / 24)} 天`;
}

/** How long something has been so: `已 3 小时 5 分`; below a minute `刚刚`. */
export const sinceWords = (from: number, now: number): string =>
  now - from < MINUTE ? '刚刚' : `已 ${waited(from, now)}`;

/** How long something lasts: `8 分`, `3 小时 5 分`, `2 天 4 小时`. Below a minute: `不到 1 分`. */
export function span(ms: number): string {
  const minutes = Math.floor(ms / MINUTE);
  const parts = (big: number, word: string, small: number, smallWord: string): string =>
    small === 0 ? `${big} ${word}` : `${big} ${word} ${small} ${smallWord}`;
  if (minutes < 1) return '不到 1 分';
  if (minutes < 60) return `${minutes} 分`;
  const hours = Math.floor(minutes / 60);
  return hours < 24
    ? parts(hours, '小时', minutes % 60, '分')
    : parts(Math.floor(hours / 24), '天', hours % 24, '小时');
}

/** The same to the millisecond, so that parts are seen to sum: `2天3小时48分`, `5秒120毫秒`. */
export function exactSpan(ms: number): string {
  const parts = [
    [Math.floor(ms / 86_400_000), '天'],
    [Math.floor(ms / 3_600_000) % 24, '小时'],
    [Math.floor(ms / MINUTE) % 60, '分'],
    [Math.floor(ms / 1000) % 60, '秒'],
    [ms % 1000, '毫秒'],
  ] as const;
  const words = parts.map(([n, word]) => (n === 0 ? '' : `${n}${word}`)).join('');
  return words === '' ? '0分' : words;
}

/** `2026-11-22T09:41`, Beijing time, for a field of date and time. */
export const fieldTime = (ms: number): string => iso(ms).slice(0, 16);

/**
 * A probability as a whole per cent. Never rounded up to certainty: 0.996 reads 99%, only 1 itself 100%;
 * nor down to impossibility: below half a per cent it reads <1%.
 */
export function percent(p: number): string {
  if (p >= 1) return '100%';
  if (p <= 0) return '0%';
  return p < 0.005 ? '<1%' : `${Math.min(99, Math.round(p * 100))}%`;
}

/** A share to a tenth of a percent, as rates are published: `96.2%`. */
export const tenths = (share: number): string => `${(share * 100).toFixed(1)}%`;
