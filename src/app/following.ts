import { lastEventSeq } from '../store/event-feed.ts';
import { HELD_STATE, heldState, movedBetween } from '../store/shared-state.ts';
import type { HeldState, MovedOrder } from '../store/shared-state.ts';
import type { Context } from './context.ts';
import type { LiveChange } from './life/live-changes.ts';

/** How each thing that is held in memory is read anew. */
export type Readers = Readonly<Record<keyof HeldState, () => Promise<unknown>>>;

export type Following = {
  /** Reads anew what other processes have changed since the last look, and tells open pages what they have moved. */
  readonly look: () => Promise<void>;
  readonly stop: () => void;
};

/** Own changes that are remembered, so that no page is told twice. */
const REMEMBERED = 5000;
/** Orders that are told one by one; of more, pages read everything again by themselves. */
const MOST_TOLD = 2000;

/**
 * Keeps this process in step with others on the same database. What was changed here is known already: its readers find
 * nothing new, and its orders are passed over.
 */
export async function createFollowing(context: Context, readers: Readers): Promise<Following> {
  const { store, changes, log } = context;
  let { held, seq } = await store.read(async (db) => ({
    held: await heldState(db),
    seq: await lastEventSeq(db),
  }));
  const own = new Map<string, number>();
  const line = changes.join({
    listen: (_, { after }) => {
      own.delete(after.id);
      own.set(after.id, after.version);
      const oldest = own.size > REMEMBERED ? own.keys().next().value : undefined;
      if (oldest !== undefined) own.delete(oldest);
    },
    end: () => undefined,
  });

  async function readAnew(now: HeldState): Promise<void> {
    for (const name of HELD_STATE) {
      if (now[name] === held[name]) continue;
      await readers[name]();
      // One after the other: what could not be read is read at the next look.
      held = { ...held, [name]: now[name] };
      log.info({ what: name }, 'changed by another process, read anew');
    }
  }

  return {
    look: async () => {
      const { now, moved, upTo } = await store.read(async (db) => {
        const last = await lastEventSeq(db);
        return {
          now: await heldState(db),
          upTo: last,
          moved: last > seq ? await movedBetween(db, seq, last) : [],
        };
      });
      seq = upTo;
      const others = moved.filter(({ id, version }) => (own.get(id) ?? 0) < version);
      changes.publish(others.slice(-MOST_TOLD).map(changeOf));
      await readAnew(now);
    },
    stop: line.leave,
  };
}

function changeOf({ ledBefore, isNew, ...after }: MovedOrder): LiveChange {
  return { before: isNew ? null : { ...after, leadUnit: ledBefore ?? after.leadUnit }, after };
}
