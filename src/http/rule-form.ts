import type { FactDictionary, FactValue, RuleFault } from '../app/knowledge/rule-care-types.ts';
import { BLANK_CASE, blankColumn, blankRow } from '../web/rule-form.ts';
import type { CaseForm, ColumnForm, RowForm, RuleForm } from '../web/rule-form.ts';
import type { FormBody } from './entry-form.ts';

const all = (body: FormBody, name: string): string[] =>
  [body[name] ?? []].flat().map((value) => (typeof value === 'string' ? value.replaceAll('\r\n', '\n') : ''));
const one = (body: FormBody, name: string): string => all(body, name)[0] ?? '';

const FIELDS = [
  ...(['base', 'id', 'name', 'types', 'subject', 'named', 'questions', 'concerns'] as const),
  ...(['validFrom', 'validTo', 'decisive', 'bothSides', 'onlyWhereItApplies', 'reviewBy', 'note'] as const),
] as const;

/** Values under one prefix, one record for each place in the form. */
function records<K extends string>(body: FormBody, prefix: string, keys: readonly K[]): Record<K, string>[] {
  const lists = keys.map((key) => all(body, `${prefix}-${key}`));
  const length = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length }, (_, i) => {
    const pairs = keys.map((key, k) => [key, lists[k]?.[i] ?? ''] as const);
    return Object.fromEntries(pairs) as Record<K, string>;
  });
}

const isBlank = (values: readonly string[]): boolean => values.every((value) => value.trim() === '');

/** What was typed; lines and cases without a word are left out, but not where a button counts or adds lines. */
export function typedRule(body: FormBody): RuleForm {
  const keepsBlank = !['save', 'check'].includes(one(body, 'act'));
  const plain = Object.fromEntries(FIELDS.map((field) => [field, one(body, field)])) as Record<
    (typeof FIELDS)[number],
    string
  >;
  const columns: ColumnForm[] = records(body, 'i', ['fact', 'presume', 'confirm', 'ask', 'turns']);
  const cells = columns.map((_, i) => all(body, `cell-${i}`));
  const rows: RowForm[] = records(body, 'r', ['verdict', 'why', 'ask', 'basis', 'entries'])
    .map((row, i) => ({ ...row, cells: cells.map((column) => column[i] ?? '') }))
    .filter(
      (row) => keepsBlank || !isBlank([...row.cells, row.verdict, row.why, row.ask, row.basis, row.entries]),
    );
  const cases: CaseForm[] = records(body, 'c', ['text', 'facts', 'verdict']).filter(
    ({ text, facts }) => keepsBlank || !isBlank([text, facts]),
  );
  return { ...plain, columns, rows, cases };
}

/** The form after a button that changes its shape; null where the button asks for something else. */
export function reshaped(form: RuleForm, body: FormBody, facts: FactDictionary): RuleForm | null {
  const [, act, at] =
    /^(more|column|case|drop-row|up-row|drop-column)(?:-(\d+))?$/.exec(one(body, 'act')) ?? [];
  const index = Number(at);
  switch (act) {
    case 'more':
      return { ...form, rows: [...form.rows, blankRow(form.columns.length)] };
    case 'case':
      return { ...form, cases: [...form.cases, BLANK_CASE, BLANK_CASE] };
    case 'column': {
      const fact = one(body, 'new-fact');
      if (!facts.has(fact) || form.columns.some((column) => column.fact === fact)) return form;
      const rows = form.rows.map((row) => ({ ...row, cells: [...row.cells, ''] }));
      return { ...form, columns: [...form.columns, blankColumn(fact)], rows };
    }
    case 'drop-row':
      return { ...form, rows: form.rows.filter((_, i) => i !== index) };
    case 'up-row': {
      const [row, above] = [form.rows[index], form.rows[index - 1]];
      if (row === undefined || above === undefined) return form;
      return { ...form, rows: form.rows.with(index - 1, row).with(index, above) };
    }
    case 'drop-column': {
      const rows = form.rows.map((row) => ({ ...row, cells: row.cells.filter((_, i) => i !== index) }));
      return { ...form, columns: form.columns.filter((_, i) => i !== index), rows };
    }
    default:
      return null;
  }
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
const codes = (text: string): string[] => text.split(/[\s,，、;；]+/u).filter((code) => code !== '');
const given = <K extends string>(key: K, text: string): Partial<Record<K, string>> =>
  text.trim() === '' ? {} : ({ [key]: text.trim() } as Record<K, string>);
const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

function valueOf(facts: FactDictionary, name: string, words: string): FactValue {
  const definition = facts.get(name);
  if (definition?.kind === 'flag') return words === '是' ? true : words === '否' ? false : words;
  if (definition?.kind === 'number')
    return words !== '' && Number.isFinite(Number(words)) ? Number(words) : words;
  if (definition?.kind === 'choice')
    return Object.entries(definition.values ?? {}).find(([, label]) => label === words)?.[0] ?? words;
  return words;
}

/** A typed rule as the API takes it, and what could not be read. */
export function ruleMadeOf(
  form: RuleForm,
  dictionary: FactDictionary,
): {
  readonly value: unknown;
  readonly faults: readonly RuleFault[];
} {
  const faults: RuleFault[] = [];
  // Facts may be named by what stands at the head of a column, or as programs name them.
  const byLabel = new Map([...dictionary.values()].map(({ label, name }) => [label, name]));
  const factNamed = (words: string): string => byLabel.get(words) ?? words;
  const fault = (row: number | null, reason: string): void => {
    faults.push({ rule: form.name, row, reason });
  };
  const basisOf = (text: string, row: number | null): { law: string; article: string }[] =>
    lines(text).map((line) => {
      const [law = '', article = '', ...rest] = line.split(/[|｜]/u).map((part) => part.trim());
      if (law === '' || article === '' || rest.length > 0)
        fault(row, `法条“${line.slice(0, 60)}”须写成：法规全称|第几条`);
      return { law: law.replace(/^《(.*)》$/u, '$1'), article };
    });
  const pairsOf = (text: string, where: string): [string, string][] =>
    text
      .split(/[；;]/u)
      .filter((part) => part.trim() !== '')
      .map((part) => {
        const at = part.search(/[：:]/u);
        if (at < 1) fault(null, `${where}“${part.trim().slice(0, 60)}”须写成：事实：值`);
        return [factNamed(part.slice(0, Math.max(0, at)).trim()), part.slice(at + 1).trim()];
      });
  const concerns = lines(form.concerns).map((line, i) => {
    const [weight = '', when = '', unless, ...rest] = line.split(/[|｜]/u).map((part) => part.trim());
    const where = `第 ${i + 1} 条“何时相关”`;
    if (!/^\d+(\.\d+)?$/.test(weight) || rest.length > 0)
      fault(null, `${where}须写成：权重｜事实：格；事实：格，可再加 ｜除非的条件`);
    return {
      when: Object.fromEntries(pairsOf(when, where)),
      ...(unless === undefined || unless === ''
        ? {}
        : { unless: Object.fromEntries(pairsOf(unless, where)) }),
      weight: Number(weight) || 0,
    };
  });
  const rows = form.rows.map((row, i) => {
    if (row.verdict === '') fault(i + 1, '没有选结论');
    const cells = form.columns.flatMap(({ fact }, k): [string, string][] => {
      const cell = (row.cells[k] ?? '').trim();
      return cell === '' ? [] : [[fact, cell]];
    });
    return {
      when: Object.fromEntries(cells),
      verdict: row.verdict,
      why: row.why.trim(),
      ...given('ask', row.ask),
      basis: basisOf(row.basis, i + 1),
      ...(codes(row.entries).length === 0 ? {} : { entries: codes(row.entries) }),
    };
  });
  const cases = form.cases.map(({ text, facts, verdict }, i) => {
    if (verdict === '') fault(null, `第 ${i + 1} 个案例没有选结论`);
    const pairs = pairsOf(facts, `第 ${i + 1} 个案例的事实`);
    return {
      text: text.trim(),
      ...(pairs.length === 0
        ? {}
        : {
            facts: Object.fromEntries(pairs.map(([name, words]) => [name, valueOf(dictionary, name, words)])),
          }),
      verdict,
    };
  });
  const bothSides = codes(form.bothSides);
  const onlyWhereItApplies = codes(form.onlyWhereItApplies);
  const value = {
    base: Number(form.base),
    table: {
      id: form.id.trim(),
      name: form.name.trim(),
      types: codes(form.types),
      subject: basisOf(form.subject, null),
      named: lines(form.named),
      questions: lines(form.questions),
      concerns,
      inputs: form.columns.map(({ fact, presume, confirm, ask, turns }) => ({
        fact,
        ...given('presume', presume),
        ...(confirm === 'yes' ? { confirm: true } : {}),
        ...given('ask', ask),
        ...given('turns', turns),
      })),
      rows,
      cases,
      validFrom: form.validFrom.trim(),
      validTo: orNull(form.validTo),
      ...(form.decisive === 'yes' ? { decisive: true } : {}),
      ...(bothSides.length === 0 ? {} : { bothSides }),
      ...(onlyWhereItApplies.length === 0 ? {} : { onlyWhereItApplies }),
    },
    reviewBy: orNull(form.reviewBy),
    note: orNull(form.note),
  };
  return { value, faults };
}
