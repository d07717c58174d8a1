import { aliasedTable, and, asc, eq, gt, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { Db } from './client.ts';
import type { StoredOrder } from './orders.ts';
import { amongNamed, listOf, prepared } from './prepared.ts';
import { users } from './schema/accounts.ts';
import { orders } from './schema/orders.ts';
import { absences, dutyRota } from './schema/rota.ts';

export type NewDuty = typeof dutyRota.$inferSelect;
export type NewAbsence = typeof absences.$inferSelect;
/** With the names of the people as they are called now. */
export type StoredDuty = NewDuty & { readonly personName: string; readonly substituteName: string | null };
export type StoredAbsence = NewAbsence & {
  readonly personName: string;
  readonly substituteName: string | null;
};

/** A person of a unit who is in service. */
export type UnitPerson = {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly role: string;
  readonly unit: string;
};

const person = aliasedTable(users, 'person');
const substitute = aliasedTable(users, 'substitute');

/** People of a unit with an account in use, by name. */
export async function peopleOf(db: Db, unit: string): Promise<UnitPerson[]> {
  const { id, username, name, role } = users;
  const rows = await db
    .select({ id, username, name, role })
    .from(users)
    .where(
      and(eq(users.unit, unit), isNull(users.disabledAt), inArray(users.role, ['handler', 'unitLeader'])),
    )
    .orderBy(asc(users.name), asc(users.username));
  return rows.map((row) => ({ ...row, unit }));
}

const dutyRows = (db: Db) =>
  db
    .select({ duty: dutyRota, personName: person.name, substituteName: substitute.name })
    .from(dutyRota)
    .leftJoin(person, eq(person.id, dutyRota.personId))
    .leftJoin(substitute, eq(substitute.id, dutyRota.substituteId));

type DutyRow = Awaited<ReturnType<ReturnType<typeof dutyRows>['limit']>>[number];
const dutyOf = ({ duty, personName, substituteName }: DutyRow): StoredDuty => ({
  ...duty,
  personName: personName ?? duty.personId,
  substituteName,
});

/** Duties of units that touch `[from, to)`, in order of time. Null for `units`: of all. */
export async function dutiesBetween(
  db: Db,
  units: readonly string[] | null,
  from: number,
  to: number,
): Promise<StoredDuty[]> {
  const time = { from, to };
  const rows =
    units === null ? await duties(db, time) : await dutiesOf(db, { ...time, units: listOf(units) });
  return rows.map(dutyOf);
}

const dutiesAmong = (db: Db, units: SQL | undefined) =>
  dutyRows(db)
    .where(and(units, lt(dutyRota.fromAt, sql.placeholder('to')), gt(dutyRota.toAt, sql.placeholder('from'))))
    .orderBy(asc(dutyRota.unit), asc(dutyRota.fromAt), asc(dutyRota.toAt), asc(person.name));
const duties = prepared<{ from: number; to: number }, DutyRow[]>((db) => dutiesAmong(db, undefined));
const dutiesOf = prepared<{ from: number; to: number; units: string }, DutyRow[]>((db) =>
  dutiesAmong(db, amongNamed(dutyRota.unit, 'units')),
);

export async function dutyById(db: Db, id: string): Promise<StoredDuty | null> {
  const [row] = await dutyRows(db).where(eq(dutyRota.id, id)).limit(1);
  return row === undefined ? null : dutyOf(row);
}

/** Keeps a duty; the same person's same shift takes the new substitute. Says whether it is a new one. */
export async function saveDuty(db: Db, duty: NewDuty): Promise<'added' | 'changed' | 'same'> {
  const [known] = await db
    .select({ id: dutyRota.id, substituteId: dutyRota.substituteId })
    .from(dutyRota)
    .where(
      and(
        eq(dutyRota.unit, duty.unit),
        eq(dutyRota.day, duty.day),
        eq(dutyRota.period, duty.period),
        eq(dutyRota.personId, duty.personId),
      ),
    )
    .limit(1);
  if (known === undefined) {
    await db.insert(dutyRota).values(duty);
    return 'added';
  }
  if (known.substituteId === duty.substituteId) return 'same';
  const { substituteId, setBy, setByName, setAt } = duty;
  await db.update(dutyRota).set({ substituteId, setBy, setByName, setAt }).where(eq(dutyRota.id, known.id));
  return 'changed';
}

export async function deleteDuty(db: Db, id: string): Promise<void> {
  await db.delete(dutyRota).where(eq(dutyRota.id, id));
}

const absenceRows = (db: Db) =>
  db
    .select({ absence: absences, personName: person.name, substituteName: substitute.name })
    .from(absences)
    .leftJoin(person, eq(person.id, absences.personId))
    .leftJoin(substitute, eq(substitute.id, absences.substituteId));

type AbsenceRow = Awaited<ReturnType<ReturnType<typeof absenceRows>['limit']>>[number];
const absenceOf = ({ absence, personName, substituteName }: AbsenceRow): StoredAbsence => ({
  ...absence,
  personName: personName ?? absence.personId,
  substituteName,
});

/** Absences of units that touch `[from, to)`, in order of time. Null for `units`: of all. */
export async function absencesBetween(
  db: Db,
  units: readonly string[] | null,
  from: number,
  to: number,
): Promise<StoredAbsence[]> {
  const rows = await absenceRows(db)
    .where(
      and(
        units === null ? undefined : inArray(absences.unit, [...units]),
        lt(absences.fromAt, to),
        gt(absences.toAt, from),
      ),
    )
    .orderBy(asc(absences.fromAt), asc(absences.toAt), asc(absences.id));
  return rows.map(absenceOf);
}

/** The absence of a person at a moment that lasts longest; null where there is none. */
export async function absenceAt(db: Db, personId: string, at: number): Promise<StoredAbsence | null> {
  const rows = await absenceRows(db)
    .where(and(eq(absences.personId, personId), sql`${absences.fromAt} <= ${at}`, gt(absences.toAt, at)))
    .orderBy(sql`${absences.toAt} DESC`)
    .limit(1);
  return rows[0] === undefined ? null : absenceOf(rows[0]);
}

/** Those of the people who belong to a unit now who are absent at a moment. */
export async function absentIn(db: Db, unit: string, at: number): Promise<ReadonlySet<string>> {
  const people = db.select({ id: users.id }).from(users).where(eq(users.unit, unit));
  const rows = await db
    .selectDistinct({ id: absences.personId })
    .from(absences)
    .where(and(inArray(absences.personId, people), sql`${absences.fromAt} <= ${at}`, gt(absences.toAt, at)));
  return new Set(rows.map(({ id }) => id));
}

export async function absenceById(db: Db, id: string): Promise<StoredAbsence | null> {
  const [row] = await absenceRows(db).where(eq(absences.id, id)).limit(1);
  return row === undefined ? null : absenceOf(row);
}

export async function insertAbsence(db: Db, absence: NewAbsence): Promise<void> {
  await db.insert(absences).values(absence);
}

export async function deleteAbsence(db: Db, id: string): Promise<void> {
  await db.delete(absences).where(eq(absences.id, id));
}

/** How many orders each person of a unit has in hand that are not answered, and how many of these are late at `at`. */
export async function loadOf(
  db: Db,
  unit: string,
  at: number,
): Promise<ReadonlyMap<string, { readonly open: number; readonly late: number }>> {
  const rows = await db
    .select({
      personId: orders.personId,
      open: sql<number>`count(*)`,
      late: sql<number>`coalesce(sum(${orders.dueAt} < ${at}), 0)`,
    })
    .from(orders)
    .where(carriedBy(unit))
    .groupBy(orders.personId);
  return new Map(rows.map(({ personId, open, late }) => [personId ?? '', { open, late }]));
}

/** Orders of a unit that are in the hands of a named person and not answered yet. */
const carriedBy = (unit: string) =>
  and(
    eq(orders.leadUnit, unit),
    inArray(orders.state, ['acknowledged', 'contacted', 'handling', 'onHold']),
    isNotNull(orders.personId),
  );

/** An order somebody of the unit has to answer for. */
export type CarriedOrder = Pick<StoredOrder, 'id' | 'personId' | 'urgency' | 'dueAt' | 'soonSpans'>;

/** Orders of a unit that are in the hands of a named person and not answered yet. */
export async function carriedOrders(db: Db, unit: string): Promise<CarriedOrder[]> {
  const { id, personId, urgency, dueAt, soonSpans } = orders;
  const rows = await db
    .select({ id, personId, urgency, dueAt, soonSpans })
    .from(orders)
    .where(carriedBy(unit));
  return rows as CarriedOrder[];
}
