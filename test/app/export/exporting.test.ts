import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { unzipSync, strFromU8 } from 'fflate';
import { readSheet } from 'read-excel-file/node';
import { expect, test } from 'vitest';
import type { ExportAsked } from '../../../src/app/export/exporting.ts';
import type { Actor, OrderFilter, OrderInput } from '../../../src/app/types.ts';
import { auditRows } from '../../support/audit-rows.ts';
import { admin, desk, dispatcher, elsewhere, handler, order, system } from '../../support/desk.ts';
import type { Desk } from '../../support/desk.ts';

const analyst: Actor = { id: 'u-an', name: '分析员', role: 'analyst', unit: null };
const CSV: ExportAsked = { format: 'csv', described: '' };

async function bytesOf(
  d: Desk,
  actor: Actor,
  filter: OrderFilter,
  asked: ExportAsked = CSV,
): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  const file = await d.services.exporting.take(actor, filter, asked);
  for await (const part of file.bytes()) parts.push(part);
  return Buffer.concat(parts);
}

async function rowsOf(d: Desk, actor: Actor, filter: OrderFilter, asked: ExportAsked = CSV) {
  const bytes = await bytesOf(d, actor, filter, asked);
  return parse(bytes, { bom: true, columns: true }) as Record<string, string>[];
}

async function filled(more: readonly OrderInput[] = []): Promise<Desk> {
  const d = await desk();
  const at = (i: number) => `2026-04-1${i % 5}T0${i % 10}:30:00+08:00`;
  const texts = ['西单的鞋', '德胜的鞋', '施工噪声', '摆摊占道', '拿不准的鞋'];
  const inputs = Array.from({ length: 60 }, (_, i) =>
    order(`${texts[i % 5]}，第${i}件`, {
      receivedAt: at(i),
      channel: i % 3 === 0 ? 'wechat' : 'phone',
      externalId: `E${i}`,
      ...(i % 2 === 0
        ? {
            caller: {
              name: i % 4 === 0 ? '王小明' : '李女士',
              phone: `138000011${String(i).padStart(2, '0')}`,
            },
          }
        : {}),
    }),
  );
  await d.services.intake.accept(system, [...inputs, ...more]);
  return d;
}

const FILTERS: readonly OrderFilter[] = [
  {},
  { from: Date.parse('2026-04-11T00:00:00+08:00'), to: Date.parse('2026-04-13T00:00:00+08:00') },
  { caller: '王小' },
  { phone: '1108' },
  { channel: 'wechat', unit: 'SCS-XCAJ' },
  { state: 'received' },
  { sort: 'due' },
  { number: '20260411' },
  { number: 'E7' },
  { q: '施工' },
  { urgency: 'normal', demandKind: '投诉' },
  { lateAt: Date.parse('2026-05-30T00:00:00+08:00') },
  { subject: '某某' },
  { phone: '没有号码' },
];

test('an export holds the rows of the list, in its order, and their sums', async () => {
  const d = await filled();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...FILTERS),
      fc.constantFrom(...FILTERS),
      fc.constantFrom(dispatcher, admin, handler, elsewhere),
      async (a, b, actor) => {
        const filter = { ...a, ...b };
        const listed: string[] = [];
        for (let page = 1; ; page++) {
          const { rows, total } = await d.services.orders.list(actor, filter, { page, pageSize: 7 });
          listed.push(...rows.map(({ number }) => number));
          if (listed.length >= total) break;
        }
        const rows = await rowsOf(d, actor, filter);
        expect(rows.map((row) => row['工单编号'])).toEqual(listed);
        const sums = await d.services.exporting.sums(actor, filter);
        expect(sums.total).toBe(listed.length);
        const counted = (heading: string) => {
          const counts = new Map<string, number>();
          for (const row of rows) counts.set(row[heading] ?? '', (counts.get(row[heading] ?? '') ?? 0) + 1);
          return [...counts].sort();
        };
        const told = (by: 'state' | 'leadUnit' | 'channel' | 'urgency') =>
          sums[by].map(({ name, n }) => [name, n]).sort();
        expect(counted('办理状态')).toEqual(told('state'));
        expect(counted('主办单位')).toEqual(told('leadUnit'));
        expect(counted('渠道')).toEqual(told('channel'));
        expect(counted('紧急程度')).toEqual(told('urgency'));
      },
    ),
    { numRuns: 60 },
  );
});

test('the filters of the source find what they name, and only that', async () => {
  const d = await filled();
  const names = async (filter: OrderFilter) =>
    (await rowsOf(d, dispatcher, filter)).map((row) => row['来电人']);
  expect(new Set(await names({ caller: '王小明' }))).toEqual(new Set(['王小明']));
  expect((await rowsOf(d, dispatcher, { phone: '13800001108' })).map((r) => r['联系电话'])).toEqual([
    '13800001108',
  ]);
  expect(await rowsOf(d, dispatcher, { number: 'E7' })).toHaveLength(1);
  expect(await rowsOf(d, dispatcher, { number: '%' })).toEqual([]);
});

test('who may not see who called gets names, numbers and doors masked, in the text as well', async () => {
  const d = await desk();
  const text = '我叫张建国，电话13912345678，住西单北大街133号院2号楼，投诉西单的鞋';
  await d.services.intake.accept(system, [
    order(text, {
      caller: { name: '张建国', phone: '13912345678' },
      place: { address: '西单北大街133号院2号楼' },
    }),
  ]);
  const [open] = await rowsOf(d, dispatcher, {});
  expect(open).toMatchObject({ 来电人: '张建国', 联系电话: '13912345678', 诉求内容: text });
  for (const masked of [
    await rowsOf(d, analyst, {}),
    await rowsOf(d, dispatcher, {}, { ...CSV, mask: true }),
  ]) {
    const [row] = masked;
    expect(row).toMatchObject({ 来电人: '张**', 联系电话: '*******5678' });
    const all = Object.values(row ?? {}).join();
    for (const secret of ['建国', '13912345678', '133号']) expect(all).not.toContain(secret);
    expect(row?.['诉求内容']).toContain('西单的鞋');
  }
});

test('an export is in the audit before its first byte and with its hash after the last; broken off, as that', async () => {
  const d = await filled();
  const asked = { ...CSV, described: 'unit=SCS-XCAJ' };
  const file = await d.services.exporting.take(dispatcher, { unit: 'SCS-XCAJ' }, asked);
  const mine = async () =>
    (await auditRows(d.store))
      .filter(({ subject }) => subject === file.mark.id)
      .map(({ action, detail }) => ({ action, detail }));
  expect(await mine()).toMatchObject([{ action: 'order.export' }]);
  expect((await mine())[0]?.detail).toContain(`条件：unit=SCS-XCAJ；${file.mark.rows} 件`);
  const parts: Uint8Array[] = [];
  for await (const part of file.bytes()) parts.push(part);
  const { createHash } = await import('node:crypto');
  const sha256 = createHash('sha256').update(Buffer.concat(parts)).digest('hex');
  expect((await mine())[1]).toMatchObject({
    action: 'order.exported',
    detail: expect.stringContaining(sha256),
  });
  for await (const _ of file.bytes()) break;
  expect((await mine()).at(-1)).toMatchObject({ action: 'order.export_broken' });
  // Every row of a csv tells whose copy it is.
  for (const row of parse(Buffer.concat(parts), { bom: true, columns: true }) as Record<string, string>[])
    expect(row['导出标记']).toBe(`${file.mark.id} 派单员 2026-04-14 10:00:00`);
});

test('columns are chosen by key or heading; unknown ones, layouts and encodings are refused by name', async () => {
  const d = await filled();
  const [first] = await rowsOf(d, dispatcher, {}, { ...CSV, columns: ['text', '工单编号', 'text'] });
  expect(Object.keys(first ?? {})).toEqual(['诉求内容', '工单编号', '导出标记']);
  const refused = (asked: Partial<ExportAsked>) =>
    d.services.exporting.take(dispatcher, {}, { ...CSV, ...asked });
  await expect(refused({ columns: ['nothing'] })).rejects.toThrow('没有“nothing”这一列');
  await expect(refused({ layout: 'no-such' })).rejects.toThrow('没有这个版式');
  await expect(refused({ format: 'xlsx', encoding: 'gb18030' })).rejects.toThrow('xlsx 不分编码');
});

test('an xlsx says on its last sheet and in its properties who took what', async () => {
  const d = await filled();
  const bytes = await bytesOf(
    d,
    dispatcher,
    { caller: '王小明' },
    { format: 'xlsx', described: 'caller=王小明' },
  );
  const parts = unzipSync(bytes);
  const xml = (name: string) => strFromU8(parts[name] ?? new Uint8Array());
  expect(xml('xl/workbook.xml')).toContain('<sheet name="导出说明" sheetId="2"');
  for (const where of ['xl/worksheets/sheet2.xml', 'docProps/core.xml']) {
    expect(xml(where)).toContain('派单员');
    expect(xml(where)).toContain('caller=王小明');
  }
});

test('another reader finds the same in an xlsx: texts as texts, moments as dates', async () => {
  const d = await desk();
  const receivedAt = '2026-04-14T09:30:15+08:00';
  await d.services.intake.accept(system, [
    order('=1+1 西单的鞋\n“😀” <&>', { receivedAt, caller: { name: '@王', phone: '+86 13800001234' } }),
  ]);
  const columns = ['number', 'receivedAt', 'callerName', 'callerPhone', 'text', 'issueConfidence'];
  const bytes = await bytesOf(d, dispatcher, {}, { format: 'xlsx', columns, described: '' });
  const [, row] = (await readSheet(bytes, 1, { trim: false })) as unknown[][];
  expect(row?.slice(1, 5)).toEqual([
    new Date('2026-04-14T09:30:15Z'),
    '@王',
    '+86 13800001234',
    '=1+1 西单的鞋\n“😀” <&>',
  ]);
  expect(typeof row?.[5]).toBe('number');
});
