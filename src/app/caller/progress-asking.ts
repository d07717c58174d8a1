import { AppError } from '../../kernel/errors.ts';
import { lifeOf } from '../../orders/life.ts';
import { progressOf } from '../../orders/progress.ts';
import type { Progress } from '../../orders/progress.ts';
import { failuresOf, saveFailures } from '../../store/accounts.ts';
import type { Db } from '../../store/client.ts';
import { lifeEventsOf } from '../../store/events.ts';
import { survivorOf } from '../../store/links.ts';
import { orderByNumber } from '../../store/order-pages.ts';
import { orderById } from '../../store/orders.ts';
import { sha256 } from '../canonical.ts';
import type { Context } from '../context.ts';

/** How far a matter is, for whoever knows its number and the end of the telephone number it came from. */
export type CallersProgress = Progress & {
  readonly number: string;
  readonly receivedAt: number;
  /** Null while nobody has it. */
  readonly unit: string | null;
  /** By when it is to be handled, UTC milliseconds; null where it is answered or no deadline runs. */
  readonly dueAt: number | null;
};

export type ProgressAsking = {
  /**
   * `tail`: the last four digits. Throws `not_found` alike for a number that does not exist, one that came without a
   * telephone number and a wrong tail, so that nobody learns which; `rate_limited` once a number was guessed at too often.
   */
  readonly ask: (number: string, tail: string) => Promise<CallersProgress>;
};

const HOUR = 3_600_000;
/** Wrong tails an hour for one number: at five a guesser needs a thousand hours for half the tails. */
const MOST_WRONG = 5;
/** Nothing more is due once it was answered. */
const ANSWERED: readonly string[] = ['replied', 'callback'];

/** A caller asks without an account. */
export function createProgressAsking({ store, clock, names }: Context): ProgressAsking {
  /** Counts a try before it is looked at, so that a hundred at once are a hundred, wherever they are asked. */
  async function countTry(db: Db, key: string, now: number): Promise<void> {
    const last = await failuresOf(db, key);
    const { failures, lastAt } =
      last === null || now - last.lastAt >= HOUR ? { failures: 0, lastAt: now } : last;
    if (failures >= MOST_WRONG)
      throw new AppError('rate_limited', { seconds: Math.ceil((lastAt + HOUR - now) / 1000) });
    await saveFailures(db, { nameHash: key, failures: failures + 1, lastAt, lockedUntil: 0 });
  }

  /** A right tail takes back its own try alone. */
  async function forgiveTry(db: Db, key: string): Promise<void> {
    const last = await failuresOf(db, key);
    if (last !== null) await saveFailures(db, { ...last, failures: last.failures - 1 });
  }

  const ask: ProgressAsking['ask'] = async (number, tail) => {
    const now = clock.now();
    const key = sha256(`progress:${number}`);
    await store.write((db) => countTry(db, key, now));
    const found = await store.read(async (db) => {
      const asked = await orderByNumber(db, number);
      const reversed = [...tail].reverse().join('');
      if (asked === null || tail.length !== 4 || asked.phoneReversed?.startsWith(reversed) !== true)
        return null;
      // What was joined to another order goes on there.
      const order = (await orderById(db, await survivorOf(db, asked.id))) ?? asked;
      return { asked, order, events: await lifeEventsOf(db, order.id) };
    });
    if (found === null)
      throw new AppError('not_found', {
        what: '编号和电话尾号都相符的事项，请核对后再查，或拨打 12345',
      });
    await store.write((db) => forgiveTry(db, key));
    const { asked, order, events } = found;
    const life = lifeOf(events);
    const progress = progressOf(life, events);
    return {
      ...progress,
      number: asked.number,
      receivedAt: asked.receivedAt,
      unit: life.state === 'received' ? null : names.unit(life.lead),
      dueAt: progress.ended || ANSWERED.includes(life.state) ? null : order.dueAt,
    };
  };
  return { ask };
}
