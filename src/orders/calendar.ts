import type { UnknownYear } from './clock-types.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** Beijing is eight hours ahead of UTC, without daylight saving time. */
const BEIJING = 8 * HOUR;

/** One holiday as the State Council's notice announces it; ISO days, all within the calendar year it stands under. */
export type CalendarHoliday = {
  readonly name: string;
  readonly off: readonly string[];
  /** Make-up workdays (调休上班). */
  readonly work: readonly string[];
};

export type CalendarYear = {
  readonly year: number;
  /** Addresses of the notices that settle the days of this year. */
  readonly notices: readonly string[];
  readonly holidays: readonly CalendarHoliday[];
};

/** Days off and make-up workdays by calendar year. */
export type CalendarData = { readonly name: string; readonly years: readonly CalendarYear[] };

/** What a day is, and the holiday it belongs to. */
export type DayNature = {
  readonly workday: boolean;
  readonly nature: 'workday' | 'makeUp' | 'weekend' | 'holiday';
  readonly name: string | null;
};

/** Workdays of the years that are known. Days are numbers: Beijing days since 1970-01-01. */
export type WorkCalendar = {
  readonly isWorkday: (day: number) => boolean | UnknownYear;
  readonly known: (day: number) => boolean;
  readonly natureOf: (day: number) => DayNature | UnknownYear;
  /**
   * False in the last week of December as long as the next year's notice is not there: such a notice may still move
   * these days (that of 2019 made 2018-12-29 a workday).
   */
  readonly settled: (day: number) => boolean;
};

/** Beijing day of UTC milliseconds. */
export function dayOf(ms: number): number {
  return Math.floor((ms + BEIJING) / DAY);
}

/** Hour in Beijing, 0 to 23, of UTC milliseconds. */
export function hourOf(ms: number): number {
  return Math.floor((ms - startOfDay(dayOf(ms))) / 3_600_000);
}

/** UTC milliseconds of 0:00 in Beijing. */
export function startOfDay(day: number): number {
  return day * DAY - BEIJING;
}

/** Number of an ISO day. */
export function dayOfDate(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY;
}

/** ISO day of a number. */
export function dateOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

export function yearOf(day: number): number {
  return new Date(day * DAY).getUTCFullYear();
}

/** 0 is Sunday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

const WEEKDAY: DayNature = { workday: true, nature: 'workday', name: null };
const WEEKEND: DayNature = { workday: false, nature: 'weekend', name: null };
/** Notices of a next year have never reached further back than 29 December (2007-2026). */
const UNSETTLED_FROM = '-12-25';

/** A calendar over data that has been checked; a day outside its years is unknown. */
export function workCalendar(data: CalendarData): WorkCalendar {
  const years = new Set(data.years.map(({ year }) => year));
  const special = new Map<number, DayNature>();
  for (const { holidays } of data.years) {
    for (const { name, off, work } of holidays) {
      for (const date of off) special.set(dayOfDate(date), { workday: false, nature: 'holiday', name });
      for (const date of work) special.set(dayOfDate(date), { workday: true, nature: 'makeUp', name });
    }
  }
  const natureOf = (day: number): DayNature | UnknownYear => {
    const year = yearOf(day);
    if (!years.has(year)) return { unknownYear: year };
    return special.get(day) ?? (weekdayOf(day) % 6 === 0 ? WEEKEND : WEEKDAY);
  };
  return {
    natureOf,
    isWorkday: (day) => {
      const nature = natureOf(day);
      return 'unknownYear' in nature ? nature : nature.workday;
    },
    known: (day) => years.has(yearOf(day)),
    settled: (day) => {
      const year = yearOf(day);
      return years.has(year) && (years.has(year + 1) || day < dayOfDate(`${year}${UNSETTLED_FROM}`));
    },
  };
}
