import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const PURE = ['text', 'learn', 'triage', 'knowledge', 'orders', 'insight'];
/** Loads the native dictionary; the one exception among the pure rooms. */
const IMPURE_BY_DESIGN = new Set(['src/text/segment.ts']);
/** A scan that silently sees no files must not pass. */
const LEAST_FILES = 60;

const files = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return { name: relative(ROOT, path), source: readFileSync(path, 'utf8') };
  });
const pure = files.filter(
  ({ name }) => PURE.includes(name.split('/')[1] ?? '') && !IMPURE_BY_DESIGN.has(name),
);

/** Code without comments and string contents, so that prose cannot trip the scan. */
function code(source: string): string {
  return source
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '$1')
    .replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, "''");
}

function imports(source: string): string[] {
  const found = source.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?\bfrom\s*'([^']+)'|\bimport\s*\(?\s*'([^']+)'/g,
  );
  return [...found].map((match) => match[1] ?? match[2] ?? '');
}

function breaking(scanned: typeof files, pattern: RegExp): string[] {
  return scanned.filter(({ source }) => pattern.test(code(source))).map(({ name }) => name);
}

describe('architecture', () => {
  it('sees the sources', () => {
    expect(files.length).toBeGreaterThanOrEqual(LEAST_FILES);
    expect(new Set(pure.map(({ name }) => name.split('/')[1])).size).toBeGreaterThanOrEqual(4);
    expect(files.flatMap(({ source }) => imports(source)).length).toBeGreaterThan(files.length);
  });

  it('keeps files under 400 lines', () => {
    expect(files.filter(({ source }) => source.split('\n').length > 401).map(({ name }) => name)).toEqual([]);
  });

  it('keeps hooks out of what tests share: it is loaded once for all the files a worker runs', () => {
    const names = readdirSync(join(ROOT, 'test/support'));
    expect(names.length).toBeGreaterThan(20);
    const hook = /\b(?:before|after)(?:Each|All)\(/;
    const hooked = names.filter((name) =>
      hook.test(code(readFileSync(join(ROOT, 'test/support', name), 'utf8'))),
    );
    expect(hooked).toEqual([]);
  });

  it('keeps clocks, chance and the process out of the pure rooms', () => {
    expect(
      breaking(pure, /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\b|\bglobalThis\b/),
    ).toEqual([]);
    expect(breaking(pure, /\basync\b|\bawait\b|\bsetTimeout\b|\bfetch\(/)).toEqual([]);
  });

  it('keeps files, network and other programs out of the pure rooms', () => {
    const bad = pure.filter(({ source }) => imports(source).some((name) => name.startsWith('node:')));
    expect(bad.map(({ name }) => name)).toEqual([]);
  });

  it('lets each room import only what its place in the house allows', () => {
    const below: Record<string, string[]> = {
      kernel: [],
      text: [],
      learn: [],
      triage: ['text', 'learn'],
      knowledge: ['text', 'learn'],
      orders: [],
      insight: ['orders', 'text'],
      profile: ['triage', 'knowledge', 'orders'],
      store: ['text', 'triage', 'knowledge', 'orders'],
      web: ['app'],
    };
    const wrong = files.flatMap(({ name, source }) => {
      const room = name.split('/')[1] ?? '';
      const allowed = below[room];
      if (allowed === undefined) return [];
      return imports(source)
        .filter((target) => target.startsWith('.'))
        .map((target) => relative(join(ROOT, 'src'), join(ROOT, name, '..', target)).split('/')[0] ?? '')
        .filter((target) => ![room, 'kernel', ...allowed].includes(target))
        .map((target) => `${name} -> ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('has no enums, no default exports and no imports without extension', () => {
    expect(breaking(files, /(?:^|\n)\s*(?:export\s+)?(?:const\s+)?enum\s/)).toEqual([]);
    expect(breaking(files, /\bexport\s+default\b/)).toEqual([]);
    const bare = files.flatMap(({ name, source }) =>
      imports(source)
        .filter((target) => target.startsWith('.') && !/\.(?:tsx?|js|json)$/.test(target))
        .map((target) => `${name} -> ${target}`),
    );
    expect(bare).toEqual([]);
  });
});

it('what a right is proved by is made by the checks alone', () => {
  const makers = breaking(files, /\bas (?:unknown as )?(?:Reach|Permitted|Branch|Authorized)\b/);
  expect(makers).toEqual(['src/app/rights.ts']);
});
