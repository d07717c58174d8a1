import { AppError } from '../../kernel/errors.ts';
import type { FactDefinition, FactDictionary, FactValue } from '../facts/dictionary.ts';
import type { Facts, RuleVerdict, Verdict } from '../types.ts';
import { neededBy } from '../needed-characters.ts';
import type { Needed } from '../needed-characters.ts';
import { readCell, standIns } from './cells.ts';
import type { Cell } from './cells.ts';

/** An article a verdict rests on, by full title. */
export type Basis = { readonly law: string; readonly article: string };

/** Conditions by fact; all must hold. A fact that is not named may be anything. See `cells.ts` for how cells are written. */
export type Conditions = Readonly<Record<string, string>>;

/**
 * A rule as a lawyer reads and edits it: a decision table, one line after another, the first that holds decides
 * (DMN 1.5, hit policy "first"). What is not known stays open; see `decide`.
 */
export type RuleTable = {
  readonly id: string;
  readonly name: string;
  /** Issue types (prefixes) in which the rule is looked at beside an order; none: in all. */
  readonly types: readonly string[];
  /** The articles a person means who relies on the rule; they carry the verdict wherever they are shown. */
  readonly subject: readonly Basis[];
  /** Wordings (regular expressions) by which a person names the rule. */
  readonly named: readonly string[];
  /** Questions in people's words that turn on the rule; nearness to them calls it up. */
  readonly questions: readonly string[];
  /** Known facts under which the rule is worth showing, and how much they speak for it being the one asked about. */
  readonly concerns: readonly {
    readonly when: Conditions;
    /** Known facts that take the line back, any of them. */
    readonly unless?: Conditions;
    readonly weight: number;
  }[];
  readonly inputs: readonly RuleInput[];
  readonly rows: readonly RuleRow[];
  /** What the table must say of a few cases, told in people's words: checked whenever it is saved. */
  readonly cases: readonly RuleCase[];
  readonly validFrom: string;
  readonly validTo: string | null;
  /** Its verdict on facts that were told goes before what the words of a question say. */
  readonly decisive?: boolean;
  /** Ids of entries that a line names, yet speak of both verdicts and so contradict neither. */
  readonly bothSides?: readonly string[];
  /** Ids of entries that are right only where the rule applies. */
  readonly onlyWhereItApplies?: readonly string[];
};

/** `facts` are added to those the text states, and win. */
export type RuleCase = { readonly text: string; readonly facts?: Facts; readonly verdict: Verdict };

/** A column of the table. */
export type RuleInput = {
  readonly fact: string;
  /** Cell value taken where nothing is known: exceptions are not presumed. Absent: the fact must be known. */
  readonly presume?: string;
  /** Asked although the verdict stands, where it rests on the presumption. */
  readonly confirm?: boolean;
  /** Instead of the fact's own question. */
  readonly ask?: string;
  /** Said where the verdict turns on this fact and it is not known. */
  readonly turns?: string;
};

export type RuleRow = {
  readonly when: Conditions;
  readonly verdict: Verdict;
  /** Why, and what there is instead. */
  readonly why: string;
  readonly ask?: string;
  /** Articles the line rests on, the first being the most telling. */
  readonly basis: readonly Basis[];
  /** Ids of the entries that say what the line says; one of them is shown with it. */
  readonly entries?: readonly string[];
};

export type CompiledInput = RuleInput & {
  readonly definition: FactDefinition;
  readonly presumed: FactValue | undefined;
  readonly values: readonly FactValue[];
};
export type CompiledRow = RuleRow & { readonly cells: ReadonlyMap<string, Cell> };

/** A table read once. */
export type Rule = Omit<RuleTable, 'rows' | 'inputs' | 'named' | 'concerns'> & {
  readonly inputs: readonly CompiledInput[];
  readonly rows: readonly CompiledRow[];
  readonly wordings: readonly { readonly pattern: RegExp; readonly needed: Needed }[];
  readonly concerns: readonly {
    readonly cells: ReadonlyMap<string, Cell>;
    readonly unless: ReadonlyMap<string, Cell>;
    readonly weight: number;
  }[];
};

export type RuleOutcome = RuleVerdict & {
  readonly id: string;
  readonly decisive: boolean;
  readonly subject: readonly Basis[];
  readonly basis: readonly Basis[];
  /** Ids of entries to show with the verdict, and of entries that speak for another. */
  readonly entries: readonly string[];
  readonly against: readonly string[];
  /** Facts that decided: told ones the deciding line names; none where it rests on what is presumed. */
  readonly restsOn: readonly string[];
};

/** Reads a table. @throws AppError `bad_rule` naming the rule and what is wrong with it. */
export function compileRule(table: RuleTable, dictionary: FactDictionary): Rule {
  const fail = (reason: string): never => {
    throw new AppError('bad_rule', { rule: table.name, reason });
  };
  const defined = (name: string): FactDefinition => dictionary.get(name) ?? fail(`事实“${name}”没有定义`);
  const columns = new Set(table.inputs.map(({ fact }) => fact));
  if (columns.size !== table.inputs.length) fail('有一列出现了两次');
  const cellsOf = (when: Conditions): ReadonlyMap<string, Cell> =>
    new Map(Object.entries(when).map(([name, text]) => [name, readCell(text, defined(name), table.name)]));
  const rows = table.rows.map((row, i) => {
    for (const name of Object.keys(row.when))
      if (!columns.has(name)) fail(`第 ${i + 1} 行用到的“${defined(name).label}”不在表头里`);
    return { ...row, cells: cellsOf(row.when) };
  });
  const inputs = table.inputs.map((input) => {
    const definition = defined(input.fact);
    const cells = rows.flatMap((row) => row.cells.get(input.fact) ?? []);
    const values = standIns(definition, cells);
    const presume = input.presume === undefined ? undefined : readCell(input.presume, definition, table.name);
    return {
      ...input,
      definition,
      values,
      presumed: presume && presumedValue(presume, definition, values),
    };
  });
  return {
    ...table,
    inputs,
    rows,
    wordings: table.named.map((source) => {
      const pattern = wording(source, fail);
      return { pattern, needed: neededBy(pattern) };
    }),
    concerns: table.concerns.map(({ when, unless = {}, weight }) => ({
      cells: cellsOf(when),
      unless: cellsOf(unless),
      weight,
    })),
  };
}

const presumedValue = (
  cell: Cell,
  definition: FactDefinition,
  values: readonly FactValue[],
): FactValue | undefined =>
  cell.cuts[0] ?? (definition.kind === 'flag' ? [true, false] : values).find((value) => cell.holds(value));

function wording(source: string, fail: (reason: string) => never): RegExp {
  try {
    return new RegExp(source, 'u');
  } catch {
    return fail(`叫法“${source}”不是合法的正则表达式`);
  }
}

/** More combinations of what is not known than this are not walked; `checkRule` refuses such a table. */
export const MOST_COMBINATIONS = 20_000;

/**
 * The verdict on what is known. Exceptions nobody speaks of are presumed absent (`presume`); of the other facts every
 * value is tried: where all lead to one verdict it stands, otherwise it is unknown, and the fact that tells the
 * verdicts apart best (greatest information gain, every value alike likely) is the one to ask for.
 */
export function decide(rule: Rule, facts: Facts): RuleOutcome {
  const known = new Map<string, FactValue>();
  const open: CompiledInput[] = [];
  for (const input of rule.inputs) {
    const value = facts[input.fact] ?? input.presumed;
    if (value === undefined) open.push(input);
    else known.set(input.fact, value);
  }
  const live = rule.rows.filter((row) =>
    [...row.cells].every(([name, cell]) => !known.has(name) || cell.holds(known.get(name) as FactValue)),
  );
  const needed = open.filter(({ fact }) => live.some((row) => row.cells.has(fact)));
  const reached = reachedRows(live, needed);
  const verdicts = new Set(reached.map(({ row }) => row.verdict));
  const first = mostReached(reached);
  if (first === undefined)
    return outcomeOf(rule, { verdict: 'unknown', why: '事实不足，无法判断', ask: null });
  if (verdicts.size > 1) {
    const asked = mostTelling(needed, reached);
    const why = asked?.turns ?? `是否适用要看${asked?.definition.label ?? '尚未说明的事实'}，还没有说明`;
    const leading = mostReached(reached.filter(({ row }) => row.verdict === 'applies')) ?? first;
    const entries = [
      ...new Set([...(leading.entries ?? []), ...reached.flatMap(({ row }) => row.entries ?? [])]),
    ];
    return outcomeOf(
      rule,
      { verdict: 'unknown', why, ask: questionOf(asked) ?? first.ask ?? null },
      { ...leading, entries },
      facts,
    );
  }
  const { verdict, why } = first;
  const ask = first.ask ?? questionOf(unconfirmed(rule, facts)) ?? null;
  const question = verdict === 'unknown' ? (ask ?? questionOf(needed[0]) ?? null) : ask;
  return outcomeOf(rule, { verdict, why, ask: question }, first, facts);
}

type Reached = { readonly row: CompiledRow; readonly values: readonly FactValue[] };

/** The deciding line of every combination of values of the open facts. */
function reachedRows(rows: readonly CompiledRow[], open: readonly CompiledInput[]): Reached[] {
  const reached: Reached[] = [];
  const total = open.reduce((product, input) => product * input.values.length, 1);
  for (let n = 0; n < Math.min(total, MOST_COMBINATIONS); n++) {
    let rest = n;
    const values = open.map((input) => {
      const value = input.values[rest % input.values.length] as FactValue;
      rest = Math.floor(rest / input.values.length);
      return value;
    });
    const row = rows.find(({ cells }) =>
      open.every(({ fact }, i) => cells.get(fact)?.holds(values[i] as FactValue) ?? true),
    );
    if (row) reached.push({ row, values });
  }
  return reached;
}

function mostReached(reached: readonly Reached[]): CompiledRow | undefined {
  const counts = new Map<CompiledRow, number>();
  for (const { row } of reached) counts.set(row, (counts.get(row) ?? 0) + 1);
  let best: CompiledRow | undefined;
  for (const [row, count] of counts) if (!best || count > (counts.get(best) as number)) best = row;
  return best;
}

/** The open fact whose answer leaves least doubt about the verdict; of equals the first column. */
function mostTelling(open: readonly CompiledInput[], reached: readonly Reached[]): CompiledInput | undefined {
  let best: CompiledInput | undefined;
  let least = Number.POSITIVE_INFINITY;
  open.forEach((input, i) => {
    const groups = new Map<FactValue, Verdict[]>();
    for (const { row, values } of reached) {
      const value = values[i] as FactValue;
      const held = groups.get(value);
      if (held) held.push(row.verdict);
      else groups.set(value, [row.verdict]);
    }
    let doubt = 0;
    for (const verdicts of groups.values()) doubt += (verdicts.length / reached.length) * entropy(verdicts);
    if (doubt < least - 1e-9) {
      least = doubt;
      best = input;
    }
  });
  return best;
}

function entropy(verdicts: readonly Verdict[]): number {
  const counts = new Map<Verdict, number>();
  for (const verdict of verdicts) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  let sum = 0;
  for (const count of counts.values()) sum -= (count / verdicts.length) * Math.log2(count / verdicts.length);
  return sum;
}

const unconfirmed = (rule: Rule, facts: Facts): CompiledInput | undefined =>
  rule.inputs.find((input) => input.confirm === true && facts[input.fact] === undefined);

const questionOf = (input: CompiledInput | undefined): string | undefined =>
  input && (input.ask ?? input.definition.ask);

function outcomeOf(
  rule: Rule,
  said: Omit<RuleVerdict, 'rule'>,
  row?: CompiledRow,
  facts: Facts = {},
): RuleOutcome {
  return {
    id: rule.id,
    decisive: rule.decisive ?? false,
    rule: rule.name,
    ...said,
    subject: rule.subject,
    basis: row?.basis ?? [],
    entries: row?.entries ?? [],
    against: row && said.verdict !== 'unknown' ? entriesAgainst(rule, row) : [],
    restsOn: row ? [...row.cells.keys()].filter((name) => facts[name] !== undefined) : [],
  };
}

/** Entries that speak for another line, of this verdict for another reason or of another verdict. */
function entriesAgainst(rule: Rule, row: RuleRow): string[] {
  const applying = rule.onlyWhereItApplies ?? [];
  const granted = row.verdict === 'applies' ? applying : [];
  const fit = new Set([...(rule.bothSides ?? []), ...(row.entries ?? []), ...granted]);
  const others = rule.rows.flatMap((line) => line.entries ?? []);
  const denied = row.verdict === 'does_not_apply' ? applying : [];
  return [...others, ...denied].filter((id) => !fit.has(id));
}

/** How much known facts speak for the rule being the one asked about; 0 where nothing does. */
export function concernOf(rule: Rule, facts: Facts): number {
  const holds = ([name, cell]: readonly [string, Cell]): boolean => {
    const value = facts[name];
    return value !== undefined && cell.holds(value);
  };
  let most = 0;
  for (const { cells, unless, weight } of rule.concerns)
    if (weight > most && [...cells].every(holds) && ![...unless].some(holds)) most = weight;
  return most;
}
