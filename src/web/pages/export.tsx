import type { Exporting, ListSums } from '../../app/export/exporting.ts';
import { Layout } from '../layout.tsx';
import { filterFields, queueUrl, tabName, type QueueQuery } from '../queue-query.ts';
import type { Frame } from '../view.ts';

const SUMS: readonly (readonly [Exclude<keyof ListSums, 'total'>, string])[] = [
  ['state', '办理状态'],
  ['demandKind', '诉求类型'],
  ['urgency', '紧急程度'],
  ['leadUnit', '主办单位'],
  ['issueType', '问题分类'],
  ['street', '街道'],
  ['channel', '渠道'],
];
/** Lines of a sum that are shown; the rest is told as one. */
const LINES = 8;

/** What an export of the list holds, and what the file should be. */
export function ExportPage(props: {
  frame: Frame;
  query: QueueQuery;
  /** The filter in words. */
  described: string;
  sums: ListSums;
  choices: Exporting['choices'];
  /** Whether this person's copy shows who called. */
  seesCallers: boolean;
}) {
  const { frame, query, sums, choices, seesCallers } = props;
  return (
    <Layout frame={frame} title="导出工单">
      <div class="order-head">
        <a href={queueUrl(query)}>← 队列</a>
        <h1>导出工单</h1>
        <span>
          {tabName(query.tab)}，共 {sums.total} 件
        </span>
      </div>
      <p class="muted small">筛选条件：{props.described === '' ? '无' : props.described}</p>
      <form method="get" action="/export/file" class="panel" aria-labelledby="export-title">
        <h2 id="export-title">文件</h2>
        {filterFields(query).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <div class="filters">
          <div class="field">
            <label for="e-format">格式</label>
            <select id="e-format" name="format">
              <option value="xlsx">xlsx 表格</option>
              <option value="csv">csv</option>
            </select>
          </div>
          <div class="field">
            <label for="e-encoding">csv 编码</label>
            <select id="e-encoding" name="encoding">
              <option value="">UTF-8</option>
              <option value="gb18030">GB18030</option>
            </select>
          </div>
          <div class="field">
            <label for="e-layout">版式</label>
            <select id="e-layout" name="layout">
              <option value="">自选列</option>
              {choices.layouts.map(({ id, name }) => (
                <option value={id}>{name}</option>
              ))}
            </select>
          </div>
          {seesCallers ? (
            <label class="check">
              <input type="checkbox" name="mask" value="true" /> 遮盖来电人信息
            </label>
          ) : null}
          <div class="filter-actions">
            <button type="submit" class="primary">
              导出 {sums.total} 件
            </button>
          </div>
        </div>
        <details>
          <summary>选择列（选了版式时不起作用）</summary>
          <fieldset class="columns-list">
            <legend class="visually-hidden">列</legend>
            {choices.fields.map(({ key, name, usual }) => (
              <label class="check">
                <input type="checkbox" name="column" value={key} checked={usual} /> {name}
              </label>
            ))}
          </fieldset>
        </details>
        <p class="muted small">
          {seesCallers
            ? '文件含来电人姓名、电话和住址，请妥善保管。'
            : '来电人姓名、电话、门牌已按权限遮盖。'}
          每次导出的编号、导出人、条件、件数写入文件和审计。
        </p>
      </form>
      <section class="panel" aria-labelledby="sums-title">
        <h2 id="sums-title">合计</h2>
        <div class="sums">
          {SUMS.map(([by, name]) => (
            <Sum name={name} lines={sums[by]} />
          ))}
        </div>
      </section>
    </Layout>
  );
}

function Sum({ name, lines }: { name: string; lines: ListSums['state'] }) {
  const shown = lines.length > LINES ? lines.slice(0, LINES - 1) : lines;
  const rest = lines.slice(shown.length);
  return (
    <table>
      <caption>{name}</caption>
      <thead class="visually-hidden">
        <tr>
          <th scope="col">{name}</th>
          <th scope="col">件数</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((line) => (
          <tr>
            <th scope="row">{line.name}</th>
            <td>{line.n}</td>
          </tr>
        ))}
        {rest.length === 0 ? null : (
          <tr>
            <th scope="row">其余 {rest.length} 项</th>
            <td>{rest.reduce((sum, { n }) => sum + n, 0)}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
