import { Converter } from 'opencc-js/t2cn';
import type { Edit } from './edits.ts';

let table: Uint8Array | undefined;
let converter: ((text: string) => string) | undefined;

function convert(text: string): string {
  const made = converter ?? Converter({ from: 't', to: 'cn' });
  converter = made;
  return made(text);
}

const simpler = new Map<string, string>();

/** A few characters, each simplified; for looking at single characters often. */
export function simplify(text: string): string {
  let simple = '';
  for (const c of text) {
    let to = simpler.get(c);
    if (to === undefined) {
      to = convert(c);
      simpler.set(c, to);
    }
    simple += to;
  }
  return simple;
}

const simplerUnits = new Uint16Array(65536);

/** The simplified form of a character of one code unit; itself where OpenCC gives none of one unit. */
export function simplifyUnit(unit: number): number {
  const known = simplerUnits[unit] as number;
  if (known !== 0) return known;
  const simple = simplify(String.fromCharCode(unit));
  const made = simple.length === 1 ? simple.charCodeAt(0) : unit;
  simplerUnits[unit] = made;
  return made;
}

/** 1 for every Chinese character that OpenCC, given it alone, turns into another. */
export function traditionalTable(): Uint8Array {
  if (table) return table;
  const made = new Uint8Array(65536);
  for (let code = 0x3400; code <= 0x9fff; code++) {
    const character = String.fromCharCode(code);
    if (convert(character) !== character) made[code] = 1;
  }
  table = made;
  return made;
}

/** 著 as a particle (隨著, 看著), which OpenCC leaves as it is; not in 著名, 著作, 顯著, 原著 and the like. */
const PARTICLE = /(?<![显卓昭专名原土论巨编译合遗拙撰])著(?![名作称述录者书])/g;

/** Simplifies, with OpenCC's phrases, each run of Chinese characters in which some are traditional. */
export function traditionalEdits(text: string): Edit[] {
  const flags = traditionalTable();
  const edits: Edit[] = [];
  const runs = /[\u3400-\u9fff]+/g;
  for (let match = runs.exec(text); match; match = runs.exec(text)) {
    const run = match[0];
    let any = false;
    for (let i = 0; i < run.length && !any; i++) any = flags[run.charCodeAt(i)] === 1;
    if (!any) continue;
    const simple = convert(run).replace(PARTICLE, '着');
    if (simple.length === run.length) {
      for (let i = 0; i < run.length; i++) {
        if (run[i] === simple[i]) continue;
        const from = i;
        while (i + 1 < run.length && run[i + 1] !== simple[i + 1]) i++;
        edits.push({ start: match.index + from, end: match.index + i + 1, text: simple.slice(from, i + 1) });
      }
      continue;
    }
    for (let i = 0; i < run.length; i++) {
      const to = convert(run[i] ?? '');
      if (to !== run[i]) edits.push({ start: match.index + i, end: match.index + i + 1, text: to });
    }
  }
  return edits;
}
