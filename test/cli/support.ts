import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Io } from '../../src/cli/command.ts';
import { partsOf } from '../support/shipped.ts';

export const BIN = join(import.meta.dirname, '../../src/cli/bin.js');

export type Ended = { readonly code: number; readonly out: string; readonly err: string };

/** Runs `jiesu` as a person would, in a process of its own. */
export async function jiesu(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Record<string, string>; readonly input?: string } = {},
): Promise<Ended> {
  return await new Promise((resolve) => {
    const env = { ...process.env, ...options.env };
    const child = execFile(
      process.execPath,
      [BIN, ...args],
      { cwd: options.cwd, env, maxBuffer: 64 << 20 },
      (error, out, err) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
    );
    child.stdin?.end(options.input ?? '');
  });
}

/** A process to write to, for commands run in this one. */
export function recordingIo(
  input = '',
  env: Io['env'] = {},
): { io: Io; out: () => string; err: () => string } {
  let out = '';
  let err = '';
  const io: Io = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    input: async function* () {
      if (input !== '') yield new TextEncoder().encode(input);
    },
    // No encoder unless a test names one.
    env: { JIESU_ENCODER: 'off', ...env },
    errIsTerminal: false,
    parts: partsOf,
  };
  return { io, out: () => out, err: () => err };
}
