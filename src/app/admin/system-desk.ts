import { dirname } from 'node:path';
import { AppError } from '../../kernel/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import { leaseNow } from '../../store/leases.ts';
import { databaseBytes, freeBytes } from '../../store/backup.ts';
import { isFileUrl, pathOf } from '../../store/client.ts';
import { deadJobs, oldestWaiting, outboxTopics, reviveJob, schemaName } from '../../store/outbox-care.ts';
import { outboxCounts, reviveDead } from '../../store/outbox.ts';
import { laneToken } from '../../store/probe.ts';
import type { Context } from '../context.ts';
import { scopeOf } from '../rights.ts';
import type { LastSweep, SystemDesk, SystemState } from './admin-types.ts';

/** Failed jobs that are named. */
const NAMED = 100;

/** How the program runs, and the one thing to be done about it: jobs that were given up start anew. */
export function createSystemDesk(
  context: Pick<Context, 'store' | 'clock' | 'log' | 'engine' | 'opinions' | 'wake'>,
  lastSweep: () => LastSweep | null,
): SystemDesk {
  const { store, clock, log, engine, opinions, wake } = context;

  const state: SystemDesk['state'] = async (actor): Promise<SystemState> => {
    scopeOf(actor, 'system.manage');
    const [size, free, answers] = await Promise.all([
      databaseBytes(store.url),
      isFileUrl(store.url) ? freeBytes(dirname(pathOf(store.url))) : null,
      doesAnswer(),
    ]);
    const outbox = await store.read(async (db) => ({
      ...(await outboxCounts(db)),
      oldest: await oldestWaiting(db),
      topics: await outboxTopics(db),
      failed: (await deadJobs(db, NAMED)).map(({ id, topic, payload, attempts, lastError, deadAt }) => ({
        id,
        topic,
        order: typeof payload['orderId'] === 'string' ? payload['orderId'] : null,
        attempts,
        error: lastError ?? '',
        deadAt: deadAt ?? 0,
      })),
    }));
    return {
      versions: engine.versions,
      encoder: encoderState(),
      database: {
        answers,
        bytes: size?.file ?? null,
        logBytes: size?.log ?? null,
        free,
        schema: await store.read(schemaName),
      },
      outbox,
      sweep: lastSweep(),
      background: store.isShared
        ? { holder: (await store.read((db) => leaseNow(db, 'background')))?.holder ?? null }
        : null,
    };
  };

  async function doesAnswer(): Promise<boolean> {
    try {
      await store.read(laneToken);
      return true;
    } catch (error) {
      log.warn({ err: error }, 'database does not answer');
      return false;
    }
  }

  function encoderState(): SystemState['encoder'] {
    const standing = opinions?.standing() ?? { state: 'none' as const };
    if (standing.state === 'none') return { good: true, text: '模型不用编码器，只按字词定分类' };
    if (standing.state === 'ready') return { good: true, text: `正常（${standing.encoder.slice(0, 12)}）` };
    return { good: false, text: `${standing.text}，只按字词定分类` };
  }

  const retry: SystemDesk['retry'] = async (actor, id) => {
    scopeOf(actor, 'system.manage');
    const revived = await store.write(async (db) => {
      const at = clock.now();
      const n = id === undefined ? await reviveDead(db, at) : Number(await reviveJob(db, id, at));
      if (id !== undefined && n === 0) throw new AppError('not_found', { what: '这个失败的任务' });
      const who = { actorId: actor.id, actorName: actor.name };
      const subject = id === undefined ? '-' : `${id}`;
      if (n > 0) await appendAudit(db, [{ at, ...who, action: 'outbox.retry', subject, detail: `${n} 项` }]);
      return n;
    });
    if (revived > 0) wake();
    return revived;
  };

  return { state, retry };
}
