import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLabelledOrders, type LabelledOrder } from '../../src/app/labelled-order.ts';
import { loadModel, saveModel } from '../../src/app/model-files.ts';
import { createReadingKit } from '../../src/app/reading-kit.ts';
import { retrain, type RetrainInput, type RetrainResult } from '../../src/app/retraining.ts';
import { loadKnowledge } from '../../src/profile/load-knowledge.ts';
import { loadProfile } from '../../src/profile/load.ts';
import { tempFolder } from '../support/temp.ts';

const DATA = join(import.meta.dirname, '../../data');
const kit = createReadingKit(loadProfile(join(DATA, 'profile/xicheng')));
const entries = loadKnowledge(join(DATA, 'knowledge')).entries.filter((_, i) => i % 20 === 0);

/** Every eighth real order of all files, and every fortieth short one. */
const ORDERS: readonly LabelledOrder[] = ['a', 'b', 'c', 'd', 'e'].flatMap((part) => [
  ...readLabelledOrders(join(DATA, `orders/train-${part}.jsonl`)).filter((_, i) => i % 8 === 0),
  ...readLabelledOrders(join(DATA, `orders/sweep-${part}.jsonl`)).filter((_, i) => i % 40 === 0),
]);

function train(orders = ORDERS, more: Partial<RetrainInput> = {}): RetrainResult {
  return retrain({
    kit,
    sources: [{ name: 'sample.jsonl', sha256: 'f00', orders }],
    entries,
    options: { folds: 2 },
    ...more,
  });
}

describe('retraining', () => {
  const first = train();
  const { manifest, measures } = first;

  it('gives the same bytes, the same version and the same card from the same orders', () => {
    const again = train();
    expect(Buffer.compare(again.weights, first.weights)).toBe(0);
    expect(again.manifest).toEqual(manifest);
    expect(again.card).toBe(first.card);
  });

  it('gives another version from one order less, from another seed and from a file of another content', () => {
    const versions = [
      train(ORDERS.slice(1)),
      train(ORDERS, { options: { folds: 2, seed: 2 } }),
      train(ORDERS, { sources: [{ name: 'sample.jsonl', sha256: 'f01', orders: ORDERS }] }),
    ].map((result) => result.manifest.version);
    expect(new Set([manifest.version, ...versions]).size).toBe(4);
  });

  it('says in the manifest what the model was made of', () => {
    expect(manifest.version).toMatch(/^[0-9a-f]{12}$/);
    expect(manifest.data).toEqual([{ name: 'sample.jsonl', rows: ORDERS.length, sha256: 'f00' }]);
    expect(manifest.weightsSha256).toBe(createHash('sha256').update(first.weights).digest('hex'));
    expect(manifest.command).toBe('jiesu train --data sample.jsonl --seed 1');
    expect(manifest.options).toMatchObject({ folds: 2, seed: 1 });
    expect(manifest.taxonomy).toBe(kit.profile.versions.taxonomy);
    const types = manifest.heads.find((head) => head.name === 'issueType');
    expect(types?.labels).toEqual(kit.profile.issueTypes.map((type) => type.code));
  });

  it('names the version by everything else in the manifest', () => {
    const { version, ...body } = manifest;
    expect(createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 12)).toBe(version);
  });

  it('measures real orders alone: every one of them once, short sweeps and questions never', () => {
    const real = ORDERS.filter((order) => order.form !== undefined);
    expect(real.length).toBeLessThan(ORDERS.length);
    expect(measures.n).toBe(real.length);
    expect(measures.unit.n).toBe(real.filter((order) => order.unit !== undefined).length);
    expect(manifest.metrics['heldBack']).toBe(real.length);
  });

  it('learns: far better than chance on orders it has not seen, and not perfect as on seen ones', () => {
    expect(measures.typeTop1.share).toBeGreaterThan(0.3);
    expect(measures.typeTop3.share).toBeGreaterThan(0.5);
    expect(measures.typeTop1.share).toBeLessThan(0.95);
  });

  it('learns from questions of the knowledge base too', () => {
    expect(train(ORDERS, { entries: [] }).manifest.weightsSha256).not.toBe(manifest.weightsSha256);
  });

  it('fits sharpness for each head and the confidence of the unit', () => {
    for (const head of manifest.heads) {
      expect(head.sharpness).toBeGreaterThan(0.11);
      expect(head.sharpness).toBeLessThan(99);
    }
    const { weights } = manifest.unitCalibration;
    expect(weights).toHaveLength(5);
    // The surer of the unit, the likelier it is right.
    expect((weights[1] as number) + (weights[2] as number)).toBeGreaterThan(0);
  });

  it('gives a model that loads', () => {
    const dir = tempFolder();
    saveModel(dir, manifest, first.weights, first.card);
    expect(loadModel(dir).model.version).toBe(manifest.version);
    expect(first.card).toContain(manifest.version);
  });

  it('leaves every order to a person where no unit was ever labelled', () => {
    const { manifest: without, measures: none } = train(
      ORDERS.map((order) => ({ ...order, unit: undefined })),
    );
    expect(none.unit.n).toBe(0);
    const atBest =
      (without.unitCalibration.weights[0] as number) + 7 * (without.unitCalibration.weights[1] as number);
    expect(atBest).toBeLessThan(-5);
  });

  it('refuses a type that the profile does not have, naming file and order', () => {
    const odd = ORDERS.map((order, i) => (i === 3 ? { ...order, id: 'odd-1', type: '9999' } : order));
    expect(() => train(odd)).toThrowError(
      expect.objectContaining({
        code: 'bad_training_data',
        message: expect.stringMatching(/sample\.jsonl.*odd-1.*9999/),
      }),
    );
  });

  it('tells how far it is, up to the end', () => {
    const seen: [number, number][] = [];
    train(ORDERS.slice(0, 40), { onProgress: (done, all) => void seen.push([done, all]) });
    const [done, all] = seen[seen.length - 1] as [number, number];
    expect(done).toBe(all);
    expect(seen).toHaveLength(all);
  });
});
