import { AppError } from '../../kernel/errors.ts';
import type { FactDefinition, FactValue } from '../facts/dictionary.ts';

/**
 * A cell of a decision table, as a person writes it:
 *   flag    是 | 否
 *   choice  线上 | 线上、自提 | 非 线下
 *   number  ≤7 | >7 | =3 | 1～6 (both ends included)
 *   day     ≥2026-04-15 | <2026-04-15
 */
export type Cell = {
  readonly holds: (value: FactValue) => boolean;
  /** Numbers and days at which the cell turns. */
  readonly cuts: readonly FactValue[];
};

const ORDERED = /^(<=|>=|≤|≥|＜|＞|<|>|=|＝)?\s*(\d{4}-\d{2}-\d{2}|-?\d+(?:\.\d+)?)$/u;
const RANGE = /^(\d{4}-\d{2}-\d{2}|-?\d+(?:\.\d+)?)\s*(?:～|~|\.\.)\s*(\d{4}-\d{2}-\d{2}|-?\d+(?:\.\d+)?)$/u;

/** Reads a cell. @throws AppError `bad_rule` naming rule, column and what was written. */
export function readCell(text: string, definition: FactDefinition, rule: string): Cell {
  const written = text.trim();
  const fail = (expected: string): never => {
    throw new AppError('bad_rule', {
      rule,
      reason: `“${definition.label}”一列写着“${written}”，应当是${expected}`,
    });
  };
  if (definition.kind === 'flag') {
    if (written !== '是' && written !== '否') fail('“是”或者“否”');
    const wanted = written === '是';
    return { holds: (value) => value === wanted, cuts: [] };
  }
  if (definition.kind === 'choice') {
    const values = Object.entries(definition.values ?? {});
    const valueOf = (label: string): string | undefined =>
      values.find(([key, words]) => words === label || key === label)?.[0];
    // A label may itself begin with 非 or hold a 、.
    const whole = valueOf(written);
    const isNot = whole === undefined && written.startsWith('非');
    const listed = isNot ? written.slice(1).trim() : written;
    const one = whole ?? valueOf(listed);
    const named =
      one === undefined
        ? listed
            .split(/[、,，|]/u)
            .map((part) => valueOf(part.trim()) ?? fail(values.map(([, words]) => words).join(' 或 ')))
        : [one];
    return { holds: (value) => named.includes(value as string) !== isNot, cuts: [] };
  }
  const isDay = definition.kind === 'day';
  const read = (part: string): FactValue =>
    isDay ? (/^\d{4}-/u.test(part) ? part : fail('日期，如 ≥2026-04-15')) : Number(part);
  const range = RANGE.exec(written);
  if (range) {
    const [low, high] = [read(range[1] as string), read(range[2] as string)];
    if (low > high) fail('从小到大的范围');
    return { holds: (value) => value >= low && value <= high, cuts: [low, high] };
  }
  const match = ORDERED.exec(written);
  if (!match) return fail(isDay ? '日期，如 ≥2026-04-15' : '数字，如 ≤7、>7、1～6');
  const limit = read(match[2] as string);
  const test = COMPARE[match[1] ?? '='] as (value: FactValue, limit: FactValue) => boolean;
  return { holds: (value) => test(value, limit), cuts: [limit] };
}

const COMPARE: Readonly<Record<string, (value: FactValue, limit: FactValue) => boolean>> = {
  '<': (value, limit) => value < limit,
  '＜': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '≤': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '＞': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
  '≥': (value, limit) => value >= limit,
  '=': (value, limit) => value === limit,
  '＝': (value, limit) => value === limit,
};

/** One value for every stretch on which no cell of the column changes its answer. */
export function standIns(definition: FactDefinition, cells: readonly Cell[]): FactValue[] {
  if (definition.kind === 'flag') return [true, false];
  if (definition.kind === 'choice') return Object.keys(definition.values ?? {});
  const cuts = [...new Set(cells.flatMap((cell) => cell.cuts))].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  if (definition.kind === 'day')
    // A day with `~` behind it sorts after that day and before the next.
    return cuts.length === 0
      ? ['2000-01-01']
      : ['0000-01-01', ...cuts.flatMap((cut) => [cut, `${cut as string}~`])];
  const numbers = cuts as number[];
  if (numbers.length === 0) return [0];
  const between = numbers.map((cut, i) => (cut + (numbers[i + 1] ?? cut + 2)) / 2);
  return [(numbers[0] as number) - 1, ...numbers.flatMap((cut, i) => [cut, between[i] as number])];
}
