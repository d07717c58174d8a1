import { describe, expect, it } from 'vitest';
import { headOf, predict, predictIssueType, rank, type Head } from '../../src/triage/model.ts';
import { prepare, TEXTS, tinyModel } from './tiny-problem.ts';

const model = tinyModel();
const head: Head = { name: 'issueType', labels: ['a', 'b', 'c'], first: 1, sharpness: 2 };

/** Confidences have four decimals, and none says 1: what a head of a few labels may miss by. */
const ROUNDING = 0.0005;
const sum = (of: readonly { confidence: number }[]): number => of.reduce((s, c) => s + c.confidence, 0);

describe('ranking a head', () => {
  it('reads its own columns, most likely first', () => {
    const ranked = rank(head, Float64Array.of(99, 0, 1, 0.5, 99));
    expect(ranked.map((c) => c.code)).toEqual(['b', 'c', 'a']);
    const e = (score: number): number => Math.exp(score * 2);
    expect(ranked[0]?.confidence).toBeCloseTo(e(1) / (e(0) + e(1) + e(0.5)), 4);
  });

  it('keeps the order of unlikely ones that look alike when rounded', () => {
    const ranked = rank(head, Float64Array.of(0, 1, 40, 2, 0));
    expect(ranked.map((c) => c.confidence)).toEqual([0.9999, 0, 0]);
    expect(ranked.map((c) => c.code)).toEqual(['b', 'c', 'a']);
  });

  it('puts equal ones in label order', () => {
    expect(rank(head, Float64Array.of(0, 1, 1, 1, 0)).map((c) => c.code)).toEqual(['a', 'b', 'c']);
  });
});

describe('a prediction', () => {
  it.each(TEXTS)('of $text has probabilities that add up to 1 in every head', ({ text, type }) => {
    const { issueTypes, demandKinds, urgencies, saleChannels } = predict(model, prepare(text));
    for (const candidates of [issueTypes, demandKinds, urgencies, saleChannels]) {
      expect(Math.abs(sum(candidates) - 1)).toBeLessThan(ROUNDING);
      expect(
        candidates.every((c, i) => i === 0 || c.confidence <= (candidates[i - 1]?.confidence ?? 0)),
      ).toBe(true);
    }
    expect(issueTypes).toHaveLength(3);
    expect(issueTypes[0]?.code).toBe(type);
  });

  it('of a text it has never seen follows its words', () => {
    expect(predict(model, prepare('楼下施工打桩，噪声太大')).issueTypes[0]?.code).toBe('0501');
    expect(predict(model, prepare('便道被摆摊的占了')).issueTypes[0]?.code).toBe('0402');
  });

  it.each(['', '。', '！！！', '𠮷', 'zzzz'])(
    'of %j, of which it knows nothing, still ranks all types',
    (text) => {
      const { issueTypes, evidence } = predict(model, prepare(text));
      expect(Math.abs(sum(issueTypes) - 1)).toBeLessThan(ROUNDING);
      expect(evidence).toEqual([]);
    },
  );

  it('does not depend on what was read before', () => {
    const text = TEXTS[4]?.text as string;
    const first = predict(model, prepare(text));
    predict(model, prepare('工地施工'.repeat(3000)));
    expect(predict(model, prepare(text))).toEqual(first);
  });
});

describe('the evidence', () => {
  it.each(TEXTS)('for $text are words of the source, strongest first, none over another', ({ text }) => {
    const { evidence } = predict(model, prepare(text));
    expect(evidence.length).toBeGreaterThan(0);
    expect(evidence.length).toBeLessThanOrEqual(6);
    evidence.forEach(({ start, end, weight }, i) => {
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(text.length);
      expect(text.slice(start, end)).toMatch(/^[\p{L}\p{N}]+$/u);
      expect(weight).toBeGreaterThanOrEqual(0);
      if (i > 0) expect(weight).toBeLessThanOrEqual(evidence[i - 1]?.weight as number);
    });
    const places = [...evidence].sort((a, b) => a.start - b.start);
    places.forEach((span, i) => expect(span.start).toBeGreaterThanOrEqual(places[i - 1]?.end ?? 0));
  });

  it('points at the words that tell this type from the next', () => {
    const text = '我家旁边有个工地，夜里打桩噪声很大，谢谢。';
    const { evidence } = predict(model, prepare(text));
    const quoted = evidence.map(({ start, end }) => text.slice(start, end)).join('|');
    expect(quoted).toMatch(/噪|打桩|工地/);
    expect(quoted).not.toMatch(/谢谢/);
  });

  it('stands on the source where the source is not the clean text', () => {
    const source = '<p>工地&nbsp;&nbsp;夜里施　　工，打 樁 噪聲吵</p>';
    const prepared = prepare(source);
    expect(prepared.clean.text).not.toBe(source);
    const { evidence } = predict(model, prepared);
    expect(evidence.length).toBeGreaterThan(0);
    for (const { start, end } of evidence) {
      const quoted = source.slice(start, end);
      expect(quoted.length).toBeGreaterThan(0);
      expect('工地夜里施工打樁噪聲吵'.includes(quoted.replace(/[\s　]|&nbsp;/g, ''))).toBe(true);
    }
  });
});

describe('a stretch of a call', () => {
  const text = '在商场买的皮鞋不给退货，要求退款。另外反映路口占道摆摊，请城管清理。';
  const prepared = prepare(text);
  const cut = prepared.clean.text.indexOf('另外');

  it('is judged by its own words alone', () => {
    expect(predictIssueType(model, prepared, { start: 0, end: cut })[0]?.code).toBe('0101');
    expect(predictIssueType(model, prepared, { start: cut, end: text.length })[0]?.code).toBe('0402');
  });

  it('has the same types and evidence inside it when everything is asked', () => {
    const within = { start: cut, end: text.length };
    const { issueTypes, evidence } = predict(model, prepared, within);
    expect(issueTypes).toEqual(predictIssueType(model, prepared, within));
    for (const { start, end } of evidence) {
      expect(start).toBeGreaterThanOrEqual(cut);
      expect(end).toBeLessThanOrEqual(text.length);
    }
  });
});

it('finds a head by its name', () => {
  expect(headOf(model.heads, 'urgency').labels).toEqual(['safety', 'livelihood', 'normal']);
});
