import { z } from 'zod';
import type { FigurePart, FigureScope } from '../app/figures/figure-types.ts';
import type { Services } from '../app/types.ts';
import { COUNTER_NAMES, LEFT_OUT_NAMES, RATE_NAMES } from '../kernel/case-words.ts';
import type { LeftOut, RateCode } from '../kernel/case-words.ts';
import { AppError } from '../kernel/errors.ts';
import { keysOf } from '../kernel/keys.ts';

/** Throws `not_found` where the program runs without. */
export function figureServices({ figures }: Services): NonNullable<Services['figures']> {
  if (figures === undefined) throw new AppError('not_found', { what: '统计' });
  return figures;
}

/** Which cases, as addresses say it. */
export const scopeQuery = {
  from: z.iso.date('须为日期，例如 2026-11-01'),
  to: z.iso.date('须为日期，例如 2026-12-01'),
  unit: z.string().max(32).optional(),
  issueType: z.string().max(8).optional(),
  street: z.string().max(30).optional(),
} as const;

export const groupBy = z.enum(['none', 'unit', 'issueType', 'street', 'day', 'month']);

/** Either a rate and a part of it, or a counter. */
export const partQuery = {
  rate: z.enum(keysOf(RATE_NAMES)).optional(),
  part: z.enum(['hit', 'miss', 'all']).optional(),
  leftOut: z.enum(['any', ...keysOf(LEFT_OUT_NAMES)]).optional(),
  counter: z.enum(keysOf(COUNTER_NAMES)).optional(),
} as const;

type Given<K extends string> = { readonly [key in K]?: string | undefined };

export function scopeOfQuery(
  given: Given<'unit' | 'issueType' | 'street'> & { readonly from: string; readonly to: string },
): FigureScope {
  const { from, to, unit, issueType, street } = given;
  return {
    from,
    to,
    ...(unit ? { unit } : {}),
    ...(issueType ? { issueType } : {}),
    ...(street ? { street } : {}),
  };
}

/** Throws `bad_field` where neither or both are asked for. */
export function partOfQuery(given: {
  readonly rate?: RateCode | undefined;
  readonly part?: 'hit' | 'miss' | 'all' | undefined;
  readonly leftOut?: Exclude<LeftOut, ''> | 'any' | undefined;
  readonly counter?: keyof typeof COUNTER_NAMES | undefined;
}): FigurePart {
  const { rate, part = 'all', leftOut, counter } = given;
  if (counter !== undefined && rate === undefined) return { counter };
  if (rate === undefined || counter !== undefined)
    throw new AppError('bad_field', {
      where: '统计：',
      field: 'rate',
      reason: 'rate 和 counter 须写一个，且只写一个',
    });
  return { rate, part, ...(leftOut === undefined ? {} : { leftOut }) };
}
