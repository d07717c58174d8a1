import type { Io } from './command.ts';

const WIDTH = 24;
const REDRAW_MS = 100;

export type Progress = {
  /** Work done so far; `total` null where it is not known. */
  readonly update: (done: number, total: number | null) => void;
  /** Takes the bar away, so that what follows starts on a clean line. */
  readonly end: () => void;
};

/** The bar as text: `训练 ████░░░░ 45% 90/200 剩余约 12 秒`. Pure, for tests. */
export function renderProgress(label: string, done: number, total: number | null, elapsedMs: number): string {
  if (total === null || total <= 0) return `${label} ${done}`;
  const share = Math.min(1, done / total);
  const full = Math.round(share * WIDTH);
  const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
  const left = share > 0 && share < 1 ? Math.ceil((elapsedMs / share - elapsedMs) / 1000) : null;
  const rest = left === null ? '' : ` 剩余约 ${left} 秒`;
  return `${label} ${bar} ${Math.floor(share * 100)}% ${done}/${total}${rest}`;
}

/** A progress bar on standard error; silent when `quiet` or when standard error is no terminal. */
export function startProgress(
  io: Pick<Io, 'err' | 'errIsTerminal'>,
  label: string,
  options: { readonly quiet?: boolean; readonly now?: () => number } = {},
): Progress {
  if (options.quiet === true || !io.errIsTerminal) return { update: () => {}, end: () => {} };
  const now = options.now ?? Date.now;
  const started = now();
  let drawn = -Infinity;
  return {
    update: (done, total) => {
      const at = now();
      if (at - drawn < REDRAW_MS && done !== total) return;
      drawn = at;
      io.err(`\r\x1b[2K${renderProgress(label, done, total, at - started)}`);
    },
    end: () => io.err('\r\x1b[2K'),
  };
}
