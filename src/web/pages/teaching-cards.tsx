import type { CardSummary } from '../../app/knowledge/teaching-card-types.ts';
import type { Page } from '../../app/types.ts';
import { HandbookLink } from '../components/handbook-link.tsx';
import { ItemBadge, KnowledgeTabs } from '../components/knowledge-parts.tsx';
import { Paging } from '../components/paging.tsx';
import { Said } from '../components/said.tsx';
import { Select, TypeSelect } from '../components/select.tsx';
import { dateTime, isoTime, shortTime } from '../format.ts';
import { cardPath, ITEM_STATE } from '../knowledge-words.ts';
import { Layout, type KeyHelp } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';
import { unitName } from './knowledge-list.tsx';

const KEYS: readonly KeyHelp[] = [
  ['j k', '下一行、上一行'],
  ['Enter', '打开选中的案例卡'],
  ['/', '到关键词搜索'],
  ['[ ]', '上一页、下一页'],
];

/** What the list is asked for, as the address has it. */
export type CardQuery = Readonly<Partial<Record<'q' | 'issueType' | 'status', string>>>;

/** All teaching cards, with search; a row a card. */
export function TeachingCardsPage(props: {
  frame: Frame;
  profile: ProfileView;
  query: CardQuery;
  cards: Page<CardSummary>;
  submitted: number | null;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, profile, query, cards } = props;
  const to = (page: number): string =>
    `/knowledge/cards?${new URLSearchParams({ ...query, page: String(page) } as Record<string, string>)}`;
  const isAsked = Object.keys(query).length > 0;
  return (
    <Layout frame={frame} title="案例卡" scripts={['queue.js']} keys={KEYS}>
      <h1 class="visually-hidden">案例卡</h1>
      <KnowledgeTabs frame={frame} submitted={props.submitted} />
      <form method="get" action="/knowledge/cards" class="filters" role="search" aria-label="查找案例卡">
        <div class="field grow">
          <label for="k-q">关键词</label>
          <input
            id="k-q"
            name="q"
            type="search"
            maxlength={200}
            placeholder="标题、情况、教训、标签或法规名称"
            value={query.q ?? ''}
            aria-keyshortcuts="/"
          />
        </div>
        <TypeSelect
          id="f-type"
          label="问题分类"
          value={query.issueType}
          empty="不限"
          profile={profile}
          groups
        />
        <Select
          id="k-status"
          name="status"
          label="状态"
          value={query.status}
          empty="不限"
          options={Object.entries(ITEM_STATE).map(([value, name]) => ({ value, name }))}
        />
        <div class="filter-actions">
          <button type="submit" class="primary">
            查找
          </button>
          {isAsked ? (
            <a class="button" href="/knowledge/cards">
              清除
            </a>
          ) : null}
        </div>
      </form>
      <Said done={props.done} error={props.error} />
      {cards.rows.length === 0 ? (
        <div class="empty" role="status">
          <p>{isAsked ? '没有符合条件的案例卡。' : '还没有案例卡。'}</p>
          <p>
            打开一件已签收办理的工单，按“做成案例卡” <HandbookLink to="cards" what="怎样做案例卡" />
          </p>
        </div>
      ) : (
        <>
          <div class="table-wrap">
            <table class="queue" id="cards">
              <caption class="visually-hidden">案例卡</caption>
              <thead>
                <tr>
                  <th scope="col">案例</th>
                  <th scope="col">问题分类</th>
                  <th scope="col">教训</th>
                  <th scope="col">维护单位</th>
                  <th scope="col">状态</th>
                  <th scope="col">最近改动</th>
                </tr>
              </thead>
              <tbody>
                {cards.rows.map((card) => (
                  <tr>
                    <th scope="row" class="wrap">
                      <a href={cardPath(card.id)}>{card.title}</a>
                      <span class="sub">{[card.id, ...card.tags].join(' · ')}</span>
                    </th>
                    <td>{card.issueType.name}</td>
                    <td class="excerpt">{card.lesson}</td>
                    <td>{unitName(profile, card.owner) ?? <span class="muted">未定</span>}</td>
                    <td>
                      <ItemBadge status={card.status} inForce={card.inForce} />
                    </td>
                    <td>
                      <time datetime={isoTime(card.changedAt)} title={dateTime(card.changedAt)}>
                        {shortTime(card.changedAt, frame.now)}
                      </time>
                      <span class="sub">{card.authorName}</span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Paging {...cards} shown={cards.rows.length} unit="张" to={to} />
        </>
      )}
    </Layout>
  );
}
