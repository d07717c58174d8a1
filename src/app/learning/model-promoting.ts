import { AppError } from '../../kernel/errors.ts';
import { nextTurn } from '../../kernel/next-turn.ts';
import { appendAudit } from '../../store/audit.ts';
import * as table from '../../store/training-runs.ts';
import type { Comparison } from './comparing.ts';
import type { Context } from '../context.ts';
import type { EngineHolder } from '../intake/engine-holder.ts';
import type { ModelUpdates } from './learning-types.ts';
import { readManifest, readRegistry, writeRegistry } from './model-files.ts';
import { unfitFor } from './model-fit.ts';
import { bundleOf, enter, previousOf, type RegistryChange } from './model-registry.ts';
import { scopeOf } from '../rights.ts';
import type { Actor, Engine } from '../types.ts';

export type PromotingParts = {
  readonly modelDir: string;
  readonly holder: EngineHolder;
  readonly loadEngine: (bundle: string) => Engine;
  /** Measures a pair that was never compared, and keeps the comparison. */
  readonly compare: (version: string, against: string) => Promise<Comparison>;
};

/** Which model the server answers with: promotion under guard, and the way back. */
export function createPromoting(
  context: Context,
  parts: PromotingParts,
): Pick<ModelUpdates, 'promote' | 'rollback'> {
  const { store, clock, profile, log } = context;
  const { modelDir, holder } = parts;
  /** Changes of the model in use happen one after the other. */
  let turn: Promise<unknown> = Promise.resolve();

  const promote: ModelUpdates['promote'] = (actor, version, { force } = {}) =>
    inTurn(async () => {
      scopeOf(actor, 'model.promote');
      const bundle = bundleOf(modelDir, version);
      const { current } = readRegistry(modelDir);
      if (version === current && holder.engine.versions.model === version) {
        throw new AppError('conflict', { reason: '这个模型正在使用' });
      }
      const unfit = unfitFor(readManifest(bundle), profile);
      if (unfit !== null) throw new AppError('promotion_refused', { version, reason: unfit });
      let reason = '';
      if (version !== current) {
        const stored = await store.read((db) => table.comparisonOf(db, version, current));
        const comparison =
          (stored as unknown as Comparison | null) ?? (await parts.compare(version, current));
        if (comparison.reasons.length > 0) {
          const objection = comparison.reasons.join('；');
          if (force === undefined) throw new AppError('promotion_refused', { version, reason: objection });
          scopeOf(actor, 'model.force');
          if (force.trim() === '')
            throw new AppError('bad_field', { where: '', field: 'force', reason: '须写明理由' });
          reason = `${force.trim().slice(0, 500)}（不顾：${objection}）`;
        }
      }
      // Promoted on the command line, and guarded there: what is left is to load it.
      const from = version === current ? holder.engine.versions.model : current;
      return swap(actor, { how: reason === '' ? 'promote' : 'force', from, to: version, reason });
    });

  const rollback: ModelUpdates['rollback'] = (actor) =>
    inTurn(async () => {
      scopeOf(actor, 'model.promote');
      const to = previousOf(modelDir);
      if (to === null) throw new AppError('conflict', { reason: '没有可退回的上一个模型' });
      const unfit = unfitFor(readManifest(bundleOf(modelDir, to)), profile);
      if (unfit !== null) throw new AppError('promotion_refused', { version: to, reason: unfit });
      return swap(actor, { how: 'rollback', from: readRegistry(modelDir).current, to, reason: '' });
    });

  /**
   * Loads first, so that a bundle that does not load changes nothing; then registry, database, engine. Where the
   * database does not take it the registry is put back: no model is in use that the audit does not tell of.
   */
  async function swap(actor: Actor, move: Pick<RegistryChange, 'how' | 'from' | 'to' | 'reason'>) {
    const started = performance.now();
    // Requests that wait are answered before the third of a second that loading takes.
    await nextTurn();
    const next = parts.loadEngine(bundleOf(modelDir, move.to));
    const at = clock.now();
    const before = readRegistry(modelDir);
    const entered = before.current !== move.to;
    if (entered) enter(modelDir, { ...move, at: new Date(at).toISOString(), by: actor.name });
    const tookMs = Math.round(performance.now() - started);
    try {
      await store.write(async (db) => {
        await table.insertPromotion(db, {
          at,
          how: move.how,
          fromVersion: move.from,
          toVersion: move.to,
          byId: actor.id,
          byName: actor.name,
          reason: move.reason,
          tookMs,
        });
        const detail = `${move.from} → ${move.to} ${move.reason}`.trim();
        const who = { actorId: actor.id, actorName: actor.name };
        await appendAudit(db, [{ at, ...who, action: `model.${move.how}`, subject: move.to, detail }]);
      });
    } catch (error) {
      if (entered) writeRegistry(modelDir, before);
      throw error;
    }
    holder.replace(next);
    log.info({ ...move, tookMs }, 'model replaced');
    return { version: move.to, tookMs };
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work, work);
    turn = mine.catch(() => null);
    return mine;
  }

  return { promote, rollback };
}
