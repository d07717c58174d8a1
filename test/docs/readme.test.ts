import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { README, askAsReadme, exampleBlock, shortened } from '../../docs/readme-example.ts';
import { commandNames, loadCommand } from '../../src/cli/main-cli.ts';

const ROOT = dirname(README);
const FILES = ['README.md', 'README.zh-CN.md', 'docs/architecture.md', 'docs/glossary.md', 'bench/README.md'];
const texts = new Map<string, string>();

beforeAll(async () => {
  for (const name of FILES) texts.set(name, await readFile(join(ROOT, name), 'utf8'));
});
const text = (name: string): string => texts.get(name) ?? '';

/** Confidences apart: they move with every retraining, the rest of the example does not. */
function withoutConfidence(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, part: unknown) => (key === 'confidence' ? undefined : part)));
}

describe('README', () => {
  it.each(['README.md', 'README.zh-CN.md'])('%s shows the two commands', (name) => {
    expect(text(name)).toContain('npm ci && npm start');
    expect(text(name)).toContain('npm ci && npm test');
  });

  it.each(['README.md', 'README.zh-CN.md'])('%s calls only commands and options there are', async (name) => {
    const lines = text(name).match(/^npx jiesu .*$/gm) ?? [];
    expect(lines.length).toBeGreaterThanOrEqual(5);
    for (const line of lines) {
      const words = line.replace(/#.*$/, '').trim().split(/\s+/).slice(2);
      expect(commandNames()).toContain(words[0]);
      const { options } = await loadCommand(words[0] ?? '');
      const used = words.filter((word) => word.startsWith('--')).map((word) => word.slice(2));
      expect(Object.keys(options)).toEqual(expect.arrayContaining(used));
    }
  });

  it.each(FILES)('%s links only to files there are', (name) => {
    const links = [...text(name).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !existsSync(join(ROOT, dirname(name), link)))).toEqual([]);
  });

  it('runs only scripts and files there are', async () => {
    const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const all = FILES.map(text).join('\n');
    const run = [...all.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1] ?? '');
    expect(run.filter((name) => !(name in scripts))).toEqual([]);
    const files = [...all.matchAll(/npx tsx ([\w./-]+\.ts)/g)].map((match) => match[1] ?? '');
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('shows the answer that its request gets', async () => {
    const shown = JSON.parse(exampleBlock(text('README.md'), 'answer')) as ReturnType<typeof shortened>;
    const real = shortened(await askAsReadme(text('README.md')));
    expect(withoutConfidence(shown)).toEqual(withoutConfidence(real));
    expect(Math.abs(shown.issueType.confidence - real.issueType.confidence)).toBeLessThan(0.1);
    expect(Math.abs(shown.unit.confidence - real.unit.confidence)).toBeLessThan(0.1);
  });
});
