import type { OrderSummary } from '../../app/types.ts';
import { warningWords } from '../components/insight-parts.tsx';
import { Counted, Days, Rates } from '../components/leader-figures.tsx';
import { dueTime, isoTime, shortTime, span, tenths } from '../format.ts';
import { Layout, type KeyHelp } from '../layout.tsx';
import type { LeaderView } from '../leader-view.ts';
import type { Frame } from '../view.ts';

const KEYS: readonly KeyHelp[] = [
  ['j k', '下一件、上一件工单'],
  ['Enter', '打开选中的工单'],
  ['s', '督办选中的工单（没有选中时为第一件）'],
];

/** What is late and why, and what waits for the leader, on one screen. */
export function LeaderPage({ frame, view }: { frame: Frame; view: LeaderView }) {
  return (
    <Layout frame={frame} title="总览" scripts={['leader.js', 'live.js']} keys={KEYS} wide="wide">
      <h1 class="visually-hidden">总览</h1>
      <div data-live="leader" data-live-every="60" data-live-least="60" class="overview">
        <Days view={view} />
        <Rates view={view} />
        <Waiting view={view} />
        <Near view={view} now={frame.now} />
        <Units view={view} />
        <Supervised view={view} now={frame.now} />
        <Signs view={view} now={frame.now} />
      </div>
    </Layout>
  );
}

function Waiting({ view: { waiting } }: { view: LeaderView }) {
  const rows = [
    ['退单裁定', waiting.rulings],
    ['申请审定', waiting.applications],
    ['记分批准', waiting.records],
    ['记分申诉', waiting.appeals],
  ] as const;
  return (
    <section class="panel" aria-labelledby="o-waiting">
      <h2 id="o-waiting">等待决定</h2>
      <ul class="overview-list">
        {rows.map(([name, to]) => (
          <li>
            <a href={to.path}>{name}</a> <strong>{to.n}</strong> 件
          </li>
        ))}
      </ul>
      <p>
        <a class="overview-more" href="/reports?kind=leader">
          领导一页纸
        </a>
      </p>
    </section>
  );
}

/** A row of an order with its deadline, and the way to supervise it. */
function OrderRow({ order, now }: { order: OrderSummary; now: number }) {
  const { id, number, leadUnit, issueType, dueAt, state } = order;
  const path = `/orders/${encodeURIComponent(id)}`;
  return (
    <tr>
      <th scope="row">
        <a href={path} data-row>
          {number}
        </a>
        <span class="sub clip">{issueType.name}</span>
      </th>
      <td>
        <span class="clip">{leadUnit.name}</span>
        {dueAt === null ? null : (
          <span class={dueAt < now ? 'sub late' : 'sub'}>
            <time datetime={isoTime(dueAt)} title={dueTime(dueAt, now)}>
              {dueAt < now ? `超期 ${span(now - dueAt)}` : `还剩 ${span(dueAt - now)}`}
            </time>
          </span>
        )}
      </td>
      <td>
        {order.supervision > 0 ? (
          <span class="small">{`${order.supervision} 级`}</span>
        ) : state === 'received' ? null : (
          <a class="small" href={`${path}#move-supervise`} aria-label={`督办 ${number}`}>
            督办
          </a>
        )}
      </td>
    </tr>
  );
}

function Near({ view: { near }, now }: { view: LeaderView; now: number }) {
  return (
    <section class="panel" aria-labelledby="o-near">
      <h2 id="o-near">
        超期、临期而未督办{' '}
        <a class="small" href="/?tab=due" aria-label="全部超期和临期">
          全部
        </a>
      </h2>
      {near.length === 0 ? (
        <p class="muted">没有超期、临期而未督办的工单。</p>
      ) : (
        <table>
          <caption class="visually-hidden">超期、临期而未督办的工单，时限近的在前</caption>
          <thead class="visually-hidden">
            <tr>
              <th scope="col">单号、分类</th>
              <th scope="col">单位、时限</th>
              <th scope="col">督办</th>
            </tr>
          </thead>
          <tbody>
            {near.map((order) => (
              <OrderRow order={order} now={now} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Units({ view: { units, unitsSince } }: { view: LeaderView }) {
  return (
    <section class="panel" aria-labelledby="o-units">
      <h2 id="o-units">
        需要关注的单位 <span class="muted small">{`${unitsSince.slice(5)} 以来`}</span>
      </h2>
      {units.length === 0 ? (
        <p class="muted">没有超期、双否或首派错误。</p>
      ) : (
        <table>
          <caption class="visually-hidden">先按超期，再按双否、首派错误从多到少</caption>
          <thead>
            <tr>
              <th scope="col">单位</th>
              <th scope="col">超期</th>
              <th scope="col">双否／已评价</th>
              <th scope="col">首派正确</th>
            </tr>
          </thead>
          <tbody>
            {units.map(({ name, late, bothNo, judged, firstDispatch, wrongPath }) => (
              <tr>
                <th scope="row">
                  <span class="clip">{name}</span>
                </th>
                <td>
                  <Counted to={late} bad of={`${name}超期`} />
                </td>
                <td class="pair nowrap">
                  <Counted to={bothNo} bad of={`${name}双否`} />／{judged}
                </td>
                <td class="nowrap">
                  {firstDispatch === null ? (
                    <span class="muted">无</span>
                  ) : (
                    <>
                      {tenths(firstDispatch.share)}{' '}
                      <a
                        class="small"
                        href={wrongPath}
                        aria-label={`${name}首派错 ${firstDispatch.n - firstDispatch.hits}／${firstDispatch.n} 件`}
                      >
                        {`错 ${firstDispatch.n - firstDispatch.hits}／${firstDispatch.n}`}
                      </a>
                      {firstDispatch.few ? <span class="small"> 件少</span> : null}
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Supervised({ view: { supervised }, now }: { view: LeaderView; now: number }) {
  const { rows, unanswered, answered } = supervised;
  return (
    <section class="panel" aria-labelledby="o-supervised">
      <h2 id="o-supervised">
        督办{' '}
        <span class="small">
          未答复 <Counted to={unanswered} bad of="督办未答复" />
          ，已答复 <Counted to={answered} of="督办已答复" />
        </span>
      </h2>
      {rows.length === 0 ? (
        <p class="muted">没有等待答复的督办工单。</p>
      ) : (
        <table>
          <caption class="visually-hidden">还没有答复的督办工单</caption>
          <thead class="visually-hidden">
            <tr>
              <th scope="col">单号、分类</th>
              <th scope="col">单位、时限</th>
              <th scope="col">督办级别</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((order) => (
              <OrderRow order={order} now={now} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Signs({ view: { warnings, topics }, now }: { view: LeaderView; now: number }) {
  return (
    <section class="panel overview-signs" aria-labelledby="o-signs">
      <h2 id="o-signs">
        <a href="/warnings?state=new">待研判预警</a> {warnings.total} 条，
        <a href="/topics?days=7">七天内热点</a> {topics.total} 个
      </h2>
      <ul class="overview-list">
        {warnings.rows.map((warning) => (
          <li>
            <span class="badge state-review">预警</span>{' '}
            <a href={`/warnings?state=new#warning-${warning.id}`}>{warning.title}</a>{' '}
            <span class="muted small">{`${warningWords(warning)}，${shortTime(warning.at, now)}`}</span>
          </li>
        ))}
        {topics.rows.map(({ id, title, orders, callers }) => (
          <li>
            <span class="badge">热点</span> <a href={`/topics/${id}`}>{title}</a>{' '}
            <span class="muted small">{`${orders} 件，${callers} 位来电人`}</span>
          </li>
        ))}
        {warnings.rows.length + topics.rows.length === 0 ? <li class="muted">没有。</li> : null}
      </ul>
    </section>
  );
}
