import type { ItemDetail, NoticeView, StaleView } from '../../app/knowledge/knowledge-care-types.ts';
import type { RuleDetail } from '../../app/knowledge/rule-care-types.ts';
import type { CardDetail } from '../../app/knowledge/teaching-card-types.ts';
import { Difference, KnowledgeTabs, StaleWords } from '../components/knowledge-parts.tsx';
import { Said } from '../components/said.tsx';
import { dateTime, isoTime, shortTime } from '../format.ts';
import { cardPath, entryPath, KIND, lawPath, rulePath } from '../knowledge-words.ts';
import { Layout } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';
import { unitName } from './knowledge-list.tsx';

/** A version that waits for a decision, of whatever kind. */
type Waiting = {
  readonly id: string;
  readonly path: string;
  readonly title: string;
  /** What it is: the kind, and what the version is to it. */
  readonly what: string;
  readonly pending: Pick<NonNullable<ItemDetail['pending']>, 'version' | 'authorName' | 'difference'> | null;
  readonly refusal: string | null;
};

/** Versions that wait for a decision, the longest waiting of a kind first, each with what it would change. */
export function SubmissionsPage(props: {
  frame: Frame;
  items: readonly ItemDetail[];
  rules: readonly RuleDetail[];
  cards: readonly CardDetail[];
}) {
  const { frame, items, rules, cards } = props;
  const waiting: Waiting[] = [
    ...items.map(({ summary, pending, can }) => ({
      id: summary.id,
      path: entryPath(summary.id),
      title: pending?.body.title ?? summary.title,
      what: `${KIND[summary.kind]} · ${summary.inForce ? '改动在用的条目' : '新条目'}`,
      pending,
      refusal: can.decideRefusal,
    })),
    ...rules.map(({ summary, pending, can }) => ({
      id: summary.id,
      path: rulePath(summary.id),
      title: pending?.table.name ?? summary.name,
      what: `规则 · ${summary.inForce ? '改动在用的规则' : '新规则'}`,
      pending,
      refusal: can.decideRefusal,
    })),
    ...cards.map(({ summary, pending, can }) => ({
      id: summary.id,
      path: cardPath(summary.id),
      title: pending?.body.title ?? summary.title,
      what: `案例卡 · ${summary.issueType.name}`,
      pending,
      refusal: can.decideRefusal,
    })),
  ];
  return (
    <Layout
      frame={frame}
      title="待核准的知识"
      scripts={['rows.js']}
      keys={[
        ['j k', '下一件、上一件'],
        ['Enter', '打开选中的一件'],
      ]}
    >
      <h1 class="visually-hidden">待核准的知识</h1>
      <KnowledgeTabs frame={frame} submitted={waiting.length} />
      {waiting.length === 0 ? (
        <div class="empty" role="status">
          <p>没有待核准的条目、规则和案例卡。</p>
        </div>
      ) : null}
      {waiting.map(({ id, path, title, what, pending, refusal }) => (
        <section class="panel" aria-labelledby={`s-${id}`}>
          <h2 id={`s-${id}`}>
            <a href={path} data-row>
              {id} {title}
            </a>
          </h2>
          <p class="muted small">
            {`${pending?.authorName ?? ''} 提交第 ${pending?.version ?? ''} 版 · ${what}`}
            {refusal === null ? '' : ` · ${refusal}`}
          </p>
          {pending === null ? null : <Difference lines={pending.difference} label={`${id} 的改动`} />}
        </section>
      ))}
    </Layout>
  );
}

/** Entries and rules that need a person, those in use most first, each with why. */
export function StalePage(props: {
  frame: Frame;
  profile: ProfileView;
  items: readonly StaleView[];
  submitted: number | null;
}) {
  const { frame, profile, items } = props;
  return (
    <Layout frame={frame} title="需复核的知识">
      <h1 class="visually-hidden">需复核的知识</h1>
      <KnowledgeTabs frame={frame} submitted={props.submitted} />
      {items.length === 0 ? (
        <div class="empty" role="status">
          <p>没有需要复核的条目和规则。</p>
        </div>
      ) : (
        <div class="table-wrap">
          <table class="rights" id="stale">
            <caption>{`共 ${items.length} 项，用得多的在前`}</caption>
            <thead>
              <tr>
                <th scope="col">编号</th>
                <th scope="col">名称</th>
                <th scope="col">为什么</th>
                <th scope="col">维护单位</th>
                <th scope="col">用过</th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr>
                  <th scope="row">
                    <a
                      href={
                        item.kind === 'entry'
                          ? entryPath(item.id)
                          : `/knowledge/rules/${encodeURIComponent(item.id)}`
                      }
                    >
                      {item.id}
                    </a>
                  </th>
                  <td>
                    {item.title}
                    <span class="sub">{item.kind === 'entry' ? '条目' : '规则'}</span>
                  </td>
                  <td>
                    <StaleWords reasons={item.reasons} />
                  </td>
                  <td>{unitName(profile, item.owner) ?? <span class="muted">未定</span>}</td>
                  <td class="num">{item.uses}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Layout>
  );
}

/** What changed that open orders of the unit turn on. */
export function NoticesPage(props: {
  frame: Frame;
  notices: readonly NoticeView[];
  submitted: number | null;
  done?: string | undefined;
}) {
  const { frame, notices } = props;
  const unit = frame.actor?.unit ?? null;
  const unread = notices.filter((notice) => notice.readAt === null && notice.unit.code === unit);
  return (
    <Layout frame={frame} title="知识变动">
      <h1 class="visually-hidden">知识变动</h1>
      <KnowledgeTabs frame={frame} submitted={props.submitted} />
      <Said done={props.done} />
      {notices.length === 0 ? (
        <div class="empty" role="status">
          <p>没有涉及在办工单的知识变动。</p>
        </div>
      ) : (
        <form method="post" action="/knowledge/notices" id="notices">
          <input type="hidden" name="_csrf" value={frame.csrf} />
          {unread.length === 0 ? null : (
            <p class="list-head">
              <b>{`未读 ${unread.length} 条`}</b>{' '}
              <button type="submit" name="id" value="all">
                全部标为已读
              </button>
            </p>
          )}
          {notices.map((notice) => (
            <Notice frame={frame} notice={notice} own={notice.unit.code === unit} />
          ))}
        </form>
      )}
    </Layout>
  );
}

function Notice({ frame, notice, own }: { frame: Frame; notice: NoticeView; own: boolean }) {
  const { id, kind, item, what, types, orders, at, readBy, readAt, unit } = notice;
  const to =
    kind === 'entry'
      ? entryPath(item)
      : kind === 'law'
        ? lawPath(item)
        : `/knowledge/${kind}s/${encodeURIComponent(item)}`;
  return (
    <section class={`panel ${readAt === null ? 'panel-warn' : ''}`} aria-labelledby={`n-${id}`}>
      <div class="panel-head">
        <h2 id={`n-${id}`}>
          <a href={to}>{what}</a>
        </h2>
        <span class="muted small">
          <time datetime={isoTime(at)} title={dateTime(at)}>
            {shortTime(at, frame.now)}
          </time>
          {own ? '' : ` · ${unit.name}`}
        </span>
        {readAt === null ? (
          own ? (
            <button type="submit" class="small-button" name="id" value={String(id)}>
              标为已读<span class="visually-hidden">：{what}</span>
            </button>
          ) : (
            <span class="badge state-review">未读</span>
          )
        ) : (
          <span class="muted small">
            {readBy} {dateTime(readAt)} 已读
          </span>
        )}
      </div>
      <p class="muted small">涉及：{types.map(({ name }) => name).join('、')}</p>
      {orders.length === 0 ? null : (
        <ul class="plain-list">
          {orders.map((order) => (
            <li>
              <a href={`/orders/${encodeURIComponent(order.id)}`}>{order.number}</a> {order.excerpt}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
