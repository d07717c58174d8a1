import { beijingDay } from '../../kernel/clock.ts';
import { isSoon } from '../../orders/soon.ts';
import type { Urgency } from '../../triage/types.ts';
import type { Db } from '../../store/client.ts';
import { absentIn, carriedOrders, loadOf, peopleOf } from '../../store/rota.ts';
import type { CarriedOrder } from '../../store/rota.ts';
import { awayAt, onDuty } from './duty.ts';
import type { Assignable } from './rota-types.ts';
import type { Role } from '../types.ts';

/** People of a unit at a moment (UTC milliseconds): who is there, and what each has in hand. By name. */
export async function workloadOf(db: Db, unit: string, at: number): Promise<Assignable[]> {
  const carried = await carriedOrders(db, unit);
  const duty = new Set((await onDuty(db, unit, at)).map(({ id }) => id));
  const absent = await absentIn(db, unit, at);
  const people: Assignable[] = [];
  for (const { id, username, name, role } of await peopleOf(db, unit)) {
    const own = carried.filter(({ personId }) => personId === id);
    const away = absent.has(id) ? await awayAt(db, { id, name }, at) : null;
    const count = (urgency: Urgency): number => own.filter((one) => one.urgency === urgency).length;
    people.push({
      id,
      username,
      name,
      role: role as Role,
      away: away === null ? null : { until: beijingDay(away.absence.toAt - 1), substitute: away.substitute },
      onDuty: duty.has(id),
      open: own.length,
      late: own.filter((one) => isLate(one, at)).length,
      soon: own.filter(({ soonSpans }) => isSoon(soonSpans, at)).length,
      byUrgency: { safety: count('safety'), livelihood: count('livelihood'), normal: count('normal') },
    });
  }
  return people;
}

/** The same in a few words a person, cheap enough for every reading of an order. */
export async function colleaguesOf(
  db: Db,
  unit: string,
  at: number,
): Promise<{ readonly id: string; readonly name: string; readonly note: string }[]> {
  const load = await loadOf(db, unit, at);
  const absent = await absentIn(db, unit, at);
  const colleagues: { id: string; name: string; note: string }[] = [];
  for (const { id, name } of await peopleOf(db, unit)) {
    const away = absent.has(id) ? await awayAt(db, { id, name }, at) : null;
    const { open, late } = load.get(id) ?? { open: 0, late: 0 };
    const busy = `在办 ${open}${late === 0 ? '' : `，超期 ${late}`}`;
    colleagues.push({ id, name, note: away === null ? busy : goneWords(away) });
  }
  return colleagues;
}

function goneWords({ absence, substitute }: NonNullable<Awaited<ReturnType<typeof awayAt>>>): string {
  const instead = substitute === null ? '' : `，替班 ${substitute.name}`;
  return `不在岗到 ${beijingDay(absence.toAt - 1)}${instead}`;
}

const isLate = ({ dueAt }: CarriedOrder, at: number): boolean => dueAt !== null && dueAt < at;
