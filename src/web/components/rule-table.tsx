import type { FactDefinition, RuleFault, RuleTable, RuleTrial } from '../../app/knowledge/rule-care-types.ts';
import { articlePath, entryPath } from '../knowledge-words.ts';
import { VERDICT } from '../labels.ts';

export type Facts = ReadonlyMap<string, FactDefinition>;

export const factMap = (facts: readonly FactDefinition[]): Facts =>
  new Map(facts.map((fact) => [fact.name, fact]));

/** How a cell of a column is written. */
export function cellHint(fact: FactDefinition | undefined): string {
  switch (fact?.kind) {
    case 'flag':
      return '是 或 否';
    case 'choice':
      return Object.values(fact.values ?? {}).join('、');
    case 'number':
      return `≤7、>7、1～6（${fact.unit ?? '数'}）`;
    case 'day':
      return '≥2026-04-15';
    case undefined:
      return '没有定义的事实';
  }
}

/** A decision table to read: a column a fact, a row a line, from the top the first that holds decides. */
export function RuleTableView(props: {
  table: RuleTable;
  facts: Facts;
  caption: string;
  faults?: readonly RuleFault[];
}) {
  const { table, facts, caption, faults = [] } = props;
  return (
    <div class="table-wrap">
      <table class="rights rule-table">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">行</th>
            {table.inputs.map(({ fact, presume, confirm }) => (
              <th scope="col" title={facts.get(fact)?.ask}>
                {facts.get(fact)?.label ?? fact}
                <span class="sub">
                  {presume === undefined ? '必须知道' : `未说明时按“${presume}”`}
                  {confirm === true ? '，仍要问' : ''}
                </span>
              </th>
            ))}
            <th scope="col">结论</th>
            <th scope="col">理由</th>
            <th scope="col">依据</th>
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, i) => (
            <tr>
              <th scope="row">{i + 1}</th>
              {table.inputs.map(({ fact }) => (
                <td>{row.when[fact] ?? <span class="muted">—</span>}</td>
              ))}
              <WhatFollows row={row} faults={faults.filter((fault) => fault.row === i + 1)} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The cells of a line after its conditions: verdict, why, on which articles and entries. */
export function WhatFollows({
  row,
  faults,
}: {
  row: RuleTable['rows'][number];
  faults: readonly RuleFault[];
}) {
  return (
    <>
      <td>
        <b>{VERDICT[row.verdict]}</b>
      </td>
      <td class="rule-why">
        {row.why}
        {row.ask === undefined ? null : <span class="sub">问：{row.ask}</span>}
        <FaultList faults={faults} />
      </td>
      <td>
        <Articles basis={row.basis} />
        {row.entries === undefined ? null : (
          <span class="sub">
            {row.entries.map((id) => (
              <>
                <a href={entryPath(id)}>{id}</a>{' '}
              </>
            ))}
          </span>
        )}
      </td>
    </>
  );
}

export function Articles({ basis }: { basis: RuleTable['subject'] }) {
  return (
    <ul class="plain-list">
      {basis.map(({ law, article }) => (
        <li>
          <a href={articlePath(law, article)}>{`《${law}》${article}`}</a>
        </li>
      ))}
    </ul>
  );
}

/** What is wrong, beside the line it is about. */
export function FaultList({ faults }: { faults: readonly RuleFault[] }) {
  if (faults.length === 0) return null;
  return (
    <ul class="plain-list fault-list">
      {faults.map(({ reason }) => (
        <li>
          <b>不对：</b>
          {reason}
        </li>
      ))}
    </ul>
  );
}

/** The text that was tried with the places that state facts the rule asks for marked. */
export function TriedText({ text, facts }: { text: string; facts: RuleTrial['facts'] }) {
  const spans = facts
    .filter(({ isColumn }) => isColumn)
    .flatMap(({ label, words, spans: places }) => places.map((place) => ({ ...place, label, words })))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const parts = [];
  let at = 0;
  for (const { start, end, label, words } of spans) {
    if (start < at) continue;
    parts.push(text.slice(at, start), <mark title={`${label}：${words}`}>{text.slice(start, end)}</mark>);
    at = end;
  }
  return (
    <blockquote class="article-text">
      {parts}
      {text.slice(at)}
    </blockquote>
  );
}
