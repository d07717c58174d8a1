import { afterEach, describe, expect, it } from 'vitest';
import { createEmbedding } from '../../../src/app/intake/embedding.ts';
import { encoderFolder, logEncoder, openCheckedEncoder } from '../../../src/app/intake/encoder-opening.ts';
import { SETTINGS } from '../../../src/config.ts';
import { openEncoder } from '../../../src/encoder/encoder.ts';
import type { Encoder } from '../../../src/encoder/encoder.ts';
import { embeddingCounts } from '../../../src/store/embeddings.ts';
import { openStore } from '../../../src/store/store.ts';
import type { Store } from '../../../src/store/store.ts';
import { TINY, tinyCopy } from '../../support/tiny-encoder.ts';
import { tempDatabase, tempFolder } from '../../support/temp.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stores: Store[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});
async function openTemp(url = tempDatabase()): Promise<Store> {
  const store = await openStore({ url });
  stores.push(store);
  return store;
}

/** Four numbers a text, and the texts it was asked for. */
function countingEncoder(id = 'one'): Encoder & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    info: {
      dir: 'nowhere',
      id,
      name: id,
      width: 4,
      maxTokens: 64,
      pooling: 'mean',
      prefix: { query: '问：', passage: '' },
      bytes: 1,
      loadMs: 1,
      msPerText: 1,
    },
    encode: (texts) => {
      asked.push(...texts);
      return Promise.resolve(
        texts.map((text) => {
          const row = [text.length % 7, (text.codePointAt(0) ?? 0) % 11, 1, text.charCodeAt(1) % 5].map(
            (x) => x || 0,
          );
          const norm = Math.hypot(...row);
          return Float32Array.from(row, (value) => value / norm);
        }),
      );
    },
    close: () => Promise.resolve(),
  };
}
const texts = Array.from({ length: 300 }, (_, i) => `第${i}条`);

describe('vectors by the content of texts', () => {
  it('asks the model once for a text, and writes nothing of what is asked', async () => {
    const store = await openTemp();
    const encoder = countingEncoder();
    const embedding = createEmbedding(store, encoder);
    const first = await embedding.encode(['甲', '乙', '甲']);
    expect(await embedding.encode(['乙', '甲'])).toEqual([first[1], first[0]]);
    expect(encoder.asked).toEqual(['甲', '乙']);
    expect(await store.read(embeddingCounts)).toEqual([]);
  });

  it('forgets what was not used for longest', async () => {
    const encoder = countingEncoder();
    const embedding = createEmbedding(await openTemp(), encoder, 2);
    for (const text of ['甲', '乙', '甲', '丙', '甲', '乙']) await embedding.encode([text]);
    expect(encoder.asked).toEqual(['甲', '乙', '丙', '乙']);
  });

  it('takes what the database holds without asking the model', async () => {
    const store = await openTemp();
    const made = await createEmbedding(store, countingEncoder()).embedAll(texts);
    expect(made).toEqual({ texts: 300, known: 0, embedded: 300, removed: 0 });
    const encoder = countingEncoder();
    const embedding = createEmbedding(store, encoder);
    const [stored] = await embedding.encode(['第7条']);
    expect(encoder.asked).toEqual([]);
    // A question is another text, for its words before it.
    await embedding.encode(['第7条'], 'query');
    expect(encoder.asked).toEqual(['第7条']);
    const [fresh] = await createEmbedding(await openTemp(), encoder).encode(['第7条']);
    expect(fresh).toEqual(stored);
    expect(Math.hypot(...(fresh as Float32Array))).toBeCloseTo(1, 1);
  });

  it('goes on where it was broken off', async () => {
    const store = await openTemp();
    const abort = new AbortController();
    const one = countingEncoder();
    const seen: number[] = [];
    const broken = createEmbedding(store, one).embedAll(texts, {
      signal: abort.signal,
      onProgress: (done, total) => {
        seen.push(done);
        expect(total).toBe(300);
        if (done >= 128) abort.abort(new Error('停'));
      },
    });
    await expect(broken).rejects.toThrow('停');
    expect(seen).toEqual([0, 64, 128]);
    const two = countingEncoder();
    const report = await createEmbedding(store, two).embedAll(texts);
    expect(report).toEqual({ texts: 300, known: 128, embedded: 172, removed: 0 });
    expect(two.asked).toEqual(texts.slice(128));
    expect(await store.read(embeddingCounts)).toEqual([{ encoder: 'one', rows: 300 }]);
  });

  it('goes on after a failure of the model too', async () => {
    const store = await openTemp();
    const failing = countingEncoder();
    let left = 2;
    const encode: Encoder['encode'] = (some) =>
      left-- > 0 ? failing.encode(some) : Promise.reject(new Error('坏了'));
    await expect(createEmbedding(store, { ...failing, encode }).embedAll(texts)).rejects.toThrow('坏了');
    expect(await createEmbedding(store, countingEncoder()).embedAll(texts)).toMatchObject({ known: 128 });
  });

  it('makes everything anew for another model, and only then takes the old away', async () => {
    const store = await openTemp();
    await createEmbedding(store, countingEncoder('one')).embedAll(texts);
    const abort = new AbortController();
    const two = createEmbedding(store, countingEncoder('two'));
    const onProgress = (done: number): void => (done > 0 ? abort.abort(new Error('停')) : undefined);
    await expect(two.embedAll(texts, { signal: abort.signal, onProgress })).rejects.toThrow('停');
    expect(await store.read(embeddingCounts)).toEqual([
      { encoder: 'one', rows: 300 },
      { encoder: 'two', rows: 64 },
    ]);
    expect(await two.embedAll(texts)).toEqual({ texts: 300, known: 64, embedded: 236, removed: 300 });
    expect(await store.read(embeddingCounts)).toEqual([{ encoder: 'two', rows: 300 }]);
  });

  it('finds the nearest texts once all have vectors', async () => {
    const store = await openTemp();
    const encoder = await openEncoder({ dir: TINY });
    const embedding = createEmbedding(store, encoder);
    const laws = [
      '七日内退货，且无需说明理由。',
      '夜间施工噪音扰民。',
      '消防通道不得堵塞。',
      '夜间施工噪音扰民。',
    ];
    expect(await embedding.table(laws)).toBeNull();
    await embedding.embedAll(laws);
    const table = await embedding.table(laws);
    const [query] = await embedding.encode(['夜间施工噪音扰民。'], 'query');
    const nearest = table?.nearest(query as Float32Array, 3) ?? [];
    expect(nearest.map(({ row }) => row).slice(0, 2)).toEqual([1, 3]);
    expect(nearest[0]?.cosine).toBeGreaterThan(0.99);
    expect(nearest[2]?.cosine).toBeLessThan(0.99);
    expect(table?.nearest(query as Float32Array, 1, (row) => row === 2)).toMatchObject([{ row: 2 }]);
    await encoder.close();
  });
});

describe('the encoder at the start', () => {
  const inRoot = (path: string): string => join(tempFolder(), path);
  const told: unknown[][] = [];
  const log = {
    info: (...words: unknown[]) => void told.push(['info', ...words]),
    warn: (...words: unknown[]) => void told.push(['warn', ...words]),
    error: (...words: unknown[]) => void told.push(['error', ...words]),
  };

  it('is off where it says so, and without a word where nothing ships', async () => {
    expect(encoderFolder('off', inRoot)).toBeNull();
    expect(encoderFolder(SETTINGS.encoder.default, inRoot)).toBeNull();
    expect(encoderFolder(SETTINGS.encoder.default, () => TINY)).toBe(TINY);
    expect(encoderFolder('elsewhere', () => '/elsewhere')).toBe('/elsewhere');
    const opened = await openCheckedEncoder({ dir: null }, null);
    expect(opened).toEqual({ state: 'off' });
    told.length = 0;
    logEncoder(log, opened);
    expect(told).toEqual([]);
  });

  it('is ready over its own vectors, and a fault over those of another model until all are made anew', async () => {
    const store = await openTemp();
    const first = await openCheckedEncoder({ dir: TINY }, store);
    if (first.state !== 'ready') throw new Error(first.state);
    expect(first.rows).toBe(0);
    await createEmbedding(store, first.encoder).embedAll(texts);
    told.length = 0;
    logEncoder(log, first);
    expect(told).toMatchObject([['info', { width: 16 }, 'encoder ready']]);
    await first.encoder.close();

    const dir = tinyCopy();
    writeFileSync(join(dir, 'jiesu.json'), '{"name":"另一个","maxTokens":32}');
    const other = await openCheckedEncoder({ dir }, store);
    expect(other).toMatchObject({
      state: 'bad',
      error: { code: 'bad_encoder', details: { fault: 'other_rows' } },
    });
    if (other.state !== 'bad') throw new Error(other.state);
    expect(other.error.message).toContain('300 条向量是另一个模型');
    told.length = 0;
    logEncoder(log, other);
    expect(told).toMatchObject([
      ['warn', { err: { code: 'bad_encoder' } }, expect.stringContaining('triage')],
    ]);

    const encoder = await openEncoder({ dir });
    await createEmbedding(store, encoder).embedAll(texts);
    await encoder.close();
    const again = await openCheckedEncoder({ dir }, store);
    expect(again).toMatchObject({ state: 'ready', rows: 300 });
    if (again.state === 'ready') await again.encoder.close();
  });

  it('is no error of the program where the folder is bad', async () => {
    expect(await openCheckedEncoder({ dir: tempFolder() }, null)).toMatchObject({
      state: 'bad',
      error: { code: 'bad_encoder', details: { fault: 'missing_file' } },
    });
  });
});
