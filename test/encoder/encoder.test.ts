import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEncoder } from '../../src/encoder/encoder.ts';
import type { Encoder } from '../../src/encoder/encoder.ts';
import { TINY, golden, tinyCopy } from '../support/tiny-encoder.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CRASHING = new URL('../support/crashing-encoder.js', import.meta.url);
const texts = golden.map(({ text }) => text);
const lengthOf = (vector: Float32Array): number => Math.hypot(...vector);
const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from({ length: a.length }, (_, k) => Math.abs((a[k] as number) - (b[k] as number))));

describe('a model in a thread of its own', () => {
  let encoder: Encoder;
  beforeAll(async () => {
    encoder = await openEncoder({ dir: TINY });
  });
  afterAll(() => encoder.close());

  it('says what it is and how fast', () => {
    expect(encoder.info).toMatchObject({
      dir: TINY,
      name: '测试用小模型',
      width: 16,
      maxTokens: 64,
      pooling: 'mean',
    });
    expect(encoder.info.id).toMatch(/^[0-9a-f]{64}$/);
    expect(encoder.info.bytes).toBeGreaterThan(10_000);
    expect(encoder.info.loadMs).toBeGreaterThan(0);
    expect(encoder.info.msPerText).toBeGreaterThan(0);
  });

  it('makes the vectors that Python makes of the same files', async () => {
    const vectors = await encoder.encode(texts);
    vectors.forEach((vector, i) => expect(apart(vector, golden[i]?.vector ?? [])).toBeLessThan(1e-5));
  });

  it('makes vectors of length 1, of texts without anything to read too', async () => {
    const odd = ['', ' ', '\n', '𠮷', '\ud83d', '\udc00尾', '😀😀', 'x'.repeat(3000), '甲'.repeat(3000)];
    const vectors = await encoder.encode([...texts, ...odd]);
    expect(vectors).toHaveLength(texts.length + odd.length);
    for (const vector of vectors) {
      expect(vector).toHaveLength(16);
      expect(lengthOf(vector)).toBeCloseTo(1, 5);
    }
    expect(await encoder.encode([])).toEqual([]);
  });

  it('makes the same vector of a text whatever it is read with', async () => {
    const many = Array.from({ length: 150 }, (_, i) => (texts[i % texts.length] as string).slice(0, 2 + i));
    const together = await encoder.encode(many);
    const [first, ...rest] = await Promise.all(many.map((text) => encoder.encode([text])));
    [first, ...rest].forEach((alone, i) =>
      expect(apart(alone?.[0] ?? [], together[i] as Float32Array)).toBeLessThan(1e-6),
    );
  });

  it('makes the same vectors again after another start', async () => {
    const other = await openEncoder({ dir: TINY });
    expect(other.info.id).toBe(encoder.info.id);
    expect(await other.encode(texts)).toEqual(await encoder.encode(texts));
    await other.close();
  });

  it('reads the beginning of 200,000 characters', async () => {
    const start = '要求退款，'.repeat(60);
    const [cut, long] = await encoder.encode([start, start + '噪音'.repeat(100_000)]);
    expect(long).toEqual(cut);
  });

  it('lets a short call pass a long one', async () => {
    const ended: string[] = [];
    const long = encoder
      .encode(Array.from({ length: 600 }, () => texts[0] as string))
      .then(() => ended.push('long'));
    const short = encoder.encode([texts[1] as string]).then(() => ended.push('short'));
    await Promise.all([long, short]);
    expect(ended).toEqual(['short', 'long']);
  });
});

describe('settings beside a model', () => {
  const settings = (value: object): string => {
    const dir = tinyCopy();
    writeFileSync(join(dir, 'jiesu.json'), JSON.stringify(value));
    return dir;
  };

  it('puts its prefix before a text, which may differ for questions', async () => {
    const plain = await openEncoder({ dir: TINY });
    const encoder = await openEncoder({ dir: settings({ prefix: { query: '退款' } }) });
    expect(encoder.info.id).not.toBe(plain.info.id);
    expect(encoder.info.prefix).toEqual({ query: '退款', passage: '' });
    expect(await encoder.encode(['噪音'], 'query')).toEqual(await plain.encode(['退款噪音']));
    expect(await encoder.encode(['噪音'], 'passage')).toEqual(await plain.encode(['噪音']));
    await Promise.all([plain.close(), encoder.close()]);
  });

  it('takes the first token where it says so, and reads as many as it says', async () => {
    const encoder = await openEncoder({ dir: settings({ pooling: 'cls', maxTokens: 8 }) });
    expect(encoder.info).toMatchObject({ pooling: 'cls', maxTokens: 8, name: 'model' });
    const [one, two] = await encoder.encode(['店家不给退货要求退款', '店家不给退货要求退款噪音扰民']);
    expect(lengthOf(one as Float32Array)).toBeCloseTo(1, 5);
    expect(two).toHaveLength(16);
    await encoder.close();
  });
});

describe('a thread that reports a fault', () => {
  it.each([
    ['no_runtime', 'refusing'],
    ['crashed', 'dying'],
  ])('names it %s', async (fault, how) => {
    const thread = new URL(`../support/${how}-encoder.js`, import.meta.url);
    await expect(openEncoder({ dir: TINY, thread })).rejects.toMatchObject({
      code: 'bad_encoder',
      details: { dir: TINY, fault },
    });
  });
});

describe('a thread that ends', () => {
  it('rejects what is under way, starts again, and gives up after too many ends', async () => {
    const encoder = await openEncoder({ dir: TINY, restarts: 1, thread: CRASHING });
    const [before] = await encoder.encode(['噪音']);
    const both = await Promise.allSettled([encoder.encode(['噪音', '崩溃']), encoder.encode(texts)]);
    for (const one of both)
      expect(one).toMatchObject({
        status: 'rejected',
        reason: { code: 'bad_encoder', details: { fault: 'crashed' } },
      });
    expect((await encoder.encode(['噪音']))[0]).toEqual(before);
    await expect(encoder.encode(['崩溃'])).rejects.toMatchObject({ details: { fault: 'crashed' } });
    await expect(encoder.encode(['噪音'])).rejects.toMatchObject({ details: { fault: 'crashed_often' } });
    await encoder.close();
  });

  it('does not go on with other files', async () => {
    const dir = tinyCopy();
    const encoder = await openEncoder({ dir, thread: CRASHING });
    await expect(encoder.encode(['崩溃'])).rejects.toMatchObject({ code: 'bad_encoder' });
    writeFileSync(join(dir, 'jiesu.json'), '{"name":"另一个"}');
    await expect(encoder.encode(['噪音'])).rejects.toMatchObject({ details: { fault: 'changed_files' } });
    await encoder.close();
  });

  it('rejects what is under way when it is closed, and everything after', async () => {
    const encoder = await openEncoder({ dir: TINY });
    const waiting = encoder.encode(texts);
    const [, ended] = await Promise.allSettled([encoder.close(), waiting]);
    expect(ended).toMatchObject({ status: 'rejected', reason: { code: 'bad_encoder' } });
    await expect(encoder.encode(texts)).rejects.toMatchObject({ code: 'bad_encoder' });
    await encoder.close();
  });
});
