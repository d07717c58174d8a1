import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { TASK_STATE } from '../../kernel/warning-words.ts';
import type { TaskState } from '../../kernel/warning-words.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { endTask, insertTask, listTasks, ordersOfMatter, taskById } from '../../store/warnings.ts';
import type { StoredTask, WarningReach } from '../../store/warnings.ts';
import type { Context } from '../context.ts';
import { mustNotNameCallers } from '../replies/shield.ts';
import { scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';
import type { Insight, Task } from './insight-types.ts';
import { pageOf } from './paging.ts';
import { seenWarning, settle, textIn } from './settling.ts';

const DAY = 86_400_000;
const WHAT = 200;
const NOTE = 1000;
/** Callers that a text is looked through for. */
const ORDERS = 500;
/** Where the profile says nothing. */
const TASK_DAYS = 5;
const MOST_DAYS = 366;

/** Tasks of acting before complaints come: made of a warning, ended by the unit that has them. */
export function createTasks(context: Context): Pick<Insight, 'task' | 'tasks' | 'endTask'> {
  const { store, clock, profile, names } = context;

  async function audit(db: Db, actor: Actor, action: string, id: string, detail: string): Promise<void> {
    const { id: actorId, name: actorName } = actor;
    await appendAudit(db, [{ at: clock.now(), actorId, actorName, action, subject: id, detail }]);
  }

  const ordersBehind = async (db: Db, reach: WarningReach, warningId: number | null): Promise<string[]> =>
    warningId === null ? [] : ordersOfMatter(db, reach, warningId, ORDERS);

  return {
    task: (actor, warningId, version, asked) => {
      const id = newId();
      return store.write(async (db) => {
        const reach = scopeOf(actor, 'task.make');
        const now = clock.now();
        const warning = await seenWarning(db, reach, warningId, version);
        if (!profile.units.some(({ code }) => code === asked.unit))
          throw new AppError('bad_field', { where: '', field: 'unit', reason: '没有这个承办单位' });
        const task: StoredTask = {
          id,
          warningId,
          unit: asked.unit,
          what: textIn('what', asked.what, WHAT, true),
          dueDay: dueDayOf(asked.dueDay, now),
          note: textIn('note', asked.note ?? '', NOTE, false),
          state: 'open',
          result: null,
          madeBy: actor.id,
          madeByName: actor.name,
          madeAt: now,
          endedBy: null,
          endedByName: null,
          endedAt: null,
        };
        // A task is shown to whom it concerns: the callers it is made from are not.
        await mustNotNameCallers(db, await ordersBehind(db, reach, warningId), 'task', task.what, task.note);
        await insertTask(db, task);
        const detail = `${names.unit(task.unit)}，${task.dueDay} 前：${task.what}`;
        await settle(db, actor, warning, 'tasked', '', now);
        await audit(db, actor, 'task.make', id, detail);
        return taskOf(context, task);
      });
    },
    tasks: async (actor, { state, unit, page }) => {
      const reach = scopeOf(actor, 'topic.read');
      if (reach.unit !== null && unit !== undefined && unit !== reach.unit)
        throw new AppError('forbidden', { reason: '主动办理任务限于本单位' });
      const query = { ...(unit === undefined ? {} : { unit }), ...(state === undefined ? {} : { state }) };
      return pageOf(page, async (limits) => {
        const { rows, total } = await store.read((db) => listTasks(db, reach, query, limits));
        return { rows: rows.map((row) => taskOf(context, row)), total };
      });
    },
    endTask: (actor, id, { state, result }) =>
      store.write(async (db) => {
        const reach = scopeOf(actor, 'task.end');
        const task = await taskById(db, reach, id);
        if (task === null) throw new AppError('not_found', { what: '任务' });
        // A unit does what it was given; only the centre takes it back.
        if (state === 'cancelled' && reach.unit !== null)
          throw new AppError('forbidden', { reason: '任务由派出任务的一方撤销' });
        const words = textIn('result', result, NOTE, true);
        await mustNotNameCallers(db, await ordersBehind(db, reach, task.warningId), 'taskResult', words);
        const change = {
          state,
          result: words,
          endedBy: actor.id,
          endedByName: actor.name,
          endedAt: clock.now(),
        };
        if (!(await endTask(db, id, change))) throw new AppError('conflict', { reason: '任务已经结束' });
        await audit(db, actor, 'task.end', id, `${TASK_STATE[state]}：${change.result}`);
        return taskOf(context, { ...task, ...change });
      }),
  };

  function dueDayOf(asked: string | undefined, now: number): string {
    if (asked === undefined) return beijingDay(now + (profile.warnings?.taskDays ?? TASK_DAYS) * DAY);
    const real = /^\d{4}-\d{2}-\d{2}$/.test(asked) && !Number.isNaN(Date.parse(`${asked}T00:00:00Z`));
    if (!real)
      throw new AppError('bad_field', { where: '', field: 'dueDay', reason: '须为日期，例如 2026-11-22' });
    if (asked < beijingDay(now) || asked > beijingDay(now + MOST_DAYS * DAY))
      throw new AppError('bad_field', { where: '', field: 'dueDay', reason: '须在今天到一年之内' });
    return asked;
  }
}

/** A task as it is shown. */
export function taskOf({ names, clock }: Pick<Context, 'names' | 'clock'>, row: StoredTask): Task {
  const { unit, state, madeBy: _, endedBy: __, madeByName, endedByName, ...task } = row;
  return {
    ...task,
    unit: { code: unit, name: names.unit(unit) },
    state: state as TaskState,
    madeBy: madeByName,
    endedBy: endedByName,
    late: state === 'open' && task.dueDay < beijingDay(clock.now()),
  };
}
