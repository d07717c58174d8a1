import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLabelledOrders, type LabelledOrder } from '../../../src/app/learning/labelled-order.ts';
import { loadModel, saveModel } from '../../../src/app/learning/model-files.ts';
import { createEngine } from '../../../src/app/intake/engine.ts';
import { createReadingKit } from '../../../src/app/intake/reading-kit.ts';
import { retrain, type RetrainInput, type RetrainResult } from '../../../src/app/learning/retraining.ts';
import { loadKnowledge } from '../../../src/profile/load-knowledge.ts';
import { loadProfile } from '../../../src/profile/load.ts';
import { smallTraining } from '../../support/small-training.ts';
import { tempFolder } from '../../support/temp.ts';
import { shippedKit } from '../../support/shipped.ts';

const DATA = join(import.meta.dirname, '../../../data');
const kit = shippedKit();
const entries = loadKnowledge(join(DATA, 'knowledge')).entries.filter((_, i) => i % 20 === 0);

/** Every eighth real order of all files, and every fortieth short one. */
const ORDERS: readonly LabelledOrder[] = ['a', 'b', 'c', 'd', 'e'].flatMap((part) => [
  ...readLabelledOrders(join(DATA, `orders/train-${part}.jsonl`)).filter((_, i) => i % 8 === 0),
  ...readLabelledOrders(join(DATA, `orders/sweep-${part}.jsonl`)).filter((_, i) => i % 40 === 0),
]);

/** Learned from once. What is told by comparing trainings is told by those of a small town, a tenth of the work. */
function train(orders = ORDERS, more: Partial<RetrainInput> = {}): RetrainResult {
  return retrain({
    kit,
    sources: [{ name: 'sample.jsonl', sha256: 'f00', orders }],
    entries,
    options: { folds: 2 },
    ...more,
  });
}

const SMALL = smallTraining();
const smallKit = createReadingKit(loadProfile(SMALL.profileDir));
const FEW = SMALL.files.flatMap((file) => readLabelledOrders(file));
const fewEntries = loadKnowledge(join(DATA, 'knowledge'))
  .entries.filter(({ types }) => types.some((type) => SMALL.types.includes(type)))
  .slice(0, 10);
const trainSmall = (orders = FEW, more: Partial<RetrainInput> = {}): RetrainResult =>
  train(orders, { kit: smallKit, entries: fewEntries, ...more });

describe('retraining', () => {
  const first = train();
  const { manifest, measures } = first;
  const small = trainSmall();

  it('gives the same bytes, the same version and the same card from the same orders', () => {
    const again = trainSmall();
    expect(Buffer.compare(again.weights, small.weights)).toBe(0);
    expect(again.manifest).toEqual(small.manifest);
    expect(again.card).toBe(small.card);
    expect(again.dial).toBe(small.dial);
  });

  it('gives another version from one order less, from another seed and from a file of another content', () => {
    const versions = [
      trainSmall(FEW.slice(1)),
      trainSmall(FEW, { options: { folds: 2, seed: 2 } }),
      trainSmall(FEW, { sources: [{ name: 'sample.jsonl', sha256: 'f01', orders: FEW }] }),
    ].map((result) => result.manifest.version);
    expect(new Set([small.manifest.version, ...versions]).size).toBe(4);
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
    const without = trainSmall(FEW, { entries: [] });
    expect(without.manifest.weightsSha256).not.toBe(small.manifest.weightsSha256);
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
    saveModel(dir, manifest, first.weights, first.card, first.dial);
    const loaded = loadModel(dir);
    expect(loaded.model.version).toBe(manifest.version);
    // Every held-back order with a unit, and the figures of automatic dispatch that follow from them.
    expect(loaded.dial).toHaveLength(measures.unit.n);
    const { hits, n } = measures.dispatchedRight;
    expect(manifest.dispatchEvidence?.all).toEqual({ right: hits, total: n });
    const byType = Object.values(manifest.dispatchEvidence?.byType ?? {});
    expect(byType.reduce((sum, { total }) => sum + total, 0)).toBe(n);
    expect(first.card).toContain(manifest.version);
  });

  it('measures held-back orders with character errors, over the same orders at every rate', () => {
    const levels = manifest.robustness?.levels ?? [];
    expect(levels.map(({ rate }) => rate)).toEqual([0, 0.05, 0.1, 0.2]);
    const real = ORDERS.filter((order) => order.form !== undefined);
    for (const level of levels) {
      expect(level.typeTop1.n).toBe(Math.min(800, real.length));
      expect(level.unit.n).toBe(real.filter((order) => order.unit !== undefined).length);
      expect(level.safetyRecall.n).toBe(real.filter((order) => order.urgency === 'safety').length);
    }
    // All orders are in the sample, so that the clean figures are those of the card.
    expect(levels[0]?.typeTop1).toEqual(measures.typeTop1);
    expect(levels[0]?.unit).toEqual(measures.unit);
    expect(levels[3]?.unit.share).toBeLessThan(levels[0]?.unit.share as number);
    expect(levels[3]?.loss.unit.difference).toBeCloseTo(
      (levels[0]?.unit.share as number) - (levels[3]?.unit.share as number),
      3,
    );
    for (const title of ['错字下的表现', '候选集', '漂移的参照', '校准'])
      expect(first.card).toContain(`## ${title}`);
  });

  it('keeps what candidate sets and drift are told from', () => {
    expect(manifest.conformal?.levels.map(({ coverage }) => coverage)).toEqual([0.9, 0.95]);
    const { n, shares, unknown } = manifest.drift as NonNullable<typeof manifest.drift>;
    expect(n).toBe(measures.n);
    expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 3);
    expect(unknown.mean).toBeGreaterThan(0.1);
    expect(unknown.mean).toBeLessThan(0.9);
  });

  it('lets the engine answer with the candidate set of each order', () => {
    const dir = tempFolder();
    saveModel(dir, manifest, first.weights, first.card);
    const engine = createEngine({
      profile: kit.profile,
      modelDir: dir,
      knowledgeDir: SMALL.knowledgeDir,
    });
    const { issueType } = engine.triage({
      channel: 'phone',
      receivedAt: '2026-04-14T10:00:00+08:00',
      text: '小区门口商场买的羽绒服不合适，店家不给退货，也说不上是质量问题还是三包问题。',
    });
    expect(issueType.candidateSet?.[0]).toBe(issueType.code);
    expect(issueType.candidateSet?.slice(0, 5)).toEqual(
      issueType.candidates.slice(0, issueType.candidateSet?.length).map(({ code }) => code),
    );
  });

  it('leaves every order to a person where no unit was ever labelled', () => {
    expect(small.measures.unit.n).toBe(FEW.length);
    const { manifest: without, measures: none } = trainSmall(
      FEW.map((order) => ({ ...order, unit: undefined })),
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
    trainSmall(FEW.slice(0, 40), { onProgress: (done, all) => void seen.push([done, all]) });
    const [done, all] = seen[seen.length - 1] as [number, number];
    expect(done).toBe(all);
    expect(seen).toHaveLength(all);
  });
});
