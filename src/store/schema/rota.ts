import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/**
 * Who is on duty 值班: a person of a unit for a stretch of a Beijing day (`period`, `18:00-09:00` reaches into the next
 * day). `from_at` and `to_at` are the same in UTC milliseconds, `[from, to)`.
 */
export const dutyRota = sqliteTable(
  'duty_rota',
  {
    id: text('id').primaryKey(),
    unit: text('unit').notNull(),
    day: text('day').notNull(),
    period: text('period').notNull(),
    fromAt: integer('from_at').notNull(),
    toAt: integer('to_at').notNull(),
    personId: text('person_id').notNull(),
    substituteId: text('substitute_id'),
    setBy: text('set_by').notNull(),
    setByName: text('set_by_name').notNull(),
    setAt: integer('set_at').notNull(),
  },
  (t) => [
    uniqueIndex('duty_rota_shift').on(t.unit, t.day, t.period, t.personId),
    index('duty_rota_time').on(t.unit, t.fromAt),
  ],
);

/** A person is not there 不在岗, `[from, to)`; who stands in, if anybody. */
export const absences = sqliteTable(
  'absences',
  {
    id: text('id').primaryKey(),
    unit: text('unit').notNull(),
    personId: text('person_id').notNull(),
    fromAt: integer('from_at').notNull(),
    toAt: integer('to_at').notNull(),
    substituteId: text('substitute_id'),
    note: text('note').notNull(),
    setBy: text('set_by').notNull(),
    setByName: text('set_by_name').notNull(),
    setAt: integer('set_at').notNull(),
  },
  (t) => [index('absences_person').on(t.personId, t.toAt), index('absences_unit').on(t.unit, t.toAt)],
);
