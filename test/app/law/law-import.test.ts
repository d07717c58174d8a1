import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { exportLaws } from '../../../src/app/law/law-export.ts';
import { lawFiles } from '../../../src/app/law/law-files.ts';
import { importLaws, surveyLaws } from '../../../src/app/law/law-import.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import { listAliases, listSuccessors } from '../../../src/store/knowledge-law-links.ts';
import { versionsOf } from '../../../src/store/knowledge-law-reads.ts';
import { knowledgeRevision } from '../../../src/store/knowledge-state.ts';
import { readStoredArticles } from '../../../src/store/stored-articles.ts';
import type { Store } from '../../../src/store/store.ts';
import { ADMIN, importPath, jsonl, lawFile, lawRows, resting, withStore } from '../../support/laws.ts';
import { tempDatabase, tempFolder } from '../../support/temp.ts';

const fresh = <T>(work: (store: Store) => Promise<T>): Promise<T> => withStore(tempDatabase(), work);

async function exported(store: Store): Promise<string> {
  let text = '';
  for await (const line of exportLaws(store.read)) text += `${line}\n`;
  return text;
}

test('rows come in as versions with their intervals, and are read as articles in order', async () => {
  const rows = [
    ...lawRows('甲条例', '2010-01-01', 3, '旧文。', { status: 'repealed', valid_to: '2019-12-31' }),
    ...lawRows('甲条例', '2020-03-01', 4, '新文。'),
    ...lawRows('乙办法', '2015-05-01', 2),
  ];
  await fresh(async (store) => {
    const report = await importPath(store, lawFile('laws.jsonl', jsonl(rows)));
    expect(report).toMatchObject({
      versions: { added: 3, replaced: 0, unchanged: 0 },
      refused: [],
      notes: [],
    });
    expect(report.articles).toEqual({ written: 9, unchanged: 0, doubled: 0 });
    const articles = await store.read(readStoredArticles);
    expect(articles.map((a) => `${a.law} ${a.article} ${a.effectiveFrom} ${a.effectiveTo}`)).toEqual([
      '乙办法 第一条 2015-05-01 null',
      '乙办法 第二条 2015-05-01 null',
      ...['第一条', '第二条', '第三条'].map((label) => `甲条例 ${label} 2010-01-01 2020-03-01`),
      ...['第一条', '第二条', '第三条', '第四条'].map((label) => `甲条例 ${label} 2020-03-01 null`),
    ]);
    expect(articles[0]).toEqual({
      law: '乙办法',
      short: '乙办法',
      article: '第一条',
      articleNo: 1,
      chapter: '第一章 总则',
      text: '乙办法1：国家保障合法权益。',
      effectiveFrom: '2015-05-01',
      effectiveTo: null,
    });
    expect(articles.flatMap((a) => (a.law === '甲条例' && a.article === '第一条' ? [a.text] : []))).toEqual([
      '甲条例1：旧文。',
      '甲条例1：新文。',
    ]);
    expect((await store.read((db) => versionsOf(db))).map((v) => [v.title, v.edition, v.articles])).toEqual([
      ['乙办法', '2015-05-01', 2],
      ['甲条例', '2010-01-01', 3],
      ['甲条例', '2020-03-01', 4],
    ]);
  });
});

test('the same file again changes nothing, and says so by the revision', async () => {
  const path = lawFile(
    'laws.jsonl.gz',
    jsonl([...lawRows('甲条例', '2020-03-01', 40), ...lawRows('乙办法', '2021-01-01', 5)]),
  );
  await fresh(async (store) => {
    await importPath(store, path, { chunk: 10 });
    const before = await exported(store);
    const revision = await store.read(knowledgeRevision);
    expect(revision).toBeGreaterThan(0);
    const again = await importPath(store, path, { chunk: 10 });
    expect(again.versions).toEqual({ added: 0, replaced: 0, unchanged: 2 });
    expect(await store.read(knowledgeRevision)).toBe(revision);
    expect(await exported(store)).toBe(before);
  });
});

test('a changed text takes the place of the one of its day, and every import is in the audit', async () => {
  await fresh(async (store) => {
    await importPath(store, lawFile('a.jsonl', jsonl(lawRows('甲条例', '2020-03-01', 5, '初稿。'))));
    const revision = await store.read(knowledgeRevision);
    const report = await importPath(
      store,
      lawFile('a.jsonl', jsonl(lawRows('甲条例', '2020-03-01', 4, '定稿。'))),
    );
    expect(report.versions).toEqual({ added: 0, replaced: 1, unchanged: 0 });
    const articles = await store.read(readStoredArticles);
    expect(articles.map(({ text }) => text)).toEqual([1, 2, 3, 4].map((n) => `甲条例${n}：定稿。`));
    expect(await store.read(knowledgeRevision)).toBeGreaterThan(revision);
    expect(await verifyAudit(store.read)).toMatchObject({ ok: true, rows: 2 });
  });
});

test('what is exported imports to the same state, links and aliases included', async () => {
  const rows = [
    ...lawRows('甲条例', '2010-01-01', 3, '旧。', { status: 'superseded' }),
    ...lawRows('丙规定', null, 2, '无日期。', { publish_date: '1960-05-01', effective_src: null }),
    ...lawRows('最高人民法院关于审理劳动争议案件适用法律问题的解释（一）', '2021-01-01', 40),
    { kind: 'alias', law: '甲条例', alias: '老甲' },
    { kind: 'successor', law: '甲条例', successor: '乙办法', on: '2018-01-01', basis: '乙办法第二条' },
    ...lawRows('乙办法', '2018-01-01', 2),
  ];
  const first = await fresh(async (store) => {
    await importPath(store, lawFile('laws.jsonl', jsonl(rows)));
    expect(
      (await store.read((db) => versionsOf(db))).map((v) => [v.title, v.effectiveTo, v.withheld]),
    ).toEqual([
      ['丙规定', null, 'no_start'],
      ['乙办法', null, null],
      ['最高人民法院关于审理劳动争议案件适用法律问题的解释（一）', null, null],
      ['甲条例', '2018-01-01', null],
    ]);
    return exported(store);
  });
  expect(first).toContain('"article_valid_to":"2025-09-01"');
  await fresh(async (store) => {
    await importPath(store, lawFile('again.jsonl', first));
    expect(await exported(store)).toBe(first);
    expect(await store.read(listAliases)).toEqual([{ alias: '老甲', law: '甲条例' }]);
    expect(await store.read(listSuccessors)).toHaveLength(1);
    expect((await importPath(store, lawFile('again.jsonl', first))).versions.unchanged).toBe(4);
  });
});

test('a text that stands twice under one day is kept once, the one in force', async () => {
  const rows = [
    ...lawRows('甲解释', '2022-05-01', 3, '旧稿。', { status: 'superseded', publish_date: '2022-04-04' }),
    ...lawRows('甲解释', '2022-05-01', 3, '定稿。', { publish_date: '2022-04-24' }),
    ...lawRows('甲解释', '2022-05-01', 3, '再稿。', { publish_date: '2022-04-25' }),
  ];
  for (const chunk of [1, 1000]) {
    await fresh(async (store) => {
      const path = lawFile('laws.jsonl', jsonl(rows));
      const report = await importPath(store, path, { chunk });
      expect(report.articles).toEqual({ written: 3, unchanged: 0, doubled: 6 });
      expect((await store.read(readStoredArticles)).map(({ text }) => text)).toEqual(
        [1, 2, 3].map((n) => `甲解释${n}：定稿。`),
      );
      const revision = await store.read(knowledgeRevision);
      expect((await importPath(store, path, { chunk })).articles).toEqual({
        written: 0,
        unchanged: 3,
        doubled: 6,
      });
      expect(await store.read(knowledgeRevision)).toBe(revision);
    });
  }
});

test('links that ship with the program end what they name, also where the text comes later', async () => {
  const successors = [{ law: '甲条例', successor: '乙办法', on: '2026-04-15', basis: null }];
  await fresh(async (store) => {
    await importPath(store, lawFile('a.jsonl', jsonl(lawRows('甲条例', '2020-01-01', 2))), { successors });
    expect((await store.read(readStoredArticles))[0]?.effectiveTo).toBe('2026-04-15');
  });
  await fresh(async (store) => {
    await importPath(store, lawFile('a.jsonl', jsonl(lawRows('甲条例', '2020-01-01', 2))));
    const revision = await store.read(knowledgeRevision);
    await importPath(
      store,
      lawFile(
        'b.jsonl',
        jsonl([{ kind: 'successor', law: '甲条例', successor: '乙办法', on: '2026-04-15' }]),
      ),
    );
    expect((await store.read(readStoredArticles))[0]?.effectiveTo).toBe('2026-04-15');
    expect(await store.read(knowledgeRevision)).toBe(revision + 1);
  });
});

test('only who may manage law imports it', async () => {
  await fresh(async (store) => {
    const files = await lawFiles(lawFile('a.jsonl', jsonl(lawRows('甲条例', '2020-01-01', 2))));
    const context = { store, clock: fixedClock(0), resting };
    for (const role of ['dispatcher', 'handler', 'system'] as const)
      await expect(importLaws(context, { ...ADMIN, role }, files)).rejects.toMatchObject({
        code: 'forbidden',
      });
    expect(await store.read((db) => versionsOf(db))).toEqual([]);
  });
});

const LAW = lawRows('甲条例', '2020-01-01', 3);
const line = (row: object): string => JSON.stringify(row);

test.each([
  ['no JSON', [line(LAW[0]!), '{"law":', line(LAW[1]!)], '不是合法的 JSON：无法解析'],
  ['an unknown field', [line({ ...LAW[0], colour: 'red' })], '未知字段“colour”'],
  ['no text', [line({ ...LAW[0], text: undefined })], '缺少字段“text”'],
  ['an empty text', [line({ ...LAW[0], text: ' ' })], '字段“text”有误：不能为空'],
  ['a day that is none', [line({ ...LAW[0], effective_date: '2024-02-30' })], '“2024-02-30”不是存在的日期'],
  ['a number that is not that of the label', [line({ ...LAW[0], article_no: 7 })], '7 与“第一条”不符'],
  ['a status that is none', [line({ ...LAW[0], status: 'ok' })], '字段“status”有误'],
  [
    'two texts under one number',
    LAW.concat({ ...LAW[1]!, text: '另文。' }).map(line),
    '第二条重复而文字不同（第 2 行已有）',
  ],
  [
    'rows of a version that disagree',
    [line(LAW[0]!), line({ ...LAW[1], issuer: '别处' })],
    'issuer 与同一版本的前面各行不一致',
  ],
  ['an array', [line(LAW[0]!), '[1,2]'], '不是 JSON 对象'],
  ['a replacement character', [line({ ...LAW[0], text: '坏\ufffd字' })], '含有不可识别的字符'],
])('a version with %s is refused whole, and the next one comes in', async (_, lines, reason) => {
  const content = `${lines.join('\n')}\n${jsonl(lawRows('乙办法', '2021-01-01', 2))}`;
  await fresh(async (store) => {
    const report = await importPath(store, lawFile('laws.jsonl', content));
    expect(report.refused.map((r) => r.reason).join('；')).toContain(reason);
    expect(report.refused[0]?.line).toBeGreaterThan(0);
    expect((await store.read(readStoredArticles)).map(({ law }) => law)).toEqual(['乙办法', '乙办法']);
  });
});

test('rows of a version that stand apart are refused rather than taken for two texts', async () => {
  const content = jsonl([LAW[0]!, LAW[1]!, ...lawRows('乙办法', '2021-01-01', 1), LAW[2]!]);
  await fresh(async (store) => {
    const report = await importPath(store, lawFile('laws.jsonl', content));
    expect(report.refused).toEqual([
      {
        file: 'laws.jsonl',
        line: 4,
        reason: '《甲条例》（2020-01-01）整部未收：同一版本的条文须在文件里相邻，前面已有它的条文',
      },
    ]);
    expect(await store.read(readStoredArticles)).toHaveLength(3);
  });
});

test('a row that cannot be taken spoils the version it names, before or after it', async () => {
  const bad = { ...lawRows('乙办法', '2021-01-01', 1)[0]!, text: '' };
  const content = jsonl([
    ...LAW,
    bad,
    ...lawRows('乙办法', '2021-01-01', 3),
    ...lawRows('丙规定', '2021-01-01', 1),
  ]);
  await fresh(async (store) => {
    const report = await importPath(store, lawFile('laws.jsonl', content));
    expect(report.refused.map(({ line: at, reason }) => [at, reason.slice(0, 6)])).toEqual([
      [4, '字段“tex'],
      [4, '《乙办法》（'],
    ]);
    expect(new Set((await store.read(readStoredArticles)).map(({ law }) => law))).toEqual(
      new Set(['丙规定', '甲条例']),
    );
  });
});

test('an archive that is cut short brings what was whole before, and says that the rest is missing', async () => {
  const rows = Array.from({ length: 60 }, (_, i) =>
    lawRows(`第${i}号条例`, '2020-01-01', 20, `文${Math.sin(i)}`),
  ).flat();
  const whole = gzipSync(jsonl(rows));
  await fresh(async (store) => {
    const report = await importPath(
      store,
      lawFile('laws.jsonl.gz', whole.subarray(0, Math.floor(whole.length * 0.6))),
    );
    expect(report.refused.at(-1)).toMatchObject({
      line: 0,
      reason: expect.stringContaining('压缩文件不完整'),
    });
    const counts = new Map<string, number>();
    for (const { law } of await store.read(readStoredArticles)) counts.set(law, (counts.get(law) ?? 0) + 1);
    expect(counts.size).toBeGreaterThan(5);
    expect(counts.size).toBeLessThan(60);
    expect(new Set(counts.values())).toEqual(new Set([20]));
  });
  await fresh(async (store) => {
    const report = await importPath(store, lawFile('laws.jsonl.gz', new TextEncoder().encode('no archive')));
    expect(report.refused[0]?.reason).toContain('不是完好的 gzip 文件');
  });
});

test('GB18030 is read, bytes that are neither are refused by line or as a whole', async () => {
  const gbk = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
  // 国家 in GBK, twice, as the text of an article.
  const body = '\xb9\xfa\xbc\xd2\xb9\xfa\xbc\xd2';
  const row = `{"law":"${body}","article":"\xb5\xda\xd2\xbb\xcc\xf5","text":"${body}","effective_date":"2020-01-01"}\n`;
  await fresh(async (store) => {
    expect((await importPath(store, lawFile('gbk.jsonl', gbk(row)))).refused).toEqual([]);
    expect((await store.read(readStoredArticles)).map(({ law, article }) => [law, article])).toEqual([
      ['国家国家', '第一条'],
    ]);
    const bad = await importPath(store, lawFile('bad.jsonl', gbk('{"law":"\xff\xfe\xff"}\n'.repeat(3))));
    expect(bad.refused[0]?.reason).toContain('bad.jsonl');
    const utf8 = new TextEncoder().encode(jsonl(lawRows('乙办法', '2020-01-01', 2)));
    const mixed = await importPath(
      store,
      lawFile('mixed.jsonl', Buffer.concat([utf8, gbk('{"law":"\xb9\xfa"}\n'), utf8])),
    );
    expect(mixed.refused.map(({ line: at }) => at)).toContain(3);
  });
});

test('Markdown and plain texts come in with the day they name, the one given, or not at all', async () => {
  const folder = tempFolder();
  const put = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const dated = put(
    '甲.md',
    '# 甲条例\n\n<!-- EFFECTIVE_FROM: 2024-07-01 -->\n\n## 第一章 总则\n\n第一条 文。\n\n第二条 文。\n',
  );
  const undated = put('乙.txt', '乙办法\n第一条 文。\n第二条 文。\n');
  put('丙.txt', '丙规定\n第一条 文。\n第一条 文。\n');
  put('丁.txt', '通知\n没有条文\n');
  put('图.png', '');
  await fresh(async (store) => {
    const report = await importPath(store, folder);
    expect(report.versions.added).toBe(1);
    expect(report.refused.map(({ file, line: at, reason }) => `${file}:${at} ${reason}`)).toEqual([
      '丁.txt:1 没有找到条文（行首须为“第一条”或“一、”）',
      '丙.txt:3 第一条重复（第 2 行已有）',
      '乙.txt:0 没有施行日期，请用 --effective 给出',
    ]);
    const given = await importPath(store, undated, {
      effective: '2022-02-02',
      title: '乙管理办法',
      status: 'in_force',
    });
    expect(given.refused).toEqual([]);
    expect(
      (await store.read(readStoredArticles)).map((a) => [a.law, a.article, a.effectiveFrom, a.chapter]),
    ).toEqual([
      ['乙管理办法', '第一条', '2022-02-02', null],
      ['乙管理办法', '第二条', '2022-02-02', null],
      ['甲条例', '第一条', '2024-07-01', '第一章 总则'],
      ['甲条例', '第二条', '2024-07-01', '第一章 总则'],
    ]);
    expect((await importPath(store, dated)).versions.unchanged).toBe(1);
  });
});

test('a survey counts what an import brings and writes nothing', async () => {
  const rows = [...LAW, ...lawRows('乙办法', '2021-01-01', 2), { ...LAW[0]!, law: '丙', status: 'x' }];
  const survey = await surveyLaws(await lawFiles(lawFile('laws.jsonl', jsonl(rows))));
  expect(survey).toMatchObject({ versions: 2, articles: 5, refused: [{ line: 6 }] });
});

test('an alias of a law that is not there is refused', async () => {
  await fresh(async (store) => {
    const report = await importPath(
      store,
      lawFile('a.jsonl', jsonl([...LAW, { kind: 'alias', law: '丁法', alias: '丁' }])),
    );
    expect(report).toMatchObject({ aliases: 0, refused: [{ reason: '别名“丁”所指的《丁法》不在库里' }] });
  });
});
