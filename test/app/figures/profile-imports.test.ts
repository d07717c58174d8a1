import { expect, test } from 'vitest';
import { headsFrom } from '../../../src/app/figures/heads-import.ts';
import { populationFrom } from '../../../src/app/figures/population-import.ts';
import { namedRows } from '../../../src/app/figures/profile-table.ts';
import type { HeadsFile } from '../../../src/profile/heads.ts';
import { smallProfile } from '../../support/small-profile.ts';
import { xlsx } from '../../support/xlsx.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const population = (text: string, known?: Parameters<typeof populationFrom>[3]) =>
  populationFrom(bytes(text), '人口.csv', smallProfile, known);

test('numbers of residents come with source and year; what the table does not name stays', async () => {
  const first = await population(
    '街道,常住人口,年份,来源\n全区,"1,234,567",2020年,七普\n德胜,45678,2020,七普\n\n西长安街,,,\n',
  );
  expect(first).toMatchObject({ taken: 3, refused: [] });
  expect(first.made.district).toEqual({ residents: 1_234_567, year: 2020, source: '七普' });
  const next = await population('来源,年份,街道,常住人口\n统计年鉴,2024,西长安街,30000\n', first.made);
  expect(next.made.district.residents).toBe(1_234_567);
  expect(next.made.streets).toEqual([
    { street: '德胜', residents: 45_678, year: 2020, source: '七普' },
    { street: '西长安街', residents: 30_000, year: 2024, source: '统计年鉴' },
  ]);
});

test('a row that says too little, or what is not so, is refused by row, column and reason', async () => {
  const { refused, taken } = await population(
    [
      '街道,常住人口,年份,来源',
      '东单,5,2020,七普',
      '德胜,约五万,2020,七普',
      '德胜,50000,,七普',
      '德胜,50000,2020,',
      '德胜,50000,2020,七普',
      '德胜,50000,2020,七普',
      '西长安街,0,2020,七普',
      '西长安街,1,2020,七普,多一格',
    ].join('\n'),
  );
  expect(taken).toBe(1);
  expect(refused.map(({ row, column }) => [row, column]).sort((a, b) => Number(a[0]) - Number(b[0]))).toEqual(
    [
      [2, '街道'],
      [3, '常住人口'],
      [4, '年份'],
      [5, '来源'],
      [7, '街道'],
      [8, '常住人口'],
      [9, null],
    ],
  );
  expect(refused.find(({ row }) => row === 3)?.reason).toContain('约五万');
});

test('columns that are missing, unknown or there twice are refused by name', async () => {
  const refusal = async (heading: string): Promise<string> =>
    await population(`${heading}\n德胜,5,2020,七普\n`).then(
      () => '',
      (error: unknown) => (error as Error).message,
    );
  expect(await refusal('街道,人口,年份,来源')).toContain('缺少列：常住人口；不认识的列：人口');
  expect(await refusal('街道,常住人口,年份')).toContain('缺少列：来源');
  expect(await refusal('街道,常住人口,年份,来源,备注')).toContain('不认识的列：备注');
  expect(await refusal('街道,常住人口,年份,来源,年份')).toContain('列重复：年份');
  await expect(namedRows(bytes(''), 'x.csv', ['甲'])).rejects.toMatchObject({ code: 'bad_file' });
  await expect(namedRows(bytes('{}'), 'x.jsonl', ['甲'])).rejects.toMatchObject({ code: 'bad_file' });
});

test('a workbook is read as a table is', async () => {
  const cell = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  const row = (...texts: string[]): string => `<row>${texts.map(cell).join('')}</row>`;
  const sheet = row('街道', '常住人口', '年份', '来源') + row('德胜', '45678', '2020', '七普');
  const { made, refused } = await populationFrom(xlsx({ sheets: [sheet] }), '人口.xlsx', smallProfile);
  expect(refused).toEqual([]);
  expect(made.streets[0]).toMatchObject({ street: '德胜', residents: 45_678 });
});

const HEADS: HeadsFile = {
  title: '试',
  version: 'v',
  note: '试',
  isWeightSet: true,
  heads: [
    { code: 'A', name: '住有所居', of: '七有', weight: 2 },
    { code: 'B', name: '便利性', of: '五性', weight: 1 },
  ],
  rateWeights: { response: 1, solved: 1, satisfied: 1 },
  types: [{ type: '0101', head: 'A', reason: '原来的' }],
};
const heads = (text: string) => headsFrom(bytes(text), '归类.csv', smallProfile, HEADS);

test('types are put under heads by name or code, a lost zero is put back, others stay as they were', async () => {
  const { made, taken, refused } = await heads(
    '分类编码,归入,理由\n104,便利性,方便\n0402,不归,各异\n0501,A,居住\n',
  );
  expect(refused).toEqual([]);
  expect(taken).toBe(3);
  expect(made.types).toEqual([
    { type: '0101', head: 'A', reason: '原来的' },
    { type: '0104', head: 'B', reason: '方便' },
    { type: '0402', head: null, reason: '各异' },
    { type: '0501', head: 'A', reason: '居住' },
  ]);
  expect(made.heads).toEqual(HEADS.heads);
});

test('unknown types and heads, and a missing reason, are refused by row, column and reason', async () => {
  const { refused } = await heads(
    '分类编码,归入,理由\n9999,便利性,x\n0101,舒适性,x\n0101,便利性,\n0104,B,x\n0104,B,x\n',
  );
  expect(refused.map(({ row, column }) => [row, column])).toEqual([
    [2, '分类编码'],
    [3, '归入'],
    [4, '理由'],
    [6, '分类编码'],
  ]);
  expect(refused[1]?.reason).toContain('住有所居、便利性、不归');
});
