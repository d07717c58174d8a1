import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { checkLaws } from '../../../src/app/law/law-check.ts';
import type { Article, KnowledgeEntry } from '../../../src/knowledge/types.ts';
import type { Store } from '../../../src/store/store.ts';
import { importPath, jsonl, lawFile, lawRows, withStore } from '../../support/laws.ts';
import type { LawRowFields } from '../../support/laws.ts';
import { tempDatabase } from '../../support/temp.ts';

const entry = (
  law: string,
  article: string,
  quote: string,
  more: Partial<KnowledgeEntry> = {},
): KnowledgeEntry => ({
  id: 'k-1',
  kind: 'rule',
  types: [],
  title: '',
  questions: [],
  citations: [{ law, article, clause: null, quote }],
  rule: '',
  applies: [],
  notApplies: [],
  ask: null,
  unit: null,
  path: null,
  keyPoints: [],
  reply: '',
  validFrom: '2020-01-01',
  validTo: null,
  supersededBy: null,
  ...more,
});

async function findings(
  rows: readonly LawRowFields[],
  entries: readonly KnowledgeEntry[] = [],
  work: (store: Store) => Promise<unknown> = async () => {},
  shipped: readonly Article[] = [],
): Promise<string[]> {
  return withStore(tempDatabase(), async (store) => {
    await importPath(store, lawFile('laws.jsonl', jsonl(rows)));
    await work(store);
    const found = await checkLaws({ read: store.read, entries, shipped, today: '2026-11-28' });
    return found.map(({ severity, where, reason }) => `${severity} ${where} ${reason}`);
  });
}

const LAW = [
  ...lawRows('甲条例', '2010-01-01', 3, '旧文。'),
  ...lawRows('甲条例', '2020-01-01', 3, '新文。'),
];

test('nothing is wrong with what was imported whole', async () => {
  expect(await findings(LAW, [entry('甲条例', '第二条', '新文。')])).toEqual([]);
});

test('gaps, texts that are not cited and missing successors are noted', async () => {
  expect(
    await findings([
      ...lawRows('乙办法', '2010-01-01', 4).filter((_, i) => i !== 1),
      ...lawRows('丙规定', null, 1, '文。', { effective_src: null }),
      { kind: 'successor', law: '乙办法', successor: '没有的', on: '2030-01-01' },
    ]),
  ).toEqual([
    'note 《丙规定》（?2020-01-05） 只存不引：没有施行日期',
    'note 《乙办法》（2010-01-01） 缺第 2 条',
    'note 《乙办法》→《没有的》 后继文本不在库里',
  ]);
});

test('a successor that does not hold on its day is a fault', async () => {
  expect(
    await findings([
      ...lawRows('乙办法', '2010-01-01', 1),
      ...lawRows('丁规定', '2022-01-01', 1),
      { kind: 'successor', law: '乙办法', successor: '丁规定', on: '2021-01-01' },
    ]),
  ).toEqual(['fault 《乙办法》→《丁规定》 后继文本在 2021-01-01 没有有效版本']);
});

test.each([
  [entry('甲条例', '第九条', '新文。'), '《甲条例》第九条不在库里'],
  [entry('甲条例', '第二条', '没有的话'), '《甲条例》第二条没有所引的文字'],
  [entry('甲条例', '第二条', '旧文。'), '《甲条例》第二条没有所引的文字'],
  [entry('甲条例', '第二条', '旧文。', { validFrom: '2000-01-01', validTo: '2005-01-01' }), '内没有有效文本'],
  [entry('乙办法', '第一条', '文。'), '《乙办法》第一条已不再有效（2026-11-28），条目仍在用'],
])('an entry that rests on what is not there is a fault', async (one, reason) => {
  const rows = [
    ...LAW,
    ...lawRows('乙办法', '2010-01-01', 1, '文。', { status: 'repealed', valid_to: '2024-01-01' }),
  ];
  const found = await findings(rows, [one]);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain('fault 条目 k-1 ');
  expect(found[0]).toContain(reason);
});

test('an entry of the past may rest on the text of its time, and on a shipped one not imported', async () => {
  const past = entry('甲条例', '第二条', '旧文。', { validFrom: '2015-01-01', validTo: '2019-12-31' });
  const article = {
    law: '戊法',
    short: '戊法',
    article: '第一条',
    articleNo: 1,
    chapter: null,
    text: '戊文。',
  };
  const shipped = [{ ...article, effectiveFrom: '2010-01-01', effectiveTo: null }];
  expect(await findings(LAW, [past, entry('戊法', '第一条', '戊文。')], undefined, shipped)).toEqual([]);
});

test('a rule that rests on what is not there is a fault', async () => {
  const found = await withStore(tempDatabase(), async (store) => {
    await importPath(store, lawFile('laws.jsonl', jsonl(LAW)));
    const ruled = ['第一条', '第九条'].map((article) => ({ rule: 'r', law: '甲条例', article }));
    return checkLaws({ read: store.read, entries: [], ruled, shipped: [], today: '2026-11-28' });
  });
  expect(found).toEqual([{ severity: 'fault', where: '规则 r', reason: '《甲条例》第九条不在库里' }]);
});

test('a text changed behind our back is a fault, and so are overlapping versions and one number twice', async () => {
  const found = await findings(LAW, [], (store) =>
    store.write(async (db) => {
      await db.run(sql`UPDATE law_articles SET text = '改' WHERE version_id = 1 AND ordinal = 0`);
      await db.run(sql`UPDATE law_versions SET effective_to = '2022-01-01' WHERE id = 1`);
      await db.run(sql`UPDATE law_articles SET number = 1 WHERE version_id = 2 AND ordinal = 1`);
    }),
  );
  expect(found.filter((one) => one.startsWith('fault'))).toEqual([
    'fault 《甲条例》 2010-01-01 与 2020-01-01 两个版本的有效期重叠',
    'fault 《甲条例》（2010-01-01） 内容与导入时的校验值不符',
    'fault 《甲条例》（2020-01-01） 第二条与另一条同号',
    'fault 《甲条例》（2020-01-01） 内容与导入时的校验值不符',
  ]);
});
