import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEngineHolder } from '../../src/app/intake/engine-holder.ts';
import type { TrainJob } from '../../src/app/learning/training-job.ts';
import { runJob } from '../../src/app/learning/training-job.ts';
import { writeRegistry } from '../../src/app/learning/model-files.ts';
import { createModelUpdates } from '../../src/app/learning/model-updates.ts';
import { createTrainer } from '../../src/jobs/training-process.ts';
import { admin, desk } from '../support/desk.ts';
import { deskEngine } from '../support/desk-engine.ts';
import { fileFolder, smallTraining } from '../support/small-training.ts';
import { tempFolder } from '../support/temp.ts';

/** A second or two by itself; a process that starts on a loaded machine may wait long for its turn. */
const PATIENCE = 120_000;
/** So many that the training is under way for long after its first words, and is ended before. */
const ENDLESS_FOLDS = 2000;

const { profileDir, knowledgeDir, files } = smallTraining();
const [gold] = files;

const job = (outDir: string, more: Partial<TrainJob> = {}): TrainJob => ({
  kind: 'train',
  profileDir,
  knowledgeDir,
  data: files,
  outDir,
  options: { folds: 2, seed: 1 },
  against: null,
  gold: null,
  ...more,
});

const silent = { info: () => {}, warn: () => {}, error: () => {} };
const trainer = createTrainer(silent);

describe('training in a process of its own', () => {
  const here = join(fileFolder(), 'here');
  let version = '';
  beforeAll(async () => {
    ({ version } = await runJob(job(here), () => {}));
  }, PATIENCE);

  it(
    'makes the same bytes as training here, and compares with the model in use',
    async () => {
      const there = join(tempFolder(), 'there');
      const shares: number[] = [];
      const { outcome } = trainer.start(job(there, { against: here, gold }), (share) => shares.push(share));
      const ended = await outcome;
      if (ended.state !== 'done') throw new Error(JSON.stringify(ended));
      expect(ended.version).toBe(version);
      expect(readdirSync(there).sort()).toEqual(readdirSync(here).sort());
      for (const name of readdirSync(here)) {
        expect(readFileSync(join(there, name)).equals(readFileSync(join(here, name))), name).toBe(true);
      }
      expect(shares.length).toBeGreaterThan(0);
      // The same model beside itself: nothing lost, nothing won, nothing to object but what it never learned.
      const figures = ended.comparison?.figures ?? [];
      expect(figures.map((f) => f.set)).toContain('held');
      expect(figures.map((f) => f.set)).toContain('gold');
      for (const figure of figures) expect(figure).toMatchObject({ difference: 0, verdict: 'same' });
    },
    PATIENCE,
  );

  it(
    'says what is wrong with the data, and leaves no bundle',
    async () => {
      const file = join(tempFolder(), 'bad.jsonl');
      writeFileSync(file, '{"id":"1","text":"停水","type":"9999"}\n');
      const out = join(tempFolder(), 'out');
      const { outcome } = trainer.start(job(out, { data: [file] }), () => {});
      expect(await outcome).toEqual({ state: 'refused', message: expect.stringContaining('9999') });
      expect(existsSync(out)).toBe(false);
    },
    PATIENCE,
  );

  it(
    'tells its progress; killed in the middle it registers nothing, and the next one goes through',
    async () => {
      const modelDir = join(tempFolder(), 'models');
      mkdirSync(modelDir);
      cpSync(here, join(modelDir, version), { recursive: true });
      writeRegistry(modelDir, { current: version, history: [] });
      const d = await desk();
      let reached: () => void = () => {};
      const under: Promise<void> = new Promise((resolve) => (reached = resolve));
      const shares: number[] = [];
      let folds = ENDLESS_FOLDS;
      let kill: () => void = () => {};
      const updates = createModelUpdates(d.context, {
        places: { modelDir, profileDir, knowledgeDir, data: files, gold: null },
        trainer: {
          start: (given, onProgress) => {
            if (given.kind !== 'train') throw new Error('not a training');
            const running = trainer.start({ ...given, options: { ...given.options, folds } }, (share) => {
              onProgress(share);
              if (shares.push(share) === 3) reached();
            });
            kill = running.stop;
            return running;
          },
        },
        holder: createEngineHolder(deskEngine),
        loadEngine: () => deskEngine,
      });
      const killed = await updates.train(admin);
      await under;
      kill();
      await updates.idle();
      const [first, second, third] = shares as [number, number, number];
      expect(0 < first && first < second && second < third && third < 1).toBe(true);
      expect(await updates.run(admin, killed.id)).toMatchObject({ state: 'interrupted', version: null });
      expect(readdirSync(modelDir).sort()).toEqual([version, 'registry.json'].sort());

      folds = 2;
      const next = await updates.train(admin, { seed: 2 });
      await updates.idle();
      const ended = await updates.run(admin, next.id);
      expect(ended).toMatchObject({ state: 'done', version: expect.stringMatching(/^[0-9a-f]{12}$/) });
      expect(ended.version).not.toBe(version);
      expect(readdirSync(modelDir).sort()).toEqual([version, ended.version, 'registry.json'].sort());
    },
    PATIENCE,
  );
});
