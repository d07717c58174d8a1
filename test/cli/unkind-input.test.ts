import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main-cli.ts';
import { openStore } from '../../src/store/store.ts';
import { tempDatabase, tempFolder } from '../support/temp.ts';
import { recordingIo } from './support.ts';

const ORDER = { channel: 'phone', receivedAt: '2026-04-14T10:00:00+08:00', text: '路灯坏了三天没人修。' };

function file(name: string, content: string | Uint8Array): string {
  const path = join(tempFolder(), name);
  writeFileSync(path, content);
  return path;
}

async function run(argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const { io, out, err } = recordingIo();
  const code = await main(argv, io);
  return { code, out: out(), err: err() };
}

describe('jiesu triage on odd files', () => {
  it('names a bad row once', async () => {
    const path = file(
      'orders.jsonl',
      `${JSON.stringify(ORDER)}\n{"id":\n${JSON.stringify({ ...ORDER, a: 1 })}\n`,
    );
    const { code, err } = await run(['triage', '--in', path]);
    expect(code).toBe(1);
    expect(err).toBe(
      '错误[bad_json] 不是合法的 JSON：第 2 行无法解析\n错误[unknown_field] 第 3 行出现未知字段“a”\n',
    );
  });

  it('says so where there is nothing to read', async () => {
    const { code, out, err } = await run(['triage', '--in', file('empty.jsonl', '\n\n')]);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toContain('没有工单');
  });

  it.each([JSON.stringify([ORDER, ORDER], null, 2), JSON.stringify([ORDER])])(
    'refuses a JSON array as a whole, with what to do instead',
    async (content) => {
      const { code, out, err } = await run(['triage', '--in', file('array.jsonl', content)]);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(/^错误\[bad_file\] array\.jsonl 有误：是一个 JSON 数组；.*每行一个/);
      expect(err.split('\n')).toHaveLength(2);
    },
  );

  it('keeps the good rows of a jsonl whose first line alone is an array', async () => {
    const { code, out } = await run(['triage', '--in', file('o.jsonl', `[1]\n${JSON.stringify(ORDER)}\n`)]);
    expect(code).toBe(1);
    expect(out.trim().split('\n')).toHaveLength(2);
  });

  it.each(['2026-02-30T10:00:00+08:00', '2026-13-01T10:00:00+08:00', '2026-04-14T25:00:00Z'])(
    'tells a time that is on no calendar (%s) from one badly written',
    async (receivedAt) => {
      const path = file('o.jsonl', JSON.stringify({ ...ORDER, receivedAt }));
      expect((await run(['triage', '--in', path])).err).toContain('“receivedAt”有误：不是存在的时间');
    },
  );

  it.each(['9999-12-31T10:00:00+08:00', '0001-01-01T00:00:00+08:00', '1900-01-01T00:00:00+08:00'])(
    'refuses a call from the year of %s',
    async (receivedAt) => {
      const path = file('o.jsonl', JSON.stringify({ ...ORDER, receivedAt }));
      expect((await run(['triage', '--in', path])).err).toContain(
        '“receivedAt”有误：年份须在 1980 与 2100 之间',
      );
    },
  );

  it.each(['2026-04-14T10:00:00', '昨天', '2026/04/14 10:00'])(
    'asks for an offset for %s',
    async (receivedAt) => {
      const path = file('o.jsonl', JSON.stringify({ ...ORDER, receivedAt }));
      expect((await run(['triage', '--in', path])).err).toContain('须为带时区的 ISO 8601 时间');
    },
  );
});

describe('jiesu ask on odd questions', () => {
  it.each([
    ['"\\ud800退货"', '代理字符'],
    ['"退\\u0000货"', 'U+0000'],
    ['"\\u200b"', '不能为空'],
    ['"\\u0001\\u0002"', '不能为空'],
  ])('refuses %s', async (query, why) => {
    const { code, out, err } = await run(['ask', '--in', file('q.jsonl', `{"query":${query}}\n`)]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('错误[bad_field] 第 1 行字段“query”有误：');
    expect(err).toContain(why);
  });
});

describe('labelled orders that cannot be used', () => {
  const GB18030 = Uint8Array.from([0x7b, 0x22, 0xb2, 0xe2, 0x22, 0x7d]);
  it.each([
    ['an empty file', '', '没有标注工单'],
    ['a file of blank lines', '\n \n', '没有标注工单'],
    ['bytes that are no UTF-8', GB18030, '不是 UTF-8'],
    ['an order without labels', '{"id":"1","text":"路灯坏了"}', '第 1 行 有误：缺少字段“type”'],
    ['an unknown field', '{"id":"1","text":"路灯","type":"0706","a":1}', '第 1 行 有误：未知字段“a”'],
    ['a label of a wrong kind', '{"id":"1","text":"路灯","type":706}', '第 1 行 有误：字段“type”：无效输入'],
    ['a line that is no object', '5', '第 1 行 有误：应当是一个 JSON 对象'],
  ])('%s: neither evaluated nor trained on', async (_, content, why) => {
    const path = file('gold.jsonl', content);
    const out = join(tempFolder(), 'model');
    for (const argv of [
      ['evaluate', '--gold', path],
      ['train', '--data', path, '--out', out],
    ]) {
      const ended = await run(argv);
      expect({ code: ended.code, out: ended.out }).toEqual({ code: 1, out: '' });
      expect(ended.err).toContain('错误[bad_training_data]');
      expect(ended.err).toContain(why);
    }
    expect(existsSync(out)).toBe(false);
  });
});

describe('a database that cannot be written', () => {
  it('is told in one line where its folder is a file', async () => {
    const url = `file:${file('orders.jsonl', '')}/a.db`;
    const { code, err } = await run(['user', 'disable', 'a', '--db', url]);
    expect(code).toBe(1);
    expect(err).toMatch(/^错误\[file_unwritable\] 无法写入 .*：上级路径不是目录\n$/);
  });

  it('is told in one line by every command while another process holds it', async () => {
    const url = tempDatabase();
    const store = await openStore({ url });
    try {
      for (const argv of [
        ['user', 'add', 'a', '--role', 'admin'],
        ['user', 'passwd', 'a'],
        ['user', 'disable', 'a'],
        ['key', 'add', 'a'],
        ['key', 'revoke', 'a'],
        ['import', file('o.jsonl', JSON.stringify(ORDER))],
      ]) {
        const { code, out, err } = await run([...argv, '--db', url]);
        expect({ code, out }).toEqual({ code: 1, out: '' });
        expect(err).toMatch(/^错误\[database_locked\] .*\n$/);
      }
    } finally {
      await store.close();
    }
  });
});
