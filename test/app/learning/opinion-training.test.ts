import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../src/app/intake/engine.ts';
import { readLabelledOrders, type LabelledOrder } from '../../../src/app/learning/labelled-order.ts';
import { loadModel, saveModel } from '../../../src/app/learning/model-files.ts';
import { encodeOrders, isUnseen, type Encoded } from '../../../src/app/learning/opinion-training.ts';
import { createReadingKit } from '../../../src/app/intake/reading-kit.ts';
import { retrain, type RetrainResult } from '../../../src/app/learning/retraining.ts';
import { receivedAt } from '../../../src/app/learning/training-data.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { seededRandom } from '../../../src/kernel/random.ts';
import { loadProfile } from '../../../src/profile/load.ts';
import { addNoise } from '../../../src/text/noise.ts';
import { encoderText } from '../../../src/triage/encoder-text.ts';
import { openEncoder } from '../../../src/encoder/encoder.ts';
import { fakeEncoder } from '../../support/fake-encoder.ts';
import { fileFolder, smallTraining } from '../../support/small-training.ts';
import { tempFolder } from '../../support/temp.ts';
import { TINY } from '../../support/tiny-encoder.ts';

const DATA = join(import.meta.dirname, '../../../data/orders');
const SMALL = smallTraining();
const kit = createReadingKit(loadProfile(SMALL.profileDir));

/** Real orders of nine types, a few hundred, with so many wrong characters that words are often in doubt. */
const ORDERS: readonly LabelledOrder[] = [
  'train-a',
  'train-b',
  'train-c',
  'train-d',
  'written-a',
  'written-b',
]
  .flatMap((part) => readLabelledOrders(join(DATA, `${part}.jsonl`)))
  .filter(({ type, form }) => SMALL.types.includes(type) && form !== undefined)
  .map((order, i) => ({ ...order, text: addNoise(order.text, 0.35, seededRandom(i)) }));
const WIDTH = 12;
const INFO = { id: 'e1', name: '假编码器', width: WIDTH, unseen: { of: 2, part: 0 } };

const pointing = (type: string, strength: number, random = seededRandom(1)): Float32Array => {
  const raw = Float32Array.from(
    { length: WIDTH },
    (_, j) => (SMALL.types[j] === type ? strength : 0) + random() * 0.5,
  );
  const length = Math.hypot(...raw);
  return raw.map((value) => value / length);
};

/** Vectors that point to the right type, as a good encoder's do. */
const random = seededRandom(3);
const encoded: Encoded = {
  info: INFO,
  vectors: ORDERS.map(({ type }) => pointing(type, random() < 0.95 ? 2 : 0, random)),
};

/** Two folds of so few orders leave the linear model in doubt often enough. */
function train(more: Pick<Parameters<typeof retrain>[0], 'encoded'> = {}): RetrainResult {
  return retrain({
    kit,
    sources: [{ name: 'sample.jsonl', sha256: 'f00', orders: ORDERS }],
    entries: [],
    options: { folds: 2 },
    ...(more.encoded === undefined ? {} : { encoded: more.encoded }),
  });
}

const saved = (result: RetrainResult, dir = join(tempFolder(), 'model')): string => {
  saveModel(dir, result.manifest, result.weights, result.card, result.dial, result.opinion);
  return dir;
};

describe('a training with an encoder', () => {
  const result = train({ encoded });
  const without = train();
  const dir = saved(result, join(fileFolder(), 'model'));

  it('keeps the second opinion with what it was worth on unseen orders', () => {
    const { opinion } = result.manifest;
    expect(opinion).toMatchObject({ encoder: 'e1', name: '假编码器', width: WIDTH, codes: SMALL.types });
    const { figures } = opinion ?? {};
    const unseen = ORDERS.filter(
      (order) =>
        order.form !== undefined &&
        isUnseen(encoderText(kit.prepare(order.text, receivedAt(order), order.form)), INFO.unseen),
    );
    expect(figures?.n).toBe(unseen.length);
    expect(figures?.typeTop1.gain.low).toBeGreaterThan(0);
    expect(figures?.unit?.with.n).toBe(unseen.filter(({ unit }) => unit !== undefined).length);
    expect(readdirSync(dir).sort()).toContain('opinion.bin.gz');
  });

  it('says on the card what it adds, with n and intervals', () => {
    expect(result.card).toContain('## 第二意见');
    expect(result.card).toMatch(/\| 问题分类首选 \| \d+ \| \d+\.\d%（.*） \| \d+\.\d%（.*） \| \+\d/u);
    expect(result.card).toMatch(/请教了 \d+\.\d%（\d+\/\d+），改了分类 \d+ 件/);
  });

  it('leaves the linear model and its figures as they are', () => {
    expect(Buffer.compare(result.weights, without.weights)).toBe(0);
    expect(result.measures).toEqual(without.measures);
    expect(result.manifest.heads).toEqual(without.manifest.heads);
  });

  it('gives the same bytes and version twice, and another version by another encoder', () => {
    const again = train({ encoded });
    expect(again.manifest).toEqual(result.manifest);
    expect(again.card).toBe(result.card);
    expect(again.opinion).toEqual(result.opinion);
    const other = train({ encoded: { ...encoded, info: { ...INFO, id: 'e2' } } });
    expect(other.manifest.version).not.toBe(result.manifest.version);
  });

  it('says why there is none: no encoder, a bad one, vectors that say nothing', () => {
    expect(without.opinion).toBeNull();
    expect(without.manifest).not.toHaveProperty('opinion');
    expect(without.card).toContain('没有第二意见：训练时没有启用编码器');
    const bad = train({ encoded: { without: '编码器不能用，文件不全' } });
    expect(bad.card).toContain('没有第二意见：编码器不能用，文件不全');
    const noise = seededRandom(5);
    const blind = train({
      encoded: { info: INFO, vectors: ORDERS.map(() => Float32Array.from({ length: WIDTH }, noise)) },
    });
    expect(blind.opinion).toBeNull();
    expect(blind.manifest).not.toHaveProperty('opinion');
    expect(blind.card).toContain('不能肯定有益');
    expect(blind.card).toContain('加第二意见');
    // But for the card nothing tells it from a model that never met an encoder.
    expect(blind.manifest.version).toBe(without.manifest.version);
  });

  it('is loaded again number by number', () => {
    const { model } = loadModel(dir);
    expect(model.opinion).toMatchObject({ encoder: 'e1', width: WIDTH });
    expect(model.opinion?.weights).toHaveLength(SMALL.types.length * WIDTH);
    expect(loadModel(saved(without)).model.opinion).toBeUndefined();
  });

  it('is no model where the file of the second opinion is gone, cut off or another', () => {
    const spoil: readonly (readonly [(file: string) => void, string])[] = [
      [(file) => rmSync(file), '读不出第二意见'],
      [(file) => writeFileSync(file, readFileSync(file).subarray(0, 40)), '读不出第二意见'],
      [(file) => writeFileSync(file, gzipSync(Buffer.alloc(100))), '校验和'],
    ];
    for (const [change, words] of spoil) {
      const broken = saved(result);
      change(join(broken, 'opinion.bin.gz'));
      let error: unknown;
      try {
        loadModel(broken);
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(AppError);
      expect((error as AppError).code).toBe('bad_model');
      expect((error as AppError).message).toContain(words);
    }
  });

  describe('in use', () => {
    const engine = createEngine({
      profile: kit.profile,
      modelDir: dir,
      knowledgeDir: SMALL.knowledgeDir,
    });
    const order = {
      channel: 'phone',
      receivedAt: '2026-04-14T10:00:00+08:00',
      text: '西单这边有个事情想反映一下，东西买了以后觉得不合适，找他们也不理，请管一管。',
    };
    const words = engine.triage(order);
    const other = words.issueType.candidates[1]?.code as string;

    it('is wanted below the line, of the text as the encoder reads it', () => {
      const { opinion } = engine;
      const at = (confidence: number) => opinion?.wants({ issueType: { ...words.issueType, confidence } });
      expect([at(0), at(0.9999)]).toEqual([true, false]);
      expect(opinion?.encoder).toBe('e1');
      expect(opinion?.textOf(order)).toBe(encoderText(kit.prepare(order.text, Date.parse(order.receivedAt))));
    });

    it('changes the type, the unit and the words shown, and says so', () => {
      const both = engine.triage(order, { vector: pointing(other, 40) });
      expect(both.issueType.code).toBe(other);
      expect(both.issueType.candidates.map(({ code }) => code)).toContain(words.issueType.code);
      const codes = both.decision.because.map(({ code }) => code);
      expect(codes.slice(0, 2)).toEqual(['type_evidence', 'second_opinion']);
      const said = both.decision.because[1]?.text ?? '';
      expect(said).toContain(words.issueType.code);
      expect(said).toContain(other);
      expect(both.decision.because[0]?.text).toContain(other);
      expect(both.decision.because[0]?.evidence).not.toEqual(words.decision.because[0]?.evidence);
      expect(both.demands[0]?.issueType).toBe(other);
    });

    it('says nothing of itself where it agrees, and leaves the rest of the decision', () => {
      const both = engine.triage(order, { vector: pointing(words.issueType.code, 40) });
      expect(both.issueType.code).toBe(words.issueType.code);
      expect(both.decision.because.some(({ code }) => code === 'second_opinion')).toBe(false);
      expect(both.demandKind).toEqual(words.demandKind);
      expect(both.decision.because[0]?.evidence).toEqual(words.decision.because[0]?.evidence);
    });
  });
});

describe('reading labelled orders by an encoder', () => {
  it('reads each as it is read at intake, in order, while the next are prepared', async () => {
    const encoder = fakeEncoder((text) => Float32Array.of(text.length, 1));
    const shares: number[] = [];
    const { info, vectors } = await encodeOrders(kit, ORDERS, encoder, (done, all) =>
      shares.push(done / all),
    );
    expect(info).toBe(encoder.info);
    expect(encoder.calls.length).toBeGreaterThan(1);
    expect(vectors.map(([length]) => length)).toEqual(encoder.calls.flat().map(({ length }) => length));
    expect(vectors).toHaveLength(ORDERS.length);
    expect(shares.at(-1)).toBe(1);
  });

  it('gives the same vectors by the same files', async () => {
    const few = ORDERS.slice(0, 20);
    const read = async () => {
      const encoder = await openEncoder({ dir: TINY });
      try {
        return (await encodeOrders(kit, few, encoder)).vectors;
      } finally {
        await encoder.close();
      }
    };
    expect(await read()).toEqual(await read());
  });

  it('fails as the encoder does', async () => {
    const broken = fakeEncoder(() => Promise.reject(new AppError('bad_encoder', { fault: 'crashed' })));
    await expect(encodeOrders(kit, ORDERS, broken)).rejects.toMatchObject({ code: 'bad_encoder' });
  });

  it('takes a fifth of texts for unseen, by their hash alone', () => {
    const texts = Array.from({ length: 2000 }, (_, i) => `工单 ${i}`);
    const parts = [0, 1, 2, 3, 4].map(
      (part) => texts.filter((text) => isUnseen(text, { of: 5, part })).length,
    );
    expect(parts.reduce((a, b) => a + b, 0)).toBe(2000);
    for (const n of parts) expect(Math.abs(n - 400)).toBeLessThan(80);
    // sha256('') begins with e3b0c442.
    expect(isUnseen('', { of: 5, part: 0xe3b0c442 % 5 })).toBe(true);
  });
});
