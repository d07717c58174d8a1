import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { docxOf } from '../../../src/app/reports/docx.ts';
import { reportText, textOfCell } from '../../../src/app/reports/report-lines.ts';
import type { Report } from '../../../src/app/reports/report-types.ts';

const AWKWARD = '“A&B” <店>\u0001 \ud800 _x0041_ ]]>';
const REPORT: Report = {
  kind: 'monthly',
  title: '月度通报',
  period: { from: '2026-04-01', to: '2026-05-01', words: '2026年4月' },
  asked: { date: '2026-04', unit: null },
  unit: null,
  place: '某区',
  madeAt: 1_776_000_000_000,
  versions: { rates: 'r1', taxonomy: 't1', scores: ['s1'] },
  sections: [
    {
      heading: '一、总体情况',
      sentences: ['受理2件。', AWKWARD],
      tables: [
        {
          caption: '各单位',
          columns: [{ name: '单位' }, { name: '件数', num: true }],
          rows: [
            ['区城市管理委员会', { text: '2', href: '/orders/1' }],
            [AWKWARD, '0'],
          ],
          note: '注意',
        },
      ],
      chart: {
        kind: 'bars',
        title: '图',
        numbers: 'count',
        unit: '件',
        of: '单位',
        bars: [{ label: '甲', value: 3 }],
      },
      links: [],
    },
  ],
  figures: [],
  reconciliation: { cases: 2, identities: [] },
};
const MARK = { id: 'B20260414-ABCDEFGH', who: '刘<主任>', at: 1_776_000_000_000 };

async function partsOf(report: Report): Promise<Record<string, string>> {
  const pieces: Uint8Array[] = [];
  const twin = () => ({ columns: [{ name: '单位' }, { name: '数值' }], rows: [['甲', '3']] });
  for await (const piece of docxOf(report, MARK, twin)) pieces.push(piece);
  const files = unzipSync(new Uint8Array(Buffer.concat(pieces)));
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

/** Every tag closed where it has to be, nothing in between that would have to be written otherwise. */
function expectWellFormed(xml: string): void {
  const open: string[] = [];
  let end = 0;
  for (const { 0: tag, 1: close, 2: name = '', 3: alone, index } of xml.matchAll(
    /<(\/?)([\w:]+)(?:\s[\w:]+="[^"<&]*(?:&(?:amp|lt|gt|quot);[^"<&]*)*")*\s*(\/?)>|<\?xml[^>]*\?>/g,
  )) {
    const between = xml.slice(end, index);
    expect(between).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot);)/);
    end = index + tag.length;
    if (name === '' || alone === '/') continue;
    if (close === '/') expect(open.pop()).toBe(name);
    else open.push(name);
  }
  expect(xml.slice(end).trim()).toBe('');
  expect(open).toEqual([]);
  expect([...xml].filter((one) => one < ' ' && !'\t\n\r'.includes(one))).toEqual([]);
}

test('a document has the parts a word processor asks for, each of them well-formed', async () => {
  const parts = await partsOf(REPORT);
  expect(Object.keys(parts)).toEqual(
    expect.arrayContaining([
      '[Content_Types].xml',
      '_rels/.rels',
      'word/document.xml',
      'word/styles.xml',
      'word/header1.xml',
      'word/footer1.xml',
      'word/_rels/document.xml.rels',
    ]),
  );
  for (const xml of Object.values(parts)) expectWellFormed(xml);
  const types = parts['[Content_Types].xml'] ?? '';
  for (const [, path = ''] of types.matchAll(/PartName="\/([^"]+)"/g))
    expect(parts[path], path).toBeDefined();
  for (const [, target = ''] of (parts['word/_rels/document.xml.rels'] ?? '').matchAll(/Target="([^"]+)"/g))
    expect(parts[`word/${target}`], target).toBeDefined();
});

test('every sentence and cell is in it, the twin of the chart too, and whose copy it is on every page', async () => {
  const parts = await partsOf(REPORT);
  const texts = [...(parts['word/document.xml'] ?? '').matchAll(/<w:t [^>]*>([^<]*)<\/w:t>/g)].map(
    ([, text = '']) =>
      text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
  );
  const readable = AWKWARD.replace('\u0001', '').replace('\ud800', '\ufffd');
  const wanted = REPORT.sections.flatMap(({ heading, sentences, tables }) => [
    heading,
    ...sentences,
    ...tables.flatMap(({ caption, columns, rows }) => [
      caption,
      ...columns.map(({ name }) => name),
      ...rows.flat().map(textOfCell),
    ]),
  ]);
  for (const text of wanted) expect(texts).toContain(text === AWKWARD ? readable : text);
  expect(texts).toEqual(expect.arrayContaining(['图', '甲', '3']));
  expect(parts['word/header1.xml']).toContain('B20260414-ABCDEFGH');
  expect(parts['word/header1.xml']).toContain('刘&lt;主任&gt;');
  expect(parts['word/footer1.xml']).toContain('NUMPAGES');
});

test('as text the columns stand under each other', () => {
  const lines = reportText(REPORT, MARK).split('\n');
  expect(lines[0]).toBe('月度通报');
  expect(lines).toContain('  【各单位】');
  expect(lines.find((line) => line.includes('区城市管理委员会'))).toMatch(/^ {2}区城市管理委员会 +2$/);
});
