import { mkdirSync } from 'node:fs';
import { AppError } from '../../kernel/errors.ts';
import { withColumnCrew } from './column-crew.ts';
import { loadKnowledge } from '../../profile/load-knowledge.ts';
import { loadProfile } from '../../profile/load.ts';
import type { TrainOptions } from '../../triage/train.ts';
import { compareModels, type Comparison } from './comparing.ts';
import { saveJudged } from './held-back.ts';
import { readLabelledOrders, type LabelledOrder } from './labelled-order.ts';
import type { IssueType } from '../../triage/types.ts';
import { openCheckedEncoder } from '../intake/encoder-opening.ts';
import { saveModel } from './model-files.ts';
import { encodeOrders, notEncodedBecause, type Encoded, type NotEncoded } from './opinion-training.ts';
import { createReadingKit, type ReadingKit } from '../intake/reading-kit.ts';
import { retrain, type TrainingSource } from './retraining.ts';
import { readSources } from './training-data.ts';

/** What a training process is told; folders and files are absolute. */
export type TrainJob = {
  readonly kind: 'train';
  readonly profileDir: string;
  readonly knowledgeDir: string;
  readonly data: readonly string[];
  readonly outDir: string;
  readonly options: Partial<TrainOptions>;
  /** The bundle in use, to compare with; null for none. */
  readonly against: string | null;
  readonly gold: string | null;
  /** Folder of the encoder whose word is to be learned; null or absent for none. */
  readonly encoderDir?: string | null;
};

export type CompareJob = {
  readonly kind: 'compare';
  readonly profileDir: string;
  readonly oldDir: string;
  readonly newDir: string;
  readonly gold: string | null;
};

export type JobOutcome =
  | { readonly state: 'done'; readonly version: string; readonly comparison: Comparison | null }
  | { readonly state: 'refused' | 'failed' | 'interrupted'; readonly message: string };

/** Runs jobs away from the server's own thread; `jobs/training-process.ts` makes one. */
export type Trainer = {
  readonly start: (
    job: TrainJob | CompareJob,
    onProgress: (share: number) => void,
  ) => { readonly outcome: Promise<JobOutcome>; readonly stop: () => void };
};

/** Share of a training's progress that goes to reading the orders by the encoder. */
const ENCODING = 0.2;

/**
 * Does one job here and now: minutes of work on this thread. A training writes its bundle whole into `outDir` and
 * then compares it. @throws AppError `bad_training_data`, `file_unreadable`, `bad_model`, `bad_profile`.
 */
export async function runJob(
  job: TrainJob | CompareJob,
  onProgress: (done: number, all: number) => void,
): Promise<{ readonly version: string; readonly comparison: Comparison | null }> {
  const kit = createReadingKit(loadProfile(job.profileDir));
  if (job.kind === 'compare') {
    const comparison = compare(kit, job.oldDir, job.newDir, job.gold);
    return { version: comparison.version, comparison };
  }
  const sources = readSources(job.data);
  const { entries } = loadKnowledge(job.knowledgeDir);
  const { options } = job;
  const encoded = await encodedBy(kit, job.encoderDir ?? null, sources, (done, all) =>
    onProgress((done / all) * ENCODING, 1),
  );
  const before = 'without' in encoded ? 0 : ENCODING;
  const told = (done: number, all: number): void => onProgress(before + (done / all) * (1 - before), 1);
  const result = withColumnCrew(({ train }) =>
    retrain({ kit, sources, entries, options, onProgress: told, trainColumns: train, encoded }),
  );
  mkdirSync(job.outDir, { recursive: true });
  saveJudged(job.outDir, result, sources);
  saveModel(job.outDir, result.manifest, result.weights, result.card, result.dial, result.opinion);
  const comparison = job.against === null ? null : compare(kit, job.against, job.outDir, job.gold);
  return { version: result.manifest.version, comparison };
}

/** Without an encoder training goes on, and the card says why there is none. */
async function encodedBy(
  kit: ReadingKit,
  dir: string | null,
  sources: readonly TrainingSource[],
  onProgress: (done: number, all: number) => void,
): Promise<Encoded | NotEncoded> {
  const opened = await openCheckedEncoder({ dir }, null);
  if (opened.state !== 'ready') return { without: notEncodedBecause(opened) };
  try {
    const orders = sources.flatMap((source) => source.orders);
    return await encodeOrders(kit, orders, opened.encoder, onProgress);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { without: notEncodedBecause({ state: 'bad', error }) };
  } finally {
    await opened.encoder.close();
  }
}

function compare(kit: ReadingKit, oldDir: string, newDir: string, gold: string | null): Comparison {
  const orders = gold === null ? [] : readLabelledOrders(gold);
  return compareModels({ kit, oldDir, newDir, gold: withSuccessors(orders, kit.profile.issueTypes) });
}

/** An order labelled with a type that is retired by now is right under any of its successors, too. */
export function withSuccessors(
  orders: readonly LabelledOrder[],
  issueTypes: readonly IssueType[],
): readonly LabelledOrder[] {
  const heirs = new Map(
    issueTypes.flatMap(({ code, retired }) => (retired ? [[code, retired.successors] as const] : [])),
  );
  if (heirs.size === 0) return orders;
  return orders.map((order) => {
    const own = heirs.get(order.type);
    if (own === undefined) return order;
    return { ...order, alsoOk: { ...order.alsoOk, types: [...new Set([...order.alsoOk.types, ...own])] } };
  });
}
