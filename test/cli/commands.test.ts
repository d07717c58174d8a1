import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandNames, main } from '../../src/cli/main-cli.ts';
import { recordingIo } from './support.ts';
import { startDraftServer } from '../support/draft-server.ts';

let dir = '';
let db = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'jiesu-cli-'));
  db = `file:${join(dir, 'cli.db')}`;
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function run(argv: readonly string[], input = '', env: Record<string, string> = {}) {
  const { io, out, err } = recordingIo(input, env);
  const code = await main(argv, io);
  return { code, out: out(), err: err() };
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

const order = (id: string, more: object = {}): string =>
  JSON.stringify({
    id,
    channel: 'phone',
    receivedAt: '2026-03-02T09:00:00+08:00',
    text: `编号${id}，西单北大街一家鞋店不给退货，要求退款。`,
    ...more,
  });

describe('jiesu user', () => {
  it('makes an account, shows its password once, and refuses the name a second time', async () => {
    const made = await run(['user', 'add', 'wang', '--role', 'dispatcher', '--db', db]);
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toMatch(/密码（只显示这一次）：\S{16,}\n$/);
    const again = await run(['user', 'add', 'wang', '--role', 'dispatcher', '--db', db]);
    expect(again).toMatchObject({ code: 1, out: '' });
    expect(again.err).toContain('错误[conflict]');
  });

  it('takes a password from standard input and does not repeat it', async () => {
    const changed = await run(
      ['user', 'passwd', 'wang', '--password-stdin', '--db', db],
      'kept-secret-9\nmore\n',
    );
    expect(changed).toMatchObject({ code: 0, err: '', out: '已更换 wang 的密码\n' });
    const short = await run(['user', 'passwd', 'wang', '--password-stdin', '--db', db], 'short\n');
    expect(short.code).toBe(1);
    expect(short.err).toContain('错误[bad_field]');
  });

  it('disables an account', async () => {
    expect(await run(['user', 'disable', 'wang', '--db', db])).toMatchObject({ code: 0, err: '' });
    expect((await run(['user', 'disable', 'nobody', '--db', db])).err).toContain('错误[not_found]');
  });

  it.each([
    [['user']],
    [['user', 'add']],
    [['user', 'add', 'li']],
    [['user', 'add', 'li', '--role', 'boss']],
    [['user', 'fly', 'li']],
    [['user', 'disable', 'li', 'zhao']],
    [['user', 'disable', 'li', '--db', '']],
    [['user', 'disable', 'li', '--db', 'jiesu.db']],
  ])('calls %j wrong usage', async (argv) => {
    const { code, out, err } = await run(argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^错误\[bad_usage\] [^\n]+\n$/);
  });
});

describe('jiesu key', () => {
  it('shows a new key once and revokes it by its number', async () => {
    const made = await run(['key', 'add', '市热线', '--db', db]);
    expect(made.code).toBe(0);
    const id = /^编号 (\S+)$/m.exec(made.out)?.[1] ?? '';
    expect(made.out).toMatch(/：jiesu_\S{43}\n$/);
    expect(await run(['key', 'revoke', id, '--db', db])).toMatchObject({
      code: 0,
      out: `已吊销密钥 ${id}\n`,
    });
    expect((await run(['key', 'revoke', 'nothing', '--db', db])).err).toContain('错误[not_found]');
  });
});

describe('jiesu import', () => {
  it('stores once, says what was refused and why, and can be repeated', async () => {
    const lines = [order('a-1'), '{"broken', order('a-2', { nonsense: 1 }), order('a-3')];
    const path = file('orders.jsonl', `${lines.join('\n')}\n`);
    const first = await run(['import', path, '--db', db]);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out.split('\n')).toEqual([
      expect.stringMatching(/^拒收 第 2 行 \[bad_json\] /),
      expect.stringMatching(/^拒收 第 3 行 \[unknown_field\] .*nonsense/),
      '新收 2 件，重复 0 件，拒收 2 件',
      '',
    ]);
    expect((await run(['import', path, '--db', db])).out).toContain('新收 0 件，重复 2 件，拒收 2 件');
  });

  it('fails where no row could be taken', async () => {
    const { code, out } = await run(['import', file('bad.jsonl', '1\n"x"\n'), '--db', db]);
    expect(code).toBe(1);
    expect(out).toContain('新收 0 件，重复 0 件，拒收 2 件');
  });

  it.each([
    ['a file that is not there', ['import', '/nowhere/x.jsonl'], 'file_unreadable', 1],
    ['a folder', ['import', '/'], 'file_unreadable', 1],
    ['no file', ['import'], 'bad_usage', 2],
    ['two files', ['import', 'a.csv', 'b.csv'], 'bad_usage', 2],
  ])('refuses %s', async (_, argv, error, exit) => {
    const { code, out, err } = await run(argv);
    expect({ code, out }).toEqual({ code: exit, out: '' });
    expect(err).toContain(`错误[${error}]`);
  });

  it.each([
    ['[1]', '须为'],
    ['{"来电内容":5}', '须为'],
    ['{', '不是合法的 JSON'],
  ])('refuses the column map %s', async (map, why) => {
    const path = file('table.csv', '来电内容\n你好\n');
    const { code, err } = await run(['import', path, '--map', file('map.json', map), '--db', db]);
    expect(code).toBe(1);
    expect(err).toContain('错误[bad_file]');
    expect(err).toContain(why);
  });
});

describe('jiesu ask', () => {
  it('answers one question as JSON', async () => {
    const { code, out, err } = await run(['ask', '线下买的鞋可以七天无理由退货吗', '--date', '2026-03-02']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const answer = JSON.parse(out) as { citations: { quote: string }[] };
    expect(answer.citations.length).toBeGreaterThan(0);
  });

  it('answers a file line by line, in order, from standard input or a file, to a file', async () => {
    const questions = '{"id":"1","query":"预付卡商家跑路怎么办"}\n\n{"id":"2","query":"超市卖过期食品"}\n';
    const target = join(dir, 'answers.jsonl');
    const given = await run(['ask', '--in', '-', '--out', target], questions);
    expect(given).toEqual({ code: 0, out: '', err: '' });
    const written = readFileSync(target, 'utf8');
    const ids = written
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id);
    expect(ids).toEqual(['1', '2']);
    expect((await run(['ask', '--in', file('q.jsonl', questions)])).out).toBe(written);
  });

  it.each([
    ['{"query":1}', 'bad_field'],
    ['{"query":""}', 'bad_field'],
    ['{}', 'missing_field'],
    ['{"query":"甲","when":1}', 'unknown_field'],
    ['{"query":"甲","eventDate":"2026-02-30"}', 'bad_field'],
    ['[]', 'bad_request'],
    ['{"query"', 'bad_json'],
  ])('refuses the line %s before it answers any', async (line, error) => {
    const { code, out, err } = await run(['ask', '--in', '-'], `{"query":"超市卖过期食品"}\n${line}\n`);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`错误[${error}]`);
    expect(err).toContain('第 2 行');
  });

  it('refuses bytes that are no UTF-8, and places it cannot write', async () => {
    const bytes = file('gb.jsonl', Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d));
    expect((await run(['ask', '--in', bytes])).err).toContain('错误[bad_file]');
    expect((await run(['ask', '甲', '--out', join(dir, 'no/where.json')])).err).toContain(
      '错误[file_unwritable]',
    );
  });
});

describe('jiesu doctor', () => {
  it('finds everything in order', async () => {
    const { code, out } = await run(['doctor', '--db', db]);
    expect(out.split('\n').filter((line) => line.startsWith('异常'))).toEqual([]);
    expect(code).toBe(0);
    for (const name of ['Node', 'nodejieba', '数据库', '配置包', '模型', '知识库'])
      expect(out).toContain(`正常  ${name}：`);
    expect(out).toContain('正常  本地模型：未启用');
  });

  it('asks the local model that is set up, and says what is wrong with it without its key', async () => {
    const server = await startDraftServer();
    server.behave((response) => response.end('{"data":[{"id":"small-7b"}]}'));
    const env = { JIESU_DRAFT_URL: server.address, JIESU_DRAFT_MODEL: 'small-7b', JIESU_DRAFT_KEY: 'geheim' };
    const doctor = (more: Record<string, string> = {}) =>
      run(['doctor', '--db', db], '', { ...env, ...more });
    expect((await doctor()).out).toMatch(/正常 {2}本地模型：small-7b，127\.0\.0\.1:\d+\n/);
    expect((await doctor({ JIESU_DRAFT_MODEL: 'other' })).out).toContain('服务器上没有这个模型');
    await server.close();
    const { code, out, err } = await doctor();
    expect(code).toBe(1);
    expect(out).toContain('没有回应（unreachable）；起草和检查答复不受影响');
    expect((await doctor({ JIESU_DRAFT_URL: 'http://8.8.8.8/v1' })).out).toContain('JIESU_DRAFT_ALLOW_HOST');
    expect(`${out}${err}`).not.toContain('geheim');
  });

  it('says that the model in use has no second opinion, or whose it is', async () => {
    const { out } = await run(['doctor', '--db', db]);
    expect(out).toMatch(
      /正常 {2}第二意见：模型 [0-9a-f]{12} (?:没有，只按字词定分类|用编码器.*编码器没有启用)/,
    );
  });

  it('names what is broken and goes on to the end', async () => {
    const broken = file('broken.db', 'no database at all, just a text '.repeat(200));
    const { code, out } = await run(['doctor', '--db', `file:${broken}`], '', {
      JIESU_MODEL: join(dir, 'nothing'),
    });
    expect(code).toBe(1);
    expect(out).toContain('异常  数据库：');
    expect(out).toContain('异常  模型：[bad_model]');
    expect(out).toContain('正常  知识库：');
  });
});

describe('every command', () => {
  it('refuses misspelt settings by name', async () => {
    const { code, err } = await run(['doctor'], '', { JIESU_PROT: '1' });
    expect(code).toBe(1);
    expect(err).toContain('JIESU_PROT');
  });

  it('answers any nonsense on its command line with a known error, never with a crash', async () => {
    const junk = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('--', '-', '--=', '--in', '--out=', '--db', '--quiet=1', '-abc', '\0', '🙂', '../..'),
    );
    // An option no command has makes sure that nothing is ever really started or written.
    const argv = fc.tuple(fc.constantFrom(...commandNames()), fc.array(junk, { maxLength: 4 }));
    await fc.assert(
      fc.asyncProperty(argv, async ([name, words]) => {
        const { code, out, err } = await run([name, '--no-such-option', ...words]);
        expect({ code, out }).toEqual({ code: 2, out: '' });
        expect(err).toMatch(/^错误\[bad_usage\] /);
      }),
      { numRuns: 200 },
    );
  });
});
