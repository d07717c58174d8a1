import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main-cli.ts';
import { pathOf } from '../../src/store/client.ts';
import { knowledgeNotices } from '../../src/store/schema/knowledge-items.ts';
import { desk, order, system } from '../support/desk.ts';
import { LAW } from '../support/knowledge-site.ts';
import { jsonl, lawFile, lawRows, withStore } from '../support/laws.ts';
import { tempDatabase, tempFolder } from '../support/temp.ts';
import { jiesu, recordingIo } from './support.ts';

async function kb(db: string, ...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const { io, out, err } = recordingIo('', { JIESU_DB: db });
  const code = await main(['kb', ...argv], io);
  return { code, out: out(), err: err() };
}

const LAWS = jsonl([...lawRows('甲条例', '2020-01-01', 3), ...lawRows('乙办法', '2021-01-01', 2)]);

describe('jiesu kb import', () => {
  it('says what came in, and the second time that nothing changed', async () => {
    const db = tempDatabase();
    const path = lawFile('laws.jsonl.gz', LAWS);
    const first = await kb(db, 'import', path);
    expect(first.code).toBe(0);
    expect(first.out).toContain('版本：新增 2，替换 0，未变 0\n条文：写入 5，未变 0，重复未收 0\n');
    expect((await kb(db, 'import', path)).out).toContain('新增 0，替换 0，未变 2');
  });

  it('names file, line and reason of what it refuses', async () => {
    const bad = `${LAWS}{"law":"丙","article":"第一条","text":"文","effective_date":"2024-02-30"}\n`;
    const { code, out } = await kb(tempDatabase(), 'import', lawFile('laws.jsonl', bad));
    expect(code).toBe(0);
    expect(out).toContain('拒收 laws.jsonl 第 6 行 字段“effective_date”有误：“2024-02-30”不是存在的日期');
  });

  it('fails where nothing can be taken or a file breaks off', async () => {
    const db = tempDatabase();
    expect((await kb(db, 'import', lawFile('a.jsonl', 'no\n'))).code).toBe(1);
    expect((await kb(db, 'import', lawFile('a.txt', '甲\n第一条 文。\n'))).code).toBe(1);
    const whole = readFileSync(lawFile('laws.jsonl.gz', LAWS));
    const { code, out } = await kb(
      db,
      'import',
      lawFile('cut.jsonl.gz', whole.subarray(0, whole.length - 9)),
    );
    expect(code).toBe(1);
    expect(out).toContain('压缩文件不完整');
  });

  it('tells the units that have open orders resting on a law, as the page does, and so does its deletion', async () => {
    const d = await desk(tempDatabase());
    await d.services.intake.accept(system, [order('西单的鞋要退')]);
    await d.store.close();
    const told = () => withStore(d.url, (store) => store.read((db) => db.select().from(knowledgeNotices)));
    const path = lawFile(
      'laws.jsonl',
      jsonl([...lawRows(LAW, '2026-04-01', 3), ...lawRows('甲条例', '2020-01-01', 1)]),
    );
    expect((await kb(d.url, 'import', path)).code).toBe(0);
    expect(await told()).toMatchObject([
      { unit: 'SCS-XCAJ', kind: 'law', item: LAW, what: `《${LAW}》的文本有更新`, readAt: null },
    ]);
    expect((await told())[0]?.types).toContain('0101');
    expect((await kb(d.url, 'import', path)).code).toBe(0);
    expect(await told()).toHaveLength(1);
    expect((await kb(d.url, 'delete', LAW)).code).toBe(0);
    expect(await told()).toMatchObject([{ item: LAW, what: `《${LAW}》已从知识库删除` }]);
  });

  it('checks without a database', async () => {
    const db = tempDatabase();
    const { code, out } = await kb(db, 'import', lawFile('laws.jsonl', LAWS), '--check');
    expect(code).toBe(0);
    expect(out).toContain('可导入 2 个版本、5 条');
    expect(() => readFileSync(pathOf(db))).toThrow();
    expect((await kb(db, 'import', lawFile('a.jsonl', `${LAWS}no\n`), '--check')).code).toBe(1);
  });

  it('takes day, title and status of a text from the options', async () => {
    const db = tempDatabase();
    const path = lawFile('甲.txt', '甲\n第一条 文。\n');
    const given = await kb(
      db,
      'import',
      path,
      '--effective',
      '2022-02-02',
      '--title',
      '甲条例',
      '--status',
      'in_force',
    );
    expect(given.code).toBe(0);
    const { out } = await kb(db, 'export');
    expect(JSON.parse(out.split('\n')[0] ?? '')).toMatchObject({
      law: '甲条例',
      effective_date: '2022-02-02',
    });
  });

  it.each([
    [[]],
    [['frobnicate']],
    [['import']],
    [['import', 'a', 'b']],
    [['import', 'FILE', '--effective', '2022-02-30']],
    [['import', 'FILE', '--status', 'ok']],
    [['import', 'FILE', '--title', '甲']],
    [['import', 'FILE', '--out', 'x']],
    [['export', '--check']],
    [['check', '--version', '2020-01-01']],
    [['export', 'x']],
    [['delete']],
  ])('refuses %j as wrong usage', async (argv) => {
    const file = lawFile('laws.jsonl', LAWS);
    const { code, err } = await kb(tempDatabase(), ...argv.map((word) => (word === 'FILE' ? file : word)));
    expect(code).toBe(2);
    expect(err).toContain('错误[bad_usage]');
  });

  it('says which file cannot be read', async () => {
    const db = tempDatabase();
    expect(await kb(db, 'import', '/no/such.jsonl')).toMatchObject({
      code: 1,
      err: expect.stringContaining('没有这个文件'),
    });
    expect(await kb(db, 'import', lawFile('a.pdf', ''))).toMatchObject({
      code: 1,
      err: expect.stringContaining('只能读'),
    });
    expect(await kb(db, 'import', tempFolder())).toMatchObject({
      code: 1,
      err: expect.stringContaining('目录里没有'),
    });
  });
});

describe('jiesu kb export, check, delete', () => {
  it('exports what imports to the same state', async () => {
    const db = tempDatabase();
    await kb(db, 'import', lawFile('laws.jsonl', LAWS));
    const file = join(tempFolder(), 'out.jsonl');
    expect(await kb(db, 'export', '--out', file)).toMatchObject({ code: 0, out: '' });
    const other = tempDatabase();
    await kb(other, 'import', file);
    expect((await kb(other, 'export')).out).toBe(readFileSync(file, 'utf8'));
  });

  it('refuses a database that is not there, for reading', async () => {
    expect(await kb(tempDatabase(), 'export')).toMatchObject({
      code: 1,
      err: expect.stringContaining('数据库不存在'),
    });
    expect(await kb(tempDatabase(), 'check')).toMatchObject({
      code: 1,
      err: expect.stringContaining('数据库不存在'),
    });
  });

  it('fails the check where an entry rests on nothing, and says so', async () => {
    const db = tempDatabase();
    // The consumers' law with one article only: every entry that cites another one hangs in the air.
    await kb(
      db,
      'import',
      lawFile('a.jsonl', jsonl(lawRows('中华人民共和国消费者权益保护法', '2014-03-15', 1))),
    );
    const { code, out } = await kb(db, 'check');
    expect(code).toBe(1);
    expect(out).toMatch(/错误 条目 \S+ 《中华人民共和国消费者权益保护法》第\S+条不在库里/);
  });

  it('deletes a version, then the law, and says what', async () => {
    const db = tempDatabase();
    const rows = [...lawRows('甲条例', '2010-01-01', 3), ...lawRows('甲条例', '2020-01-01', 4)];
    await kb(db, 'import', lawFile('a.jsonl', jsonl(rows)));
    expect(await kb(db, 'delete', '甲条例', '--version', '2010-01-01')).toMatchObject({
      code: 0,
      out: '已删除《甲条例》2010-01-01，共 3 条\n',
    });
    expect((await kb(db, 'delete', '甲条例')).out).toBe('已删除《甲条例》2020-01-01，共 4 条\n');
    expect(await kb(db, 'delete', '甲条例')).toMatchObject({
      code: 1,
      err: expect.stringContaining('not_found'),
    });
    expect((await kb(db, 'export')).out).not.toContain('甲条例');
  });

  it('runs as a program of its own', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'laws.jsonl'), LAWS);
    const { code, out, err } = await jiesu(['kb', 'import', 'laws.jsonl', '--db', 'file:x.db'], {
      cwd: folder,
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('新增 2');
  });
});
