import { HandbookLink } from '../components/handbook-link.tsx';
import type { AuditLine, AuditPage, ChainState } from '../../app/admin/audit-types.ts';
import { ActButton, ADMIN_KEYS, AdminTable, Empty, TextField } from '../components/admin-parts.tsx';
import { Said } from '../components/said.tsx';
import { Select } from '../components/select.tsx';
import { dateTime, fieldTime, isoTime } from '../format.ts';
import { ROLE } from '../labels.ts';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** Fields of the address, as they were asked. */
export type AuditFields = Readonly<
  Partial<Record<'person' | 'action' | 'subject' | 'from' | 'to' | 'after', string>>
>;

const BROKEN = { gap: '缺行或多行', link: '与上一行接不上', hash: '内容被改动' } as const;

/** What was done by whom; whether the log is whole; who could know an order. */
export function AdminAuditPage(props: {
  frame: Frame;
  /** Null where the question was refused. */
  page: AuditPage | null;
  fields: AuditFields;
  actions: readonly { readonly code: string; readonly name: string }[];
  chain: ChainState;
  error?: string | undefined;
}) {
  const { frame, page, fields, actions, chain, error } = props;
  return (
    <Layout
      frame={frame}
      title="审计"
      wide="wide"
      scripts={chain.running === null ? ['rows.js'] : ['rows.js', 'admin-wait.js']}
      keys={[...ADMIN_KEYS, ['[', '回到最新'], [']', '更早的'], ['v', '核验审计链']]}
    >
      <h1>
        审计 <HandbookLink to="audit" what="审计" />
      </h1>
      <Said error={error} />
      <form method="get" action="/admin/audit" class="filters" role="search" aria-label="查询审计">
        <TextField
          id="u-person"
          name="person"
          label="谁（用户名、姓名、编号）"
          value={fields.person}
          keys="/"
        />
        <Select
          id="u-action"
          name="action"
          label="做了什么"
          value={fields.action}
          empty="全部"
          options={actions.map(({ code, name }) => ({ value: code, name }))}
        />
        <TextField id="u-subject" name="subject" label="工单编号或对象" value={fields.subject} />
        <Day id="u-from" name="from" label="自" value={fields.from} />
        <Day id="u-to" name="to" label="至" value={fields.to} />
        <div class="filter-actions">
          <button type="submit" class="primary">
            查询
          </button>
          <a class="button" href="/admin/audit">
            全部
          </a>
        </div>
      </form>
      {page === null ? null : page.lines.length === 0 ? (
        <Empty>没有这样的记录。放宽人、事项、对象或日期。</Empty>
      ) : (
        <>
          <AdminTable
            caption="新的在前；查询本身也记入审计"
            heads={['时间', '谁', '做了什么', '对象', '详情', { count: '行号' }]}
          >
            {page.lines.map((line) => (
              <Row line={line} fields={fields} />
            ))}
          </AdminTable>
          <nav class="paging" aria-label="翻页">
            <span>{`本页 ${page.lines.length} 行`}</span>
            <ul>
              {fields.after === undefined ? null : (
                <li>
                  <a href={urlOf({ ...fields, after: undefined })} rel="prev" data-key="[">
                    最新的
                  </a>
                </li>
              )}
              {page.next === null ? null : (
                <li>
                  <a href={urlOf({ ...fields, after: page.next })} rel="next" data-key="]">
                    更早的
                  </a>
                </li>
              )}
            </ul>
          </nav>
        </>
      )}
      <div class="admin-pair">
        <KnowersForm frame={frame} number={fields.subject ?? ''} />
        <Chain frame={frame} chain={chain} />
      </div>
    </Layout>
  );
}

function urlOf(fields: Readonly<Partial<Record<string, string | undefined>>>): string {
  const given = Object.entries(fields).filter((one): one is [string, string] => one[1] !== undefined);
  return `/admin/audit?${new URLSearchParams(given)}`;
}

function Row({ line, fields }: { line: AuditLine; fields: AuditFields }) {
  const { seq, at, actor, action, actionName, subject, order } = line;
  const isOne = fields.person !== undefined;
  return (
    <tr>
      <th scope="row" class="day">
        <time datetime={isoTime(at)}>{isoTime(at).slice(0, 19).replace('T', ' ')}</time>
      </th>
      <td>
        {isOne || actor.id === '-' ? (
          actor.name
        ) : (
          <a href={urlOf({ person: actor.id })} data-row>
            {actor.name}
          </a>
        )}
      </td>
      <td>
        {actionName}
        {actionName === action ? null : <span class="sub">{action}</span>}
      </td>
      <td>
        {order === null ? (
          subject
        ) : (
          <a href={urlOf({ subject: order.number })} data-row={isOne || undefined}>
            {order.number}
          </a>
        )}
      </td>
      <td class="words">{detailText(line)}</td>
      <td class="num">{seq}</td>
    </tr>
  );
}

/** What the log keeps of accounts, in words. */
function detailText({ action, detail }: AuditLine): string {
  if (!action.startsWith('account.') || !detail.startsWith('{')) return detail;
  type Facts = { readonly name?: string; readonly role?: string; readonly unit?: string | null };
  const { was, ...now } = JSON.parse(detail) as Facts & { readonly was?: Facts };
  const told = ({ name = '', role = '', unit = null }: Facts): string =>
    `${name}，${(ROLE as Readonly<Record<string, string>>)[role] ?? role}${unit === null ? '' : `，${unit}`}`;
  return was === undefined ? told(now) : `原 ${told(was)}；现 ${told(now)}`;
}

function Day(props: { id: string; name: string; label: string; value: string | undefined }) {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <input id={props.id} type="date" name={props.name} value={props.value ?? ''} />
    </div>
  );
}

/** An order and a moment; `at`: as a field of date and time has it. */
export function KnowersForm(props: { frame: Frame; number: string; at?: string }) {
  const { frame, number, at = fieldTime(frame.now) } = props;
  return (
    <section class="panel" aria-labelledby="knowers">
      <h2 id="knowers">某一时刻谁可能知道一张工单</h2>
      <form method="get" action="/admin/audit/knowers" class="filters">
        <div class="field">
          <label for="n-number">工单编号</label>
          <input id="n-number" name="number" value={number} maxlength={64} required />
        </div>
        <div class="field">
          <label for="n-at">时刻（北京时间）</label>
          <input id="n-at" type="datetime-local" name="at" value={at} required />
        </div>
        <div class="filter-actions">
          <button type="submit" class="primary">
            查询
          </button>
        </div>
      </form>
    </section>
  );
}

function Chain({ frame, chain }: { frame: Frame; chain: ChainState }) {
  const { running, last } = chain;
  return (
    <section class="panel" aria-labelledby="chain">
      <h2 id="chain">审计链核验</h2>
      {running === null ? null : (
        <p role="status" id="admin-wait" data-href="/api/v1/admin/audit/chain">
          正在核验，已看 {running} 行。
        </p>
      )}
      {last === null ? (
        <p class="muted">
          每一行含上一行的摘要，改动、插入、抽掉一行都会断开；截去末尾的只能与别处记下的末行摘要比对。
        </p>
      ) : (
        <p class={last.ok ? 'notice notice-good' : 'notice notice-bad'} role="status">
          {last.problem !== null
            ? last.problem
            : last.ok
              ? `完好，共 ${last.rows} 行。`
              : `断开：前 ${last.rows} 行完好，第 ${last.brokenAt ?? ''} 行${last.reason === null ? '' : BROKEN[last.reason]}。请立即保全数据库并查明。`}
          <span class="sub">
            {dateTime(last.at)}，{last.by}
            {last.head === null ? '' : `，末行摘要 ${last.head}`}
          </span>
        </p>
      )}
      {running === null ? (
        <ActButton frame={frame} action="/admin/audit/verify" name="核验全部" letter="v" />
      ) : null}
    </section>
  );
}
