import type { Webhook, WebhookMessage } from '../../app/connections/webhook-types.ts';
import { CONNECTION_EVENT_NAMES } from '../../kernel/connection-events.ts';
import { ActButton, ADMIN_KEYS, AdminTable, Empty, Secret } from '../components/admin-parts.tsx';
import { Said } from '../components/said.tsx';
import { dateTime } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';
import { standingOf } from './admin-webhooks.tsx';

const STATES: Readonly<Record<WebhookMessage['state'], string>> = {
  waiting: '待送',
  taken: '已收下',
  given_up: '放弃',
};

/** One system that is told, and what it was told lately. */
export function AdminWebhookPage(props: {
  frame: Frame;
  webhook: Webhook;
  messages: readonly WebhookMessage[];
  secret?: string | undefined;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, webhook, messages, secret, done, error } = props;
  const { id, name, url, events, unit, stopped, oldSecretUntil, waiting, givenUp } = webhook;
  const act = (verb: string) => `/admin/webhooks/${id}/${verb}`;
  return (
    <Layout frame={frame} title={`事件推送：${name}`} scripts={['copy.js', 'rows.js']} keys={ADMIN_KEYS}>
      <h1>{name}</h1>
      <Said error={error} done={done} />
      {secret === undefined ? null : (
        <Secret
          label="新的验签密钥"
          value={secret}
          note="请在一天之内换到对方系统；这一天里新旧两个密钥都签。"
        />
      )}
      <dl class="facts">
        <dt>发往</dt>
        <dd class="address">{url}</dd>
        <dt>事件</dt>
        <dd>
          {events.length === 0 ? '全部' : events.map((type) => CONNECTION_EVENT_NAMES[type]).join('、')}
        </dd>
        <dt>单位</dt>
        <dd>{unit === null ? '全部' : unit.name}</dd>
        <dt>状态</dt>
        <dd>
          {standingOf(webhook)}；待送 {waiting} 条，放弃 {givenUp} 条
        </dd>
        {oldSecretUntil === null ? null : (
          <>
            <dt>旧密钥</dt>
            <dd>签到 {dateTime(oldSecretUntil)} 为止</dd>
          </>
        )}
      </dl>
      <div class="filter-actions">
        <ActButton frame={frame} action={act('test')} name="试发" what={name} primary />
        {stopped === null ? (
          <ActButton frame={frame} action={act('stop')} name="停止" what={name} />
        ) : (
          <ActButton frame={frame} action={act('start')} name="恢复" what={name} />
        )}
        <ActButton frame={frame} action={act('secret')} name="更换密钥" what={name} />
        <ActButton frame={frame} action={act('remove')} name="移除" what={name} />
      </div>
      {messages.length === 0 ? (
        <Empty>还没有推送过。点“试发”看对方收不收得到。</Empty>
      ) : (
        <AdminTable
          caption={`最近 ${messages.length} 条，新的在前`}
          heads={['事件', '排入', '状态', { count: '次数' }, '最后一次', '操作']}
        >
          {messages.map((one) => (
            <tr>
              <th scope="row">
                {CONNECTION_EVENT_NAMES[one.type]}
                <span class="sub">序号 {one.seq}</span>
              </th>
              <td class="day">{dateTime(one.createdAt)}</td>
              <td>
                {STATES[one.state]}
                {one.dueAt === null || one.attempts === 0 ? null : (
                  <span class="sub">{dateTime(one.dueAt)} 再试</span>
                )}
              </td>
              <td class="num">{one.attempts}</td>
              <td>
                {one.lastAt === null ? (
                  <span class="muted">还没有</span>
                ) : (
                  `${one.lastError ?? `答复 ${one.lastStatus ?? ''}`}（${one.lastMs ?? 0} 毫秒）`
                )}
              </td>
              <td>
                {one.state === 'waiting' ? null : (
                  <ActButton
                    frame={frame}
                    action={act(`messages/${one.seq}/resend`)}
                    name="重发"
                    what={`序号 ${one.seq}`}
                  />
                )}
              </td>
            </tr>
          ))}
        </AdminTable>
      )}
      <p class="muted">收下的留 7 天，最多 1000 条。</p>
    </Layout>
  );
}
