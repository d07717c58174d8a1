import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RIGHT_REASONS } from '../../src/app/dispatch/right-words.ts';
import { loadHandbook } from '../../src/http/handbook.ts';
import { FAULTS } from '../../src/knowledge/reply-faults/fault.ts';
import { REASONS } from '../../src/triage/reason-codes.ts';
import { URGENCY_SIGNS } from '../../src/triage/urgency-words.ts';
import { VERDICT } from '../../src/web/labels.ts';
import type { Block } from '../../src/web/markdown.ts';
import { blockText } from '../../src/web/markdown.ts';

const chapters = loadHandbook();
const sections = chapters.flatMap(({ sections: all }) => all);
const anchors = new Set([
  ...sections.map(({ id }) => id),
  ...sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === 'heading' ? [block.id] : [])),
  ),
]);

/** Codes that head a row of a table in a section, with the words of the row behind them. */
function explained(...ids: readonly string[]): Map<string, string> {
  const rows = sections
    .filter(({ id }) => ids.includes(id))
    .flatMap(({ blocks }) => blocks)
    .flatMap((block: Block) => (block.kind === 'table' ? block.rows : []));
  return new Map(
    rows.flatMap(([first, ...rest]) => {
      const code = first?.[0];
      if (code?.kind !== 'code') return [];
      return [[code.text, rest.map((cell) => cell.map(({ text }) => text).join('')).join(' ')] as const];
    }),
  );
}

const REASON_SECTIONS = ['reasons-ground', 'reasons-doubt', 'reasons-confidential', 'reasons-urgency'];

describe('the handbook explains every code there is, and none that is not', () => {
  it('of faults of a reply, under the name the check gives', () => {
    const told = explained('reply-faults');
    expect([...told.keys()].sort()).toEqual(Object.keys(FAULTS).sort());
    for (const [code, [, name]] of Object.entries(FAULTS)) expect(told.get(code), code).toContain(name);
  });

  it('of verdicts, under the word pages show', () => {
    const told = explained('verdicts');
    expect([...told.keys()].sort()).toEqual(Object.keys(VERDICT).sort());
    for (const [code, word] of Object.entries(VERDICT)) expect(told.get(code), code).toContain(word);
  });

  it('of reasons of a decision', () => {
    expect([...explained(...REASON_SECTIONS).keys()].sort()).toEqual(Object.keys(REASONS).sort());
    for (const { code, name } of URGENCY_SIGNS) expect(REASONS[`urgency_${code}`]).toBe(name);
  });

  it('of why a cell has the right to dispatch by itself or not', () => {
    expect([...explained('earned').keys()].sort()).toEqual(Object.keys(RIGHT_REASONS).sort());
  });
});

describe('links into the handbook and inside it', () => {
  const files = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
    );

  it('lead from the pages to places that exist', () => {
    const links = files('src/web')
      .filter((name) => name.endsWith('.tsx'))
      .flatMap((name) => [...readFileSync(name, 'utf8').matchAll(/<HandbookLink to="([^"]+)"/gu)])
      .map(([, to]) => to ?? '');
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((to) => !anchors.has(to))).toEqual([]);
  });

  it('lead from section to section, and nowhere outside', () => {
    const lines = sections.flatMap(({ blocks }) =>
      blocks.flatMap((block) =>
        block.kind === 'paragraph'
          ? [block.inline]
          : block.kind === 'list'
            ? block.items
            : block.kind === 'table'
              ? [...block.head, ...block.rows.flat()]
              : [],
      ),
    );
    const links = lines.flat().flatMap((part) => (part.kind === 'link' ? [part.href] : []));
    expect(links.filter((href) => href.startsWith('#') && !anchors.has(href.slice(1)))).toEqual([]);
    const text = sections.flatMap(({ blocks }) => blocks.map(blockText)).join('\n');
    expect(text).not.toMatch(/\]\(/u);
  });
});
