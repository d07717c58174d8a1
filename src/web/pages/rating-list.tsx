import type { RatingView } from '../../app/knowledge/rating-types.ts';
import type { Page } from '../../app/types.ts';
import { RATING, RATING_REASON } from '../../kernel/rating-words.ts';
import { KnowledgeTabs } from '../components/knowledge-parts.tsx';
import { Paging } from '../components/paging.tsx';
import { Said } from '../components/said.tsx';
import { dateTime, isoTime, shortTime } from '../format.ts';
import { VERDICT } from '../labels.ts';
import { Layout } from '../layout.tsx';
import { ratingsPath as to, referenceWords } from '../rating-paths.ts';
import type { Frame, ProfileView } from '../view.ts';
import { unitName } from './knowledge-list.tsx';

const nameOf = (value: string | undefined): string =>
  value === undefined ? '全部' : RATING[value as keyof typeof RATING];

/** Single ratings, newest first, down to the order or question. */
export function RatingListPage(props: {
  frame: Frame;
  profile: ProfileView;
  query: Readonly<Record<string, string>>;
  ratings: Page<RatingView>;
  submitted: number | null;
  error?: string | undefined;
}) {
  const { frame, profile, query, ratings } = props;
  const { item, rating, page: _, ...rest } = query;
  const at = (value: string | undefined): string =>
    to({ ...rest, item, rating: value }, '/knowledge/ratings/list');
  return (
    <Layout frame={{ ...frame, here: '/knowledge/ratings' }} title="评价明细">
      <h1 class="visually-hidden">评价明细</h1>
      <KnowledgeTabs frame={{ ...frame, here: '/knowledge/ratings' }} submitted={props.submitted} />
      <Said error={props.error} />
      <p class="list-head">
        <a href={to(rest)}>← 统计</a>
        {item === undefined ? '' : ` · ${item.replace(/^(?:entry|rule|article):/, '').replace('|', ' ')}`}
        {' · '}
        {[undefined, 'useful', 'wrong', 'not_relevant'].map((value) => (
          <>{rating === value ? <b>{nameOf(value)}</b> : <a href={at(value)}>{nameOf(value)}</a>} </>
        ))}
      </p>
      {ratings.rows.length === 0 ? (
        <div class="empty" role="status">
          <p>没有符合条件的评价。</p>
        </div>
      ) : (
        <>
          <div class="table-wrap">
            <table class="rights">
              <caption>新的在前；被本人后来的评价取代的不列</caption>
              <thead>
                <tr>
                  <th scope="col">工单或问题</th>
                  <th scope="col">建议</th>
                  <th scope="col">评价</th>
                  <th scope="col">说明</th>
                  <th scope="col">评价人</th>
                  <th scope="col">知识版本</th>
                </tr>
              </thead>
              <tbody>
                {ratings.rows.map((row) => (
                  <tr>
                    <th scope="row">
                      {row.orderId === null ? (
                        <a href={to({ q: row.question ?? '', date: row.day }, '/ask')}>{row.question}</a>
                      ) : (
                        <a href={`/orders/${encodeURIComponent(row.orderId)}#${row.suggestion}`}>
                          {row.number ?? row.orderId}
                        </a>
                      )}
                    </th>
                    <td>
                      {referenceWords(row.kind, row.reference)}
                      <span class="sub">
                        {`第 ${row.rank} 条${row.verdict === null ? '' : `，当时的结论：${VERDICT[row.verdict]}`}`}
                      </span>
                    </td>
                    <td>
                      {RATING[row.rating]}
                      {row.reason === null ? null : <span class="sub">{RATING_REASON[row.reason]}</span>}
                    </td>
                    <td>{row.note ?? <span class="muted">—</span>}</td>
                    <td>
                      {row.raterName}
                      <span class="sub">
                        {unitName(profile, row.unit) ?? ''}{' '}
                        <time datetime={isoTime(row.at)} title={dateTime(row.at)}>
                          {shortTime(row.at, frame.now)}
                        </time>
                      </span>
                    </td>
                    <td>
                      {row.knowledge}
                      {row.model === null ? null : <span class="sub">模型 {row.model}</span>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Paging
            {...ratings}
            shown={ratings.rows.length}
            unit="条"
            to={(page) => to({ ...query, page: String(page) }, '/knowledge/ratings/list')}
          />
        </>
      )}
    </Layout>
  );
}
