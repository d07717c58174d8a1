import { calendarOf } from './deadlines.ts';
import { dayOf, startOfDay } from '../../orders/calendar.ts';
import type { Profile } from '../../profile/types.ts';
import type { Db } from '../../store/client.ts';
import { absenceAt, dutiesBetween } from '../../store/rota.ts';
import type { StoredAbsence } from '../../store/rota.ts';

const MINUTE = 60_000;

export type Named = { readonly id: string; readonly name: string };

/** Whoever is on duty, and for whom they stand in. */
export type OnDuty = Named & {
  readonly unit: string;
  readonly period: string;
  readonly day: string;
  /** Name of the person whose shift it is, where that is somebody else. */
  readonly inPlaceOf: string | null;
};

/** Who is on duty at a unit at a moment (UTC milliseconds), each once. People who are not there are left out. */
export async function onDuty(db: Db, unit: string, at: number): Promise<OnDuty[]> {
  const found = new Map<string, OnDuty>();
  for (const duty of await dutiesBetween(db, [unit], at, at + 1)) {
    const { personId: id, personName: name, substituteId, substituteName, period, day } = duty;
    const own = { id, name };
    const substitute =
      substituteId === null || substituteName === null ? null : { id: substituteId, name: substituteName };
    const there = await whoIsThere(db, own, at, substitute);
    if (there === null || found.has(there.id)) continue;
    found.set(there.id, { ...there, unit, period, day, inPlaceOf: there.id === id ? null : name });
  }
  return [...found.values()];
}

/** Names of those on duty, for a line of text. */
export async function dutyNames(db: Db, unit: string, at: number): Promise<string[]> {
  return (await onDuty(db, unit, at)).map(({ name, inPlaceOf }) =>
    inPlaceOf === null ? name : `${name}（替${inPlaceOf}）`,
  );
}

/**
 * The person, or who stands in for them: first the substitute of the shift, then the one of the absence, and so on.
 * Null where nobody is there.
 */
async function whoIsThere(
  db: Db,
  person: Named,
  at: number,
  ofShift: Named | null = null,
): Promise<Named | null> {
  const asked = new Set<string>();
  const queue: Named[] = [person];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (asked.has(next.id)) continue;
    asked.add(next.id);
    const absence = await absenceAt(db, next.id, at);
    if (absence === null) return next;
    if (next.id === person.id && ofShift !== null) queue.push(ofShift);
    const { substituteId: id, substituteName: name } = absence;
    if (id !== null && name !== null) queue.push({ id, name });
  }
  return null;
}

/** An absence at a moment, with who stands in for it and is there; null where the person is there. */
export async function awayAt(
  db: Db,
  person: Named,
  at: number,
): Promise<{ readonly absence: StoredAbsence; readonly substitute: Named | null } | null> {
  const absence = await absenceAt(db, person.id, at);
  return absence === null ? null : { absence, substitute: await whoIsThere(db, person, at) };
}

/** Whether a moment lies in the office hours of a workday; null where the profile or its calendar does not know. */
export function isOfficeTime({ policies, calendar }: Profile, at: number): boolean | null {
  const periods = policies?.officePeriods;
  if (periods === undefined || periods === null || calendar === undefined) return null;
  const day = dayOf(at);
  const workday = calendarOf(calendar).isWorkday(day);
  if (typeof workday !== 'boolean') return null;
  const minute = (at - startOfDay(day)) / MINUTE;
  return workday && periods.some(({ from, to }) => minute >= from && minute < to);
}

/**
 * What is added to the line of a dispatch: out of hours (or where nobody knows) the person on duty, so that the order
 * has a name at all times. Empty in office hours, and where the unit has nobody on its rota.
 */
export async function dutyAtDispatch(profile: Profile, db: Db, unit: string, at: number): Promise<string> {
  if (isOfficeTime(profile, at) === true) return '';
  const names = await dutyNames(db, unit, at);
  return names.length === 0 ? '' : `，值班：${names.join('、')}`;
}
