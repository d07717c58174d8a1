import { AppError } from '../../kernel/errors.ts';
import type { Db } from '../../store/client.ts';
import { foldedUnder, listTasks, listWarnings, ordersOfWarnings } from '../../store/warnings.ts';
import type { WarningReach } from '../../store/warnings.ts';
import type { Context } from '../context.ts';
import { scopeOf } from '../rights.ts';
import type { Insight, Warning } from './insight-types.ts';
import { pageOf } from './paging.ts';
import { seenWarning, settle, textIn } from './settling.ts';
import { taskOf } from './tasks.ts';

const REASON = 500;
const TASKS = 20;

/** Warnings, and what people make of them. */
export function createWarnings(context: Context): Pick<Insight, 'warnings' | 'decide'> {
  const { store, clock } = context;
  return {
    warnings: (actor, { page, ...query }) => {
      const reach = scopeOf(actor, 'topic.read');
      return pageOf(page, (limits) => store.read((db) => warningsOf(context, db, reach, query, limits)));
    },
    decide: (actor, id, version, decision) =>
      store.write(async (db) => {
        const reach = scopeOf(actor, 'warning.decide');
        const warning = await seenWarning(db, reach, id, version);
        if (warning.state === 'tasked') throw new AppError('conflict', { reason: '预警已派任务' });
        const reason = textIn('reason', decision.reason ?? '', REASON, decision.state === 'dismissed');
        await settle(db, actor, warning, decision.state, reason, clock.now());
        const { rows } = await warningsOf(context, db, reach, { id }, { limit: 1, offset: 0 });
        return rows[0] as Warning;
      }),
  };
}

/** Warnings with their orders and tasks, as far as they are reached. */
export async function warningsOf(
  context: Pick<Context, 'names' | 'clock'>,
  db: Db,
  reach: WarningReach,
  query: Parameters<typeof listWarnings>[2],
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly rows: Warning[]; readonly total: number }> {
  const { rows, total } = await listWarnings(db, reach, query, page);
  const orders = await ordersOfWarnings(
    db,
    reach,
    rows.map(({ id }) => id),
  );
  const folded = await foldedUnder(
    db,
    rows.map(({ id }) => id),
  );
  const full: Warning[] = [];
  for (const row of rows) {
    const { key: _, decidedBy: __, decidedByName, ...warning } = row;
    const tasks = await listTasks(db, reach, { warningId: row.id }, { limit: TASKS, offset: 0 });
    full.push({
      ...warning,
      decidedBy: decidedByName,
      orders: orders
        .filter(({ warningId }) => warningId === row.id)
        .map(({ id, number }) => ({ id, number })),
      tasks: tasks.rows.map((task) => taskOf(context, task)),
      folded: folded
        .filter(({ leadId }) => leadId === row.id)
        .map(({ id, kind, title, at, days, callers, expected, watchedName, state, version }) => ({
          id,
          kind,
          title,
          at,
          days,
          callers,
          expected,
          watchedName,
          state,
          version,
        })),
    });
  }
  return { rows: full, total };
}
