import { sql } from 'drizzle-orm';
import { insertOrders } from '../src/store/orders.ts';
import type { NewOrder } from '../src/store/orders.ts';
import type { Profile } from '../src/profile/types.ts';
import type { Store } from '../src/store/store.ts';
import { sampleOrders } from './support.ts';

/** More would not fit into the parameters of one statement. */
const BATCH = 500;
const DAY = 86_400_000;

/**
 * Fills a database with orders whose texts are put together from sentences of the shipped ones, so that words are as
 * frequent as they are there; a third of them name one of 2,000 subjects. Spread over two years that end at `until`.
 */
export async function putMadeTexts(
  store: Store,
  profile: Pick<Profile, 'units' | 'issueTypes'>,
  { orders, until }: { readonly orders: number; readonly until: number },
): Promise<void> {
  const sentences = sampleOrders().flatMap(({ text }) => text.match(/[^。！？\n]+[。！？\n]?/gu) ?? []);
  const textOf = (i: number): string =>
    [0, 1, 2, 3].map((k) => sentences[(i * 7919 + k * 104_729) % sentences.length] ?? '').join('');
  for (let from = 0; from < orders; from += BATCH) {
    const items = Array.from({ length: Math.min(BATCH, orders - from) }, (_, k) => {
      const i = from + k;
      const text = textOf(i);
      return { row: rowOf(profile, i, text, until - Math.floor(((orders - i) / orders) * 730 * DAY)), text };
    });
    await store.write(async (db) => {
      const stored = await insertOrders(db, items);
      const named = stored.flatMap(({ seq, receivedAt, issueType }) =>
        seq % 3 === 0 ? [{ seq, at: receivedAt, issueType, name: `某商行${(seq * 7919) % 2000}号店` }] : [],
      );
      await db.run(sql`
        INSERT INTO topic_names (kind, name, order_seq, at, issue_type, demand_kind)
        SELECT 'subject', value ->> 'name', value ->> 'seq', value ->> 'at', value ->> 'issueType', '投诉'
        FROM json_each(${JSON.stringify(named)})`);
    });
  }
}

function rowOf(
  { units, issueTypes }: Pick<Profile, 'units' | 'issueTypes'>,
  i: number,
  text: string,
  at: number,
): NewOrder {
  const unit = units[(i * 31) % units.length]?.code ?? '';
  const issueType = issueTypes[(i * 17) % issueTypes.length]?.code ?? '';
  return {
    id: `o-${String(i).padStart(9, '0')}`,
    channel: i % 4 === 0 ? 'app' : 'phone',
    externalId: i % 2 === 0 ? `WX${String(i).padStart(8, '0')}` : null,
    receivedAt: at,
    storedAt: at,
    textHash: String(i),
    input: { text, channel: 'phone', receivedAt: new Date(at).toISOString() },
    excerpt: text.slice(0, 80),
    state: i % 50 === 0 ? 'handling' : 'closed',
    action: 'dispatch',
    issueType,
    issueConfidence: 0.9,
    demandKind: '投诉',
    urgency: 'normal',
    street: null,
    leadUnit: unit,
    jointUnit: null,
    version: 1,
    since: at,
    dueAt: at + 5 * DAY,
    phone: `1380${String((i * 104_729) % 10_000_000).padStart(7, '0')}`,
  };
}
