import { cellWords } from '../../kernel/cell-words.ts';
import type { FactDefinition } from '../facts/dictionary.ts';
import { valueWords } from '../facts/dictionary.ts';
import type { Facts, Verdict } from '../types.ts';
import { decide } from './table.ts';
import type { Basis, CompiledInput, CompiledRow, Rule, RuleOutcome } from './table.ts';

/** One condition of a line, and what a text says to it. */
export type CardCondition = {
  readonly fact: string;
  readonly label: string;
  /** What the line asks for, in plain words: 超过 7天. */
  readonly wanted: string;
  /** `open`: not told, and not presumed either. */
  readonly state: 'meets' | 'fails' | 'open';
  /** What was told, or is presumed; null where it is open. */
  readonly value: string | null;
  /** Not told: the value is the one the rule presumes. */
  readonly isPresumed: boolean;
  /** The question that settles it. */
  readonly ask: string;
};

/**
 * One line of a table beside one text. `holds`: all conditions are met; `open`: none fails and some is not told;
 * `fails`: some condition fails; `behind`: nothing fails, yet a line above holds whatever else is told.
 */
export type CardLine = {
  /** From 1, as the table counts. */
  readonly row: number;
  readonly state: 'holds' | 'open' | 'fails' | 'behind';
  readonly conditions: readonly CardCondition[];
  readonly verdict: Verdict;
  readonly why: string;
  readonly ask: string | null;
  readonly basis: readonly Basis[];
};

/** A rule beside one text: what it says, and line by line what counts. */
export type RuleCard = { readonly outcome: RuleOutcome; readonly lines: readonly CardLine[] };

/** What a rule says of known facts, line by line. Its verdict is that of `decide`. */
export function ruleCard(rule: Rule, facts: Facts): RuleCard {
  const inputs = new Map(rule.inputs.map((input) => [input.fact, input]));
  let isSettled = false;
  const lines = rule.rows.map((row, i): CardLine => {
    const conditions = conditionsOf(row, inputs, facts);
    const fails = conditions.some(({ state }) => state === 'fails');
    const open = conditions.some(({ state }) => state === 'open');
    const state = fails ? 'fails' : isSettled ? 'behind' : open ? 'open' : 'holds';
    isSettled ||= state === 'holds';
    const { verdict, why, ask = null, basis } = row;
    return { row: i + 1, state, conditions, verdict, why, ask, basis };
  });
  return { outcome: decide(rule, facts), lines };
}

function conditionsOf(
  row: CompiledRow,
  inputs: ReadonlyMap<string, CompiledInput>,
  facts: Facts,
): CardCondition[] {
  return [...row.cells].map(([fact, cell]) => {
    const { definition, presumed, ask } = inputs.get(fact) as CompiledInput;
    const told = facts[fact];
    const value = told ?? presumed;
    return {
      fact,
      label: definition.label,
      wanted: cellWords(definition, row.when[fact] ?? ''),
      state: value === undefined ? 'open' : cell.holds(value) ? 'meets' : 'fails',
      value: value === undefined ? null : shown(definition, value),
      isPresumed: told === undefined && presumed !== undefined,
      ask: ask ?? definition.ask,
    };
  });
}

/** A presumed day may stand for the time behind it (`2026-04-15~`); people read the day. */
const shown = (definition: FactDefinition, value: NonNullable<Facts[string]>): string =>
  valueWords(definition, typeof value === 'string' ? value.replace(/~$/, '') : value);
