import { mkdirSync } from 'node:fs';
import { withColumnCrew } from './column-crew.ts';
import { loadKnowledge } from '../profile/load-knowledge.ts';
import { loadProfile } from '../profile/load.ts';
import type { TrainOptions } from '../triage/train.ts';
import { compareModels, type Comparison } from './comparing.ts';
import { saveJudged } from './held-back.ts';
import { readLabelledOrders } from './labelled-order.ts';
import { saveModel } from './model-files.ts';
import { createReadingKit, type ReadingKit } from './reading-kit.ts';
import { retrain } from './retraining.ts';
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

/**
 * Does one job here and now: minutes of work on this thread. A training writes its bundle whole into `outDir` and
 * then compares it. @throws AppError `bad_training_data`, `file_unreadable`, `bad_model`, `bad_profile`.
 */
export function runJob(
  job: TrainJob | CompareJob,
  onProgress: (done: number, all: number) => void,
): { readonly version: string; readonly comparison: Comparison | null } {
  const kit = createReadingKit(loadProfile(job.profileDir));
  if (job.kind === 'compare') {
    const comparison = compare(kit, job.oldDir, job.newDir, job.gold);
    return { version: comparison.version, comparison };
  }
  const sources = readSources(job.data);
  const { entries } = loadKnowledge(job.knowledgeDir);
  const { options } = job;
  const result = withColumnCrew(({ train }) =>
    retrain({ kit, sources, entries, options, onProgress, trainColumns: train }),
  );
  mkdirSync(job.outDir, { recursive: true });
  saveJudged(job.outDir, result, sources);
  saveModel(job.outDir, result.manifest, result.weights, result.card, result.dial);
  const comparison = job.against === null ? null : compare(kit, job.against, job.outDir, job.gold);
  return { version: result.manifest.version, comparison };
}

function compare(kit: ReadingKit, oldDir: string, newDir: string, gold: string | null): Comparison {
  return compareModels({ kit, oldDir, newDir, gold: gold === null ? [] : readLabelledOrders(gold) });
}
