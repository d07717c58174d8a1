import type { FactDefinition, RuleFault } from '../../app/knowledge/rule-care-types.ts';
import { KnowledgeTabs } from '../components/knowledge-parts.tsx';
import { Said } from '../components/said.tsx';
import { cellHint, FaultList, type Facts } from '../components/rule-table.tsx';
import { rulePath } from '../knowledge-words.ts';
import { VERDICT } from '../labels.ts';
import { Layout } from '../layout.tsx';
import type { CaseForm, ColumnForm, RowForm, RuleForm } from '../rule-form.ts';
import type { Frame } from '../view.ts';
import { HandbookLink } from '../components/handbook-link.tsx';

/** A decision table as a table of inputs: a plain form, works without script; what is wrong stands at its line. */
export function KnowledgeRuleEditorPage(props: {
  frame: Frame;
  /** Null for a new rule. */
  id: string | null;
  form: RuleForm;
  /** Every fact a column may ask for. */
  facts: Facts;
  submitted: number | null;
  /** Null: not checked yet. */
  faults: readonly RuleFault[] | null;
  error?: string | undefined;
}) {
  const { frame, id, form, facts, faults } = props;
  const where = id === null ? '/knowledge/rules/new' : `${rulePath(id)}/edit`;
  const name = id === null ? '写新规则' : `编辑规则 ${form.name}`;
  return (
    <Layout frame={frame} title={name}>
      <KnowledgeTabs frame={frame} submitted={props.submitted} />
      <div class="panel-head">
        <h1>{name}</h1>
        <HandbookLink to="rules" what="怎样写规则" />
      </div>
      <Faults faults={faults} error={props.error} />
      <form method="post" action={where} class="rule-form">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <input type="hidden" name="base" value={form.base} />
        <div class="filter-actions">
          <button type="submit" name="act" value="check">
            检查
          </button>
          <button type="submit" class="primary" name="act" value="save">
            保存并提交核准
          </button>
          <a class="button" href={id === null ? '/knowledge/rules' : rulePath(id)}>
            不改了
          </a>
        </div>
        <fieldset class="panel">
          <legend>这条规则</legend>
          <div class="cited-line">
            {id === null ? (
              <Line form={form} field="id" label="编号（小写字母、数字和短横）" />
            ) : (
              <input type="hidden" name="id" value={form.id} />
            )}
            <Line form={form} field="name" label="名称" />
            <Line form={form} field="types" label="问题分类（空为全部）" />
            <Line form={form} field="validFrom" label="起始日期" type="date" />
            <Line form={form} field="validTo" label="终止日期（不含当日，可不填）" type="date" />
          </div>
          <Lines form={form} field="subject" rows={2} label="所说的法条（一行一个：法规全称|第几条）" />
          <Lines form={form} field="questions" rows={5} label="群众的问法（一行一个）" />
          <Lines form={form} field="named" rows={2} label="叫法（一行一个，正则表达式）" />
          <Lines
            form={form}
            field="concerns"
            rows={3}
            label="何时相关（一行一个：权重｜事实：格；事实：格，可再加 ｜除非的条件）"
          />
        </fieldset>
        <fieldset class="panel">
          <legend>判定表（从上往下，第一个条件全部成立的行定结论；空格不限）</legend>
          <div class="table-wrap">
            <table class="rights rule-table">
              <caption class="visually-hidden">判定表</caption>
              <thead>
                <tr>
                  <th scope="col">行</th>
                  {form.columns.map((column, i) => (
                    <Column column={column} i={i} fact={facts.get(column.fact)} />
                  ))}
                  <th scope="col">结论</th>
                  <th scope="col">理由</th>
                  <th scope="col">依据（一行一个：法规全称|第几条）</th>
                </tr>
              </thead>
              <tbody>
                {form.rows.map((row, i) => (
                  <Row
                    row={row}
                    i={i}
                    columns={form.columns}
                    facts={facts}
                    faults={(faults ?? []).filter((fault) => fault.row === i + 1)}
                  />
                ))}
              </tbody>
            </table>
          </div>
          <div class="cited-line">
            <button type="submit" name="act" value="more">
              加一行
            </button>
            <div class="field">
              <label for="new-fact">要加的列</label>
              <select id="new-fact" name="new-fact">
                <option value="">选一个事实</option>
                {[...facts.values()]
                  .filter(({ name: fact }) => !form.columns.some((column) => column.fact === fact))
                  .map(({ name: fact, label }) => (
                    <option value={fact}>{label}</option>
                  ))}
              </select>
            </div>
            <button type="submit" name="act" value="column">
              加一列
            </button>
          </div>
        </fieldset>
        <fieldset class="panel">
          <legend>案例（每个结论至少一个，保存时逐个核对）</legend>
          <div class="table-wrap">
            <table class="rights rule-table">
              <caption class="visually-hidden">案例</caption>
              <thead>
                <tr>
                  <th scope="col">个</th>
                  <th scope="col">群众的话</th>
                  <th scope="col">另外告知的事实（事实：值；事实：值）</th>
                  <th scope="col">应有的结论</th>
                </tr>
              </thead>
              <tbody>
                {form.cases.map((one, i) => (
                  <Case one={one} i={i} />
                ))}
              </tbody>
            </table>
          </div>
          <button type="submit" name="act" value="case">
            加案例
          </button>
        </fieldset>
        <fieldset class="panel">
          <legend>其他</legend>
          <div class="cited-line">
            <div class="field">
              <label for="e-decisive">结论与问法不一致时</label>
              <select id="e-decisive" name="decisive">
                <option value="">一并考虑</option>
                <option value="yes" selected={form.decisive === 'yes'}>
                  以说明的事实为准
                </option>
              </select>
            </div>
            <Line form={form} field="bothSides" label="两可的条目（编号，空格隔开）" />
            <Line form={form} field="onlyWhereItApplies" label="只在适用时对的条目（编号）" />
            <Line form={form} field="reviewBy" label="复核日期" type="date" />
            <Line form={form} field="note" label="为什么改，给核准的人看" />
          </div>
        </fieldset>
      </form>
    </Layout>
  );
}

function Faults({ faults, error }: { faults: readonly RuleFault[] | null; error?: string | undefined }) {
  if (faults === null) return <Said error={error} />;
  if (faults.length === 0) return <Said done="没有查出不对之处，可以提交。" error={error} />;
  return (
    <div class="notice notice-bad" role="alert">
      <p>{`有 ${faults.length} 处不对，没有保存：`}</p>
      <ul>
        {faults.map(({ row, reason }) => (
          <li>
            {row === null ? '整张表' : <a href={`#row-${row}`}>第 {row} 行</a>}：{reason}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Column({ column, i, fact }: { column: ColumnForm; i: number; fact: FactDefinition | undefined }) {
  const label = fact?.label ?? column.fact;
  return (
    <th scope="col">
      {label}
      <input type="hidden" name="i-fact" value={column.fact} />
      <span class="sub">{cellHint(fact)}</span>
      <label class="sub" for={`i${i}-presume`}>
        未说明时按（空：必须知道）
      </label>
      <input
        id={`i${i}-presume`}
        name="i-presume"
        value={column.presume}
        maxlength={200}
        autocomplete="off"
      />
      <label class="sub" for={`i${i}-confirm`}>
        推定后
      </label>
      <select id={`i${i}-confirm`} name="i-confirm">
        <option value="">不必问</option>
        <option value="yes" selected={column.confirm === 'yes'}>
          仍要问
        </option>
      </select>
      <label class="sub" for={`i${i}-ask`}>
        怎么问（空：{fact?.ask ?? ''}）
      </label>
      <input id={`i${i}-ask`} name="i-ask" value={column.ask} maxlength={1000} autocomplete="off" />
      <label class="sub" for={`i${i}-turns`}>
        不知道时怎么说
      </label>
      <input id={`i${i}-turns`} name="i-turns" value={column.turns} maxlength={1000} autocomplete="off" />
      <button type="submit" class="small-button" name="act" value={`drop-column-${i}`}>
        去掉<span class="visually-hidden">“{label}”一列</span>
      </button>
    </th>
  );
}

function Row(props: {
  row: RowForm;
  i: number;
  columns: readonly ColumnForm[];
  facts: Facts;
  faults: readonly RuleFault[];
}) {
  const { row, i, columns, facts, faults } = props;
  const line = `第 ${i + 1} 行`;
  const invalid = faults.length > 0 ? 'true' : undefined;
  return (
    <tr id={`row-${i + 1}`}>
      <th scope="row">
        {i + 1}
        {i === 0 ? null : (
          <button type="submit" class="small-button" name="act" value={`up-row-${i}`}>
            上移<span class="visually-hidden">{line}</span>
          </button>
        )}
        <button type="submit" class="small-button" name="act" value={`drop-row-${i}`}>
          去掉<span class="visually-hidden">{line}</span>
        </button>
      </th>
      {columns.map(({ fact }, k) => (
        <td>
          <input
            name={`cell-${k}`}
            value={row.cells[k] ?? ''}
            maxlength={200}
            autocomplete="off"
            aria-label={`${line} ${facts.get(fact)?.label ?? fact}`}
          />
        </td>
      ))}
      <td>
        <VerdictSelect name="r-verdict" label={`${line}结论`} value={row.verdict} />
      </td>
      <td class="rule-why">
        <textarea name="r-why" rows={3} maxlength={1000} aria-label={`${line}理由`} aria-invalid={invalid}>
          {row.why}
        </textarea>
        <input
          name="r-ask"
          value={row.ask}
          maxlength={1000}
          placeholder="要问的一句，可不填"
          aria-label={`${line}要问的一句`}
          autocomplete="off"
        />
        <FaultList faults={faults} />
      </td>
      <td class="rule-why">
        <textarea name="r-basis" rows={3} maxlength={4000} aria-label={`${line}依据`}>
          {row.basis}
        </textarea>
        <input
          name="r-entries"
          value={row.entries}
          maxlength={1000}
          placeholder="条目编号，可不填"
          aria-label={`${line}条目编号`}
          autocomplete="off"
        />
      </td>
    </tr>
  );
}

function Case({ one, i }: { one: CaseForm; i: number }) {
  const name = `第 ${i + 1} 个案例`;
  return (
    <tr>
      <th scope="row">{i + 1}</th>
      <td class="rule-why">
        <textarea name="c-text" rows={2} maxlength={1000} aria-label={`${name}的话`}>
          {one.text}
        </textarea>
      </td>
      <td>
        <input
          name="c-facts"
          value={one.facts}
          maxlength={1000}
          autocomplete="off"
          aria-label={`${name}的事实`}
        />
      </td>
      <td>
        <VerdictSelect name="c-verdict" label={`${name}的结论`} value={one.verdict} />
      </td>
    </tr>
  );
}

function VerdictSelect({ name, label, value }: { name: string; label: string; value: string }) {
  return (
    <select name={name} aria-label={label}>
      <option value="">请选择</option>
      {Object.entries(VERDICT).map(([verdict, words]) => (
        <option value={verdict} selected={verdict === value}>
          {words}
        </option>
      ))}
    </select>
  );
}

type PlainField = Exclude<keyof RuleForm, 'columns' | 'rows' | 'cases' | 'base'>;

function Line(props: { form: RuleForm; field: PlainField; label: string; type?: 'date' }) {
  const id = `e-${props.field}`;
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        name={props.field}
        type={props.type ?? 'text'}
        value={props.form[props.field]}
        maxlength={1000}
        autocomplete="off"
      />
    </div>
  );
}

function Lines(props: { form: RuleForm; field: PlainField; label: string; rows: number }) {
  const id = `e-${props.field}`;
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <textarea id={id} name={props.field} rows={props.rows} maxlength={20000}>
        {props.form[props.field]}
      </textarea>
    </div>
  );
}
