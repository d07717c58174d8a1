import { parse } from 'csv-parse/sync';
import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { dateOf, dayOfDate, startOfDay } from '../../orders/calendar.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import * as table from '../../store/rota.ts';
import type { NewDuty, StoredAbsence, StoredDuty, UnitPerson } from '../../store/rota.ts';
import type { Context } from '../context.ts';
import { onDuty } from './duty.ts';
import { scopeOf } from '../rights.ts';
import type { Absence, AbsenceAsked, Duty, DutyAsked, Rota, RotaImport } from './rota-types.ts';
import type { Actor } from '../types.ts';
import { workloadOf } from './workload.ts';

const DAY_MS = 24 * 3_600_000;
const MINUTE = 60_000;
/** Days that can be looked at, or put on the rota, in one go. */
const MOST_DAYS = 62;
const ABSENCE_DAYS = 366;
const NOTE = 200;
const IMPORT_LINES = 2000;

/** The rota of duty, absences, and who can take another order. */
export function createRota(context: Pick<Context, 'store' | 'profile' | 'names' | 'clock'>): Rota {
  const { store, profile, names, clock } = context;

  /** The units an actor may look at or edit: one, or all (null). Throws `forbidden` for another unit. */
  function unitsFor(
    actor: Actor,
    action: 'rota.read' | 'rota.set',
    asked?: string,
  ): readonly string[] | null {
    const { unit } = scopeOf(actor, action);
    if (asked !== undefined && !profile.units.some(({ code }) => code === asked)) {
      throw bad('unit', `没有单位 ${asked.slice(0, 32)}`);
    }
    if (unit === null) return asked === undefined ? null : [asked];
    if (asked !== undefined && asked !== unit) {
      throw new AppError('forbidden', { reason: '值班与人手限于本单位' });
    }
    return [unit];
  }

  const list: Rota['list'] = async (actor, { unit, from, to }) => {
    const units = unitsFor(actor, 'rota.read', unit);
    const first = dayNumber(from, 'from');
    const last = dayNumber(to, 'to');
    if (last < first) throw bad('to', '不能早于开始的日期');
    if (last - first >= MOST_DAYS) throw bad('to', `一次最多看 ${MOST_DAYS} 天`);
    const [start, end] = [startOfDay(first), startOfDay(last + 1)];
    return store.read(async (db) => ({
      duties: (await table.dutiesBetween(db, units, start, end))
        // A night that reaches into the first day belongs to the day before.
        .filter(({ day }) => day >= from)
        .map(dutyOf),
      absences: (await table.absencesBetween(db, units, start, end)).map(absenceOf),
    }));
  };

  const setDuty: Rota['setDuty'] = async (actor, asked) => {
    unitsFor(actor, 'rota.set', asked.unit);
    const { days = 1 } = asked;
    if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) throw bad('days', `须为 1 到 ${MOST_DAYS}`);
    const first = dayNumber(asked.day, 'day');
    await store.write(async (db) => {
      for (let day = first; day < first + days; day++) {
        await keepDuty(db, actor, { ...asked, day: dateOf(day) });
      }
    });
  };

  async function keepDuty(db: Db, actor: Actor, asked: DutyAsked) {
    const shift = shiftOf(asked.day, asked.period);
    const people = await table.peopleOf(db, asked.unit);
    const person = personIn(people, asked.person, 'person');
    const substitute =
      asked.substitute === undefined ? null : personIn(people, asked.substitute, 'substitute');
    if (substitute?.id === person.id) throw bad('substitute', '替班人不能是值班人自己');
    const duty: NewDuty = {
      id: newId(),
      unit: asked.unit,
      ...shift,
      personId: person.id,
      substituteId: substitute?.id ?? null,
      ...by(actor),
    };
    const done = await table.saveDuty(db, duty);
    if (done !== 'same') {
      const detail = `${shift.day} ${shift.period} ${person.username}${substitute === null ? '' : ` 替班 ${substitute.username}`}`;
      await audit(db, actor, 'rota.set', asked.unit, detail);
    }
    return done;
  }

  const removeDuty: Rota['removeDuty'] = async (actor, id) =>
    store.write(async (db) => {
      scopeOf(actor, 'rota.set');
      const duty = await table.dutyById(db, id);
      if (duty === null) throw new AppError('not_found', { what: '这个班次' });
      unitsFor(actor, 'rota.set', duty.unit);
      await table.deleteDuty(db, id);
      await audit(db, actor, 'rota.remove', duty.unit, `${duty.day} ${duty.period} ${duty.personName}`);
    });

  const setAbsence: Rota['setAbsence'] = async (actor, asked: AbsenceAsked) => {
    unitsFor(actor, 'rota.set', asked.unit);
    const from = dayNumber(asked.from, 'from');
    const to = dayNumber(asked.to, 'to');
    if (to < from) throw bad('to', '不能早于开始的日期');
    if (to - from >= ABSENCE_DAYS) throw bad('to', `最长 ${ABSENCE_DAYS} 天`);
    const note = (asked.note ?? '').trim();
    if (note.length > NOTE) throw bad('note', `不能超过 ${NOTE} 字`);
    const [fromAt, toAt] = [startOfDay(from), startOfDay(to + 1)];
    await store.write(async (db) => {
      const people = await table.peopleOf(db, asked.unit);
      const person = personIn(people, asked.person, 'person');
      const substitute =
        asked.substitute === undefined ? null : personIn(people, asked.substitute, 'substitute');
      if (substitute?.id === person.id) throw bad('substitute', '替班人不能是本人');
      const others = await table.absencesBetween(db, [asked.unit], fromAt, toAt);
      const twice = others.find(({ personId }) => personId === person.id);
      if (twice !== undefined) {
        const { from: since, to: until } = absenceOf(twice);
        throw new AppError('conflict', { reason: `${person.name} ${since} 至 ${until} 已登记不在岗` });
      }
      await table.insertAbsence(db, {
        id: newId(),
        unit: asked.unit,
        personId: person.id,
        fromAt,
        toAt,
        substituteId: substitute?.id ?? null,
        note,
        ...by(actor),
      });
      const detail = `${asked.from} 至 ${asked.to} ${person.username}${substitute === null ? '' : ` 替班 ${substitute.username}`}`;
      await audit(db, actor, 'absence.set', asked.unit, detail);
    });
  };

  const removeAbsence: Rota['removeAbsence'] = async (actor, id) =>
    store.write(async (db) => {
      scopeOf(actor, 'rota.set');
      const absence = await table.absenceById(db, id);
      if (absence === null) throw new AppError('not_found', { what: '这条不在岗记录' });
      unitsFor(actor, 'rota.set', absence.unit);
      await table.deleteAbsence(db, id);
      const { from, to, person } = absenceOf(absence);
      await audit(db, actor, 'absence.remove', absence.unit, `${from} 至 ${to} ${person.name}`);
    });

  const importDuties: Rota['importDuties'] = async (actor, csv) => {
    const { unit: own } = scopeOf(actor, 'rota.set');
    const lines = rowsOf(csv);
    return store.write(async (db): Promise<RotaImport> => {
      const counts = { added: 0, changed: 0, same: 0 };
      const refused: { line: number; reason: string }[] = [];
      for (const { line, unit = own ?? undefined, ...rest } of lines) {
        try {
          if (unit === undefined) throw bad('unit', '须写明单位');
          unitsFor(actor, 'rota.set', unitCode(unit));
          counts[await keepDuty(db, actor, { ...rest, unit: unitCode(unit) })]++;
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          const { reason } = error.details;
          refused.push({ line, reason: typeof reason === 'string' ? reason : error.message });
        }
      }
      return { ...counts, refused };
    });
  };

  /** A unit by code or by its full name. */
  const unitCode = (unit: string): string => profile.units.find(({ name }) => name === unit)?.code ?? unit;

  const whoIsOnDuty: Rota['whoIsOnDuty'] = async (actor, unit, at = clock.now()) => {
    unitsFor(actor, 'rota.read', unit);
    return store.read((db) => onDuty(db, unit, at));
  };

  const assignable: Rota['assignable'] = async (actor, unit, at = clock.now()) => {
    unitsFor(actor, 'rota.read', unit);
    return store.read((db) => workloadOf(db, unit, at));
  };

  const by = (actor: Actor) => ({ setBy: actor.id, setByName: actor.name, setAt: clock.now() });

  function audit(db: Db, actor: Actor, action: string, subject: string, detail: string): Promise<void> {
    const who = { at: clock.now(), actorId: actor.id, actorName: actor.name };
    return appendAudit(db, [{ ...who, action, subject, detail }]);
  }

  const unitOf = (code: string) => ({ code, name: names.unit(code) });
  const named = (id: string | null, name: string | null) => (id === null ? null : { id, name: name ?? id });

  function dutyOf(duty: StoredDuty): Duty {
    const { id, unit, day, period, fromAt: from, toAt: to, personId, personName } = duty;
    return {
      id,
      unit: unitOf(unit),
      day,
      period,
      from,
      to,
      person: { id: personId, name: personName },
      substitute: named(duty.substituteId, duty.substituteName),
      setBy: duty.setByName,
    };
  }

  function absenceOf(absence: StoredAbsence): Absence {
    const { id, unit, personId, personName, fromAt, toAt, note } = absence;
    return {
      id,
      unit: unitOf(unit),
      person: { id: personId, name: personName },
      from: beijingDay(fromAt),
      to: beijingDay(toAt - 1),
      substitute: named(absence.substituteId, absence.substituteName),
      note,
      setBy: absence.setByName,
    };
  }

  return { list, setDuty, removeDuty, setAbsence, removeAbsence, importDuties, whoIsOnDuty, assignable };
}

const bad = (field: string, reason: string): AppError =>
  new AppError('bad_field', { where: '', field, reason });

/** Number of an ISO day. Throws `bad_field`. */
function dayNumber(day: string, field: string): number {
  const number = dayOfDate(day);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(number) || dateOf(number) !== day) {
    throw bad(field, '须为日期，例如 2026-11-22');
  }
  return number;
}

/** A shift in UTC milliseconds; an end that is not later than the beginning lies on the next day. */
export function shiftOf(
  day: string,
  period: string,
): { readonly day: string; readonly period: string; readonly fromAt: number; readonly toAt: number } {
  const midnight = startOfDay(dayNumber(day, 'day'));
  const parts = /^(\d{1,2})[:：](\d{2})\s*[-—–~至]\s*(\d{1,2})[:：](\d{2})$/.exec(period.trim());
  const [fromHour = NaN, fromMinute = NaN, toHour = NaN, toMinute = NaN] = (parts ?? []).slice(1).map(Number);
  const [from, to] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
  const right = fromMinute < 60 && toMinute < 60 && from < 24 * 60 && to <= 24 * 60;
  if (!right) throw bad('period', '须为时段，例如 09:00-18:00；跨夜写 18:00-09:00');
  const text = (minutes: number): string =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return {
    day,
    period: `${text(from)}-${text(to)}`,
    fromAt: midnight + from * MINUTE,
    toAt: midnight + to * MINUTE + (to <= from ? DAY_MS : 0),
  };
}

/** A person of the unit by user name, or by a name that only one of them has. Throws `bad_field`. */
function personIn(people: readonly UnitPerson[], asked: string, field: string): UnitPerson {
  const exact = people.find(({ username, id }) => username === asked || id === asked);
  if (exact !== undefined) return exact;
  const named = people.filter(({ name }) => name === asked);
  if (named.length > 1) throw bad(field, `本单位有 ${named.length} 个“${asked}”，请写用户名`);
  if (named[0] === undefined) throw bad(field, `本单位没有“${asked.slice(0, 64)}”这个人，或者账号已停用`);
  return named[0];
}

const HEADINGS = {
  unit: ['单位', '承办单位', 'unit'],
  day: ['日期', '值班日期', 'day'],
  period: ['时段', '班次', 'period'],
  person: ['值班人', '值班人员', '姓名', 'person'],
  substitute: ['替班人', '替班', '备班', 'substitute'],
} as const;
type Column = keyof typeof HEADINGS;

type Line = {
  readonly line: number;
  readonly unit?: string;
  readonly day: string;
  readonly period: string;
  readonly person: string;
  readonly substitute?: string;
};

/** The lines under the heading. Throws `bad_field` for what is no such table. */
function rowsOf(csv: string): Line[] {
  const table = (() => {
    try {
      return parse(csv, {
        bom: true,
        trim: true,
        relax_column_count: true,
        skip_empty_lines: false,
      }) as string[][];
    } catch (cause) {
      const reason =
        cause instanceof Error && 'lines' in cause ? `第 ${cause.lines} 行引号不成对` : '格式有误';
      throw new AppError('bad_field', { where: '', field: 'csv', reason }, { cause });
    }
  })();
  const [heading = [], ...rows] = table;
  const at = (column: Column): number =>
    heading.findIndex((name) => (HEADINGS[column] as readonly string[]).includes(name.toLowerCase()));
  const missing = (['day', 'period', 'person'] as const).filter((column) => at(column) === -1);
  if (missing.length > 0) {
    throw bad('csv', `表头缺少“${missing.map((column) => HEADINGS[column][0]).join('”“')}”`);
  }
  if (rows.length > IMPORT_LINES) throw new AppError('too_many', { limit: IMPORT_LINES, count: rows.length });
  return rows.flatMap((row, i): Line[] => {
    if (row.every((cell) => cell === '')) return [];
    const cell = (column: Column): string => row[at(column)] ?? '';
    const [unit, substitute] = [cell('unit'), cell('substitute')];
    return [
      {
        line: i + 2,
        day: cell('day'),
        period: cell('period'),
        person: cell('person'),
        ...(unit === '' ? {} : { unit }),
        ...(substitute === '' ? {} : { substitute }),
      },
    ];
  });
}
