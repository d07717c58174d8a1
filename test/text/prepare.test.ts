import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitDemands, findRequests } from '../../src/text/demands.ts';
import { buildNames } from '../../src/text/names.ts';
import { prepareText } from '../../src/text/prepare.ts';
import { redact, redactText } from '../../src/text/redact.ts';
import { loadSegmenter } from '../../src/text/segment.ts';
import { parseTurns } from '../../src/text/transcript.ts';

const segmenter = loadSegmenter(['西单北大街', '预付卡']);
const names = buildNames([
  { name: '西单', kind: 'area' },
  { name: '西单北大街', kind: 'road' },
  { name: '马连道', kind: 'area' },
  { name: '白纸坊西街', kind: 'road' },
]);
const prepare = (text: string) =>
  prepareText(text, { receivedAt: Date.parse('2026-04-15T10:00:00+08:00'), segmenter, names });

type Sample = { id: string; receivedAt: string; text: string; form?: 'transcript' | 'summary' | 'message' };
const samples = readFileSync(join(import.meta.dirname, '../../data/samples/calls.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Sample);

describe('preparing a text', () => {
  it('finds what a caller says, in the words and offsets of the source', () => {
    const source =
      '市民郝女士來電：4月9日在西單北大街“云杉衣櫥”專賣店花１６８０元購買風衣，要求退款。電話13800000142。';
    const { entities } = prepare(source);
    for (const entity of entities) expect(source.slice(entity.start, entity.end)).toBe(entity.text);
    const of = (kind: string) => entities.filter((entity) => entity.kind === kind);
    expect(of('caller')[0]?.text).toBe('郝女士');
    expect(of('time')[0]).toMatchObject({ text: '4月9日', value: '2026-04-09' });
    expect(of('place')[0]).toMatchObject({ text: '西單北大街', value: '西单北大街' });
    expect(of('subject')[0]?.text).toContain('云杉衣櫥');
    expect(of('amount')[0]).toMatchObject({ text: '１６８０元', value: 1680 });
    expect(of('product')[0]?.text).toBe('風衣');
    expect(of('phone')[0]?.value).toBe('13800000142');
    expect(of('request')).toHaveLength(1);
  });

  it('keeps the words of any text gap-free and its demands whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (source) => {
        const made = prepare(`西单${source}，另外还有噪音`);
        expect(made.words.map((word) => word.text).join('')).toBe(made.clean.text);
        expect(made.demands[0]?.start).toBe(0);
        expect(made.demands.at(-1)?.end).toBe(made.clean.text.length);
        for (const entity of made.entities) expect(entity.end).toBeGreaterThan(entity.start);
      }),
      { numRuns: 200 },
    );
  });

  it('guesses the form of each sample and finds what its caller wants', () => {
    for (const sample of samples) {
      const made = prepareText(sample.text, { receivedAt: Date.parse(sample.receivedAt), segmenter, names });
      if (sample.form) expect(made.form, sample.id).toBe(sample.form);
      expect(made.requests.length, sample.id).toBeGreaterThan(0);
      expect(made.demands.length, sample.id).toBe(sample.id === 'sample-08' ? 2 : 1);
    }
  });
});

describe('demands', () => {
  const split = (text: string) =>
    splitDemands(text, parseTurns(text)).map((span) => text.slice(span.start, span.end));
  it('start where another matter is opened', () => {
    expect(split('市民反映施工工地夜间噪音扰民，要求停工。另反映门口两盏路灯不亮，请维修。')).toHaveLength(2);
    expect(
      split('坐席：请讲。\n市民：门禁坏了三个月了物业不修。\n市民：对了，他家那条狗也不牵绳，这个也管管。'),
    ).toHaveLength(2);
  });
  it('do not start where the same matter goes on', () => {
    expect(split('市民在西单买鞋，要求退款。另附小票照片一张。')).toHaveLength(1);
    expect(split('市民称物业不清运垃圾。物业另称需要等街道安排。要求尽快清运。')).toHaveLength(1);
  });
  it('leave the wishes of the other side out of the requests', () => {
    const text = '商家要求我签字。希望协调退款。';
    expect(findRequests(text, parseTurns(text)).map((span) => text.slice(span.start, span.end))).toEqual([
      '希望协调退款。',
    ]);
  });
});

describe('redaction', () => {
  const digits = (n: number) =>
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: n, maxLength: n }).map((all) => all.join(''));
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const idNumber = digits(3).map((tail) => {
    const body = `11010219800101${tail}`;
    return body + '10X98765432'[weights.reduce((sum, weight, i) => sum + weight * Number(body[i]), 0) % 11];
  });
  const identifier = fc.oneof(
    digits(9).map((rest) => `13${rest}`),
    idNumber,
    digits(15).map((rest) => `6${rest}`),
    digits(5).map((rest) => `京A${rest}`),
    fc.constantFrom('郝女士', '欧阳先生', '邹建国先生'),
  );
  const wide = (text: string) =>
    text.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));

  it('lets no identifier survive, in any width, in free text', () => {
    fc.assert(
      fc.property(
        identifier,
        fc.constantFrom('联系人', '，', '市民', ' '),
        fc.constantFrom('，要求退款', '。', ' 谢谢'),
        fc.boolean(),
        (id, before, after, broad) => {
          const written = broad ? wide(id) : id;
          const out = redactText(`在西单购物${before}${written}${after}`);
          expect(out).not.toContain(written);
          expect(out).toContain('西单');
        },
      ),
      { numRuns: 800 },
    );
  });

  it('masks every mention of the entities given, and only door numbers of places', () => {
    const source =
      '郝女士来电：白纸坊西街12号楼3单元有异味，电话13800000142。郝女士再次催办，请打13800000142。';
    const out = redact(source, prepare(source).entities);
    expect(out).not.toMatch(/郝女士|13800000142|12号楼|3单元/);
    expect(out).toContain('白纸坊西街');
    expect(redact(source, prepare(source).entities, ['phone'])).toContain('郝女士');
  });
});
