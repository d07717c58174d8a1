import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRegistry } from '../../../src/app/learning/model-files.ts';
import type { Actor } from '../../../src/app/types.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import { insertRun } from '../../../src/store/training-runs.ts';
import { admin, desk, dispatcher, handler, NOW, order, system } from '../../support/desk.ts';
import { fakeUpdates, writeBundle, type FakeJob } from '../../support/fake-models.ts';

const analyst: Actor = { id: 'u-1', name: '甲', role: 'analyst', unit: null };
const staging = (dir: string): string[] => readdirSync(dir).filter((name) => name.startsWith('.training-'));

async function models(verdict: readonly string[] = []) {
  const d = await desk();
  return { ...d, ...fakeUpdates(d, verdict) };
}

describe('training from the page', () => {
  it('answers at once, keeps the progress, and registers the model whole when it is done', async () => {
    const m = await models();
    const run = await m.updates.train(analyst, { seed: 7 });
    expect(run).toMatchObject({ state: 'running', progress: 0, seed: 7, startedBy: '甲', version: null });
    const job = m.jobs[0] as FakeJob;
    expect(job.job).toMatchObject({ kind: 'train', data: [m.data], options: { seed: 7 } });
    job.progress(0.4);
    expect(readdirSync(m.modelDir).sort()).toEqual([staging(m.modelDir)[0], 'm1', 'm2', 'registry.json']);
    m.finish(job, 'm3');
    await m.updates.idle();
    expect(await m.updates.run(analyst, run.id)).toMatchObject({ state: 'done', progress: 1, version: 'm3' });
    expect(staging(m.modelDir)).toEqual([]);
    expect(existsSync(join(m.modelDir, 'm3', 'manifest.json'))).toBe(true);
    const { models: rows, running } = await m.updates.list(analyst);
    expect(rows.map((row) => [row.version, row.current])).toEqual([
      ['m1', true],
      ['m2', false],
      ['m3', false],
    ]);
    expect(rows[2]?.comparison).toMatchObject({ version: 'm3', against: 'm1', reasons: [] });
    expect(running).toBe('m1');
  });

  it('trains on the labels of the database, which do not stay behind', async () => {
    const m = await models();
    const [stored] = await m.services.intake.accept(system, [order('施工噪声扰民')]);
    if (stored === undefined || stored.status === 'refused') throw new Error('not stored');
    await m.services.handling.correct(dispatcher, stored.id, { issueType: '0402' });
    const run = await m.updates.train(analyst);
    expect(run.labels).toBe(1);
    const job = m.jobs[0] as FakeJob;
    expect(job.files[1]).toContain('"type":"0402"');
    m.finish(job, 'm3');
    await m.updates.idle();
    expect(staging(m.modelDir)).toEqual([]);
  });

  it('does one training at a time', async () => {
    const m = await models();
    await m.updates.train(analyst);
    await expect(m.updates.train(admin)).rejects.toMatchObject({ code: 'training_running' });
    m.finish(m.jobs[0] as FakeJob, 'm3');
    await m.updates.idle();
    await m.updates.train(admin);
    expect(m.jobs).toHaveLength(2);
    await m.updates.stop();
  });

  it.each(['refused', 'failed', 'interrupted'] as const)('registers nothing when it is %s', async (state) => {
    const m = await models();
    const run = await m.updates.train(analyst);
    const job = m.jobs[0] as FakeJob;
    if (job.job.kind === 'train') {
      mkdirSync(job.job.outDir, { recursive: true });
      writeFileSync(join(job.job.outDir, 'weights.bin.gz.part'), 'half');
    }
    job.end({ state, message: '训练数据 x 有误' });
    await m.updates.idle();
    expect(await m.updates.run(analyst, run.id)).toMatchObject({
      state,
      version: null,
      message: '训练数据 x 有误',
    });
    expect(readdirSync(m.modelDir).sort()).toEqual(['m1', 'm2', 'registry.json']);
  });

  it('says so where the same data give a model that is there', async () => {
    const m = await models();
    const run = await m.updates.train(analyst);
    m.finish(m.jobs[0] as FakeJob, 'm2');
    await m.updates.idle();
    expect((await m.updates.run(analyst, run.id)).message).toContain('与已有模型逐字节相同');
  });

  it('is cancelled by a person and ended with the server', async () => {
    const m = await models();
    const run = await m.updates.train(analyst);
    expect(await m.updates.cancel(analyst, run.id)).toMatchObject({ state: 'interrupted' });
    await expect(m.updates.cancel(analyst, run.id)).rejects.toMatchObject({ code: 'conflict' });
    const second = await m.updates.train(analyst);
    await m.updates.stop();
    expect(await m.updates.run(analyst, second.id)).toMatchObject({ state: 'interrupted' });
  });

  it('finds at the next start what a killed server left, says that it was interrupted and clears it away', async () => {
    const m = await models();
    const left = join(m.modelDir, '.training-r1', 'bundle');
    mkdirSync(left, { recursive: true });
    await m.store.write((db) =>
      insertRun(db, {
        id: 'r1',
        state: 'running',
        progress: 0.5,
        seed: 1,
        labels: 0,
        version: null,
        startedById: 'u',
        startedByName: '甲',
        startedAt: NOW,
        endedAt: null,
        message: '训练中',
      }),
    );
    expect(await m.updates.recover()).toBe(1);
    expect(await m.updates.run(analyst, 'r1')).toMatchObject({
      state: 'interrupted',
      message: expect.stringContaining('中断'),
    });
    expect(staging(m.modelDir)).toEqual([]);
    expect(await m.updates.recover()).toBe(0);
    await m.updates.train(analyst);
    await m.updates.stop();
  });
});

describe('one job at a time', () => {
  it('refuses a comparison beside a training, and a training beside a comparison', async () => {
    const d = await desk();
    const m = fakeUpdates(d, [], { heldComparisons: true });
    await m.updates.train(analyst);
    await expect(m.updates.compare(analyst, 'm2')).rejects.toMatchObject({ code: 'training_running' });
    await expect(m.updates.promote(analyst, 'm2')).rejects.toMatchObject({ code: 'training_running' });
    m.finish(m.jobs[0] as FakeJob, 'm3');
    await m.updates.idle();
    const comparing = m.updates.compare(analyst, 'm2');
    await expect(m.updates.train(analyst)).rejects.toMatchObject({ code: 'training_running' });
    await expect(m.updates.compare(analyst, 'm2')).rejects.toMatchObject({ code: 'training_running' });
    const ended = expect(comparing).rejects.toMatchObject({
      code: 'promotion_refused',
      message: expect.stringContaining('中断'),
    });
    // Ends with the server.
    await m.updates.stop();
    await ended;
    expect(m.jobs).toHaveLength(2);
  });

  it('lets one of two trainings through that are asked for at once', async () => {
    const m = await models();
    const both = await Promise.allSettled([m.updates.train(analyst), m.updates.train(admin)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(m.jobs).toHaveLength(1);
    await m.updates.stop();
  });

  it('goes on where a share on the way cannot be written', async () => {
    const d = await desk();
    let failing = false;
    const write: typeof d.store.write = (work) => {
      if (!failing) return d.store.write(work);
      failing = false;
      return Promise.reject(new Error('disk full'));
    };
    const m = fakeUpdates({ ...d, context: { ...d.context, store: { ...d.store, write } } });
    const run = await m.updates.train(analyst);
    const job = m.jobs[0] as FakeJob;
    // After the write that says it is running.
    await d.store.write(async () => undefined);
    failing = true;
    job.progress(0.4);
    await new Promise((resolve) => setTimeout(resolve, 20));
    m.finish(job, 'm3');
    await m.updates.idle();
    expect(await m.updates.run(analyst, run.id)).toMatchObject({ state: 'done', version: 'm3' });
  });
});

describe('promotion', () => {
  it('changes nothing where the database does not take it', async () => {
    const d = await desk();
    let failing = false;
    const write: typeof d.store.write = (work) =>
      failing ? Promise.reject(new Error('disk full')) : d.store.write(work);
    const m = fakeUpdates({ ...d, context: { ...d.context, store: { ...d.store, write } } });
    await m.updates.compare(analyst, 'm2');
    const before = readRegistry(m.modelDir);
    failing = true;
    await expect(m.updates.promote(analyst, 'm2')).rejects.toThrow('disk full');
    expect(readRegistry(m.modelDir)).toEqual(before);
    expect(m.holder.engine.versions.model).toBe('m1');
    failing = false;
    expect((await m.updates.promote(analyst, 'm2')).version).toBe('m2');
    expect((await m.updates.list(analyst)).promotions).toHaveLength(1);
  });

  it('swaps the model of the running server, remembers the one before, and goes back to it', async () => {
    const m = await models();
    const { engine } = m.services;
    expect(engine.versions.model).toBe('m1');
    const took = await m.updates.promote(analyst, 'm2');
    expect(took.version).toBe('m2');
    expect(engine.versions.model).toBe('m2');
    expect(readRegistry(m.modelDir)).toMatchObject({ current: 'm2', history: ['m1'] });
    await expect(m.updates.promote(analyst, 'm2')).rejects.toMatchObject({ code: 'conflict' });
    expect((await m.updates.rollback(analyst)).version).toBe('m1');
    expect(engine.versions.model).toBe('m1');
    expect(readRegistry(m.modelDir)).toMatchObject({ current: 'm1', history: [] });
    await expect(m.updates.rollback(analyst)).rejects.toMatchObject({ code: 'conflict' });
    const { promotions } = await m.updates.list(analyst);
    expect(promotions.map((p) => [p.how, p.from, p.to, p.by])).toEqual([
      ['rollback', 'm2', 'm1', '甲'],
      ['promote', 'm1', 'm2', '甲'],
    ]);
    for (const { tookMs } of promotions) expect(Number.isSafeInteger(tookMs) && tookMs >= 0).toBe(true);
    expect(await verifyAudit(m.store.read)).toMatchObject({ ok: true });
  });

  it('refuses what the comparison forbids, but for an administrator with a reason', async () => {
    const m = await models(['问题分类首选（金标）显著变差']);
    await expect(m.updates.promote(analyst, 'm2')).rejects.toMatchObject({
      code: 'promotion_refused',
      message: expect.stringContaining('显著变差'),
    });
    await expect(m.updates.promote(analyst, 'm2', { force: '试' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(m.updates.promote(admin, 'm2', { force: ' ' })).rejects.toMatchObject({ code: 'bad_field' });
    expect(m.services.engine.versions.model).toBe('m1');
    await m.updates.promote(admin, 'm2', { force: '新分类急用' });
    expect(m.services.engine.versions.model).toBe('m2');
    expect(readRegistry(m.modelDir).log).toMatchObject([
      { how: 'force', from: 'm1', to: 'm2', by: '管理员', reason: expect.stringContaining('新分类急用') },
    ]);
  });

  it('refuses a model with types that the profile has lost, whoever asks', async () => {
    const m = await models();
    writeBundle(join(m.modelDir, 'm9'), 'm9', ['0101', '9999']);
    await expect(m.updates.promote(admin, 'm9', { force: '理由' })).rejects.toMatchObject({
      code: 'promotion_refused',
      message: expect.stringContaining('9999'),
    });
    expect((await m.updates.list(admin)).models.find((row) => row.version === 'm9')?.unfit).toContain('9999');
  });

  it('refuses names that are no models, also such as lead out of the folder', async () => {
    const m = await models();
    for (const name of ['m8', '..', '../models/m2', '']) {
      await expect(m.updates.promote(admin, name)).rejects.toMatchObject({ code: 'not_found' });
      await expect(m.updates.card(admin, name)).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  it('leaves everything as it was when a bundle does not load', async () => {
    const d = await desk();
    const m = fakeUpdates(d);
    writeFileSync(join(m.modelDir, 'm2', 'manifest.json'), '{');
    const before = readFileSync(join(m.modelDir, 'registry.json'), 'utf8');
    await expect(m.updates.promote(admin, 'm2')).rejects.toMatchObject({ code: 'bad_model' });
    expect(readFileSync(join(m.modelDir, 'registry.json'), 'utf8')).toBe(before);
    expect(m.holder.engine.versions.model).toBe('m1');
  });

  it('is for analysts and administrators; systems may look', async () => {
    const m = await models();
    for (const actor of [dispatcher, handler]) {
      await expect(m.updates.list(actor)).rejects.toMatchObject({ code: 'forbidden' });
    }
    for (const actor of [dispatcher, handler, system]) {
      await expect(m.updates.train(actor)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(m.updates.promote(actor, 'm2')).rejects.toMatchObject({ code: 'forbidden' });
      await expect(m.updates.rollback(actor)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(m.updates.compare(actor, 'm2')).rejects.toMatchObject({ code: 'forbidden' });
      await expect(m.updates.suspects(actor, 'm2')).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect((await m.updates.list(system)).current).toBe('m1');
    expect(await m.updates.compare(analyst, 'm2')).toMatchObject({ version: 'm2', against: 'm1' });
  });
});
