import { nextTurn } from '../../kernel/next-turn.ts';
import type { Reach } from '../../kernel/reach.ts';
import { lifeOf, UNBORN } from '../../orders/life.ts';
import type { LifeEvent } from '../../orders/life-events.ts';
import type { Db } from '../../store/client.ts';
import { lifeEventsOfMany } from '../../store/events.ts';
import { foundIn, ordersByKeys } from '../../store/order-export.ts';
import type { Store } from '../../store/store.ts';
import type { Cell, ExportField, Need, Source } from './export-types.ts';

/**
 * Orders read at once: some of them are held, never all. So few that what is made of them is gone before the next come:
 * of 500 at a time the collector keeps a part for good until it has 80 MB of it.
 */
const BATCH = 100;

/**
 * The cells of these orders, in pieces: what the screen showed when the keys were read, as it stands when it is written.
 * An order that has left the reach since is left out.
 */
export async function* rowsOf(
  { read }: Pick<Store, 'read'>,
  keys: Float64Array,
  fields: readonly ExportField[],
  names: Source['names'],
  reach: Reach,
): AsyncGenerator<readonly (readonly Cell[])[]> {
  const needs = new Set(fields.flatMap((field) => field.needs ?? []));
  for (let from = 0; from < keys.length; from += BATCH) {
    const sources = await read((db) => sourcesOf(db, keys.subarray(from, from + BATCH), needs, names, reach));
    yield sources.map((source) => fields.map(({ value }) => value(source)));
    // Local statements never yield by themselves: let sockets and timers have their turn.
    await nextTurn();
  }
}

async function sourcesOf(
  db: Db,
  keys: Float64Array,
  needs: ReadonlySet<Need>,
  names: Source['names'],
  reach: Reach,
): Promise<Source[]> {
  const orders = await ordersByKeys(db, keys, reach);
  const ids = orders.map(({ id }) => id);
  const found = needs.has('found') ? await foundIn(db, ids) : null;
  const lives = needs.has('life') ? await lifeEventsOfMany(db, ids) : null;
  return orders.map((order) => {
    const said = found?.get(order.id) as Partial<Pick<Source, 'entities' | 'saleChannel'>> | undefined;
    const events = lives?.get(order.id) ?? [];
    return {
      order,
      input: order.input as unknown as Source['input'],
      entities: said?.entities ?? [],
      saleChannel: said?.saleChannel ?? null,
      life: events.length === 0 ? UNBORN : lifeOf(events),
      dispatchedAt: lastSent(events),
      names,
    };
  });
}

/** When it last came to stand with a unit that had not taken it. */
const lastSent = (events: readonly LifeEvent[]): number | null =>
  events.findLast(({ to }, i) => to === 'dispatched' && events[i - 1]?.to !== 'dispatched')?.at ?? null;
