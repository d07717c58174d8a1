import { valueWords } from '../facts/dictionary.ts';
import type { FactValue } from '../facts/dictionary.ts';
import { factsFromText } from '../facts/read-facts.ts';
import { MOST_COMBINATIONS, decide } from './table.ts';
import type { CompiledRow, Rule } from './table.ts';

/** What is wrong with a table; `row` counts from 1, null: the whole table. */
export type RuleFault = { readonly rule: string; readonly row: number | null; readonly reason: string };

/** For each column the values still possible. */
type Box = ReadonlyMap<string, readonly FactValue[]>;

/**
 * Faults found when a table is saved: a line that can never decide because those above take all its cases, cases no
 * line decides, a line without article, an open verdict without question, a table too large to walk.
 */
export function checkRule(rule: Rule): RuleFault[] {
  const faults: RuleFault[] = [];
  const fault = (row: number | null, reason: string): void => {
    faults.push({ rule: rule.name, row, reason });
  };
  if (rule.rows.length === 0) return [{ rule: rule.name, row: null, reason: '一行也没有' }];
  if (rule.subject.length === 0) fault(null, '没有写这条规则说的是哪一条法律');
  rule.rows.forEach((row, i) => {
    if (row.basis.length === 0) fault(i + 1, '没有写依据的法条');
    if (row.why.trim() === '') fault(i + 1, '没有写理由');
    const everything = new Map(rule.inputs.map(({ fact, values }) => [fact, values]));
    const box = within(everything, row);
    if (box === null || uncovered(box, rule.rows.slice(0, i)) === null)
      fault(i + 1, '永远轮不到：它的情形全被上面的行先定了');
  });
  const all: Box = new Map(rule.inputs.map(({ fact, values }) => [fact, values]));
  const left = uncovered(all, rule.rows);
  if (left) fault(null, `没有一行能判断：${wordsOf(rule, left)}`);
  const open = rule.inputs.filter(({ presumed }) => presumed === undefined);
  const combinations = open.reduce((product, { values }) => product * values.length, 1);
  if (combinations > MOST_COMBINATIONS)
    fault(
      null,
      `必须知道的事实太多（${combinations} 种组合，上限 ${MOST_COMBINATIONS}），请给例外加上“未说明时按”`,
    );
  rule.cases.forEach(({ text, facts, verdict }, i) => {
    const said = decide(rule, { ...factsFromText({ text }).facts, ...facts });
    if (said.verdict !== verdict)
      fault(
        null,
        `第 ${i + 1} 个案例“${text}”应为“${VERDICTS[verdict]}”，现在是“${VERDICTS[said.verdict]}”：${said.why}`,
      );
  });
  for (const verdict of new Set(rule.rows.map((row) => row.verdict)))
    if (!rule.cases.some((one) => one.verdict === verdict))
      fault(null, `没有一个结论为“${VERDICTS[verdict]}”的案例`);
  return faults;
}

/** What a person reads for a verdict. */
export const VERDICTS = { applies: '适用', does_not_apply: '不适用', unknown: '尚不能判断' } as const;

/**
 * Lines of two tables on the same article that contradict: where one line's conditions are among the other's, both
 * fire on the same facts and say opposite things.
 */
export function contradictions(rules: readonly Rule[]): RuleFault[] {
  const faults: RuleFault[] = [];
  rules.forEach((one, i) => {
    for (const other of rules.slice(i + 1)) {
      const shares = one.subject.some((a) =>
        other.subject.some((b) => a.law === b.law && a.article === b.article),
      );
      if (!shares || !overlap(one, other)) continue;
      one.rows.forEach((row, at) => {
        const clash = other.rows.findIndex(
          (line) =>
            row.verdict !== 'unknown' &&
            line.verdict !== 'unknown' &&
            row.verdict !== line.verdict &&
            Object.keys(row.when).length > 0 &&
            Object.keys(line.when).length > 0 &&
            (isAmong(row, line) || isAmong(line, row)),
        );
        if (clash >= 0)
          faults.push({
            rule: one.name,
            row: at + 1,
            reason: `与“${other.name}”第 ${clash + 1} 行矛盾：同样的情形，一个适用、一个不适用`,
          });
      });
    }
  });
  return faults;
}

const overlap = (a: Rule, b: Rule): boolean =>
  (a.validTo === null || b.validFrom < a.validTo) && (b.validTo === null || a.validFrom < b.validTo);

/** Whether all conditions of `row` stand in `line` too, word for word. */
const isAmong = (row: CompiledRow, line: CompiledRow): boolean =>
  Object.entries(row.when).every(([name, text]) => line.when[name] === text);

/** The part of a box in which a line holds; null where it holds nowhere. */
function within(box: Box, row: CompiledRow): Box | null {
  const part = new Map(box);
  for (const [name, cell] of row.cells) {
    const values = (box.get(name) ?? []).filter((value) => cell.holds(value));
    if (values.length === 0) return null;
    part.set(name, values);
  }
  return part;
}

/** Some part of the box that none of the lines takes; null where they take all of it. */
function uncovered(box: Box, rows: readonly CompiledRow[]): Box | null {
  const next = rows.findIndex((row) => within(box, row) !== null);
  if (next < 0) return box;
  const row = rows[next] as CompiledRow;
  let rest: Box = box;
  // What the line leaves over, one column after another.
  for (const [name, cell] of row.cells) {
    const values = rest.get(name) as readonly FactValue[];
    const outside = values.filter((value) => !cell.holds(value));
    if (outside.length > 0) {
      const found = uncovered(new Map(rest).set(name, outside), rows.slice(next + 1));
      if (found) return found;
    }
    rest = new Map(rest).set(
      name,
      values.filter((value) => cell.holds(value)),
    );
  }
  return null;
}

const wordsOf = (rule: Rule, box: Box): string =>
  rule.inputs
    .map(({ fact, definition }) => `${definition.label}=${valueWords(definition, box.get(fact)?.[0] ?? '')}`)
    .join('，');
