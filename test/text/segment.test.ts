import fc from 'fast-check';
import nodejieba from 'nodejieba';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSegmenter, toWords } from '../../src/text/segment.ts';
import type { Segmenter } from '../../src/text/types.ts';

const TERMS = ['西单北大街', '预付卡', '宣武门外大街', '护国寺小吃', '控烟'];
const TEXTS = [
  '市民反映西单北大街的一家健身房办理预付卡后闭店，退款一直没有到账，希望尽快核实处理。',
  '师傅说3.15号上门，WiFi6路由器是T恤店旁边的iPhone15Pro送的，共计1299.5元\n我叫欧阳娜娜，住广安门内大街甲2号楼。',
  '云计算公司的韩玉鉴赏课，蓝翔毕业的小顾说区块链稳赚，褚栩栩买了𠮷野家的😀套餐。',
];
/** Pieces of which odd texts are made: words, names no dictionary has, digits, letters, marks, rare characters. */
const PIECES = [
  ...'的了我不在人有这他们来到时大地为子中你说生国年着就那和要她出也得里后自以会褚栩顼頔',
  ...'西单北大街预付卡办理退款核实处理健身房，。、 \t\n！？“”()%.-aZ09é😀𠮷',
  '西单北大街',
  '控烟',
  '3.14',
  'iPhone15',
];

let segmenter: Segmenter;
let oracle: (text: string) => string[];

beforeAll(() => {
  segmenter = loadSegmenter(TERMS);
  nodejieba.load();
  for (const term of TERMS) nodejieba.insertWord(term);
  oracle = (text) => nodejieba.cut(text, true);
}, 60_000);

describe('cutting a text into words', () => {
  it('gives the words that nodejieba gives with the same terms', () => {
    for (const text of TEXTS) expect(segmenter.cut(text)).toEqual(oracle(text));
  });

  it('gives them for texts of any pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        expect(segmenter.cut(text)).toEqual(oracle(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps a term whole', () => {
    expect(segmenter.cut('去护国寺小吃吃饭')).toContain('护国寺小吃');
  });

  it('knows its own terms and no others, whatever was loaded before or after', () => {
    const without = loadSegmenter([]);
    const other = loadSegmenter(['护国寺小吃吃饭']);
    expect(without.cut('去护国寺小吃吃饭')).not.toContain('护国寺小吃');
    expect(other.cut('去护国寺小吃吃饭')).toContain('护国寺小吃吃饭');
    expect(segmenter.cut('去护国寺小吃吃饭')).toContain('护国寺小吃');
  });

  it('loses nothing of any text, halves of pairs and NUL included', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
        const text = String.fromCharCode(...units);
        const words = toWords(segmenter, text);
        expect(words.map((word) => word.text).join('')).toBe(text);
        for (const word of words) expect(text.slice(word.start, word.end)).toBe(word.text);
      }),
    );
  });

  it('gives no word for no text', () => {
    expect(segmenter.cut('')).toEqual([]);
  });
});
