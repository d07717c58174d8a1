import { z } from 'zod';
import { AGAINST, HEAT_AXES } from '../app/figures/charting-types.ts';
import type { ChartServices, HeatAxis, Measure } from '../app/figures/charting-types.ts';
import type { Grain } from '../app/figures/periods.ts';
import type { Services } from '../app/types.ts';
import { RATE_NAMES } from '../kernel/case-words.ts';
import { AppError } from '../kernel/errors.ts';
import { keysOf } from '../kernel/keys.ts';

/** Throws `not_found` where the program runs without. */
export function chartServices({ charts }: Services): ChartServices {
  if (charts === undefined) throw new AppError('not_found', { what: '图表' });
  return charts;
}

export const axisQuery = z.enum(HEAT_AXES);
export const grainQuery = z.enum(['day', 'week', 'month']);
export const measureQuery = z.enum(['received', ...keysOf(RATE_NAMES)]);
export const againstQuery = z.enum(keysOf(AGAINST));

/** Rows and columns of an address: streets by groups where nothing, or no such thing, is asked for. */
export function heatAxes(
  rows: string,
  columns: string,
): { readonly rows: HeatAxis; readonly columns: HeatAxis } {
  const row = axisQuery.safeParse(rows).data ?? 'street';
  const column = axisQuery.safeParse(columns).data ?? (row === 'street' ? 'group' : 'street');
  return { rows: row, columns: column };
}

const DAY_MS = 86_400_000;

/** Days for up to six weeks, weeks for up to a year, months beyond, unless one of them is asked for. */
export function grainFor({ grain, from, to }: { grain: string; from: string; to: string }): Grain {
  const asked = grainQuery.safeParse(grain).data;
  if (asked !== undefined) return asked;
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
  return days <= 42 ? 'day' : days <= 366 ? 'week' : 'month';
}

/** Empty where nothing is asked for. Throws `bad_field` for what there is not. */
export function measureOf(measure: string): Measure | '' {
  if (measure === '') return '';
  const asked = measureQuery.safeParse(measure).data;
  if (asked === undefined)
    throw new AppError('bad_field', { where: '图表：', field: 'measure', reason: '没有这个指标' });
  return asked;
}
