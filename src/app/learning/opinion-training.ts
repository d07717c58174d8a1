import { createHash } from 'node:crypto';
import type { Encoder } from '../../encoder/encoder.ts';
import type { EncoderInfo } from '../../encoder/types.ts';
import { shareOf } from '../../kernel/share.ts';
import type { SoftmaxOptions } from '../../learn/softmax-regression.ts';
import { encoderText } from '../../triage/encoder-text.ts';
import { besideOf, fitOpinion } from '../../triage/fit-opinion.ts';
import type { Candidate } from '../../triage/types.ts';
import type { OpenedEncoder } from '../intake/encoder-opening.ts';
import type { LabelledOrder } from './labelled-order.ts';
import type { Judged } from './measuring.ts';
import { keptOpinion, type OpinionMeasures, type OpinionSection } from './opinion-file.ts';
import type { ReadingKit } from '../intake/reading-kit.ts';
import { receivedAt } from './training-data.ts';

/** Labelled orders as an encoder reads them: one vector an order, in the order of the sources. */
export type Encoded = {
  readonly info: Pick<EncoderInfo, 'id' | 'name' | 'width' | 'unseen'>;
  readonly vectors: readonly Float32Array[];
};

/** No encoder, and why. */
export type NotEncoded = { readonly without: string };

/** Why an encoder that was looked for is not used. */
export function notEncodedBecause(opened: Exclude<OpenedEncoder, { readonly state: 'ready' }>): string {
  return opened.state === 'off' ? '训练时没有启用编码器' : `编码器不能用，${opened.error.message}`;
}

/** What a training made of the encoder, or what an evaluation saw of it (`measured`), for the card. */
export type OpinionReport =
  | {
      readonly state: 'kept' | 'refused' | 'measured';
      readonly name: string;
      readonly line: number | null;
      readonly reason: string | null;
      readonly figures: OpinionMeasures | null;
    }
  | { readonly state: 'absent'; readonly reason: string };

/** An encoder that does not say what it learned from is measured on the same fifth. */
export const FIFTH = { of: 5, part: 0 } as const;

/**
 * Whether a text belongs to the part that an encoder has not learned from: by the first four bytes of its sha256, so that
 * the trainings of both sides agree on it without a list.
 */
export function isUnseen(
  text: string,
  { of, part }: { readonly of: number; readonly part: number },
): boolean {
  return createHash('sha256').update(text).digest().readUInt32BE(0) % of === part;
}

const AT_ONCE = 256;

/**
 * Vectors of labelled orders, in their order. `onProgress` receives orders done and orders in all.
 * @throws AppError `bad_encoder`
 */
export async function encodeOrders(
  kit: ReadingKit,
  orders: readonly LabelledOrder[],
  encoder: Pick<Encoder, 'encode' | 'info'>,
  onProgress: (done: number, all: number) => void = () => {},
): Promise<Encoded> {
  const vectors: Float32Array[] = [];
  // Texts are prepared while the thread reads those before them.
  let reading: Promise<Float32Array[]> = Promise.resolve([]);
  for (let from = 0; from < orders.length; from += AT_ONCE) {
    const texts = orders
      .slice(from, from + AT_ONCE)
      .map((order) => encoderText(kit.prepare(order.text, receivedAt(order), order.form)));
    const next = encoder.encode(texts);
    // Awaited below; until then its failure is not nobody's.
    next.catch(() => undefined);
    vectors.push(...(await reading));
    reading = next;
    onProgress(vectors.length, orders.length);
  }
  vectors.push(...(await reading));
  onProgress(vectors.length, orders.length);
  return { info: encoder.info, vectors };
}

/** An order that was held back, by its place among all labelled ones. */
type HeldOrder = {
  readonly index: number;
  readonly candidates: readonly Candidate[];
};

export type OpinionTraining = {
  readonly encoded: Encoded | NotEncoded | undefined;
  readonly labelled: readonly LabelledOrder[];
  /** Texts as the encoder reads them, one a labelled order. */
  readonly texts: readonly string[];
  readonly held: readonly HeldOrder[];
  /** What would be decided of a held-back order (its place in `held`) with these issue types. */
  readonly judge: (place: number, issueTypes: readonly Candidate[]) => Judged;
  readonly seed: number;
  /** Cheaper settings, for tests. */
  readonly regression?: SoftmaxOptions | undefined;
};

/** Learns a second opinion where there is an encoder, and measures it; pure but for the digests. */
export function trainOpinion(input: OpinionTraining): {
  readonly kept: { readonly section: OpinionSection; readonly bytes: Uint8Array } | null;
  readonly report: OpinionReport;
} {
  const { encoded, labelled, texts, held, judge, seed, regression } = input;
  const absent = (reason: string) => ({ kept: null, report: { state: 'absent', reason } as const });
  if (encoded === undefined) return absent(notEncodedBecause({ state: 'off' }));
  if ('without' in encoded) return absent(encoded.without);
  const { info, vectors } = encoded;
  if (vectors.length !== labelled.length)
    throw new Error(`${vectors.length} vectors for ${labelled.length} orders`);
  const heldBack = new Map(held.map(({ index, candidates }) => [index, candidates]));
  const { opinion, reason, figures, trial } = fitOpinion(
    labelled.map((order, i) => ({
      code: order.type,
      alsoOk: order.alsoOk.types,
      vector: vectors[i] as Float32Array,
      heldBack: heldBack.get(i) ?? null,
      unseen: heldBack.has(i) && isUnseen(texts[i] as string, info.unseen ?? FIFTH),
    })),
    { encoder: info.id, seed, ...(regression === undefined ? {} : { regression }) },
  );
  const unseen = held.flatMap(({ index, candidates }, place) =>
    isUnseen(texts[index] as string, info.unseen ?? FIFTH)
      ? [{ without: judge(place, candidates), with: judge(place, trial[index] ?? candidates) }]
      : [],
  );
  const measures = figures === null ? null : { ...figures, ...decisionFigures(unseen) };
  const kept = opinion === null || measures === null ? null : keptOpinion(opinion, info.name, measures);
  return {
    kept,
    report: {
      state: kept === null ? 'refused' : 'kept',
      name: info.name,
      line: opinion?.line ?? null,
      reason,
      figures: measures,
    },
  };
}

/** What follows from the type: the lead unit, and what would go out by itself. */
export function decisionFigures(
  pairs: readonly { readonly without: Judged; readonly with: Judged }[],
): Pick<OpinionMeasures, 'unit' | 'dispatched' | 'dispatchedRight'> {
  const labelled = pairs.filter((pair) => pair.without.gold.unit !== undefined);
  if (labelled.length === 0) return {};
  const right = ({ gold, decision }: Judged): boolean =>
    decision.unit.lead === gold.unit || gold.alsoOk.units.includes(decision.unit.lead);
  const sides = { without: labelled.map((pair) => pair.without), with: labelled.map((pair) => pair.with) };
  const goes = ({ decision }: Judged): boolean => decision.decision.action === 'dispatch';
  const share = (side: readonly Judged[]) => shareOf(side.filter(goes).length, side.length);
  const rightShare = (side: readonly Judged[]) =>
    shareOf(side.filter((one) => goes(one) && right(one)).length, side.filter(goes).length);
  return {
    unit: besideOf(sides.without.map(right), sides.with.map(right)),
    dispatched: { without: share(sides.without), with: share(sides.with) },
    dispatchedRight: { without: rightShare(sides.without), with: rightShare(sides.with) },
  };
}
