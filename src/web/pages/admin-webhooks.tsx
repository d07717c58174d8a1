import type { Webhook } from '../../app/connections/webhook-types.ts';
import { CONNECTION_EVENT_NAMES } from '../../kernel/connection-events.ts';
import { keysOf } from '../../kernel/keys.ts';
import { ADMIN_KEYS, AdminTable, Empty, Secret } from '../components/admin-parts.tsx';
import { HandbookLink } from '../components/handbook-link.tsx';
import { Said } from '../components/said.tsx';
import { Select } from '../components/select.tsx';
import { dateTime } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';

export type TypedWebhook = {
  readonly name: string;
  readonly url: string;
  readonly unit: string;
  readonly events: readonly string[];
};

/** How a receiver stands, in a word or two. */
export function standingOf({ stopped, stoppedAt, failingSince }: Webhook): string {
  const since = stoppedAt === null ? '' : `${dateTime(stoppedAt)} `;
  if (stopped === 'person') return `${since}停止`;
  if (stopped === 'failing') return `${since}因三天送不到自动停止`;
  if (stopped === 'gone') return `${since}因对方答复 410 自动停止`;
  return failingSince === null ? '正常' : `${dateTime(failingSince)} 起送不到，重试中`;
}

/** Systems that are told of what happens to orders. */
export function AdminWebhooksPage(props: {
  frame: Frame;
  profile: ProfileView;
  webhooks: readonly Webhook[];
  typed: TypedWebhook;
  made?: { readonly name: string; readonly secret: string } | undefined;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, profile, webhooks, typed, made, done, error } = props;
  const stopped = webhooks.filter((one) => one.stopped === 'failing' || one.stopped === 'gone');
  return (
    <Layout frame={frame} title="事件推送" scripts={['copy.js', 'rows.js']} keys={ADMIN_KEYS}>
      <h1>
        事件推送 <HandbookLink to="webhooks" what="事件推送" />
      </h1>
      <Said error={error} done={done} />
      {stopped.length === 0 ? null : (
        <p class="notice notice-bad" role="alert">
          {stopped.map(({ name }) => `“${name}”`).join('、')}
          已自动停止。查明原因后打开它，点“恢复”，从停下的地方接着送。
        </p>
      )}
      {made === undefined ? null : (
        <Secret
          label={`“${made.name}”的验签密钥`}
          value={made.secret}
          note="请立即存到对方系统。丢失了打开它，点“更换密钥”。"
        />
      )}
      {webhooks.length === 0 ? (
        <Empty>还没有登记推送。要把工单的变动告诉别的系统，在下面登记一个。</Empty>
      ) : (
        <AdminTable
          caption={`${webhooks.length} 个推送`}
          heads={['名称', '发往', '事件', '单位', { count: '待送' }, '状态']}
        >
          {webhooks.map((one) => (
            <tr>
              <th scope="row">
                <a href={`/admin/webhooks/${one.id}`} data-row>
                  {one.name}
                </a>
                <span class="sub">
                  {one.createdBy}，{dateTime(one.createdAt)}
                </span>
              </th>
              <td class="address">{one.url}</td>
              <td>{one.events.length === 0 ? '全部' : `${one.events.length} 种`}</td>
              <td>{one.unit === null ? '全部' : one.unit.name}</td>
              <td class="num">{one.waiting}</td>
              <td>{standingOf(one)}</td>
            </tr>
          ))}
        </AdminTable>
      )}
      <h2>登记推送</h2>
      <form method="post" action="/admin/webhooks" class="filters">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <div class="field">
          <label for="w-name">给哪个系统</label>
          <input id="w-name" name="name" value={typed.name} maxlength={64} required />
        </div>
        <div class="field grow">
          <label for="w-url">发往（https 地址）</label>
          <input id="w-url" name="url" type="url" value={typed.url} maxlength={2048} required />
        </div>
        <Select
          id="w-unit"
          name="unit"
          label="单位"
          value={typed.unit}
          empty="全部"
          options={profile.units.map(({ code, name }) => ({ value: code, name }))}
        />
        <details open={typed.events.length > 0}>
          <summary>选择事件（一个不选为全部）</summary>
          <fieldset class="columns-list">
            <legend class="visually-hidden">事件</legend>
            {keysOf(CONNECTION_EVENT_NAMES).map((type) => (
              <label class="check">
                <input type="checkbox" name="events" value={type} checked={typed.events.includes(type)} />{' '}
                {CONNECTION_EVENT_NAMES[type]}
              </label>
            ))}
          </fieldset>
        </details>
        <div class="filter-actions">
          <button type="submit" class="primary">
            登记
          </button>
        </div>
      </form>
      <p class="muted">只送工单的编号、状态、步骤、单位和时间，不送来电人和诉求内容。登记以后发生的才送。</p>
    </Layout>
  );
}
