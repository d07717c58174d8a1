import type { OrderSummary, Page } from '../../app/types.ts';
import { Confidence, ConfidentialBadge, StateBadge, UrgencyBadge } from '../components/badges.tsx';
import { QueueFilters } from '../components/queue-filters.tsx';
import { Paging } from '../components/paging.tsx';
import { APPLICATION_NAMES } from '../../kernel/move-words.ts';
import { dateTime, dueTime, isoTime, shortTime, sinceWords, span, waited } from '../format.ts';
import { channelName } from '../labels.ts';
import { Layout, type KeyHelp } from '../layout.tsx';
import {
  exportUrl,
  hasFilter,
  queueUrl,
  tabName,
  tabsOf,
  type QueueQuery,
  type Tab,
} from '../queue-query.ts';
import type { Frame, ProfileView } from '../view.ts';

const KEYS: readonly KeyHelp[] = [
  ['1 … 9', '换一个分页签'],
  ['j k', '下一行、上一行'],
  ['Enter', '打开选中的工单'],
  ['/', '到关键词搜索'],
  ['g', '回到第一行'],
  ['[ ]', '上一页、下一页'],
];

/** The queue: tabs with counts, filters, one row an order. */
export function QueuePage(props: {
  frame: Frame;
  profile: ProfileView;
  query: QueueQuery;
  /** How many each tab shows; tabs of other roles are left out. */
  counts: Readonly<Partial<Record<Tab, number>>>;
  orders: Page<OrderSummary>;
  /** Whether changes are told as they happen. */
  isLive?: boolean;
  /** Spot checks that wait for this person; null where none can. */
  checks: { readonly total: number; readonly orderIds: readonly string[] } | null;
}) {
  const { frame, query, counts, orders, checks } = props;
  const check = checks?.orderIds[0];
  const tabs = frame.actor === null ? [] : tabsOf(frame.actor.role);
  const shown = tabs.includes(query.tab) ? tabs : [...tabs, query.tab];
  return (
    <Layout
      frame={frame}
      title="工单队列"
      scripts={props.isLive ? ['queue.js', 'live.js'] : ['queue.js']}
      keys={check === undefined ? KEYS : [...KEYS, ['s', '打开待抽查的工单']]}
    >
      <h1 class="visually-hidden">工单队列</h1>
      <nav aria-label="按状态查看" class="tabs" data-live="tabs">
        <ul>
          {shown.map((tab, i) => (
            <li>
              <a
                href={queueUrl({ ...query, tab, page: undefined })}
                aria-current={tab === query.tab ? 'true' : undefined}
                data-key={String(i + 1)}
                aria-keyshortcuts={String(i + 1)}
              >
                {tabName(tab)} <span class="count">{counts[tab] ?? 0}</span> <kbd>{i + 1}</kbd>
              </a>
            </li>
          ))}
          {check === undefined ? null : (
            <li>
              <a href={`/orders/${encodeURIComponent(check)}`} data-key="s" aria-keyshortcuts="S">
                待抽查 <span class="count">{checks?.total}</span> <kbd>s</kbd>
              </a>
            </li>
          )}
        </ul>
      </nav>
      <QueueFilters query={query} profile={props.profile} />
      <div data-live="rows">
        {orders.rows.length === 0 ? (
          <Empty query={query} />
        ) : (
          <Table frame={frame} query={query} orders={orders} />
        )}
      </div>
    </Layout>
  );
}

function Empty({ query }: { query: QueueQuery }) {
  return (
    <div class="empty" role="status">
      <p>{hasFilter(query) ? '没有符合条件的工单。' : '这里没有工单。'}</p>
      {hasFilter(query) ? (
        <p>
          <a href={queueUrl({ tab: query.tab })}>清除全部条件</a>
        </p>
      ) : null}
    </div>
  );
}

function Table({ frame, query, orders }: { frame: Frame; query: QueueQuery; orders: Page<OrderSummary> }) {
  const name = tabName(query.tab);
  return (
    <>
      <div class="table-wrap">
        <table class="queue orders" id="queue">
          <caption class="visually-hidden">{`${name}，共 ${orders.total} 件，第 ${orders.page} 页`}</caption>
          <thead>
            <tr>
              <th scope="col">单号</th>
              <th scope="col">受理时间</th>
              <th scope="col">紧急</th>
              <th scope="col">诉求</th>
              <th scope="col">问题分类</th>
              <th scope="col">承办单位、责任人</th>
              <th scope="col">街道</th>
              <th scope="col">内容摘要</th>
              <th scope="col">状态</th>
              <th scope="col">时限</th>
            </tr>
          </thead>
          <tbody>
            {orders.rows.map((order) => (
              <Row order={order} now={frame.now} />
            ))}
          </tbody>
        </table>
      </div>
      <Paging {...orders} shown={orders.rows.length} unit="件" to={(page) => queueUrl({ ...query, page })}>
        <a href={exportUrl(query)}>导出</a>
      </Paging>
    </>
  );
}

function Row({ order, now }: { order: OrderSummary; now: number }) {
  return (
    <tr class={`row-${order.urgency}`}>
      <th scope="row">
        <a href={`/orders/${encodeURIComponent(order.id)}`}>{order.number}</a>
      </th>
      <td>
        <time datetime={isoTime(order.receivedAt)} title={dateTime(order.receivedAt)}>
          {shortTime(order.receivedAt, now)}
        </time>
        {order.state === 'received' ? <span class="sub">等待 {waited(order.receivedAt, now)}</span> : null}
      </td>
      <td>
        <UrgencyBadge value={order.urgency} />
      </td>
      <td>{order.demandKind}</td>
      <td>
        {order.issueType.name}
        <span class="sub">
          {order.issueType.code}{' '}
          {order.corrected ? '人工更正' : <Confidence value={order.issueType.confidence} />}
        </span>
      </td>
      <td>
        {order.leadUnit.name}
        {order.person === null ? null : <span class="sub">{order.person}</span>}
        {order.jointUnit ? <span class="sub">协办 {order.jointUnit.name}</span> : null}
      </td>
      <td>{order.street ?? <span class="muted">不明</span>}</td>
      <td class="excerpt">
        <span class="clamp">
          <span class="channel">{channelName(order.channel)}</span> {order.excerpt}
        </span>
      </td>
      <td>
        <StateBadge state={order.state} waits={order.state === 'received' && order.action === 'review'} />{' '}
        <ConfidentialBadge value={order.confidentiality} />
        <span class="sub">{sinceWords(order.since, now)}</span>
        {order.pending === null ? null : <span class="sub">{APPLICATION_NAMES[order.pending]}待审定</span>}
        <Supervised order={order} />
        {order.spotCheck ? <span class="sub">待抽查</span> : null}
      </td>
      <td>
        <Due order={order} now={now} />
      </td>
    </tr>
  );
}

/** The nearest deadline and how far off it is; what is past says so in words. */
function Due({ order: { dueAt, soon }, now }: { order: OrderSummary; now: number }) {
  if (dueAt === null) return <span class="muted">无</span>;
  return (
    <>
      <time datetime={isoTime(dueAt)} title={dateTime(dueAt)}>
        {dueTime(dueAt, now)}
      </time>
      <span class={dueAt < now ? 'sub late' : soon ? 'sub soon' : 'sub'}>
        {dueAt < now ? `超期 ${span(now - dueAt)}` : `还剩 ${span(dueAt - now)}`}
      </span>
      {dueAt < now && soon ? <span class="sub soon">另有时限临期</span> : null}
    </>
  );
}

/** The level that holds for the unit which has the order, or else what there was before it got it. */
function Supervised({ order: { supervision, supervisedBefore } }: { order: OrderSummary }) {
  if (supervision > 0) return <span class="sub late">{supervision} 级督办</span>;
  return supervisedBefore === 0 ? null : <span class="sub">此前 {supervisedBefore} 级督办</span>;
}
