import { seededRandom } from '../../kernel/random.ts';
import { agreement } from '../../learn/agreement.ts';
import * as table from '../../store/annotations.ts';
import type { Annotation } from '../../store/annotations.ts';
import type { Db } from '../../store/client.ts';
import type { Context } from '../context.ts';
import { agreedLabels, databaseLabels } from './labels.ts';
import type { Annotating, LabelStatistics, TaskCounts } from './learning-types.ts';
import { scopeOf } from '../rights.ts';

export type TaskState = 'open' | 'agreed' | 'disagreed' | 'adjudicated';

/** How far the tasks are, how well people agree, and what becomes of it. */
export function createLabelStatistics(context: Context): Pick<Annotating, 'counts' | 'statistics'> {
  const { store, profile } = context;
  let kept: { readonly rows: string; readonly statistics: LabelStatistics } | null = null;

  const counts: Annotating['counts'] = async (actor) => {
    scopeOf(actor, 'label.read');
    return store.read(async (db) => countsOf(await taskStates(db, await table.taskIds(db))));
  };

  const statistics: Annotating['statistics'] = async (actor) => {
    scopeOf(actor, 'label.read');
    return store.read(async (db) => {
      // Asked before anything is read: what is stored meanwhile counts as a change.
      const rows = await table.labelRows(db);
      if (kept?.rows !== rows) kept = { rows, statistics: await computed(db) };
      return kept.statistics;
    });
  };

  async function computed(db: Db): Promise<LabelStatistics> {
    const all = await taskStates(db, await table.taskIds(db));
    const people = [...new Set(all.flatMap((t) => t.given.map((a) => a.annotatorId)))];
    const ratings = (of: (a: Annotation) => string) =>
      all.map(({ given }) =>
        people.map((id) => {
          const own = given.find((a) => a.annotatorId === id);
          return own === undefined ? null : of(own);
        }),
      );
    const byAnnotator = people.map((id) => {
      const own = all.flatMap((t) => t.given.filter((a) => a.annotatorId === id));
      return { name: own[0]?.annotatorName ?? id, given: own.length };
    });
    const { counts: labels, contradictions, unitOnly } = await databaseLabels(db, profile);
    return {
      ...countsOf(all),
      issueType: agreement(
        ratings((a) => a.issueType),
        seededRandom(1),
      ),
      demandKind: agreement(
        ratings((a) => a.demandKind),
        seededRandom(1),
      ),
      byAnnotator,
      labels,
      contradictions,
      unitOnly,
    };
  }

  return { counts, statistics };
}

function countsOf(all: readonly { readonly state: TaskState }[]): TaskCounts {
  const count = (state: TaskState): number => all.filter((t) => t.state === state).length;
  return {
    tasks: all.length,
    open: count('open'),
    agreed: count('agreed'),
    disagreed: count('disagreed'),
    adjudicated: count('adjudicated'),
  };
}

/** The tasks with what people said of them last and how far that is. */
export async function taskStates<T extends { readonly id: string }>(
  db: Db,
  tasks: readonly T[],
): Promise<{ readonly task: T; readonly given: readonly Annotation[]; readonly state: TaskState }[]> {
  const rulings = await table.currentAdjudications(db);
  const byTask = new Map<string, Annotation[]>();
  for (const a of await table.currentAnnotations(db))
    byTask.set(a.taskId, [...(byTask.get(a.taskId) ?? []), a]);
  return tasks.map((task) => {
    const given = byTask.get(task.id) ?? [];
    const pair = given.length >= table.ANNOTATORS;
    const state: TaskState = rulings.has(task.id)
      ? 'adjudicated'
      : !pair
        ? 'open'
        : agreedLabels(given) === null
          ? 'disagreed'
          : 'agreed';
    return { task, given, state };
  });
}
