import { settleIntervals } from '../../knowledge/law-intervals.ts';
import type { Db } from '../../store/client.ts';
import { setIntervals } from '../../store/knowledge-laws.ts';
import { versionsOf } from '../../store/knowledge-law-reads.ts';
import { listSuccessors } from '../../store/knowledge-law-links.ts';
import type { Interval } from '../../store/knowledge-laws.ts';

/**
 * Works out anew when the versions of some instruments (of all without `ids`) hold, and writes what differs.
 * Answers how many versions changed. Inside the write lane only.
 */
export async function settleLaws(db: Db, ids?: readonly number[]): Promise<number> {
  const successors = await listSuccessors(db);
  const changed: Interval[] = [];
  const pieces: (readonly number[] | undefined)[] = [];
  if (ids === undefined) pieces.push(undefined);
  // In pieces that a statement can hold.
  else for (let from = 0; from < ids.length; from += 500) pieces.push(ids.slice(from, from + 500));
  for (const piece of pieces) {
    const byTitle = new Map<string, Awaited<ReturnType<typeof versionsOf>>>();
    for (const version of await versionsOf(db, piece)) {
      const held = byTitle.get(version.title);
      if (held) held.push(version);
      else byTitle.set(version.title, [version]);
    }
    for (const [title, versions] of byTitle) {
      const settled = settleIntervals(title, versions, successors);
      for (const [i, { id, effectiveTo, withheld }] of versions.entries()) {
        const now = settled[i];
        if (now === undefined || (now.effectiveTo === effectiveTo && now.withheld === withheld)) continue;
        changed.push({ id, ...now });
      }
    }
  }
  return setIntervals(db, changed);
}
