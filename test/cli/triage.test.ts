import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TriageResult } from '../../src/app/types.ts';
import { main } from '../../src/cli/main-cli.ts';
import { tempFolder } from '../support/temp.ts';
import { jiesu, recordingIo } from './support.ts';

const row = (id: string, text: string, more: object = {}): object => ({
  id,
  channel: 'phone',
  receivedAt: '2026-04-14T10:00:00+08:00',
  text,
  ...more,
});
const PROPERTY = row('t-1', '牛街街道我们小区物业不打扫卫生，保安也没有，物业服务太差，请管一管。');
const WAGES = row('t-2', '公司拖欠我三个月工资没发，老板一直推，我想讨要工资。');
const LIFT = row('t-3', '电梯卡在三楼，里面困着一个孩子，快来救人。');

const jsonl = (...rows: readonly (object | string)[]): string =>
  rows.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');

function inFile(content: string, name = 'orders.jsonl'): string {
  const file = join(tempFolder(), name);
  writeFileSync(file, content);
  return file;
}

async function triage(
  argv: readonly string[],
  input = '',
): Promise<{ code: number; out: string; err: string }> {
  const { io, out, err } = recordingIo(input);
  const code = await main(['triage', ...argv], io);
  return { code, out: out(), err: err() };
}
const results = (out: string): TriageResult[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TriageResult);

describe('jiesu triage', () => {
  it('writes one result a line, in the order of the input', async () => {
    const { code, out, err } = await triage(['--in', inFile(jsonl(PROPERTY, WAGES, LIFT))]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(
      results(out).map(({ id, issueType, unit, urgency }) => [id, issueType.code, unit.lead, urgency]),
    ).toEqual([
      ['t-1', '0301', 'JD-NJ', 'normal'],
      ['t-2', '1101', 'RSJ', 'livelihood'],
      ['t-3', '1206', 'SCJG', 'safety'],
    ]);
  });

  it('has every field of a triage result', async () => {
    const { out } = await triage(['--in', inFile(jsonl(PROPERTY))]);
    const fields =
      'id issueType demandKind urgency unit street saleChannel entities demands decision laws misquoted versions';
    expect(Object.keys(results(out)[0] ?? {}).sort()).toEqual(fields.split(' ').sort());
  });

  it('gives the same from a file, from standard input and into a file', async () => {
    const content = jsonl(PROPERTY, LIFT);
    const file = await triage(['--in', inFile(content)]);
    const piped = await triage(['--in', '-'], content);
    const target = join(tempFolder(), 'results.jsonl');
    const written = await triage(['--in', '-', '--out', target], content);
    expect(piped.out).toBe(file.out);
    expect(written).toEqual({ code: 0, out: '', err: '' });
    expect(readFileSync(target, 'utf8')).toBe(file.out);
  });

  it('reads a table as well', async () => {
    const csv = '编号,来源渠道,受理时间,诉求内容\nc-1,phone,2026-04-14 10:00:00,公司拖欠我三个月工资没发\n';
    const { code, out, err } = await triage(['--in', inFile(csv, 'orders.csv')]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(results(out)[0]).toMatchObject({ issueType: { code: '1101' } });
  });

  it('keeps a line for a row it refuses, says which and why, and goes on', async () => {
    const bad = [row('x', ''), '{', row('y', '停水', { colour: 'red' })];
    const { code, out, err } = await triage(['--in', inFile(jsonl(PROPERTY, ...bad, LIFT))]);
    expect(code).toBe(1);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; error?: { code: string } });
    expect(lines.map((line) => line.error?.code ?? line.id)).toEqual([
      't-1',
      'empty_text',
      'bad_json',
      'unknown_field',
      't-3',
    ]);
    const told = err.trimEnd().split('\n');
    expect(told).toHaveLength(3);
    expect(told[0]).toMatch(/^错误\[empty_text\] 第 2 行诉求内容为空$/);
    expect(told[2]).toMatch(/^错误\[unknown_field\] 第 4 行.*colour/);
  });

  it('writes nothing for no orders', async () => {
    const { out } = await triage(['--in', inFile('')]);
    expect(out).toBe('');
  });

  it.each([
    [[], 2, '错误[bad_usage] 用法有误：缺少 --in'],
    [['orders.jsonl'], 2, '错误[bad_usage]'],
    [['--in', '/no/such/orders.jsonl'], 1, '错误[file_unreadable]'],
  ])('refuses %j', async (argv, exit, why) => {
    const { code, out, err } = await triage(argv);
    expect({ code, out }).toEqual({ code: exit, out: '' });
    expect(err).toContain(why);
  });

  it('refuses a place it cannot write to', async () => {
    const { code, err } = await triage([
      '--in',
      inFile(jsonl(LIFT)),
      '--out',
      join(tempFolder(), 'no', 'such.jsonl'),
    ]);
    expect(code).toBe(1);
    expect(err).toContain('错误[file_unwritable]');
  });

  it('runs from any folder and leaves no database behind', async () => {
    const cwd = tempFolder();
    const { code, out } = await jiesu(['triage', '--in', '-'], { cwd, input: jsonl(WAGES) });
    expect(code).toBe(0);
    expect(results(out)[0]?.id).toBe('t-2');
    expect(readdirSync(cwd)).toEqual([]);
    expect(existsSync(join(cwd, 'jiesu.db'))).toBe(false);
  });
});
