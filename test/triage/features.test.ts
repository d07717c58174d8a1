import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featureBuffer, type FeatureBuffer } from '../../src/learn/features.ts';
import { BLOCK_WEIGHTS, readFeatures } from '../../src/triage/features.ts';
import { prepare } from './tiny-problem.ts';

const rows = (buffer: FeatureBuffer): { key: number; start: number; end: number; block: number }[] =>
  Array.from({ length: buffer.length }, (_, i) => ({
    key: buffer.keys[i] as number,
    start: buffer.starts[i] as number,
    end: buffer.ends[i] as number,
    block: buffer.blocks[i] as number,
  }));

function featuresOf(text: string, within?: { start: number; end: number }) {
  const buffer = featureBuffer();
  readFeatures(prepare(text), buffer, within);
  return rows(buffer);
}

const TEXT = '网购的羽绒服不合适，店家不给退。要求退货退款！';

describe('the features of a text', () => {
  it('fill every block that has a weight, and no other', () => {
    const blocks = new Set(featuresOf(TEXT).map((row) => row.block));
    expect([...blocks].sort()).toEqual(BLOCK_WEIGHTS.map((_, block) => block));
  });

  it('stand on the clean text', () => {
    const { text } = prepare(TEXT).clean;
    for (const { start, end } of featuresOf(TEXT)) {
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(text.length);
      expect(text.slice(start, end)).toMatch(/^[\p{L}\p{N}]*$/u);
    }
  });

  it('tell the sentence that says what is wanted from the rest', () => {
    const request = featuresOf(TEXT).filter((row) => row.block === 2);
    const from = prepare(TEXT).clean.text.indexOf('要求');
    expect(request.length).toBeGreaterThan(0);
    for (const row of request) expect(row.start).toBeGreaterThanOrEqual(from);
  });

  it('never share a key between blocks, so that a key tells its block', () => {
    const seen = new Map<number, number>();
    for (const { key, block } of featuresOf(TEXT)) {
      expect(seen.get(key) ?? block).toBe(block);
      seen.set(key, block);
    }
  });

  it('tell a call from a message', () => {
    const keys = (form: 'message' | 'transcript'): number[] => {
      const buffer = featureBuffer();
      readFeatures(prepare('停水两天了', form), buffer);
      return rows(buffer).map((row) => row.key);
    };
    const other = new Set(keys('transcript'));
    expect(keys('message').filter((key) => !other.has(key))).toHaveLength(1);
  });

  it('of a stretch all stand inside it', () => {
    fc.assert(
      fc.property(fc.nat(24), fc.nat(24), (a, b) => {
        const end = Math.min(prepare(TEXT).clean.text.length, Math.max(a, b));
        const start = Math.min(a, end);
        for (const row of featuresOf(TEXT, { start, end })) {
          if (row.start === 0 && row.end === 0) continue;
          expect(row.start).toBeGreaterThanOrEqual(start);
          expect(row.end).toBeLessThanOrEqual(end);
        }
      }),
    );
  });

  it('do not pile up when the buffer is used again', () => {
    const buffer = featureBuffer();
    readFeatures(prepare(TEXT), buffer);
    readFeatures(prepare('停水'), buffer);
    expect(rows(buffer)).toEqual(featuresOf('停水'));
  });
});
