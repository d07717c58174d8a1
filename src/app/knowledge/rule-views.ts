import { tableLines } from '../../knowledge/applicability/table-lines.ts';
import { compileRule } from '../../knowledge/applicability/table.ts';
import type { Rule, RuleTable } from '../../knowledge/applicability/table.ts';
import { FACTS } from '../../knowledge/facts/all.ts';
import { lineDifference } from '../../knowledge/line-difference.ts';
import type { DifferenceLine } from '../../knowledge/line-difference.ts';
import type { Db } from '../../store/client.ts';
import { approvedItems, DELETED_AUTHOR, SHIPPED_AUTHOR } from '../../store/knowledge-items.ts';
import type { StoredItem } from '../../store/knowledge-items.ts';
import { decidingVersion } from './knowledge-aging.ts';
import { seesVersion } from './knowledge-views.ts';
import type { FactDefinition, RuleSummary, RuleVersion } from './rule-care-types.ts';
import type { Actor } from '../types.ts';

export const tableOf = (row: StoredItem): RuleTable => row.body as unknown as RuleTable;

const compiled = new WeakMap<RuleTable, Rule>();

/** A table read, once for each that stays in memory. Throws `bad_rule`. */
export function compiledRule(table: RuleTable): Rule {
  const known = compiled.get(table);
  if (known !== undefined) return known;
  const rule = compileRule(table, FACTS);
  compiled.set(table, rule);
  return rule;
}

/** The tables the database's decisions leave in force over those that ship. */
export async function rulesInForce(db: Db, shipped: readonly RuleTable[]): Promise<RuleTable[]> {
  const { rules, withdrawn } = await approvedItems(db);
  const gone = new Set([...withdrawn, ...rules.map(({ id }) => id)]);
  return [...shipped.filter(({ id }) => !gone.has(id)), ...rules];
}

/** The table in force of one rule; null: none. */
export function ruleInForce(shipped: RuleTable | null, all: readonly StoredItem[]): RuleTable | null {
  const decided = decidingVersion(all);
  if (decided === null) return shipped;
  return decided.body === null ? null : tableOf(decided);
}

/** The newest version after the last decision that was handed in or sent back, as far as the person may see it. */
export function pendingRow(actor: Actor, all: readonly StoredItem[]): StoredItem | undefined {
  const decided = decidingVersion(all)?.version ?? 0;
  return all.findLast(
    (row) =>
      row.version > decided && row.author !== SHIPPED_AUTHOR && row.body !== null && seesVersion(actor, row),
  );
}

/** Null where the person may see nothing of it. */
export function ruleSummary(
  actor: Actor,
  id: string,
  shipped: RuleTable | null,
  all: readonly StoredItem[],
): RuleSummary | null {
  if (all.at(-1)?.author === DELETED_AUTHOR) return null;
  const inForce = ruleInForce(shipped, all);
  const table = inForce ?? lastTable(actor, shipped, all);
  if (table === null) return null;
  const decided = decidingVersion(all);
  const waiting = pendingRow(actor, all);
  const newest = waiting ?? decided;
  return {
    id,
    name: table.name,
    types: table.types,
    source: shipped === null ? 'own' : decided === null ? 'shipped' : 'changed',
    inForce: inForce !== null,
    version: decided?.version ?? 0,
    validFrom: table.validFrom,
    validTo: table.validTo,
    rows: table.rows.length,
    cases: table.cases.length,
    pending:
      waiting?.status === 'submitted' ? { version: waiting.version, authorName: waiting.authorName } : null,
    changedAt: newest ? (newest.decidedAt ?? newest.submittedAt ?? newest.createdAt) : null,
  };
}

/** The newest table of a rule that is not in force. */
export function lastTable(
  actor: Actor,
  shipped: RuleTable | null,
  all: readonly StoredItem[],
): RuleTable | null {
  const row = all.findLast((one) => one.body !== null && seesVersion(actor, one));
  return row === undefined ? shipped : tableOf(row);
}

/** What an edit changed, line by line. */
export const tableDifference = (older: RuleTable | null, newer: RuleTable): readonly DifferenceLine[] =>
  lineDifference(older === null ? [] : tableLines(older, FACTS), tableLines(newer, FACTS));

/** The versions of a rule as its history shows them, newest first. */
export function ruleHistory(actor: Actor, all: readonly StoredItem[]): RuleVersion[] {
  const seen = all.filter((row) => seesVersion(actor, row));
  return seen
    .map((row, i): RuleVersion => {
      const { version, status, authorName, createdAt, decidedBy, decidedAt, note, reviewBy } = row;
      const before = seen.slice(0, i).findLast(({ body }) => body !== null);
      return {
        version,
        status,
        authorName,
        createdAt,
        decidedBy,
        decidedAt,
        note,
        reviewBy,
        shipped: row.author === SHIPPED_AUTHOR,
        difference:
          row.body === null
            ? []
            : tableDifference(before === undefined ? null : tableOf(before), tableOf(row)),
      };
    })
    .reverse();
}

/** The definitions of every fact that tables name, in the order of their columns. */
export function factsOf(tables: readonly RuleTable[]): FactDefinition[] {
  const names = new Set(
    tables.flatMap(({ inputs, rows, concerns, cases }) => [
      ...inputs.map(({ fact }) => fact),
      ...rows.flatMap(({ when }) => Object.keys(when)),
      ...concerns.flatMap(({ when, unless = {} }) => [...Object.keys(when), ...Object.keys(unless)]),
      ...cases.flatMap(({ facts = {} }) => Object.keys(facts)),
    ]),
  );
  return [...names].flatMap((name) => FACTS.get(name) ?? []);
}
