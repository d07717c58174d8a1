import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { xlsxOf } from '../../../src/app/export/xlsx-writing.ts';
import type { Cell } from '../../../src/app/export/export-types.ts';

const AT = Date.parse('2026-04-14T09:30:15+08:00');
const ROWS: readonly (readonly Cell[])[] = [
  ['控制\u0000\u0001\u000b\u001f字符\ufffe\uffff', { at: AT }, 1.5],
  ['\ud800半个', { at: AT + 1 }, -0],
  ['长'.repeat(32_767), { at: AT }, 1e21],
  [`${'长'.repeat(70_000)}😀`, { at: AT }, 0],
  ['_x000D_ <&>"\r\n\t', null, Number.NaN],
  ['=1+1', { at: 0 }, 3],
  ['', null, null],
];

async function parts(rows: readonly (readonly Cell[])[], perSheet = 1_048_576): Promise<Map<string, string>> {
  const pieces: Uint8Array[] = [];
  const book = {
    name: '工单',
    columns: ['文字', '时间', '数'].map((heading) => ({ heading, width: 12 })),
    batches: (async function* batches() {
      yield rows;
    })(),
    about: [['文件', 'a<&>"\u0001']] as const,
    properties: { creator: '王&<>', title: '表', note: '' },
    at: AT,
  };
  for await (const piece of xlsxOf(book, { rows: perSheet, bytes: 1 << 30 })) pieces.push(piece);
  const files = unzipSync(Buffer.concat(pieces));
  return new Map(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

/** What may follow what in a worksheet, by CT_Worksheet of ECMA-376; programs refuse another order. */
const ORDER = ['sheetViews', 'cols', 'sheetData'];

test('every part is declared, linked and there, and holds only characters that XML has', async () => {
  const made = await parts(ROWS);
  const types = made.get('[Content_Types].xml') ?? '';
  for (const [name, xml] of made) {
    // oxlint-disable-next-line no-control-regex
    expect(xml, name).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
    expect(xml.isWellFormed(), name).toBe(true);
    expect(xml.startsWith('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'), name).toBe(true);
    const isDeclared = types.includes(`PartName="/${name}"`) || /\.rels$|Content_Types/.test(name);
    expect(isDeclared, name).toBe(true);
  }
  for (const [from, folder] of [
    ['_rels/.rels', ''],
    ['xl/_rels/workbook.xml.rels', 'xl/'],
  ] as const)
    for (const [, target] of (made.get(from) ?? '').matchAll(/Target="([^"]+)"/g))
      expect(made.has(`${folder}${target}`), target).toBe(true);
  const ids = [...(made.get('xl/workbook.xml') ?? '').matchAll(/r:id="([^"]+)"/g)].map(([, id]) => id);
  for (const id of ids) expect(made.get('xl/_rels/workbook.xml.rels')).toContain(`Id="${id}"`);
});

test('cells stand in order, within the limits of the format, and moments are dates', async () => {
  const made = await parts(ROWS);
  const sheet = made.get('xl/worksheets/sheet1.xml') ?? '';
  const places = ORDER.map((name) => sheet.indexOf(`<${name}`));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places.every((place) => place > 0)).toBe(true);
  const rows = [...sheet.matchAll(/<row r="(\d+)">(.*?)<\/row>/gs)];
  expect(rows.map(([, n]) => Number(n))).toEqual(Array.from({ length: ROWS.length + 1 }, (_, i) => i + 1));
  for (const [, row, cells = ''] of rows) {
    const found = [...cells.matchAll(/<c r="([A-Z]+)(\d+)"/g)];
    expect(found.every(([, , n]) => n === row)).toBe(true);
    const columns = found.map(([, column = '']) => column.padStart(3, ' '));
    expect(columns).toEqual([...new Set(columns)].sort());
    for (const [, text = ''] of cells.matchAll(/<t xml:space="preserve">(.*?)<\/t>/gs))
      expect(text.replaceAll(/_x[0-9A-F]{4}_|&\w+;/g, '-').length).toBeLessThanOrEqual(32_767);
    for (const [, value] of cells.matchAll(/<v>(.*?)<\/v>/g))
      expect(Number.isFinite(Number(value))).toBe(true);
  }
  // A style with a format of date and time, and a number that counts days from the end of 1899.
  const [, style, serial] = /<c r="B2" s="(\d)"><v>([\d.]+)<\/v>/.exec(sheet) ?? [];
  const formats = [...(made.get('xl/styles.xml') ?? '').matchAll(/<xf numFmtId="(\d+)"[^>]*xfId/g)];
  expect(formats[Number(style)]?.[1]).toBe('164');
  expect(new Date((Number(serial) - 25_569) * 86_400_000).toISOString()).toMatch(/^2026-04-14T09:30:15/);
});

test('a full sheet goes on on the next one, with its headings, and every row stands once', async () => {
  const rows = Array.from({ length: 25 }, (_, i): Cell[] => [`第${i}行`, { at: AT }, i]);
  const made = await parts(rows, 11);
  const names = [...(made.get('xl/workbook.xml') ?? '').matchAll(/<sheet name="([^"]+)"/g)].map(
    ([, name]) => name,
  );
  expect(names).toEqual(['工单', '工单2', '工单3', '导出说明']);
  const found: string[] = [];
  for (const n of [1, 2, 3]) {
    const sheet = made.get(`xl/worksheets/sheet${n}.xml`) ?? '';
    expect(sheet).toContain('>文字</t>');
    expect([...sheet.matchAll(/<row /g)].length).toBeLessThanOrEqual(11);
    found.push(...[...sheet.matchAll(/第\d+行/g)].map(([text]) => text));
  }
  expect(found).toEqual(rows.map(([text]) => text));
});
