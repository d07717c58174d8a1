import { AppError } from '../../kernel/errors.ts';
import { nextTurn } from '../../kernel/next-turn.ts';
import { appendAudit, verifyAudit } from '../../store/audit.ts';
import type { Context } from '../context.ts';
import { scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';
import type { AuditSearch, ChainResult, ChainState } from './audit-types.ts';

/** Rows that one read of the check takes. */
const STEP = 1000;

/** Walks the whole chain in the background, between requests; one check at a time. */
export function createChainCheck({
  store,
  clock,
  log,
}: Pick<Context, 'store' | 'clock' | 'log'>): Pick<AuditSearch, 'chain' | 'verify' | 'settled'> {
  let running: { rows: number; work: Promise<void> } | null = null;
  let last: ChainState['last'] = null;

  async function check(actor: Actor, progress: { rows: number }): Promise<void> {
    const by = actor.name;
    try {
      const found = await verifyAudit(async (query) => {
        // Requests come first.
        await nextTurn();
        const rows = await store.read(query);
        progress.rows += STEP;
        return rows;
      });
      const result: ChainResult = found.ok
        ? { ok: true, rows: found.rows, head: found.head, brokenAt: null, reason: null }
        : { ok: false, rows: found.rows, head: null, brokenAt: found.brokenAt, reason: found.reason };
      last = { ...result, at: clock.now(), by, problem: null };
      const detail = found.ok
        ? `完好 ${found.rows} 行 ${found.head}${found.erased === 0 ? '' : `，其中 ${found.erased} 行的详情已按规定清除`}`
        : `断在第 ${result.brokenAt} 行 ${result.reason}`;
      await record(actor, detail);
    } catch (error) {
      log.error({ err: error }, 'audit chain not checked');
      const none = { ok: false, rows: 0, head: null, brokenAt: null, reason: null };
      last = {
        ...none,
        at: clock.now(),
        by,
        problem: error instanceof AppError ? error.message : '核验中断，详见日志',
      };
    }
  }

  const verify: AuditSearch['verify'] = (actor) => {
    scopeOf(actor, 'audit.verify');
    if (running !== null) return Promise.reject(new AppError('conflict', { reason: '正在核验，请稍候' }));
    const progress = { rows: 0, work: Promise.resolve() };
    running = progress;
    progress.work = check(actor, progress).finally(() => (running = null));
    return Promise.resolve();
  };

  function record(actor: Actor, detail: string): Promise<void> {
    const who = { actorId: actor.id, actorName: actor.name };
    const entry = { at: clock.now(), ...who, action: 'audit.verify', subject: '-', detail };
    return store.write((db) => appendAudit(db, [entry]));
  }

  return {
    verify,
    chain: (actor) => {
      scopeOf(actor, 'audit.read');
      return { running: running?.rows ?? null, last };
    },
    settled: async () => {
      await running?.work;
    },
  };
}
