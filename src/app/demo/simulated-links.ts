import { appendLinks } from '../../store/links.ts';
import type { NewLink } from '../../store/links.ts';
import type { Db } from '../../store/client.ts';
import type { Simulation } from '../../store/simulation.ts';
import { SYSTEM_ACTOR } from '../context.ts';
import { joinOrders } from '../relations/joining.ts';
import { simulatedId } from './simulated-case.ts';
import type { SimulatedRow } from './simulated-slice.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
/** What was found later than so many days before the end waits for somebody. */
const WAITING_DAYS = 5;

const REASONS = {
  repeat: [
    { code: 'same_caller', text: '来电号码相同' },
    { code: 'same_type', text: '问题分类相同' },
  ],
  same_matter: [
    { code: 'same_place', text: '地点或者涉及对象相同' },
    { code: 'same_type', text: '问题分类相同' },
  ],
  rebound: [
    { code: 'same_place', text: '地点相同' },
    { code: 'same_type', text: '问题分类相同' },
  ],
} as const;

const waits = (run: Pick<Simulation, 'until'>, { row }: SimulatedRow): boolean =>
  run.until - row.storedAt < WAITING_DAYS * DAY;

/** Whether the order goes on in an earlier one. */
export function mergedBy(run: Pick<Simulation, 'until'>, one: SimulatedRow): boolean {
  if (one.relation === null) return false;
  return one.relation.kind === 'repeat' || (one.relation.kind === 'same_matter' && !waits(run, one));
}

/**
 * Puts down which orders are one matter: a repeat of the same caller by the program, others by a dispatcher, and the latest
 * ones as proposals. The earlier order is of an earlier number, so it is stored or in the same slice. Inside the lane only.
 */
export async function linkSimulated(
  db: Db,
  run: Pick<Simulation, 'id' | 'until'>,
  slice: readonly SimulatedRow[],
): Promise<void> {
  const links: NewLink[] = [];
  for (const one of slice) {
    const { relation, row } = one;
    if (relation === null) continue;
    const { kind } = relation;
    const isOpen = waits(run, one) && kind !== 'repeat';
    const by =
      kind === 'repeat' || isOpen
        ? { actorId: SYSTEM_ACTOR.id, actorName: SYSTEM_ACTOR.name }
        : { actorId: 'sim-dispatcher-1', actorName: '值班派单员' };
    const at = row.storedAt + MINUTE;
    const link: NewLink = {
      firstId: simulatedId(run.id, relation.n),
      secondId: row.id,
      kind,
      status: isOpen ? 'proposed' : kind === 'same_matter' ? 'merged' : 'linked',
      score: 0.9,
      reasons: [...REASONS[kind]],
      ...by,
      at,
    };
    links.push(link);
    if (mergedBy(run, one)) await joinOrders(db, { firstId: link.firstId, secondId: link.secondId }, at);
  }
  await appendLinks(db, links);
}
