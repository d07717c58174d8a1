import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadKnowledge } from '../../src/profile/load-knowledge.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'knowledge-'));
  writeFileSync(join(dir, 'manifest.json'), '{"version":"1"}');
  for (const name of ['articles', 'precedents', 'asked-nothing', 'terms'])
    writeFileSync(join(dir, `${name}.jsonl`), '');
  for (const name of ['entries', 'asked', 'article-questions', 'rules']) mkdirSync(join(dir, name));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('loading knowledge', () => {
  it('reads a folder, empty files included', () => {
    expect(loadKnowledge(dir)).toEqual({
      version: '1',
      entries: [],
      asked: [],
      ofArticles: [],
      nothing: [],
      terms: [],
      articles: [],
      precedents: [],
      rules: [],
      successors: [],
    });
  });

  it('names the file that is missing', () => {
    expect(() => loadKnowledge(join(dir, 'nowhere'))).toThrowError(/manifest\.json/);
  });

  it('names the line that is no JSON, and the field that is missing', () => {
    writeFileSync(join(dir, 'entries/kb.jsonl'), '\n{"id":');
    expect(() => loadKnowledge(dir)).toThrowError(/kb\.jsonl.*第 2 行/);
    writeFileSync(join(dir, 'entries/kb.jsonl'), '{"id":"x"}');
    expect(() => loadKnowledge(dir)).toThrowError(/第 1 行缺少 title/);
  });

  it('reads which law gave way to which, and refuses what is no list of such links', () => {
    const link = { law: '甲', successor: '乙', on: '2026-01-31' };
    const write = (rows: unknown) => writeFileSync(join(dir, 'successors.json'), JSON.stringify(rows));
    write([link]);
    expect(loadKnowledge(dir).successors).toEqual([{ ...link, basis: null }]);
    for (const [rows, reason] of [
      [{}, /须为 JSON 数组/],
      [[{ law: '甲', on: '2026-01-31' }], /第 1 项缺少 successor/],
      [[link, null], /第 2 项缺少 law/],
      [[{ ...link, on: '2026-02-30' }], /第 1 项的 on 不是存在的日期/],
    ] as const) {
      write(rows);
      expect(() => loadKnowledge(dir)).toThrowError(reason);
    }
  });

  it('refuses a manifest without a version', () => {
    writeFileSync(join(dir, 'manifest.json'), '{}');
    expect(() => loadKnowledge(dir)).toThrowError(/version/);
  });
});
