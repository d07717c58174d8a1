import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';
import { closeAfterFile } from './closing.ts';

const ROOT = join(import.meta.dirname, '../..');
// Inside the tree, so that packages are found from there.
const OUT = join(ROOT, 'node_modules/.cache/jiesu-test');

/** Files find what lies beside them as they do unbundled. */
const ownPlaces: Plugin = {
  name: 'own places',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/(?:src|test)\/.*\.tsx?$/ }, ({ path }) => ({
      loader: path.endsWith('x') ? 'tsx' : 'ts',
      contents: readFileSync(path, 'utf8')
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path))),
    })),
};

const programs = new Map<string, Promise<string>>();

/**
 * A program of the tests (a path from the root) with all it imports of this tree in one file of JavaScript; the path of that. It
 * starts in a third of the time it takes through tsx.
 */
export function childProgram(entry: string): Promise<string> {
  const known = programs.get(entry);
  if (known !== undefined) return known;
  const made = bundle(entry);
  programs.set(entry, made);
  return made;
}

async function bundle(entry: string): Promise<string> {
  mkdirSync(OUT, { recursive: true });
  // Each worker has its own: another may be made of sources that have changed meanwhile.
  const file = join(OUT, `${basename(entry, '.ts')}-${process.pid}.mjs`);
  closeAfterFile(() => {
    programs.delete(entry);
    rmSync(file, { force: true });
  });
  await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    logLevel: 'warning',
    plugins: [ownPlaces],
  });
  return file;
}

export type Ending = {
  readonly killed: boolean;
  /** What it said; a line cut short by the kill is left out. */
  readonly lines: readonly string[];
};

/**
 * Runs such a program and kills it without warning `delay` milliseconds after `enough` is true of the lines it has said.
 * One that ends by itself before is told from that; one that fails rejects.
 */
export async function runAndKill(
  entry: string,
  args: readonly string[],
  enough: (lines: readonly string[]) => boolean,
  delay = 0,
): Promise<Ending> {
  const child = spawn(process.execPath, [await childProgram(entry), ...args], { cwd: ROOT });
  return await new Promise((resolve, reject) => {
    const lines: string[] = [];
    let [begun, complaint, armed] = ['', '', true];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = `${begun}${chunk}`.split('\n');
      begun = parts.pop() ?? '';
      lines.push(...parts);
      if (!armed || !enough(lines)) return;
      armed = false;
      if (delay === 0) child.kill('SIGKILL');
      else setTimeout(() => child.kill('SIGKILL'), delay);
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (complaint += chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL' || code === 0) resolve({ killed: signal === 'SIGKILL', lines });
      else
        reject(
          new Error(`${entry} ended with ${code ?? signal}:\n${complaint || lines.join('\n').slice(-500)}`),
        );
    });
  });
}

/** The lines of a program that goes on for ever, killed `delay` milliseconds after so many. */
export async function linesUntilKilled(
  entry: string,
  args: readonly string[],
  count: number,
  delay = 0,
): Promise<readonly string[]> {
  const { killed, lines } = await runAndKill(entry, args, ({ length }) => length >= count, delay);
  if (!killed) throw new Error(`${entry} ended by itself:\n${lines.slice(-10).join('\n')}`);
  return lines;
}
