import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { readSheet } from 'read-excel-file/node';
import { expect, test } from 'vitest';
import { xlsxOf } from '../../../src/app/export/xlsx-writing.ts';
import type { ExportAsked } from '../../../src/app/export/exporting.ts';
import { importOrders } from '../../../src/app/import/importing.ts';
import type { OrderInput } from '../../../src/app/types.ts';
import { loadOrderLayouts } from '../../../src/profile/order-layouts.ts';
import { createServices } from '../../../src/app/services.ts';
import { desk, dispatcher, order, system } from '../../support/desk.ts';
import type { Desk } from '../../support/desk.ts';
import { auditRows } from '../../support/audit-rows.ts';

const layouts = loadOrderLayouts('data/profile/xicheng') ?? [];

/** A desk whose profile has the layouts that are shipped. */
async function laidOut(): Promise<Desk> {
  const d = await desk();
  const profile = { ...d.context.profile, orderLayouts: layouts };
  const context = { ...d.context, profile };
  return {
    ...d,
    context,
    services: createServices({ store: d.store, engine: context.engine, profile, clock: d.clock }, context),
  };
}

async function exported(d: Desk, asked: Omit<ExportAsked, 'described'>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  const file = await d.services.exporting.take(dispatcher, {}, { ...asked, described: '' });
  for await (const part of file.bytes()) parts.push(part);
  return Buffer.concat(parts);
}

async function rows(d: Desk, layout: string): Promise<Record<string, string>[]> {
  const bytes = await exported(d, { format: 'csv', layout });
  return parse(bytes, { bom: true, columns: true }) as Record<string, string>[];
}

const into = async (d: Desk, bytes: Uint8Array, name: string) =>
  importOrders(d.services, system, bytes, name, { layouts, stored: d.services.importing.stored });

/** What a layout brings back; the others tell how an order stands, and are not taken in. */
const IMPORTED = (layouts[0]?.columns ?? [])
  .filter(({ imports }) => imports !== null)
  .map(({ heading }) => heading);

test('the shipped layout has 21 columns, each of which the export can fill', () => {
  expect(layouts.map(({ id, columns }) => [id, columns.length])).toEqual([['beijing-21', 21]]);
  expect(IMPORTED).toEqual(['工单编号', '来电时间', '来电人', '联系电话', '诉求内容', '事发地址', '街道']);
});

const words = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 6 }),
      fc.constantFrom(
        '西单的鞋',
        '😀',
        '𠮷',
        '\n',
        '\r\n',
        '"',
        ',',
        "'",
        '=1+1',
        '+86',
        '-',
        '@SUM',
        '\t',
        '；',
        '_x000D_',
      ),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((all) => all.join(''))
  .filter((text) => !/[\0\ufdd0\ufffd]/.test(text) && text.isWellFormed() && /[\p{L}\p{N}]/u.test(text));
const name = fc.constantFrom('王女士', '=cmd', "O'Neil", '@张', '李"四"');

const input = fc.record(
  {
    text: words,
    at: fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2026-12-31') }),
    name,
    phone: fc.constantFrom('13800001234', '+86 13800001234', '010-66001234'),
    address: fc.constantFrom('西单北大街1号', '-1层', '="x"'),
  },
  { requiredKeys: ['text', 'at'] },
);

test('orders exported in the layout and taken in elsewhere are the same; taken in again at home they are there already', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(input, { minLength: 1, maxLength: 6 }), async (given) => {
      const home = await laidOut();
      const inputs = given.map(({ text, at, name: called, phone, address }, i): OrderInput =>
        order(text, {
          receivedAt: new Date(at).toISOString(),
          ...(i % 2 === 0 ? { externalId: `甲-${i}` } : {}),
          ...(called === undefined && phone === undefined
            ? {}
            : {
                caller: {
                  ...(called === undefined ? {} : { name: called }),
                  ...(phone === undefined ? {} : { phone }),
                },
              }),
          ...(address === undefined ? {} : { place: { address } }),
        }),
      );
      const outcomes = await home.services.intake.accept(system, inputs);
      const taken = outcomes.filter(({ status }) => status === 'accepted').length;
      const before = await rows(home, 'beijing-21');
      expect(before).toHaveLength(taken);
      for (const format of ['xlsx', 'csv'] as const) {
        const bytes = await exported(home, { format, layout: 'beijing-21' });
        const away = await laidOut();
        const report = await into(away, bytes, `a.${format}`);
        expect(report).toMatchObject({ accepted: taken, refusedCount: 0 });
        // What tells how an order stands is named as not taken in.
        expect(report.ignored).toContain('办理状态');
        expect(report.ignored).toHaveLength(21 - IMPORTED.length);
        const pick = (row: Record<string, string>) => IMPORTED.map((heading) => row[heading]);
        const byNumber = (all: Record<string, string>[]) => all.map(pick).sort();
        expect(byNumber(await rows(away, 'beijing-21'))).toEqual(byNumber(before));
        const second = await into(home, bytes, `a.${format}`);
        expect(second).toMatchObject({ accepted: 0, duplicate: taken, refusedCount: 0 });
      }
    }),
    { numRuns: 12 },
  );
}, 60_000);

test('the usual columns come back to the same orders by their ids', async () => {
  const d = await laidOut();
  await d.services.intake.accept(system, [
    order('西单的鞋', {
      externalId: 'E1',
      channel: 'wechat',
      form: 'summary',
      place: { street: '西长安街', lng: 116.37, lat: -1 },
    }),
    order('=1+1 德胜的鞋'),
  ]);
  for (const [format, encoding] of [['xlsx'], ['csv'], ['csv', 'gb18030']] as const) {
    const bytes = await exported(d, { format, ...(encoding === undefined ? {} : { encoding }) });
    expect(await into(d, bytes, `a.${format}`)).toMatchObject({ accepted: 0, duplicate: 2, refusedCount: 0 });
    const away = await laidOut();
    expect(await into(away, bytes, `a.${format}`)).toMatchObject({ accepted: 2, refusedCount: 0 });
    const { rows: listed } = await away.services.orders.list(dispatcher, { q: '西单' });
    const { input: back } = await away.services.orders.get(dispatcher, listed[0]?.id ?? '');
    expect(back).toMatchObject({
      externalId: 'E1',
      channel: 'wechat',
      form: 'summary',
      place: { lng: 116.37, lat: -1 },
    });
  }
});

test.each([
  ['xlsx', 'beijing-21'],
  ['xlsx', undefined],
  ['csv', 'beijing-21'],
  ['csv', undefined],
] as const)(
  'a row of an export tells whose it was after its values alone were copied away: %s %s',
  async (format, layout) => {
    const d = await laidOut();
    await d.services.intake.accept(system, [order('西单的鞋'), order('西单的噪声')]);
    const bytes = await exported(d, { format, ...(layout === undefined ? {} : { layout }) });
    const values: unknown[][] =
      format === 'xlsx' ? ((await readSheet(bytes, 1)) as unknown[][]) : parse(bytes, { bom: true });
    // One row, without its heading, its sheet and the name of its file, kept in a workbook of somebody else.
    const pieces: Uint8Array[] = [];
    const copy = xlsxOf({
      name: '我的表',
      columns: (values[0] ?? []).map((_, i) => ({ heading: `列${i}`, width: 10 })),
      batches: (async function* () {
        yield [(values[1] ?? []).map((value) => (value === null ? null : String(value)))];
      })(),
      about: [],
      properties: { creator: '别人', title: '', note: '' },
      at: d.clock.now(),
    });
    for await (const piece of copy) pieces.push(piece);
    const [, found] = (await readSheet(Buffer.concat(pieces), 1)) as unknown[][];
    const [, id = '', who] = /(X\d{8}-[0-9A-Z]{8}) (\S+) \d{4}-/.exec((found ?? []).join('\n')) ?? [];
    expect(who).toBe(dispatcher.name);
    const audit = (await auditRows(d.store)).filter(({ subject }) => subject === id);
    expect(audit.map(({ action, actorId }) => [action, actorId])).toEqual([
      ['order.export', dispatcher.id],
      ['order.exported', dispatcher.id],
    ]);
  },
);
