import type { Rule, RuleOutcome } from '../../../src/knowledge/applicability/table.ts';
import { decide } from '../../../src/knowledge/applicability/table.ts';
import type { Facts } from '../../../src/knowledge/types.ts';

export type Values = { readonly [K in keyof Facts]?: readonly (Facts[K] | undefined)[] };
export const YES_NO = [undefined, true, false] as const;

/** Every combination of the given values; `undefined` leaves the fact out. */
export function* combinations(values: Values): Generator<Facts> {
  const keys = Object.keys(values) as (keyof Facts)[];
  const choices = keys.map((key) => values[key] as readonly unknown[]);
  const total = choices.reduce((product, list) => product * list.length, 1);
  for (let n = 0; n < total; n++) {
    let rest = n;
    const facts: Record<string, unknown> = {};
    keys.forEach((key, i) => {
      const list = choices[i] as readonly unknown[];
      const value = list[rest % list.length];
      rest = Math.floor(rest / list.length);
      if (value !== undefined) facts[key] = value;
    });
    yield facts as Facts;
  }
}

/** Rows of a rule that no combination ends in. */
export function unreached(rule: Rule, values: Values): string[] {
  const left = new Set(rule.rows);
  for (const facts of combinations(values)) {
    const row = rule.rows.find((line) => line.when(facts));
    if (row) left.delete(row);
    if (left.size === 0) break;
  }
  return [...left].map((row) => row.why);
}

export function failing(
  rule: Rule,
  values: Values,
  holds: (facts: Facts, outcome: RuleOutcome) => boolean,
): Facts | null {
  for (const facts of combinations(values)) if (!holds(facts, decide(rule, facts))) return facts;
  return null;
}
