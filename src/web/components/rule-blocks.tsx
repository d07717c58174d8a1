import type { RuleFault, RuleTable } from '../../app/knowledge/rule-care-types.ts';
import { cellWords } from '../../kernel/cell-words.ts';
import { WhatFollows, type Facts } from './rule-table.tsx';

/** A decision table to read whatever its width: every line with only the conditions it tests, then what follows. */
export function RuleBlocks(props: {
  table: RuleTable;
  facts: Facts;
  caption: string;
  faults?: readonly RuleFault[];
}) {
  const { table, facts, caption, faults = [] } = props;
  const presumed = table.inputs.filter(({ presume }) => presume !== undefined);
  return (
    <>
      <table class="rights rule-blocks">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">行</th>
            <th scope="col">条件（都要成立）</th>
            <th scope="col">结论</th>
            <th scope="col">理由</th>
            <th scope="col">依据</th>
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, i) => (
            <tr>
              <th scope="row">{i + 1}</th>
              <td>
                <ul class="plain-list">
                  {Object.entries(row.when).map(([fact, cell]) => (
                    <li>
                      <span class="muted">{facts.get(fact)?.label ?? fact}：</span>
                      {cellWords(facts.get(fact), cell)}
                    </li>
                  ))}
                  {Object.keys(row.when).length === 0 ? <li>其他情形</li> : null}
                </ul>
              </td>
              <WhatFollows row={row} faults={faults.filter((fault) => fault.row === i + 1)} />
            </tr>
          ))}
        </tbody>
      </table>
      {presumed.length === 0 ? null : (
        <p class="muted small rule-presumed">
          {presumed
            .map(({ fact, presume, confirm }) => {
              const words = cellWords(facts.get(fact), presume ?? '');
              return `${facts.get(fact)?.label ?? fact}未说明时按“${words}”${confirm === true ? '，仍要问' : ''}`;
            })
            .join('；')}
          。其他条件必须知道。
        </p>
      )}
    </>
  );
}
