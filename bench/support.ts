import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');
export const CLI = join(ROOT, 'src/cli/bin.js');
export const ORDERS = join(ROOT, 'data/orders');

export type Run = { readonly seconds: number; readonly peakMb: number | null; readonly stdout: string };

/** Largest resident set so far of a process in MB; null where /proc is absent (not Linux) or it has ended. */
export const peakMb = (pid: number): number | null => statusMb(pid, 'VmHWM');

/** Resident set of a process now in MB; null as for `peakMb`. */
export const residentMb = (pid: number): number | null => statusMb(pid, 'VmRSS');

function statusMb(pid: number, field: string): number | null {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return null;
  const match = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(status, 'utf8'));
  return match === null ? null : Math.round(Number(match[1]) / 1024);
}

/** Runs a program to its end; throws with its standard error when it fails. */
export async function timed(program: string, args: readonly string[]): Promise<Run> {
  const started = performance.now();
  const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  let peak: number | null = null;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const watch = setInterval(() => (peak = (child.pid === undefined ? null : peakMb(child.pid)) ?? peak), 50);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  }).finally(() => clearInterval(watch));
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${stderr}`);
  return { seconds: (performance.now() - started) / 1000, peakMb: peak, stdout };
}

/** The labelled orders a shipped model is made of. */
export function labelledFiles(): string[] {
  const names = readdirSync(ORDERS).filter((name) => /^(train|sweep|written)-.*\.jsonl$/.test(name));
  return names.sort().map((name) => join(ORDERS, name));
}

export type Sample = { readonly id: string; readonly text: string; readonly form?: string };

/** The full orders shipped for training (not the short ones): texts of the length a hotline sees. */
export function sampleOrders(): Sample[] {
  return readdirSync(ORDERS)
    .filter((name) => /^train-.*\.jsonl$/.test(name))
    .sort()
    .flatMap((name) => readFileSync(join(ORDERS, name), 'utf8').split('\n').filter(Boolean))
    .map((line) => JSON.parse(line) as Sample);
}

export async function inTemporaryFolder<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'jiesu-bench-'));
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The value at a share of all: `percentile(times, 0.95)`. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** One figure, one line of JSON on standard output. */
export function report(figures: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
