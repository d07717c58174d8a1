import { readdirSync, renameSync, rmSync, mkdirSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { nextTurn } from '../../kernel/next-turn.ts';
import type { TrainOptions } from '../../triage/train.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import * as table from '../../store/training-runs.ts';
import type { Comparison } from './comparing.ts';
import type { Context } from '../context.ts';
import type { EngineHolder } from '../intake/engine-holder.ts';
import { DATABASE_SOURCE } from './held-back.ts';
import { databaseLabels, labelsJsonl } from './labels.ts';
import type { ModelUpdates, TrainingRun } from './learning-types.ts';
import { liveDrift, type LiveDrift } from './live-drift.ts';
import { readRegistry } from './model-files.ts';
import { writeProfileFolder } from '../../profile/write-profile.ts';
import { unfitFor } from './model-fit.ts';
import { createPromoting } from './model-promoting.ts';
import { bundleOf, cardOf, listModels, previousOf } from './model-registry.ts';
import { scopeOf } from '../rights.ts';
import { isKnown, keepKnown } from './training-lease.ts';
import { createWorkPlace, type Work } from './work-place.ts';
import type { JobOutcome, Trainer } from './training-job.ts';
import { shownSuspects } from '../relations/suspects.ts';
import type { Actor, Engine } from '../types.ts';

/** Where models and what they are made of lie; all absolute. */
export type ModelPlaces = {
  /** A registry: `registry.json` and a folder a version. */
  readonly modelDir: string;
  readonly profileDir: string;
  readonly knowledgeDir: string;
  /** Files or folders of labelled orders, trained on together with the labels of the database. */
  readonly data: readonly string[];
  /** Orders never trained on; null where there are none. */
  readonly gold: string | null;
  /** Folder of the encoder whose word is learned with the next model; null or absent for none. */
  readonly encoderDir?: string | null;
};

export type UpdateParts = {
  readonly places: ModelPlaces;
  readonly trainer: Trainer;
  readonly holder: EngineHolder;
  /** Loads the engine of a bundle, sharing all but the model with the one that runs. */
  readonly loadEngine: (bundle: string) => Engine;
  /** Cheaper settings, for tests. */
  readonly options?: Partial<TrainOptions>;
};

const STAGING = '.training-';
const RUNS_SHOWN = 20;
const PROGRESS_EVERY_MS = 1000;
const INTERRUPTED = '训练被中断：服务在训练结束前停止，没有登记任何模型';

/** What the server does besides the use cases: settle what an earlier life left behind, and end in order. */
export type ModelUpdating = ModelUpdates & {
  readonly recover: () => Promise<number>;
  /** Takes over a model that another process took into use. */
  readonly follow: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Resolves when no training and no comparison is under way; for tests and for the end. */
  readonly idle: () => Promise<void>;
};

/** Retraining, comparison, promotion and rollback of the model that the server runs. */
export function createModelUpdates(context: Context, parts: UpdateParts): ModelUpdating {
  const { store, clock, profile, log } = context;
  const { places, trainer, holder } = parts;
  const { modelDir } = places;
  const works = createWorkPlace(trainer);

  /** Where a process of its own finds the profile as it is revised by now; one job runs at a time. */
  function profileDirNow(): string {
    if (context.profiles.revisions().length === 0) return places.profileDir;
    const folder = join(modelDir, `${STAGING}profile`);
    writeProfileFolder(places.profileDir, folder, profile);
    return folder;
  }

  const list: ModelUpdates['list'] = async (actor) => {
    scopeOf(actor, 'model.read');
    const { current } = readRegistry(modelDir);
    return store.read(async (db) => ({
      running: holder.engine.versions.model,
      current,
      canRollBack: previousOf(modelDir),
      models: await Promise.all(
        listModels(modelDir).map(async (manifest) => ({
          version: manifest.version,
          current: manifest.version === current,
          rows: manifest.data.reduce((sum, source) => sum + source.rows, 0),
          metrics: manifest.metrics,
          few: manifest.few ?? [],
          unfit: unfitFor(manifest, profile),
          comparison: (await table.comparisonOf(
            db,
            manifest.version,
            current,
          )) as unknown as Comparison | null,
        })),
      ),
      runs: (await table.lastRuns(db, RUNS_SHOWN)).map(runView),
      live: (await table.decidedByModel(db)).slice(0, 10),
      drift: await driftNow(db),
      ...(context.opinions == null ? {} : { opinion: context.opinions.standing() }),
      promotions: (await table.lastPromotions(db, RUNS_SHOWN)).map((p) => ({
        at: p.at,
        how: p.how,
        from: p.fromVersion,
        to: p.toVersion,
        by: p.byName,
        reason: p.reason,
        tookMs: p.tookMs,
      })),
    }));
  };

  /** The running model may be gone from the registry: somebody deleted its folder. */
  async function driftNow(db: Db): Promise<LiveDrift | null> {
    const running = listModels(modelDir).find(({ version }) => version === holder.engine.versions.model);
    return running === undefined ? null : liveDrift(db, running);
  }

  const card: ModelUpdates['card'] = async (actor, version) => {
    scopeOf(actor, 'model.read');
    return cardOf(modelDir, version);
  };

  const suspects: ModelUpdates['suspects'] = async (actor, version) => {
    scopeOf(actor, 'label.read');
    return shownSuspects(store, bundleOf(modelDir, version));
  };

  const run: ModelUpdates['run'] = async (actor, id) => {
    scopeOf(actor, 'model.read');
    return runView(await existingRun(id));
  };

  async function existingRun(id: string): Promise<table.TrainingRunRow> {
    const row = await store.read((db) => table.runById(db, id));
    if (row === null) throw new AppError('not_found', { what: `训练 ${id.slice(0, 64)}` });
    return row;
  }

  const train: ModelUpdates['train'] = async (actor, { seed = 1 } = {}) => {
    scopeOf(actor, 'model.train');
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new AppError('bad_field', { where: '', field: 'seed', reason: '须为非负整数' });
    }
    const labels = await store.read((db) => databaseLabels(db, profile));
    const row: Omit<table.TrainingRunRow, 'seq'> = {
      id: newId(),
      state: 'queued',
      progress: 0,
      seed,
      labels: labels.orders.length,
      version: null,
      startedById: actor.id,
      startedByName: actor.name,
      startedAt: clock.now(),
      endedAt: null,
      message: '等待开始',
    };
    const work = works.take(row.id);
    try {
      await store.write(async (db) => {
        const [live] = await table.liveRuns(db);
        if (live !== undefined) {
          throw new AppError('training_running', { progress: `${Math.round(live.progress * 100)}%` });
        }
        await table.insertRun(db, row);
        await audited(db, actor, 'model.train', row.id, `seed ${seed}, ${row.labels} 条库内标注`);
      });
    } catch (error) {
      work.free();
      throw error;
    }
    const staging = join(modelDir, `${STAGING}${row.id}`);
    try {
      await keepKnown(context, work);
      const paths = [...places.data];
      mkdirSync(staging, { recursive: true });
      if (labels.orders.length > 0) {
        const file = join(staging, DATABASE_SOURCE);
        writeFileSync(file, labelsJsonl(labels.orders), { mode: 0o600 });
        paths.push(file);
      }
      launch(work, row, staging, paths);
    } catch (error) {
      rmSync(staging, { recursive: true, force: true });
      try {
        await change(row.id, { state: 'failed', endedAt: clock.now(), message: '训练无法开始，详见日志' });
      } finally {
        work.free();
      }
      throw error;
    }
    return runView({ ...row, state: 'running', seq: 0, message: '训练中' });
  };

  function launch(
    work: Work,
    row: Omit<table.TrainingRunRow, 'seq'>,
    staging: string,
    data: readonly string[],
  ): void {
    const { current } = readRegistry(modelDir);
    let saved = -Infinity;
    // What is told on the way may fail to be written: the end is what counts, and it is written after all of it.
    const told = (to: Parameters<typeof change>[1]): Promise<void> =>
      change(row.id, to).catch((error: unknown) =>
        log.error({ err: error, run: row.id }, 'progress of a training could not be written'),
      );
    let writing = told({ state: 'running', message: '训练中' });
    const outcome = work.start(
      {
        kind: 'train',
        profileDir: profileDirNow(),
        knowledgeDir: places.knowledgeDir,
        data,
        outDir: join(staging, 'bundle'),
        options: { ...parts.options, seed: row.seed },
        against: join(modelDir, current),
        gold: places.gold,
        encoderDir: places.encoderDir ?? null,
      },
      (share) => {
        const now = performance.now();
        if (now - saved < PROGRESS_EVERY_MS) return;
        saved = now;
        writing = writing.then(() => told({ progress: share }));
      },
    );
    void outcome
      .then(async (result) => {
        await writing;
        await settle(row.id, staging, result);
      })
      .catch(async (error: unknown) => {
        log.error({ err: error, run: row.id }, 'training could not be settled');
        await change(row.id, {
          state: 'failed',
          endedAt: clock.now(),
          message: '训练结果无法保存，详见日志',
        });
      })
      .catch((error: unknown) => log.error({ err: error, run: row.id }, 'training run could not be closed'))
      .finally(() => {
        work.free();
        rmSync(staging, { recursive: true, force: true });
      })
      .catch((error: unknown) => log.error({ err: error, run: row.id }, 'training folder stays behind'));
  }

  const change = (id: string, to: Parameters<typeof table.updateRun>[2]): Promise<void> =>
    store.write((db) => table.updateRun(db, id, to));

  /** Registers what a training left, whole or not at all: the bundle moves into place in one step. */
  async function settle(id: string, staging: string, result: JobOutcome): Promise<void> {
    const endedAt = clock.now();
    if (result.state !== 'done') return change(id, { state: result.state, endedAt, message: result.message });
    const { version, comparison } = result;
    const place = join(modelDir, version);
    const known = existsSync(place);
    if (!known) renameSync(join(staging, 'bundle'), place);
    const verdict =
      comparison === null || comparison.version === comparison.against
        ? ''
        : comparison.reasons.length === 0
          ? '；对比通过，可以启用'
          : `；未获准启用：${comparison.reasons.join('；')}`;
    const message = `${known ? '与已有模型逐字节相同' : '已写入模型库'}：${version}${verdict}`;
    await store.write(async (db) => {
      await table.updateRun(db, id, { state: 'done', progress: 1, version, endedAt, message });
      if (comparison !== null) await keepComparison(db, comparison);
    });
  }

  function keepComparison(db: Db, comparison: Comparison): Promise<void> {
    const { version, against } = comparison;
    return table.insertComparison(db, { version, against, result: { ...comparison }, at: clock.now() });
  }

  const cancel: ModelUpdates['cancel'] = async (actor, id) => {
    scopeOf(actor, 'model.train');
    const row = await existingRun(id);
    const held = works.current();
    if (held?.id !== row.id) throw new AppError('conflict', { reason: '这次训练已经结束' });
    await store.write((db) => audited(db, actor, 'model.cancel', id, ''));
    held.halt();
    await held.ended;
    return runView(await existingRun(id));
  };

  const compare: ModelUpdates['compare'] = async (actor, version) => {
    scopeOf(actor, 'model.train');
    return measured(version, readRegistry(modelDir).current);
  };

  async function measured(version: string, against: string): Promise<Comparison> {
    const dirs = { oldDir: bundleOf(modelDir, against), newDir: bundleOf(modelDir, version) };
    const work = works.take(newId());
    try {
      const { gold } = places;
      const job = { kind: 'compare', profileDir: profileDirNow(), ...dirs, gold } as const;
      const result = await work.start(job, () => {});
      if (result.state !== 'done' || result.comparison === null) {
        const reason = result.state === 'done' ? '对比没有结果' : result.message;
        throw new AppError('promotion_refused', { version, reason });
      }
      const { comparison } = result;
      await store.write((db) => keepComparison(db, comparison));
      return comparison;
    } finally {
      work.free();
    }
  }

  async function recover(): Promise<number> {
    const left = await store.read(table.liveRuns);
    const alive = new Set<string>();
    for (const { id } of left)
      if (await isKnown(store, id)) alive.add(id);
      else await change(id, { state: 'interrupted', endedAt: clock.now(), message: INTERRUPTED });
    for (const name of readdirSync(modelDir)) {
      if (!name.startsWith(STAGING) || alive.has(name.slice(STAGING.length))) continue;
      rmSync(join(modelDir, name), { recursive: true, force: true });
    }
    return left.length - alive.size;
  }

  /** Answers with the model that is entered as the one in use, where another process has changed it. */
  async function follow(): Promise<void> {
    const { current } = readRegistry(modelDir);
    if (holder.engine.versions.model === current) return;
    // Requests that wait are answered before the third of a second that loading takes.
    await nextTurn();
    holder.replace(parts.loadEngine(bundleOf(modelDir, current)));
  }

  async function stop(): Promise<void> {
    works.current()?.halt();
    await works.current()?.ended;
  }

  async function audited(
    db: Db,
    actor: Actor,
    action: string,
    subject: string,
    detail: string,
  ): Promise<void> {
    const entry = { at: clock.now(), actorId: actor.id, actorName: actor.name, action, subject, detail };
    await appendAudit(db, [entry]);
  }

  const { promote, rollback } = createPromoting(context, {
    modelDir,
    holder,
    loadEngine: parts.loadEngine,
    compare: measured,
  });
  return {
    list,
    card,
    suspects,
    run,
    train,
    cancel,
    compare,
    promote,
    rollback,
    recover,
    follow,
    stop,
    idle: async () => void (await works.current()?.ended),
  };
}

function runView(row: table.TrainingRunRow): TrainingRun {
  const { id, state, progress, seed, labels, version, startedByName, startedAt, endedAt, message } = row;
  return {
    id,
    state,
    progress,
    seed,
    labels,
    version,
    startedBy: startedByName,
    startedAt,
    endedAt,
    message,
  };
}
