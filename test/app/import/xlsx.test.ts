import { strToU8, zipSync } from 'fflate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readOrders } from '../../../src/app/import/importing.ts';
import type { ReadOptions } from '../../../src/app/import/importing.ts';
import { momentOf } from '../../../src/app/import/xlsx/sheet-rows.ts';
import { xlsxOf } from '../../../src/app/export/xlsx-writing.ts';
import type { Cell } from '../../../src/app/export/export-types.ts';
import { sha256 } from '../../../src/app/canonical.ts';
import { whole } from '../../../src/app/export/xlsx-cells.ts';
import { tableRows } from '../../../src/app/import/importing.ts';
import { row, xlsx } from '../../support/xlsx.ts';

const HEAD = ['工单编号', '来电时间', '诉求内容', '联系电话'];

async function read(bytes: Uint8Array, name = 'a.xlsx', options: ReadOptions = {}) {
  const found = [];
  for await (const item of readOrders(bytes, name, options))
    found.push(
      'error' in item
        ? { row: item.row, column: item.column, message: item.error.message }
        : { row: item.row, order: item.order },
    );
  return found;
}

test('title rows, headings over two rows with merged cells, and empty rows are understood', async () => {
  const sheet = [
    row(1, ['12345 工单明细表']),
    row(3, ['工单编号', '来电信息', '', '诉求内容']),
    row(4, ['', '来电时间', '联系电话', '']),
    row(5, ['A1', '2026-04-14 09:30', '13600001127', '西单的鞋']),
    row(6, ['', '', '', '']),
    row(9, ['A2', '2026-04-14 10:30', '', '德胜的鞋']),
  ].join('');
  const after = '<mergeCells><mergeCell ref="A3:A4"/><mergeCell ref="B3:C3"/></mergeCells>';
  expect(await read(xlsx({ sheets: [sheet], after }))).toMatchObject([
    { row: 5, order: { externalId: 'A1', caller: { phone: '13600001127' }, text: '西单的鞋' } },
    { row: 9, order: { externalId: 'A2', text: '德胜的鞋' } },
  ]);
});

test('of a formula the saved value counts; without one, and for an error, the cell is named', async () => {
  const sheet = [
    row(1, HEAD),
    row(2, ['F1', '2026-04-14 09:30', '<c t="str"><f>A1&amp;"x"</f><v>西单的鞋</v></c>']),
    row(3, ['F2', '2026-04-14 09:30', '<c><f>A1</f></c>']),
    row(4, ['F3', '2026-04-14 09:30', '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>']),
  ].join('');
  expect(await read(xlsx({ sheets: [sheet] }))).toMatchObject([
    { row: 2, order: { text: '西单的鞋' } },
    { row: 3, column: '诉求内容（C3）', message: expect.stringContaining('单元格 C3 是公式') },
    { row: 4, column: '诉求内容（C4）', message: expect.stringContaining('单元格 C4 是错误值 #DIV/0!') },
  ]);
});

test('moments count from 1900 or 1904, in any format that shows one', async () => {
  const sheet = (serial: string, style: number) =>
    [row(1, HEAD), row(2, ['D1', `<c s="${style}"><v>${serial}</v></c>`, '西单的鞋'])].join('');
  const formats = [
    'yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot; h:mm',
    '[$-804]yyyy/m/d',
    '0.00&quot;h&quot;',
  ];
  const at = async (serial: string, style: number, is1904 = false) => {
    const [found] = await read(xlsx({ sheets: [sheet(serial, style)], formats, is1904 }));
    return found !== undefined && 'order' in found ? found.order?.receivedAt : found?.message;
  };
  // 2026-04-14 09:30 is day 46126 of 1900 and day 44664 of 1904.
  const day = 46_126 + 9.5 / 24;
  expect(await at(String(day), 1)).toBe('2026-04-14T09:30:00+08:00');
  expect(await at(String(day - 1462), 2, true)).toBe('2026-04-14T09:30:00+08:00');
  expect(await at('46126', 4)).toBe('2026-04-14T00:00:00+08:00');
  expect(await at('46126.39583', 1)).toBe('2026-04-14T09:30:00+08:00');
  expect(await at('46126.5', 3)).toContain('看不懂这个时间');
  expect(momentOf('1', 1, false).toISOString()).toBe('1900-01-01T00:00:00.000Z');
  expect(momentOf('61', 61, false).toISOString()).toBe('1900-03-01T00:00:00.000Z');
  expect(momentOf('0', 0, true).toISOString()).toBe('1904-01-01T00:00:00.000Z');
});

test('shared texts, rich text and readings, sheets that go on, and macros that are never looked at', async () => {
  const shared = (i: number) => `<c t="s"><v>${i}</v></c>`;
  const rich =
    '<c t="inlineStr"><is><r><t>西单</t></r><r><t xml:space="preserve"> 的鞋</t></r><rPh><t>xidan</t></rPh></is></c>';
  const first = row(1, HEAD) + row(2, ['R1', '2026-04-14 09:30', rich]);
  const second =
    row(1, HEAD) + row(2, ['R2', '2026-04-14 09:30', shared(0)]) + row(3, ['R3', '昨天', shared(9)]);
  const file = xlsx({
    sheets: [first, second, row(1, ['别的']) + row(2, ['x'])],
    names: ['工单', '工单2', '说明'],
    shared: ['德胜 &amp; 西单_x000D_'],
    more: { 'xl/vbaProject.bin': 'Attribute VB_Name' },
  });
  expect(await read(file, 'a.xlsm')).toMatchObject([
    { row: 2, order: { externalId: 'R1', text: '西单 的鞋' } },
    { row: 2, order: { externalId: 'R2', text: '德胜 & 西单\r' } },
    { row: 3, message: expect.stringContaining('不在表格里') },
  ]);
});

test('what is no table is refused by what it is', async () => {
  const file = xlsx({ sheets: [row(1, HEAD)] });
  const ole = (name: string) =>
    Buffer.concat([
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
      Buffer.alloc(600),
      Buffer.from(name, 'utf16le'),
    ]);
  const refused = (bytes: Uint8Array, name: string) => expect(read(bytes, name)).rejects;
  await refused(ole('EncryptedPackage'), 'a.xlsx').toThrow('设有密码');
  await refused(ole('Workbook'), 'a.xls').toThrow('旧版 xls');
  await refused(file, 'a.csv').toThrow('内容是压缩包');
  await refused(Buffer.from('a,b'), 'a.xlsx').toThrow('扩展名是 xlsx，内容不是');
  await refused(Buffer.from('<html><table>'), 'a.csv').toThrow('内容是网页');
  await refused(file.subarray(0, file.length - 30), 'a.xlsx').toThrow('不是可以读取的 xlsx');
  await refused(zipSync({ 'word/document.xml': strToU8('<x/>') }), 'a.xlsx').toThrow('不是 xlsx 表格');
  await refused(xlsx({ sheets: ['<!DOCTYPE x [<!ENTITY a "b">]>'] }), 'a.xlsx').toThrow('文档类型');
  const damaged = Uint8Array.from(xlsx({ sheets: [row(1, HEAD).repeat(50)] }));
  const name = Buffer.from(damaged).indexOf('xl/worksheets/sheet1.xml');
  damaged.fill(0xff, name + 30, name + 60);
  await refused(damaged, 'a.xlsx').toThrow('已损坏');
});

test('a part that swells as nothing honest does is refused before it is unpacked', async () => {
  const bomb = xlsx({ sheets: [row(1, HEAD) + ' '.repeat(80 << 20)] });
  expect(bomb.length).toBeLessThan(200_000);
  await expect(read(bomb)).rejects.toThrow('膨胀超过');
  const far = xlsx({ sheets: [`<row r="1"><c r="ZZZZ1"><v>1</v></c></row>`] });
  await expect(read(far)).rejects.toThrow('超过 16384 列');
});

const short = (value: string): string => (value.length < 100 ? value : `${value.length} ${sha256(value)}`);

const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '西单',
        '😀',
        '𠮷',
        '\n',
        '\r',
        '\r\n',
        '\t',
        '"',
        ',',
        '=1+1',
        '@',
        '-',
        "'=",
        '_x000D_',
        '&lt;',
        '<',
        '\u200b',
        ' ',
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join('').replaceAll('\0', ''));

test('every text and moment comes back from an xlsx as it went in, over as many sheets as it takes', async () => {
  const cell = fc.oneof(
    text,
    fc.integer({ min: Date.parse('1980-01-01'), max: Date.parse('2099-12-31') }).map((at) => ({ at })),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
    fc.constant(null),
    fc.record({ long: fc.integer({ min: 10_900, max: 23_000 }) }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { maxLength: 6 }),
      fc.integer({ min: 2, max: 4 }),
      async (given, sheetRows) => {
        // Made here: a counterexample of such length is not to be read.
        const rows = given.map((cells) =>
          cells.map((one) =>
            typeof one === 'object' && one !== null && 'long' in one ? '长😀'.repeat(one.long) : one,
          ),
        );
        const parts: Uint8Array[] = [];
        const book = {
          name: '工单',
          columns: ['甲', '乙', '丙'].map((heading) => ({ heading, width: 10 })),
          batches: (async function* batches() {
            yield rows as readonly (readonly Cell[])[];
          })(),
          about: [],
          properties: { creator: '<&>', title: 't', note: 'n' },
          at: Date.parse('2026-04-14T10:00:00+08:00'),
        };
        for await (const part of xlsxOf(book, { rows: sheetRows, bytes: 1 << 30 })) parts.push(part);
        const found: unknown[] = [];
        for await (const item of tableRows(Buffer.concat(parts), 'a.xlsx'))
          if (!('error' in item)) found.push(whole(item.cells, 3));
        const plain = (value: Cell | Date | boolean | undefined): unknown => {
          if (value === null || value === undefined || value === '') return null;
          if (value instanceof Date) return value.getTime() - 8 * 3_600_000;
          return typeof value === 'object'
            ? value.at
            : typeof value === 'string'
              ? short(value.toWellFormed())
              : value;
        };
        const isEmpty = (cells: readonly Cell[]) => cells.every((one) => one === null || one === '');
        const wanted = rows
          .filter((cells) => !isEmpty(cells as Cell[]))
          .map((cells) => cells.map((one) => plain(one)));
        const got = found.slice(1).map((cells) => [0, 1, 2].map((i) => plain((cells as Cell[])[i])));
        expect(got).toEqual(wanted);
      },
    ),
    { numRuns: 60 },
  );
});
