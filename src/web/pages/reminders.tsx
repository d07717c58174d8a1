import type { Reminder, ReminderPage } from '../../app/life/reminders.ts';
import { keysOf } from '../../kernel/keys.ts';
import { REMINDER_NAMES } from '../../kernel/reminder-words.ts';
import type { ReminderKind } from '../../kernel/reminder-words.ts';
import { StateBadge, UrgencyBadge } from '../components/badges.tsx';
import { Paging } from '../components/paging.tsx';
import { dateTime, isoTime, shortTime, span, waited } from '../format.ts';
import { Layout, type KeyHelp } from '../layout.tsx';
import { remindersUrl, type RemindersQuery } from '../reminders-query.ts';
import type { Frame } from '../view.ts';

const KEYS: readonly KeyHelp[] = [
  ['j k', '下一行、上一行'],
  ['Enter', '打开选中的工单'],
  ['x', '选中的这条标为已看'],
  ['a', '列出的全部标为已看'],
  ['u', '只看未看的、连同已看的'],
  ['g', '回到第一行'],
  ['[ ]', '上一页、下一页'],
];

/** States in which nothing is left to be urged. */
const OVER: readonly Reminder['order']['state'][] = [
  'replied',
  'callback',
  'closed',
  'excluded',
  'terminated',
];

/** What became late, waits or is supervised: one row a reminder, newest first. */
export function RemindersPage(props: {
  frame: Frame;
  query: RemindersQuery;
  reminders: ReminderPage;
  /** Whether changes are told as they happen. */
  isLive?: boolean;
}) {
  const { frame, query, reminders } = props;
  return (
    <Layout
      frame={frame}
      title="提醒"
      scripts={[...(props.isLive ? ['live.js'] : []), 'queue.js', 'reminders.js']}
      keys={KEYS}
    >
      <h1 class="visually-hidden">提醒</h1>
      <Tabs query={query} reminders={reminders} />
      <div class="reminders-bar" data-live="bar">
        <p role="status">
          {reminders.unseen === 0 ? '没有未看的提醒。' : `未看 ${reminders.unseen} 条。`}
          只列最近 30 天的，更早的在工单经过里。
        </p>
        <a
          data-key="u"
          aria-keyshortcuts="U"
          href={remindersUrl({ ...query, show: query.show === 'all' ? 'unseen' : 'all', page: 1 })}
        >
          {query.show === 'all' ? '只看未看的' : '连同已看的'} <kbd>u</kbd>
        </a>
        <SeeAll frame={frame} query={query} reminders={reminders} />
      </div>
      <div data-live="rows">
        {reminders.rows.length === 0 ? (
          <div class="empty" role="status">
            <p>{query.show === 'all' ? '这里没有提醒。' : '这里没有未看的提醒。'}</p>
          </div>
        ) : (
          <Table frame={frame} query={query} reminders={reminders} />
        )}
      </div>
    </Layout>
  );
}

function Tabs({ query, reminders }: { query: RemindersQuery; reminders: ReminderPage }) {
  const { counts } = reminders;
  const all = query.show === 'all';
  const kinds = keysOf(REMINDER_NAMES).filter((kind) => counts[kind] !== undefined || kind === query.kind);
  const total = Object.values(counts).reduce((sum, one) => sum + (all ? one.all : one.unseen), 0);
  const tab = (kind: ReminderKind | undefined, name: string, n: number) => (
    <li>
      <a
        href={remindersUrl({ ...(kind === undefined ? {} : { kind }), ...(all ? { show: 'all' } : {}) })}
        aria-current={kind === query.kind ? 'true' : undefined}
      >
        {name} <span class="count">{n}</span>
      </a>
    </li>
  );
  return (
    <nav aria-label="按类别查看" class="tabs" data-live="tabs">
      <ul>
        {tab(undefined, '全部', total)}
        {kinds.map((kind) =>
          tab(kind, REMINDER_NAMES[kind], (all ? counts[kind]?.all : counts[kind]?.unseen) ?? 0),
        )}
      </ul>
    </nav>
  );
}

/** Marks what was there when the page was made; what came since stays. */
function SeeAll({
  frame,
  query,
  reminders,
}: {
  frame: Frame;
  query: RemindersQuery;
  reminders: ReminderPage;
}) {
  const { counts, newest } = reminders;
  const unseen = query.kind === undefined ? reminders.unseen : (counts[query.kind]?.unseen ?? 0);
  if (unseen === 0) return null;
  return (
    <form method="post" action="/reminders/seen">
      <Back frame={frame} query={query} />
      <input type="hidden" name="upTo" value={String(newest)} />
      {query.kind === undefined ? null : <input type="hidden" name="kind" value={query.kind} />}
      <button type="submit" data-key="a" aria-keyshortcuts="A">
        {query.kind === undefined ? '全部' : `“${REMINDER_NAMES[query.kind]}”`}标为已看（{unseen} 条）{' '}
        <kbd>a</kbd>
      </button>
    </form>
  );
}

function Back({ frame, query }: { frame: Frame; query: RemindersQuery }) {
  return (
    <>
      <input type="hidden" name="_csrf" value={frame.csrf} />
      <input type="hidden" name="back" value={remindersUrl(query)} />
    </>
  );
}

function Table({
  frame,
  query,
  reminders,
}: {
  frame: Frame;
  query: RemindersQuery;
  reminders: ReminderPage;
}) {
  return (
    <>
      <div class="table-wrap">
        <table class="queue reminders" id="queue">
          <caption class="visually-hidden">{`提醒，共 ${reminders.total} 条，第 ${reminders.page} 页`}</caption>
          <thead>
            <tr>
              <th scope="col">类别</th>
              <th scope="col">单号</th>
              <th scope="col">提醒时间</th>
              <th scope="col">提醒内容</th>
              <th scope="col">工单现在</th>
              <th scope="col">承办单位、责任人</th>
              <th scope="col">内容摘要</th>
              <th scope="col">已看</th>
            </tr>
          </thead>
          <tbody>
            {reminders.rows.map((one) => (
              <Row one={one} frame={frame} query={query} />
            ))}
          </tbody>
        </table>
      </div>
      <Paging
        {...reminders}
        shown={reminders.rows.length}
        unit="条"
        to={(page) => remindersUrl({ ...query, page })}
      />
    </>
  );
}

function Row({ one, frame, query }: { one: Reminder; frame: Frame; query: RemindersQuery }) {
  const { order } = one;
  const over = OVER.includes(order.state);
  return (
    <tr class={`${one.seen ? 'seen' : 'unseen'}${over ? ' over' : ''}`}>
      <td>
        <span class={`badge reminder-${one.kind}`}>{REMINDER_NAMES[one.kind]}</span>
      </td>
      <th scope="row">
        <a href={`/orders/${encodeURIComponent(order.id)}`} data-reminder={String(one.id)}>
          {order.number}
        </a>
        <span class="sub">
          <UrgencyBadge value={order.urgency} />
        </span>
      </th>
      <td>
        <time datetime={isoTime(one.at)} title={dateTime(one.at)}>
          {shortTime(one.at, frame.now)}
        </time>
        <span class="sub">{ago(one.at, frame.now)}</span>
      </td>
      <td>{one.about}</td>
      <td>
        <StateBadge state={order.state} waits={false} />
        {order.supervision === 0 ? null : <span class="sub late">{order.supervision} 级督办</span>}
        {over || order.dueAt === null ? null : <Due dueAt={order.dueAt} now={frame.now} />}
      </td>
      <td>
        {order.leadUnit.name}
        <span class="sub">{order.person ?? '未落到人'}</span>
      </td>
      <td class="excerpt">
        <span class="clamp">{order.excerpt}</span>
      </td>
      <td>
        {one.seen ? (
          <span class="muted">已看</span>
        ) : (
          <form method="post" action="/reminders/seen" class="see">
            <Back frame={frame} query={query} />
            <input type="hidden" name="id" value={String(one.id)} />
            <button type="submit" aria-label={`${order.number} 的${REMINDER_NAMES[one.kind]}提醒标为已看`}>
              标为已看
            </button>
          </form>
        )}
      </td>
    </tr>
  );
}

const ago = (at: number, now: number): string => {
  const words = waited(at, now);
  return words === '刚刚' ? words : `${words}前`;
};

function Due({ dueAt, now }: { dueAt: number; now: number }) {
  return (
    <span class={dueAt < now ? 'sub late' : 'sub'}>
      {dueAt < now ? `超期 ${span(now - dueAt)}` : `还剩 ${span(dueAt - now)}`}
    </span>
  );
}
