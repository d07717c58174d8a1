import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main-cli.ts';
import { recordingIo } from './support.ts';

const SHIPPED = join(import.meta.dirname, '../../data/calendar/cn.json');
let dir = '';
beforeAll(() => void (dir = mkdtempSync(join(tmpdir(), 'jiesu-calendar-'))));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function run(...argv: string[]) {
  const { io, out, err } = recordingIo();
  const code = await main(['calendar', ...argv], io);
  return { code, out: out(), err: err() };
}

describe('jiesu calendar', () => {
  it('checks a file and tells what it holds, and which years are missing in between', async () => {
    const shipped = await run('check', SHIPPED);
    expect(shipped).toMatchObject({ code: 0, err: '' });
    expect(shipped.out).toContain('2026 年：7 段假期，放假 33 天，调休上班 6 天');
    const file = join(dir, 'gap.json');
    const year = (n: number) => ({
      year: n,
      notices: ['https://www.gov.cn/x'],
      holidays: [{ name: '元旦', off: [`${n}-01-01`], work: [] }],
    });
    writeFileSync(
      file,
      JSON.stringify({ format: 'jiesu-calendar/1', name: '试验', years: [year(2024), year(2026)] }),
    );
    expect((await run('check', file)).out).toContain('中间缺 2025 年，按未知处理');
  });

  it('shows a year with weekdays, the notice, and what is still open', async () => {
    const { code, out } = await run('show', '--year', '2026');
    expect(code).toBe(0);
    expect(out).toContain('中秋节\n  放假 09-25（五） 09-26（六） 09-27（日）\n');
    expect(out).toContain('  上班 01-04（日）\n');
    expect(out).toContain('2027 年的通知还没有，12 月 25—31 日可能变动');
    expect(out).toContain('依据 https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm');
    expect((await run('show', '--year', '2025')).out).not.toContain('可能变动');
  });

  it('refuses a faulty file and a year that is not there', async () => {
    const file = join(dir, 'bad.json');
    writeFileSync(file, '{}');
    expect(await run('check', file)).toMatchObject({ code: 1, out: '' });
    expect((await run('check', file)).err).toMatch(/^错误\[bad_calendar\] 日历 .*bad\.json 有误：/);
    expect((await run('check', join(dir, 'none.json'))).err).toContain('错误[file_unreadable]');
    expect((await run('show', '--year', '2027')).err).toContain('没有找到 2027 年的日历，已有的年份：2019、');
  });

  it.each([
    [[]],
    [['fly']],
    [['check']],
    [['check', 'a', 'b']],
    [['check', 'a', '--year', '2026']],
    [['show']],
    [['show', '--year', '26']],
    [['show', 'x', '--year', '2026']],
  ])('calls %j wrong usage', async (argv) => {
    const { code, out, err } = await run(...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^错误\[bad_usage\] [^\n]+\n$/);
  });
});
