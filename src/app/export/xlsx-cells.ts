import { looksLikeFormula } from '../formula-cells.ts';
import { serialOf } from './local-time.ts';
import type { Cell } from './export-types.ts';

/** UTF-16 code units that a cell holds at most; a program that meets more calls the file damaged. */
export const CELL_LIMIT = 32_767;
/** At the end of a text that goes on in cells after the last heading: in how many. */
const GOES_ON = /⟪后续(\d{1,3})格⟫$/u;
const goesOn = (cells: number): string => `⟪后续${cells}格⟫`;

/** Styles of `styles.xml`, by number. */
export const STYLE = { text: 1, time: 2, guarded: 3, heading: 4 } as const;

/**
 * A row of a sheet as XML. `row` counts from 1. Texts are texts, whatever they begin with; moments are dates; a text that
 * is too long for its cell goes on behind the last column.
 */
export function rowXml(row: number, cells: readonly Cell[], style: number = STYLE.text): string {
  const { kept, rest } = within(cells);
  let xml = `<row r="${row}">`;
  for (const [i, cell] of [...kept, ...rest].entries()) {
    if (cell === null || cell === '') continue;
    const ref = `${columnName(i)}${row}`;
    if (typeof cell === 'number') {
      if (Number.isFinite(cell)) xml += `<c r="${ref}"><v>${cell}</v></c>`;
    } else if (typeof cell === 'object') {
      xml += `<c r="${ref}" s="${STYLE.time}"><v>${serialOf(cell.at)}</v></c>`;
    } else {
      const s = style === STYLE.text && looksLikeFormula(cell) ? STYLE.guarded : style;
      xml += `<c r="${ref}" s="${s}" t="inlineStr"><is><t xml:space="preserve">${xmlText(cell)}</t></is></c>`;
    }
  }
  return `${xml}</row>`;
}

/** Cells none of which is too long, and what was cut off them. */
function within(cells: readonly Cell[]): {
  readonly kept: readonly Cell[];
  readonly rest: readonly string[];
} {
  const isLong = (cell: Cell): cell is string => typeof cell === 'string' && cell.length > CELL_LIMIT;
  if (!cells.some(isLong)) return { kept: cells, rest: [] };
  const rest: string[] = [];
  const kept = cells.map((cell) => {
    if (!isLong(cell)) return cell;
    // Room for the mark, and for a pair that must not be cut in two.
    const first = cut(cell, CELL_LIMIT - 16);
    const parts: string[] = [];
    for (let at = first.length; at < cell.length; at += parts.at(-1)?.length ?? 0)
      parts.push(cut(cell.slice(at, at + CELL_LIMIT + 1), CELL_LIMIT));
    rest.push(...parts);
    return `${first}${goesOn(parts.length)}`;
  });
  return { kept, rest };
}

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

/** Puts texts together again that `rowXml` cut: `cells` has them behind the first `width`. */
export function whole<C>(cells: readonly C[], width: number): readonly C[] {
  if (cells.length <= width) return cells;
  let at = width;
  const joined = cells.slice(0, width).map((cell) => {
    if (typeof cell !== 'string' || cell.length < CELL_LIMIT - 17) return cell;
    const mark = GOES_ON.exec(cell);
    if (mark === null) return cell;
    const parts = cells.slice(at, (at += Number(mark[1])));
    return `${cell.slice(0, mark.index)}${parts.map((part) => String(part ?? '')).join('')}` as C;
  });
  return at === width ? cells : joined;
}

/** `A`, `Z`, `AA` for 0, 25, 26. */
export function columnName(index: number): string {
  let name = '';
  for (let n = index; n >= 0; n = Math.floor(n / 26) - 1) name = String.fromCharCode(65 + (n % 26)) + name;
  return name;
}

// What XML 1.0 has no place for; a carriage return would come back as a line feed.
// oxlint-disable-next-line no-control-regex
const UNWRITABLE = /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g;
const NEEDS_CARE = /[&<>\u0000-\u0008\u000b-\u001f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_/; // oxlint-disable-line no-control-regex

/**
 * A text for a cell. Characters that XML cannot hold are written as spreadsheets write them (`_x000D_`), and what looks
 * like one of these gets its own underscore written so (ECMA-376, ST_Xstring).
 */
export function xmlText(text: string): string {
  const whole = text.toWellFormed();
  if (!NEEDS_CARE.test(whole)) return whole;
  return whole
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(UNWRITABLE, (c) => `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
