import { heatOf } from '../../insight/heat.ts';
import { ranked, tallyOf } from '../../insight/tally.ts';
import { titleOf } from '../../insight/topic-view.ts';
import type { Db } from '../../store/client.ts';
import { keepStanding, latestMembers, removeMember } from '../../store/topics.ts';
import { orderOf } from './insight-memory.ts';
import { HEAT_ORDERS, TITLE_ORDERS } from './placing.ts';

/**
 * Takes an order out of its topic and out of the warnings it was counted in, and names the topic by those that are left:
 * its title is made of words of its orders. Inside the lane only.
 */
export async function leaveTopic(
  db: Db,
  orderSeq: number,
  typeName: (code: string) => string,
): Promise<void> {
  const id = await removeMember(db, orderSeq);
  if (id === null) return;
  const orders = (await latestMembers(db, id, HEAT_ORDERS)).map(orderOf);
  if (orders.length === 0) return keepStanding(db, id, null);
  const { title, place, subject, issueType } = titleOf(orders.slice(0, TITLE_ORDERS), typeName);
  const { heat, rank } = heatOf(orders, Math.max(...orders.map(({ at }) => at)));
  const streets = ranked(tallyOf(orders.map(({ street }) => (street === null ? [] : [street]))).counts);
  await keepStanding(db, id, {
    id,
    title,
    place,
    subject,
    issueType,
    streets: streets.map(({ value }) => value),
    heat,
    rank,
  });
}
