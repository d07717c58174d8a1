import { AppError } from '../../kernel/errors.ts';
import { nextTurn } from '../../kernel/next-turn.ts';
import { addToRollups, casesOf } from '../../store/case-facts.ts';
import { appendAudit } from '../../store/audit.ts';
import {
  endRemoval,
  keepsSimulated,
  lastSimulatedIds,
  moveSimulation,
  removeSimulated,
  simulationOf,
} from '../../store/simulation.ts';
import { restartTopics } from '../../store/topics.ts';
import { INSIGHT_TOPIC } from '../context.ts';
import type { Context } from '../context.ts';
import { incrementsOf } from '../life/case-keeping.ts';
import type { Actor } from '../types.ts';

/** Orders taken away in one write. */
const SLICE = 250;

/**
 * Takes the simulated orders away with everything that hangs on them, the latest first; cut short, it is gone on with the
 * next time. What real orders had of topics is made anew by the outbox. The number of orders taken away. Throws
 * `simulation_refused` where something rests on them that is never changed.
 */
export async function removeSimulation(
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  actor: Actor,
  onProgress: (done: number, all: number | null) => void = () => {},
  stopping: () => boolean = () => false,
): Promise<number> {
  const { run, why } = await store.read(async (db) => ({
    run: await simulationOf(db),
    why: await keepsSimulated(db),
  }));
  if (run === null) return 0;
  if (why !== null) throw new AppError('simulation_refused', { reason: `${why}，不能移除` });
  let gone = 0;
  for (;;) {
    const ids = await store.read((db) => lastSimulatedIds(db, SLICE));
    if (ids.length === 0) break;
    if (stopping()) return gone;
    const left = await store.write(async (db) => {
      // Another program may have taken some of them away meanwhile: sums are taken back once.
      if ((await lastSimulatedIds(db, ids.length)).join() !== ids.join())
        throw new AppError('simulation_refused', { reason: '模拟数据正由另一个程序写入或者移除，本次停止' });
      const kept = await casesOf(db, ids);
      await addToRollups(
        db,
        [...kept.values()].flatMap((facts) => incrementsOf(facts, -1)),
      );
      const rest = await removeSimulated(db, ids);
      await moveSimulation(db, run.id, { done: rest, endedAt: null });
      return rest;
    });
    gone += ids.length;
    onProgress(gone, gone + left);
    await nextTurn();
  }
  await store.write(async (db) => {
    await endRemoval(db);
    const now = clock.now();
    await restartTopics(db, INSIGHT_TOPIC, now);
    await appendAudit(db, [
      {
        at: now,
        actorId: actor.id,
        actorName: actor.name,
        action: 'simulation.remove',
        subject: run.id,
        detail: `${gone} 件`,
      },
    ]);
  });
  return gone;
}
