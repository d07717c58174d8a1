import type { ChartPoint, NumberStyle } from '../../kernel/chart-types.ts';
import { tenths } from '../format.ts';

/** Width of drawings; 60 rem on screen, so that one unit is a pixel at the usual size of text. */
export const WIDTH = 900;
/** Size of text in drawings, and from line to line. */
export const FONT = 13;
export const LINE = 17;

/** How a number is written, in the drawing and in the table alike. */
export function shown(style: NumberStyle, value: number | null): string {
  if (value === null) return '—';
  if (style === 'share') return tenths(value);
  if (style === 'decimal') return value.toFixed(2);
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

/** A number of an axis: as short as it can be said. */
export const tickWords = (style: NumberStyle, value: number): string =>
  style === 'share' ? `${Number((value * 100).toFixed(2))}%` : String(Number(value.toFixed(4)));

/** A number with its unit. */
export const withUnit = (style: NumberStyle, unit: string, value: number | null): string =>
  value === null || style === 'share' || unit === '' ? shown(style, value) : `${shown(style, value)} ${unit}`;

/** Everything known of a point in one line. */
export function pointWords(style: NumberStyle, unit: string, point: ChartPoint): string {
  const { label, value, low, high, few, parts } = point;
  if (value === null) return `${label}：没有工单`;
  const beside = [
    ...(parts === undefined ? [] : [parts]),
    ...(low === undefined || high === undefined ? [] : [`区间 ${shown(style, low)}–${shown(style, high)}`]),
    ...(few === true ? ['件数少'] : []),
  ];
  return `${label}：${withUnit(style, unit, value)}${beside.length === 0 ? '' : `（${beside.join('，')}）`}`;
}

/** Width of a text in units: Chinese characters are as wide as high, the others a little over half. */
export function widthOf(text: string, size = FONT): number {
  let em = 0;
  for (const char of text) em += char.charCodeAt(0) < 0x2e80 ? 0.58 : 1;
  return em * size;
}

/** As few lines as can be, none wider than `width`, all of them about as long, so that no single mark is left over. */
export function wrapped(text: string, width: number, size = FONT): string[] {
  const fewest = broken(text, width, size);
  if (fewest.length === 1) return fewest;
  for (let narrow = widthOf(text, size) / fewest.length; narrow < width; narrow += size / 2) {
    const lines = broken(text, narrow, size);
    if (lines.length === fewest.length) return lines;
  }
  return fewest;
}

function broken(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const char of text) {
    if (line !== '' && widthOf(line + char, size) > width) {
      lines.push(line);
      line = '';
    }
    line += char;
  }
  return [...lines, line];
}

/** Round numbers from 0 (or `low`) to the first that holds `high`, about `count` of them. */
export function ticksTo(high: number, count = 4, low = 0): number[] {
  const span = Math.max(high - low, Number.EPSILON);
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** To a tenth of a unit, for coordinates. */
export const at = (value: number): string => value.toFixed(1);
