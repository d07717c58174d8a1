import type { ErasureTarget } from '../../app/privacy/privacy-types.ts';
import { ERASED_NAMES } from '../../kernel/erasure-words.ts';
import { STATE_NAMES } from '../../kernel/move-words.ts';
import { AdminTable } from '../components/admin-parts.tsx';
import { Said } from '../components/said.tsx';
import { dateTime } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** What an erasure would reach, and the question whether it is meant. */
export function AdminErasurePage(props: {
  frame: Frame;
  form: Readonly<Record<string, string>>;
  targets: readonly ErasureTarget[];
  error?: string | undefined;
}) {
  const { frame, form, targets, error } = props;
  const number = targets.find((one) => one.number === form['order'] || one.id === form['order'])?.number;
  const due = targets.filter(({ spared }) => spared.length === 0).length;
  const what = form['what'] === 'caller' ? ERASED_NAMES.caller : ERASED_NAMES.all;
  return (
    <Layout frame={frame} title="确认清除">
      <h1>确认清除</h1>
      <Said error={error} />
      <AdminTable
        caption={`涉及 ${targets.length} 件，其中 ${due} 件清除${what}`}
        heads={['工单', '来电', '状态', '清除']}
      >
        {targets.map((one) => (
          <tr>
            <th scope="row">
              <a href={`/orders/${one.id}`}>{one.number}</a>
            </th>
            <td class="day">{dateTime(one.receivedAt)}</td>
            <td>{STATE_NAMES[one.state]}</td>
            <td class="words">
              {one.spared.length > 0
                ? `不清除：${one.spared.join('、')}`
                : one.erased.length > 0
                  ? `已清除${one.erased.map((part) => ERASED_NAMES[part]).join('、')}`
                  : '清除'}
            </td>
          </tr>
        ))}
      </AdminTable>
      <p>
        清除之后不能恢复。统计、记分、审计链不变；此前所做的备份和副本里仍有，按期限删除。别人的工单里提到此人的文字不在其中，须另行清除。
      </p>
      {due === 0 ? (
        <p>
          <a href="/admin/privacy">返回</a>
        </p>
      ) : (
        <form method="post" action="/admin/privacy/erase" class="filters">
          <input type="hidden" name="_csrf" value={frame.csrf} />
          {['order', 'what', 'person'].map((name) =>
            form[name] === undefined ? null : <input type="hidden" name={name} value={form[name]} />,
          )}
          <div class="field grow">
            <label for="c-reason">理由（不写姓名、电话）</label>
            <input id="c-reason" name="reason" value={form['reason'] ?? ''} maxlength={200} required />
          </div>
          <div class="field">
            <label for="c-confirm">{`再写一遍工单编号 ${number ?? ''}`}</label>
            <input id="c-confirm" name="confirm" maxlength={64} autocomplete="off" required />
          </div>
          <div class="filter-actions">
            <button type="submit" class="primary">
              清除，不能恢复
            </button>{' '}
            <a href="/admin/privacy">不清除，返回</a>
          </div>
        </form>
      )}
    </Layout>
  );
}
