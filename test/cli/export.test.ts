import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main } from '../../src/cli/main-cli.ts';
import { recordingIo } from './support.ts';

let dir = '';
let db = '';

async function run(...argv: string[]) {
  const { io, out, err } = recordingIo('', {});
  const code = await main([...argv, '--db', db], io);
  return { code, out: out(), err: err() };
}

const rowsOf = (text: string | Buffer) =>
  parse(text, { bom: true, columns: true }) as Record<string, string>[];

const FOREIGN = [
  '12345 交办件',
  '单号,何时,正文,谁,手机',
  'D1,2026-11-20 09:30,市民反映在西单大悦城“星语服装店”购买的羽绒服掉毛，要求商家退货退款。,王女士,13800001234',
  'D2,2026-11-20 10:30,"市民反映在西单北大街“安康眼镜店”配的眼镜度数不对，要求重新配制。",李先生,13800001235',
  'D3,前天,在西单买的鞋坏了,,',
].join('\n');

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'jiesu-export-'));
  db = `file:${join(dir, 'x.db')}`;
  const map = join(dir, 'map.json');
  writeFileSync(
    map,
    JSON.stringify({ 单号: 'externalId', 何时: 'receivedAt', 正文: 'text', 谁: 'caller.name', 手机: null }),
  );
  writeFileSync(join(dir, 'foreign.csv'), FOREIGN);
  const refused = join(dir, 'refused.csv');
  const first = await run(
    'import',
    join(dir, 'foreign.csv'),
    '--map',
    map,
    '--save-map',
    '交办',
    '--refused',
    refused,
  );
  expect(first).toMatchObject({ code: 0 });
  expect(first.out).toContain('拒收 第 5 行 何时（B5） [bad_field] 第 5 行字段“何时”有误：看不懂这个时间');
  expect(first.out).toContain('新收 2 件，重复 0 件，拒收 1 件');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('takes refused rows that were mended by the name of a map that was kept', async () => {
  const mended = readFileSync(join(dir, 'refused.csv'), 'utf8').replace('前天', '2026-11-19 08:00');
  writeFileSync(join(dir, 'mended.csv'), mended);
  const again = await run('import', join(dir, 'mended.csv'), '--map', '交办');
  expect(again.out).toContain('新收 1 件，重复 0 件，拒收 0 件');
  const unknown = await run('import', join(dir, 'mended.csv'), '--map', '没有这个');
  expect(unknown).toMatchObject({ code: 1 });
  expect(unknown.err).toContain('没有找到列映射“没有这个”');
});

it('finds by who is complained about, what was bought and what is asked for', async () => {
  const numbers = async (filter: string) => {
    const { code, out } = await run('export', '--format', 'csv', '--filter', filter);
    expect(code).toBe(0);
    return rowsOf(out).map((row) => row['来源编号']);
  };
  expect(await numbers('subject=星语')).toEqual(['D1']);
  expect(await numbers('product=羽绒服 from=2026-11-20 to=2026-11-20')).toEqual(['D1']);
  expect(await numbers('demand=退款')).toEqual(['D1']);
  expect(await numbers('caller=李先生')).toEqual(['D2']);
  expect(await numbers('subject=没有的店')).toEqual([]);
  const [row] = rowsOf((await run('export', '--format', 'csv', '--filter', 'number=D1')).out);
  expect(row).toMatchObject({ 来电人: '王女士', 来电时间: '2026-11-20 09:30:00' });
  expect(row?.['被反映主体']).toContain('星语');
});

it('writes a file by the ending of its name, and says how many and under which mark', async () => {
  const out = join(dir, 'all.xlsx');
  const done = await run('export', '--out', out);
  expect(done).toMatchObject({ code: 0, out: '' });
  expect(done.err).toMatch(/^已导出 3 件到 all\.xlsx，导出标记 X\d{8}-[0-9A-F]{8}\n$/);
  const back = await run('import', out);
  expect(back.out).toContain('新收 0 件，重复 3 件，拒收 0 件');
  const masked = await run('export', '--format', 'csv', '--mask', '--columns', 'callerName,诉求内容');
  expect(rowsOf(masked.out).map((row) => row['来电人'])).toContain('王**');
  const gb = join(dir, 'gb.csv');
  await run('export', '--out', gb, '--encoding', 'gb18030', '--layout', 'beijing-21');
  const [heading] = new TextDecoder('gb18030').decode(readFileSync(gb)).split('\r\n');
  const headings = heading?.trim().split(',');
  expect(headings).toHaveLength(22);
  expect(headings?.at(-1)).toBe('"导出标记"');
});

it('refuses what it does not understand with exit code 2, and leaves no half file', async () => {
  for (const [argv, said] of [
    [['--filter', 'colour=red', '--format', 'csv'], '未知字段“colour”'],
    [['--filter', 'from=gestern', '--format', 'csv'], 'from'],
    [['--format', 'pdf'], 'xlsx 或 csv'],
    [[], '--format'],
    [['--format', 'xlsx'], '须用 --out'],
  ] as const) {
    const { code, err } = await run('export', ...argv);
    expect([code, err.includes(said)], err).toEqual([2, true]);
  }
  const out = join(dir, 'none.csv');
  expect(await run('export', '--out', out, '--layout', 'none')).toMatchObject({ code: 1 });
  expect(existsSync(out)).toBe(false);
});
