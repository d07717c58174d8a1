import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngineHolder } from '../../src/app/intake/engine-holder.ts';
import { createAnnotating } from '../../src/app/learning/annotating.ts';
import type { Comparison } from '../../src/app/learning/comparing.ts';
import { writeRegistry } from '../../src/app/learning/model-files.ts';
import { createModelUpdates } from '../../src/app/learning/model-updates.ts';
import type { JobOutcome, Trainer } from '../../src/app/learning/training-job.ts';
import { deskEngine } from './desk-engine.ts';
import type { Desk } from './desk.ts';
import { tempFolder } from './temp.ts';

/** A bundle of which only the manifest and the card can be read. */
export function writeBundle(
  dir: string,
  version: string,
  labels: readonly string[] = ['0101', '0104'],
): void {
  mkdirSync(dir, { recursive: true });
  const manifest = {
    version,
    taxonomy: 't1',
    command: 'jiesu train',
    options: {},
    data: [{ name: 'a.jsonl', rows: 100, sha256: '' }],
    heads: [{ name: 'issueType', labels, first: 0, sharpness: 1 }],
    unitCalibration: { weights: [] },
    weightsSha256: '',
    metrics: { typeTop1: { share: 0.8, low: 0.7, high: 0.9, n: 50 } },
  };
  writeFileSync(
    join(dir, 'card.md'),
    `# 评估卡：${version}\n\n| 指标 | 数值 |\n| --- | --- |\n| 首选 | 80% |\n`,
  );
  writeFileSync(join(dir, 'manifest.json'), JSON.stringify(manifest));
}

/** What a job of the fake trainer ends with, when the test says so. */
export type FakeJob = {
  readonly job: Parameters<Trainer['start']>[0];
  /** Contents of the files of labelled orders it was given, as they were at the start. */
  readonly files: readonly string[];
  readonly progress: (share: number) => void;
  readonly end: (outcome: JobOutcome) => void;
};

/** A registry of models m1 (in use) and m2, with a trainer that the test leads. */
export function fakeUpdates(
  desk: Pick<Desk, 'context' | 'services'>,
  verdict: readonly string[] = [],
  /** Comparisons wait for the test as trainings do. */
  { heldComparisons = false } = {},
) {
  const modelDir = join(tempFolder(), 'models');
  const data = join(tempFolder(), 'orders.jsonl');
  writeFileSync(data, '{}\n');
  for (const version of ['m1', 'm2']) writeBundle(join(modelDir, version), version);
  writeRegistry(modelDir, { current: 'm1', history: [] });
  const jobs: FakeJob[] = [];
  const compared = (version: string, against: string): Comparison => ({
    version,
    against,
    figures: [],
    notes: ['没有金标工单'],
    reasons: verdict,
  });
  const trainer: Trainer = {
    start: (job, progress) => {
      let end: (outcome: JobOutcome) => void = () => {};
      const outcome = new Promise<JobOutcome>((resolve) => (end = resolve));
      if (job.kind === 'compare' && heldComparisons) jobs.push({ job, files: [], progress, end });
      else if (job.kind === 'compare') {
        const [version, against] = [job.newDir, job.oldDir].map((dir) => dir.split('/').at(-1) as string);
        end({
          state: 'done',
          version: version as string,
          comparison: compared(version as string, against as string),
        });
      } else {
        const files = job.data.map((file) => readFileSync(file, 'utf8'));
        jobs.push({ job, files, progress, end });
      }
      return { outcome, stop: () => end({ state: 'interrupted', message: '训练进程中断（SIGKILL）' }) };
    },
  };
  const engineOf = (version: string) => ({
    ...deskEngine,
    versions: { ...deskEngine.versions, model: version },
  });
  const holder = createEngineHolder(engineOf('m1'));
  const updates = createModelUpdates(desk.context, {
    places: { modelDir, profileDir: '/profile', knowledgeDir: '/knowledge', data: [data], gold: null },
    trainer,
    holder,
    loadEngine: (bundle) => engineOf(bundle.split('/').at(-1) as string),
  });
  const services = {
    ...desk.services,
    engine: holder.engine,
    learning: { annotating: createAnnotating(desk.context), updates },
  };
  /** Ends a training as the real one does: a whole bundle in its folder. */
  const finish = (job: FakeJob, version: string): void => {
    if (job.job.kind !== 'train') throw new Error('not a training');
    writeBundle(job.job.outDir, version);
    job.end({ state: 'done', version, comparison: compared(version, 'm1') });
  };
  return { modelDir, data, jobs, holder, updates, services, finish };
}
