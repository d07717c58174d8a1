import { ordersOfTasks, taskById } from '../../store/annotations.ts';
import type { Store } from '../../store/store.ts';
import { keptExcerpt } from '../intake/without-caller.ts';
import { excerptOf } from '../intake/excerpt.ts';
import { DATABASE_SOURCE, readSuspects } from '../learning/held-back.ts';
import type { Suspect } from '../learning/learning-types.ts';

/**
 * The doubted labels of a model for people to see: the words of those from the database are read there now, numbers
 * masked, and are empty where the order or the text is gone. @throws AppError `bad_model`
 */
export async function shownSuspects(store: Store, dir: string): Promise<readonly Suspect[]> {
  const suspects = readSuspects(dir);
  const ids = suspects.filter(({ source }) => source === DATABASE_SOURCE).map(({ id }) => id);
  if (ids.length === 0) return suspects;
  return store.read(async (db) => {
    const orders = await ordersOfTasks(db, ids);
    const shown: Suspect[] = [];
    for (const suspect of suspects) {
      if (suspect.source !== DATABASE_SOURCE) {
        shown.push(suspect);
        continue;
      }
      const order = orders.get(suspect.id);
      const task = order === undefined ? await taskById(db, suspect.id) : null;
      shown.push({
        ...suspect,
        excerpt:
          order === undefined
            ? task === null
              ? ''
              : excerptOf(task.text)
            : order.confidentiality === 'restricted'
              ? ''
              : keptExcerpt(order),
      });
    }
    return shown;
  });
}
