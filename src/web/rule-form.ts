import type { RuleDetail, RuleTable } from '../app/knowledge/rule-care-types.ts';

/** What a person typed of a decision table, as it is: lists are one a line. */
export type RuleForm = Readonly<
  Record<
    | 'base'
    | 'id'
    | 'name'
    | 'types'
    | 'subject'
    | 'named'
    | 'questions'
    | 'concerns'
    | 'validFrom'
    | 'validTo'
    | 'decisive'
    | 'bothSides'
    | 'onlyWhereItApplies'
    | 'reviewBy'
    | 'note',
    string
  >
> & {
  readonly columns: readonly ColumnForm[];
  readonly rows: readonly RowForm[];
  readonly cases: readonly CaseForm[];
};

export type ColumnForm = Readonly<Record<'fact' | 'presume' | 'confirm' | 'ask' | 'turns', string>>;
/** `cells`: one a column. */
export type RowForm = Readonly<Record<'verdict' | 'why' | 'ask' | 'basis' | 'entries', string>> & {
  readonly cells: readonly string[];
};
export type CaseForm = Readonly<Record<'text' | 'facts' | 'verdict', string>>;

export const blankRow = (columns: number): RowForm => ({
  cells: Array.from({ length: columns }, () => ''),
  verdict: '',
  why: '',
  ask: '',
  basis: '',
  entries: '',
});
export const BLANK_CASE: CaseForm = { text: '', facts: '', verdict: '' };
export const blankColumn = (fact: string): ColumnForm => ({
  fact,
  presume: '',
  confirm: '',
  ask: '',
  turns: '',
});

/** The form of a new rule. */
export const EMPTY_RULE: RuleForm = {
  base: '0',
  id: '',
  name: '',
  types: '',
  subject: '',
  named: '',
  questions: '',
  concerns: '',
  validFrom: '',
  validTo: '',
  decisive: '',
  bothSides: '',
  onlyWhereItApplies: '',
  reviewBy: '',
  note: '',
  columns: [],
  rows: [blankRow(0), blankRow(0)],
  cases: [BLANK_CASE, BLANK_CASE],
};

type Labels = ReadonlyMap<string, RuleDetail['facts'][number]>;

const basisLines = (basis: RuleTable['subject']): string =>
  basis.map(({ law, article }) => `${law}|${article}`).join('\n');

const conditions = (when: Readonly<Record<string, string>>, labels: Labels): string =>
  Object.entries(when)
    .map(([name, cell]) => `${labels.get(name)?.label ?? name}：${cell}`)
    .join('；');

function factsLine(facts: RuleTable['cases'][number]['facts'], labels: Labels): string {
  return Object.entries(facts ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const definition = labels.get(name);
      const words =
        typeof value === 'boolean'
          ? value
            ? '是'
            : '否'
          : (definition?.values?.[String(value)] ?? String(value));
      return `${definition?.label ?? name}：${words}`;
    })
    .join('；');
}

/** The form that shows a rule as it is: the version that waits, else the one in force. */
export function ruleForm(detail: RuleDetail): RuleForm {
  const table = detail.pending?.table ?? detail.table;
  const labels: Labels = new Map(detail.facts.map((fact) => [fact.name, fact]));
  return {
    base: String(detail.base),
    id: table.id,
    name: table.name,
    types: table.types.join(' '),
    subject: basisLines(table.subject),
    named: table.named.join('\n'),
    questions: table.questions.join('\n'),
    concerns: table.concerns
      .map(({ when, unless, weight }) =>
        [
          weight,
          conditions(when, labels),
          ...(unless === undefined ? [] : [conditions(unless, labels)]),
        ].join('｜'),
      )
      .join('\n'),
    validFrom: table.validFrom,
    validTo: table.validTo ?? '',
    decisive: table.decisive === true ? 'yes' : '',
    bothSides: (table.bothSides ?? []).join(' '),
    onlyWhereItApplies: (table.onlyWhereItApplies ?? []).join(' '),
    reviewBy: detail.reviewBy ?? '',
    note: '',
    columns: table.inputs.map(({ fact, presume, confirm, ask, turns }) => ({
      fact,
      presume: presume ?? '',
      confirm: confirm === true ? 'yes' : '',
      ask: ask ?? '',
      turns: turns ?? '',
    })),
    rows: table.rows.map(({ when, verdict, why, ask, basis, entries }) => ({
      cells: table.inputs.map(({ fact }) => when[fact] ?? ''),
      verdict,
      why,
      ask: ask ?? '',
      basis: basisLines(basis),
      entries: (entries ?? []).join(' '),
    })),
    cases: table.cases.map(({ text, facts, verdict }) => ({
      text,
      facts: factsLine(facts, labels),
      verdict,
    })),
  };
}
