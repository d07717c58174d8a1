const BEIJING_MS = 8 * 3_600_000;

/** `2026-11-22 09:41:05`, Beijing time, with its milliseconds where there are any: what a table of orders holds. */
export function localTime(ms: number): string {
  const iso = new Date(ms + BEIJING_MS).toISOString();
  const part = iso.slice(19, 23);
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${part === '.000' ? '' : part}`;
}

/**
 * The same as a spreadsheet counts: days since the end of 1899, Beijing time. All its digits are written, so that a reader
 * can tell a moment from a number that was cut short; the last one is rounded up (a microsecond at most), for readers that
 * cut milliseconds off.
 */
export const serialOf = (ms: number): string => ((ms + BEIJING_MS) / 86_400_000 + 25_569 + 1e-11).toFixed(11);
