import { AppError } from '../../kernel/errors.ts';
import type { ArticleShelf } from '../citation-check.ts';
import type { FactDefinition, FactDictionary } from '../facts/dictionary.ts';
import { isDay } from '../law-dates.ts';
import type { Article } from '../types.ts';
import { readCell } from './cells.ts';
import { checkRule, contradictions } from './check-table.ts';
import type { RuleFault } from './check-table.ts';
import { compileRule } from './table.ts';
import type { Basis, Conditions, Rule, RuleTable } from './table.ts';

/** What a table is checked against. */
export type RuleChecks = {
  readonly dictionary: FactDictionary;
  readonly shelf: Pick<ArticleShelf, 'all' | 'versions'>;
  /** Whether there are issue types that begin so. */
  readonly isType: (prefix: string) => boolean;
  readonly isEntry: (id: string) => boolean;
  /** The other rules in force. */
  readonly others: readonly Rule[];
};

/** How an id is written: it stands in addresses and names a file. */
const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const MOST = { id: 64, name: 60, rows: 80, inputs: 24, cases: 100 };

/**
 * Everything that keeps a table from being saved, by line; none: it may be. What cannot be read is told first: lines
 * and cases are walked only once every cell means something.
 */
export function ruleFaults(table: RuleTable, checks: RuleChecks): RuleFault[] {
  const faults: RuleFault[] = [];
  const fault = (row: number | null, reason: string): void => {
    faults.push({ rule: table.name, row, reason });
  };
  headFaults(table, checks, fault);
  const readable = cellFaults(table, checks.dictionary, fault);
  basisFaults(table, checks, fault);
  if (!readable) return faults;
  let rule: Rule;
  try {
    rule = compileRule(table, checks.dictionary);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'bad_rule') throw error;
    fault(null, String(error.details['reason']));
    return faults;
  }
  faults.push(...checkRule(rule));
  for (const other of checks.others) {
    if (other.id === rule.id) continue;
    faults.push(...contradictions([rule, other]));
  }
  return faults;
}

type Tell = (row: number | null, reason: string) => void;

function headFaults(table: RuleTable, checks: RuleChecks, fault: Tell): void {
  if (!ID.test(table.id) || table.id.length > MOST.id)
    fault(null, `编号“${table.id.slice(0, MOST.id)}”须为小写字母、数字和短横，最多 ${MOST.id} 个字符`);
  if (checks.isEntry(table.id)) fault(null, `编号“${table.id}”已是一个知识条目的编号`);
  if (table.name.trim() === '' || table.name.length > MOST.name)
    fault(null, `名称须有 1～${MOST.name} 个字符`);
  for (const type of table.types) if (!checks.isType(type)) fault(null, `没有分类 ${type.slice(0, 16)}`);
  if (!isDay(table.validFrom)) fault(null, '起始日期须为日期，如 2026-04-15');
  if (table.validTo !== null && !isDay(table.validTo)) fault(null, '终止日期须为日期，如 2026-04-15');
  else if (table.validTo !== null && table.validTo <= table.validFrom) fault(null, '终止日期须晚于起始日期');
  if (table.rows.length > MOST.rows) fault(null, `最多 ${MOST.rows} 行`);
  if (table.inputs.length > MOST.inputs) fault(null, `最多 ${MOST.inputs} 列`);
  if (table.cases.length > MOST.cases) fault(null, `最多 ${MOST.cases} 个案例`);
  table.concerns.forEach(({ when, weight }, i) => {
    if (Object.keys(when).length === 0) fault(null, `第 ${i + 1} 条“何时相关”没有条件`);
    if (!(weight > 0 && weight <= 5)) fault(null, `第 ${i + 1} 条“何时相关”的权重须在 0 与 5 之间`);
  });
}

/** Whether every column, cell and case can be read. */
function cellFaults(table: RuleTable, dictionary: FactDictionary, tell: Tell): boolean {
  let readable = true;
  const fault: Tell = (row, reason) => {
    readable = false;
    tell(row, reason);
  };
  const defined = (name: string, row: number | null, where: string): FactDefinition | undefined => {
    const definition = dictionary.get(name);
    if (definition === undefined) fault(row, `${where}“${name.slice(0, 60)}”不是已定义的事实`);
    return definition;
  };
  const cell = (text: string, definition: FactDefinition, row: number | null): void => {
    if (definition.kind === 'number' && /\d{4}-\d{2}/u.test(text))
      return fault(row, `“${definition.label}”一列须为数字，写着“${text}”`);
    try {
      readCell(text, definition, table.name);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'bad_rule') throw error;
      fault(row, String(error.details['reason']));
    }
  };
  const conditions = (when: Conditions, row: number | null, where: string): void => {
    for (const [name, text] of Object.entries(when)) {
      const definition = defined(name, row, where);
      if (definition !== undefined) cell(text, definition, row);
    }
  };
  for (const { fact, presume } of table.inputs) {
    const definition = defined(fact, null, '表头的');
    if (definition !== undefined && presume !== undefined) cell(presume, definition, null);
  }
  table.rows.forEach(({ when }, i) => conditions(when, i + 1, ''));
  for (const { when, unless = {} } of table.concerns) {
    conditions(when, null, '“何时相关”里的');
    conditions(unless, null, '“何时相关”里的');
  }
  table.cases.forEach(({ text, facts = {} }, i) => {
    if (text.trim() === '' && Object.keys(facts).length === 0) fault(null, `第 ${i + 1} 个案例没有文字`);
    for (const [name, value] of Object.entries(facts)) {
      const definition = defined(name, null, `第 ${i + 1} 个案例的`);
      if (definition !== undefined && !fits(definition, value))
        fault(null, `第 ${i + 1} 个案例：“${definition.label}”不能是“${String(value).slice(0, 40)}”`);
    }
  });
  return readable;
}

function fits(definition: FactDefinition, value: unknown): boolean {
  switch (definition.kind) {
    case 'flag':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'choice':
      return typeof value === 'string' && Object.hasOwn(definition.values ?? {}, value);
    case 'day':
      return typeof value === 'string' && isDay(value);
  }
}

/** Articles and entries a table names that are not there. */
function basisFaults(table: RuleTable, { shelf, isEntry }: RuleChecks, fault: Tell): void {
  const dated = table.validTo === null || table.validFrom < table.validTo;
  const article = ({ law, article: label }: Basis, row: number | null): void => {
    const versions = shelf.versions(law, label).map((index) => shelf.all[index] as Article);
    const name = `《${law.slice(0, 60)}》${label.slice(0, 20)}`;
    if (versions.length === 0) fault(row, `知识库里没有${name}，法规须写全称`);
    else if (dated && !versions.some((version) => holdsDuring(version, table)))
      fault(row, `${name}在规则的有效期内没有施行过`);
  };
  const entry = (id: string, row: number | null): void => {
    if (!isEntry(id)) fault(row, `没有条目 ${id.slice(0, 40)}`);
  };
  for (const basis of table.subject) article(basis, null);
  table.rows.forEach(({ basis, entries = [] }, i) => {
    for (const one of basis) article(one, i + 1);
    for (const id of entries) entry(id, i + 1);
  });
  for (const id of [...(table.bothSides ?? []), ...(table.onlyWhereItApplies ?? [])]) entry(id, null);
}

const holdsDuring = (version: Article, { validFrom, validTo }: RuleTable): boolean =>
  (version.effectiveTo === null || validFrom < version.effectiveTo) &&
  (validTo === null || version.effectiveFrom < validTo);
