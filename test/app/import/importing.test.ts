import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeXlsxFile from 'write-excel-file/node';
import { expect, test } from 'vitest';
import { importOrders, readOrders } from '../../../src/app/import/importing.ts';
import type { ReadOptions } from '../../../src/app/import/importing.ts';
import { desk, dispatcher, system } from '../../support/desk.ts';
import { tempFolder } from '../../support/temp.ts';

/** GB18030 bytes of a text made of ASCII and the characters of this table. */
const GB: Readonly<Record<string, readonly number[]>> = {
  诉: [0xcb, 0xdf],
  求: [0xc7, 0xf3],
  内: [0xc4, 0xda],
  容: [0xc8, 0xdd],
  来: [0xc0, 0xb4],
  电: [0xb5, 0xe7],
  时: [0xca, 0xb1],
  间: [0xbc, 0xe4],
  要: [0xd2, 0xaa],
  退: [0xcd, 0xcb],
  鞋: [0xd0, 0xac],
  𠮷: [0x95, 0x34, 0xb2, 0x35],
};
const gb = (text: string): Buffer =>
  Buffer.from([...text].flatMap((c) => GB[c] ?? (c.charCodeAt(0) < 128 ? [c.charCodeAt(0)] : [])));

async function read(bytes: Uint8Array | string, name: string, options: ReadOptions = {}) {
  const rows = [];
  const source = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  for await (const { done, raw: _, ...rest } of readOrders(source, name, options)) {
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThanOrEqual(1);
    rows.push(
      'error' in rest ? { row: rest.row, error: rest.error.code, message: rest.error.message } : rest,
    );
  }
  return rows;
}

const line = (text: string, more: object = {}): string =>
  JSON.stringify({ channel: 'phone', receivedAt: '2026-04-14T09:30:00+08:00', text, ...more });

test('one bad line in the middle of a jsonl keeps the good ones', async () => {
  const text = [
    line('一', { id: 'a' }),
    '{"channel": ',
    line('', { id: 'b' }),
    '',
    line('三', { id: 'c', x: 1 }),
    line('四', { id: 'd' }),
  ];
  expect(await read(text.join('\r\n'), 'orders.jsonl')).toMatchObject([
    { row: 1, order: { id: 'a', text: '一' } },
    { row: 2, error: 'bad_json' },
    { row: 3, error: 'empty_text' },
    { row: 5, error: 'unknown_field', message: '第 5 行出现未知字段“x”' },
    { row: 6, order: { id: 'd' } },
  ]);
});

test('a line with broken bytes is refused alone; a BOM is no part of the first line', async () => {
  const bad = Buffer.concat([
    Buffer.from(line('羽绒服').slice(0, -4)),
    Buffer.from([0xe7, 0xbe]),
    Buffer.from('"}'),
  ]);
  const bytes = Buffer.concat([
    Buffer.from([0xef, 0xbb, 0xbf]),
    Buffer.from(`${line('一', { id: 'a' })}\n`),
    bad,
    Buffer.from(`\n${line('三', { id: 'c' })}`),
  ]);
  expect(await read(bytes, 'a.jsonl')).toMatchObject([
    { row: 1, order: { id: 'a' } },
    { row: 2, error: 'bad_encoding' },
    { row: 3, order: { id: 'c' } },
  ]);
});

test('GB18030 is recognised in jsonl and csv, four-byte characters included', async () => {
  const csv = gb('id,诉求内容,来电时间\n1,要退鞋𠮷,2026/4/14 9:05\n');
  expect(await read(csv, 'a.csv')).toEqual([
    {
      row: 2,
      order: { id: '1', channel: 'import', receivedAt: '2026-04-14T09:05:00+08:00', text: '要退鞋𠮷' },
    },
  ]);
  const jsonl = gb('{"id":"1","channel":"p","receivedAt":"2026-04-14T09:30:00+08:00","text":"要退鞋"}');
  expect(await read(jsonl, 'a.jsonl')).toMatchObject([{ order: { text: '要退鞋' } }]);
});

test('what is neither UTF-8 nor GB18030 is refused as a whole', async () => {
  const noise = Buffer.from(Array.from({ length: 2000 }, (_, i) => (i % 50 === 49 ? 10 : 0xff - (i % 3))));
  await expect(read(noise, 'a.jsonl')).rejects.toMatchObject({ code: 'bad_encoding' });
  await expect(read(Buffer.from([0xff, 0xfe, 0x31, 0]), 'a.csv')).rejects.toMatchObject({
    code: 'bad_encoding',
  });
});

test('Chinese headings, quoted line breaks and short rows of a csv', async () => {
  const csv = [
    '\ufeff工单编号,来电时间,诉求内容,来电人,联系电话,渠道,街道,地址,备注',
    'A1,2026-04-14 09:30:15,"第一行',
    '第二行，含""引号""",王女士,13600001127,微信,西长安街,西单北大街1号,x',
    'A2,2026年4月14日 9时05分,短行',
    'A3,明天,时间不对',
  ].join('\n');
  const ignored: string[] = [];
  const rows = await read(csv, 'a.csv', { onIgnored: (names) => void ignored.push(...names) });
  expect(rows).toMatchObject([
    {
      row: 2,
      order: {
        externalId: 'A1',
        channel: 'wechat',
        receivedAt: '2026-04-14T09:30:15+08:00',
        text: '第一行\n第二行，含"引号"',
        caller: { name: '王女士', phone: '13600001127' },
        place: { street: '西长安街', address: '西单北大街1号' },
      },
    },
    { row: 3, order: { externalId: 'A2', receivedAt: '2026-04-14T09:05:00+08:00', text: '短行' } },
    { row: 4, error: 'bad_field' },
  ]);
  expect(ignored).toEqual(['备注']);
});

test('a stray quote is text, an unclosed one or broken bytes refuse their record and no other', async () => {
  const csv = [
    'id,诉求内容,来电时间',
    '1,甲,2026-4-1 9:00',
    '2,"乙"丙,2026-4-1 9:00',
    '3,"丁,2026-4-1 9:00',
    '4,戊,2026-4-1 9:00',
  ];
  const rows = await read(csv.join('\n'), 'a.csv');
  expect(rows.map((r) => ('error' in r ? r.error : r.order?.text))).toEqual([
    '甲',
    '"乙"丙',
    'bad_request',
    '戊',
  ]);
  expect(rows.map((r) => r.row)).toEqual([2, 3, 4, 5]);
  const broken = Buffer.concat([
    Buffer.from('id,诉求内容,来电时间\n1,甲,2026-4-1 9:00\n2,'),
    Buffer.from([0xe7, 0xbe]),
    Buffer.from(',2026-4-1 9:00\n3,丁,2026-4-1 9:00\n'),
  ]);
  const marked = await read(broken, 'a.csv');
  expect(marked.map((r) => ('error' in r ? r.error : r.order?.id))).toEqual(['1', 'bad_encoding', '3']);
});

test('a map names columns, leaves columns out, and must name fields there are', async () => {
  const csv = 'Nr;Was;Wann;诉求内容\n7;鞋;2026-4-1 9:00;别的\n';
  const map = { Nr: 'externalId', Was: 'text', Wann: 'receivedAt', 诉求内容: null };
  expect(await read(csv, 'a.csv', { map })).toMatchObject([{ order: { externalId: '7', text: '鞋' } }]);
  await expect(read(csv, 'a.csv', { map: { Nr: 'number' } })).rejects.toMatchObject({ code: 'bad_file' });
  await expect(read('a,b\n1,2\n', 'a.csv')).rejects.toThrow('没有诉求内容这一列');
  await expect(read('', 'a.csv')).rejects.toMatchObject({ code: 'bad_file' });
  await expect(read('x', 'a.pdf')).rejects.toMatchObject({ code: 'bad_file' });
});

test('an xlsx with dates and numbers reads like its csv', async () => {
  const file = join(tempFolder(), 'a.xlsx');
  await writeXlsxFile([
    [{ value: '诉求内容' }, { value: '来电时间' }, { value: '联系电话' }, { value: '工单编号' }],
    [
      { value: '西单买鞋要退' },
      { type: Date, value: new Date('2026-04-14T09:30:00Z'), format: 'yyyy-mm-dd hh:mm' },
      { type: Number, value: 13600001127 },
      { value: 'X1' },
    ],
    [{ value: '' }, { value: '2026-04-14 10:00' }, { value: '' }, { value: 'X2' }],
    [{ value: '卡' }, { value: '2026-04-14 10:00' }, { value: '' }, { value: 'X3' }],
  ]).toFile(file);
  expect(await read(readFileSync(file), 'a.xlsx')).toMatchObject([
    {
      row: 2,
      order: {
        externalId: 'X1',
        receivedAt: '2026-04-14T09:30:00+08:00',
        caller: { phone: '13600001127' },
        text: '西单买鞋要退',
      },
    },
    { row: 3, error: 'missing_field' },
    { row: 4, order: { externalId: 'X3' } },
  ]);
  await expect(read('not a zip', 'a.xlsx')).rejects.toMatchObject({ code: 'bad_file' });
});

test('rows without a number get one from content and occurrence, the same each time', async () => {
  const file = [line('甲'), line('乙'), line('甲'), line('丙', { externalId: 'E' })].join('\n');
  const ids = async (text: string) =>
    (await read(text, 'a.jsonl')).map((r) => ('order' in r ? r.order?.id : null));
  const first = await ids(file);
  expect(new Set(first).size).toBe(4);
  expect(first[3]).toBeUndefined();
  expect(await ids(file)).toEqual(first);
  const keysMoved = file.replace(
    /"channel":"phone","receivedAt":"([^"]+)"/,
    '"receivedAt":"$1","channel":"phone"',
  );
  expect(await ids(keysMoved)).toEqual(first);
});

test('a stream reads like its bytes', async () => {
  async function* parts() {
    const bytes = Buffer.from([line('一', { id: 'a' }), line('二', { id: 'b' })].join('\n'));
    for (let i = 0; i < bytes.length; i += 7) yield bytes.subarray(i, i + 7);
  }
  const found = [];
  for await (const row of readOrders(parts(), 'a.jsonl'))
    found.push('order' in row ? row.order.text : row.error.code);
  expect(found).toEqual(['一', '二']);
});

test('an import counts accepted, duplicate and refused with row and reason, and doubles nothing', async () => {
  const { services } = await desk();
  const rows = Array.from({ length: 450 }, (_, i) => line(`第${i % 440}双鞋`));
  rows.splice(100, 0, '{', line('读不懂'));
  const bytes = Buffer.from(rows.join('\n'));
  const seen: number[] = [];
  const onProgress = (p: { done: number; rows: number }) => void seen.push(p.rows);
  const first = await importOrders(services, system, bytes, 'a.jsonl', { onProgress });
  expect(first).toMatchObject({ accepted: 450, duplicate: 0, ignored: [] });
  expect(first.refused.map((r) => [r.row, r.code])).toEqual([
    [101, 'bad_json'],
    [102, 'not_text'],
  ]);
  expect(seen.at(-1)).toBe(452);
  expect(seen.length).toBeGreaterThan(2);
  const again = await importOrders(services, system, bytes, 'a.jsonl');
  expect(again).toMatchObject({ accepted: 0, duplicate: 450 });
  expect((await services.orders.counts(dispatcher)).total).toBe(450);
});
