import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeWeights } from '../../src/learn/bundle.ts';
import { rankHeads } from '../../src/triage/model.ts';
import { TRAIN_OPTIONS, trainHeads, type Trained } from '../../src/triage/train.ts';
import { EXAMPLES, LABELS, TEXTS, trainTiny } from './tiny-problem.ts';

const sha256 = ({ weights }: Trained): string => createHash('sha256').update(encodeWeights(weights)).digest('hex');

describe('training', () => {
  const trained = trainTiny();

  it('gives the same weights to the byte, the same sharpness and the same scores from the same seed', () => {
    const again = trainTiny();
    expect(sha256(again)).toBe(sha256(trained));
    expect(again.heads).toEqual(trained.heads);
    expect(again.heldBack).toEqual(trained.heldBack);
  });

  it('holds other orders back together from another seed', () => {
    expect(trainTiny({ seed: 2 }).heldBack).not.toEqual(trained.heldBack);
  });

  it('notices a single changed label', () => {
    const changed = EXAMPLES.map((example, i) =>
      i === 0 ? { ...example, labels: { ...example.labels, issueType: '0501' } } : example,
    );
    expect(sha256(trainTiny({}, changed))).not.toBe(sha256(trained));
  });

  it('holds back orders only: a definition is always learned from and never scored', () => {
    EXAMPLES.forEach((example, i) => {
      if (example.order) expect(trained.heldBack[i]).toHaveLength(LABELS.flatMap((head) => head.labels).length);
      else expect(trained.heldBack[i]).toBeNull();
    });
  });

  it('lays the heads side by side', () => {
    let first = 0;
    trained.heads.forEach((head, i) => {
      expect(head.first).toBe(first);
      expect(head.labels).toEqual(LABELS[i]?.labels);
      expect(head.sharpness).toBeGreaterThan(0);
      first += head.labels.length;
    });
    expect(trained.weights.linear.classes).toBe(first);
  });

  it('gets held-back orders right that it never saw', () => {
    TEXTS.forEach(({ type }, i) => {
      const { issueTypes, saleChannels } = rankHeads(trained.heads, trained.heldBack[i] as Float64Array);
      expect(issueTypes[0]?.code).toBe(type);
      expect(saleChannels[0]?.code).toBe(type === '0101' ? 'offline' : 'none');
    });
  });

  it('scores an order by a model that has not seen its label', () => {
    // Every text tells its type, but one order is labelled falsely: its own held-back score follows the text.
    const falsely = EXAMPLES.map((example, i) =>
      i === 0 ? { ...example, labels: { ...example.labels, issueType: '0402' } } : example,
    );
    const { heads, heldBack } = trainTiny({ cost: 100 }, falsely);
    expect(rankHeads(heads, heldBack[0] as Float64Array).issueTypes[0]?.code).toBe('0101');
  });

  it('learns a head only from examples that carry its label', () => {
    const unlabelled = EXAMPLES.map((example, i) => ({
      ...example,
      labels: i % 2 === 0 ? example.labels : { issueType: example.labels.issueType as string },
    }));
    const columns = (t: Trained, from: number, to: number): number[] => {
      const { linear } = t.weights;
      const features = linear.scales.length;
      return Array.from({ length: features * (to - from) }, (_, i) => {
        const f = Math.floor(i / (to - from));
        return (linear.scales[f] as number) * (linear.quantised[f * linear.classes + from + (i % (to - from))] as number);
      });
    };
    const half = trainTiny({}, unlabelled);
    const close = (a: number[], b: number[]): boolean =>
      a.length === b.length && a.every((x, i) => Math.abs(x - (b[i] as number)) < 0.01);
    expect(close(columns(half, 0, 3), columns(trained, 0, 3))).toBe(true);
    expect(close(columns(half, 3, 5), columns(trained, 3, 5))).toBe(false);
  });

  it('keeps no more features than it may', () => {
    const small = trainTiny({ maxFeatures: 50 });
    expect(small.weights.vocabulary.keys).toHaveLength(50);
    expect(trained.weights.vocabulary.keys.length).toBeGreaterThan(50);
  });

  it('tells of every step, the last one as all', () => {
    const steps: [number, number][] = [];
    trainHeads(EXAMPLES, LABELS, { ...TRAIN_OPTIONS, folds: 2 }, (done, all) => void steps.push([done, all]));
    const all = (2 + 1) * LABELS.flatMap((head) => head.labels).length;
    expect(steps).toEqual(Array.from({ length: all }, (_, i) => [i + 1, all]));
  });
});
