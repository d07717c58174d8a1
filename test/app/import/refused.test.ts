import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createImportDesk } from '../../../src/app/import/import-desk.ts';
import { importOrders } from '../../../src/app/import/importing.ts';
import { openRefusedFile, refusedWriter } from '../../../src/app/import/refused-file.ts';
import { desk, dispatcher, system } from '../../support/desk.ts';
import type { Desk } from '../../support/desk.ts';

async function take(d: Desk, text: string, file: string) {
  let refused = '';
  const writer = refusedWriter(file, (more) => (refused += more));
  const report = await importOrders(d.services, system, Buffer.from(text), file, {
    onHeadings: writer.headings,
    onRefused: writer.row,
  });
  return { report, refused };
}

const CSV = [
  '12345 工单明细',
  '编号,来电时间,诉求内容,备注',
  'R1,2026-04-14 09:30,西单的鞋,甲',
  'R2,昨天,"德胜的鞋，""坏""了",=乙',
  'R3,2026-04-14 09:30,,丙',
  'R4,2026-04-14 09:30,"没有闭合,丁',
].join('\n');

test('refused rows of a table go back with place and reason, and are taken once they are mended', async () => {
  const d = await desk();
  const { report, refused } = await take(d, CSV, 'a.csv');
  expect(report).toMatchObject({ accepted: 1, refusedCount: 3, ignored: ['备注'] });
  expect(report.refused).toMatchObject([
    { row: 4, column: '来电时间（B4）', reason: expect.stringContaining('“来电时间”有误：看不懂这个时间') },
    { row: 5, reason: expect.stringContaining('缺少字段“诉求内容”') },
    { row: 6, reason: expect.stringContaining('引号没有闭合') },
  ]);
  const lines = refused.replace('\ufeff', '').split('\r\n');
  expect(lines[0]).toBe('"编号","来电时间","诉求内容","备注","拒收行号","拒收列","拒收原因"');
  expect(lines[1]).toContain('"R2","昨天","德胜的鞋，""坏""了","\'=乙","4","来电时间（B4）"');
  expect(lines[3]).toContain('R4,2026-04-14 09:30,""没有闭合,丁');
  const mended = refused
    .replace('"昨天"', '"2026-04-14 10:30"')
    .replace('"R3","2026-04-14 09:30",""', '"R3","2026-04-14 09:30","施工噪声"');
  const again = await take(d, mended, 'a-拒收.csv');
  expect(again.report).toMatchObject({ accepted: 2, refusedCount: 1, ignored: ['备注'] });
  const { rows } = await d.services.orders.list(dispatcher, { q: '坏' });
  expect(rows).toHaveLength(1);
  // Refused once more, it does not grow further columns.
  expect(again.refused.split('\r\n')[0]).toBe(`\ufeff${lines[0]}`);
});

test('refused lines of a jsonl go back as jsonl', async () => {
  const d = await desk();
  const good = { id: 'a', channel: 'phone', receivedAt: '2026-04-14T09:30:00+08:00', text: '西单的鞋' };
  const bad = { ...good, id: 'b', receivedAt: '昨天' };
  const { refused } = await take(
    d,
    [good, bad].map((one) => JSON.stringify(one)).join('\n') + '\n{"x',
    'a.jsonl',
  );
  const lines = refused
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toMatchObject([
    { ...bad, 拒收行号: '2', 拒收原因: expect.stringContaining('receivedAt') },
    { 原行: '{"x', 拒收行号: '3' },
  ]);
  const mended = JSON.stringify({ ...lines[0], receivedAt: good.receivedAt });
  expect((await take(d, mended, 'a.jsonl')).report).toMatchObject({ accepted: 1, refusedCount: 0 });
});

test('an import whose storing breaks off is told as failed, whatever it was about to write', async () => {
  const d = await desk();
  const broken = new Error('no more');
  const desks = createImportDesk(d.context, {
    ...d.services.intake,
    accept: () => Promise.reject(broken),
  });
  const rows = Array.from({ length: 400 }, (_, i) => `X${i},${i % 2 ? '昨天' : '2026-04-14 09:30'},西单的鞋`);
  const file = Buffer.from(`编号,来电时间,诉求内容\n${rows.join('\n')}\n`);
  const { id } = await desks.receive(
    dispatcher,
    'a.csv',
    (async function* () {
      yield file;
    })(),
  );
  await desks.start(dispatcher, id, null);
  await expect.poll(async () => (await desks.job(dispatcher, id)).state).toBe('failed');
});

test.runIf(existsSync('/dev/full'))(
  'a refused row that finds no room stops the import where it is',
  async () => {
    const d = await desk();
    const full = openRefusedFile('/dev/full', 'a.csv');
    const taken = importOrders(d.services, system, Buffer.from(CSV), 'a.csv', {
      onHeadings: full.headings,
      onRefused: full.row,
    });
    await expect(taken).rejects.toThrow('ENOSPC');
    full.close();
  },
);

test('a map that names a column which is not there is refused with the headings there are', async () => {
  const d = await desk();
  const map = { 正文: 'text', 没有的列: null };
  const wrong = importOrders(
    d.services,
    system,
    Buffer.from('诉求内容,来电时间\n西单的鞋,2026-04-14 09:30\n'),
    'a.csv',
    { map },
  );
  await expect(wrong).rejects.toThrow('列 “正文” 不在表头里：诉求内容、来电时间');
});
