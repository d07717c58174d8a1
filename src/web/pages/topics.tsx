import { HandbookLink } from '../components/handbook-link.tsx';
import type { Chronic, TopicSummary } from '../../app/insight/insight-types.ts';
import type { Page } from '../../app/types.ts';
import { Moment, Paging, subjectUrl } from '../components/insight-parts.tsx';
import { Select, TypeSelect } from '../components/select.tsx';
import { Layout } from '../layout.tsx';
import { streetsOf, type Frame, type ProfileView } from '../view.ts';

export type TopicsQuery = {
  readonly days?: number | undefined;
  readonly street?: string | undefined;
  readonly issueType?: string | undefined;
  readonly q?: string | undefined;
};

const SPANS = [7, 30, 90, 180, 365];

/** What many people call about, and what comes up for months. */
export function TopicsPage(props: {
  frame: Frame;
  profile: ProfileView;
  query: TopicsQuery;
  topics: Page<TopicSummary>;
  chronic: readonly Chronic[];
}) {
  const { frame, profile, query, topics, chronic } = props;
  const url = (page: number): string => {
    const parts = Object.entries({ ...query, page }).filter(
      ([, value]) => value !== undefined && value !== '',
    );
    return `/topics?${new URLSearchParams(parts.map(([key, value]): [string, string] => [key, String(value)]))}`;
  };
  return (
    <Layout frame={frame} title="热点">
      <h1>
        热点 <HandbookLink to="topics" what="热点" />
      </h1>
      <form method="get" action="/topics" class="filters" aria-label="筛选热点">
        <div class="field">
          <label for="f-days">最近有人来电</label>
          <select id="f-days" name="days">
            {SPANS.map((days) => (
              <option value={String(days)} selected={days === (query.days ?? 30)}>
                {`${days} 天`}
              </option>
            ))}
          </select>
        </div>
        <Select
          id="f-street"
          name="street"
          label="街道"
          value={query.street}
          empty="全部"
          options={streetsOf(profile).map((street) => ({ value: street, name: street }))}
        />
        <TypeSelect id="f-type" label="问题分类" value={query.issueType} empty="全部" profile={profile} />
        <div class="field">
          <label for="f-q">名称</label>
          <input id="f-q" type="search" name="q" value={query.q ?? ''} maxlength={50} data-key="/" />
        </div>
        <div class="filter-actions">
          <button type="submit" class="primary">
            筛选
          </button>
        </div>
      </form>
      {topics.rows.length === 0 ? (
        <div class="empty" role="status">
          <p>没有两件以上工单的热点。</p>
        </div>
      ) : (
        <Table frame={frame} topics={topics} />
      )}
      <Paging {...topics} url={url} />
      {chronic.length === 0 ? null : <ChronicTable frame={frame} chronic={chronic} />}
    </Layout>
  );
}

function Table({ frame, topics }: { frame: Frame; topics: Page<TopicSummary> }) {
  return (
    <div class="table-wrap">
      <table class="rights">
        <caption>{`共 ${topics.total} 个，热的在前；同一来电人只算一人`}</caption>
        <thead>
          <tr>
            <th scope="col">热点</th>
            <th scope="col">热度</th>
            <th scope="col">来电人</th>
            <th scope="col">工单</th>
            <th scope="col">主体</th>
            <th scope="col">街道</th>
            <th scope="col">最早</th>
            <th scope="col">最近</th>
          </tr>
        </thead>
        <tbody>
          {topics.rows.map((topic) => (
            <tr>
              <th scope="row">
                <a href={`/topics/${topic.id}`}>{topic.title}</a>
              </th>
              <td class="num">{topic.heat.toFixed(1)}</td>
              <td class="num">{topic.callers}</td>
              <td class="num">{topic.orders}</td>
              <td>{topic.subject === null ? '' : <a href={subjectUrl(topic.subject)}>{topic.subject}</a>}</td>
              <td>{topic.streets.slice(0, 3).join('、')}</td>
              <td class="nowrap">
                <Moment at={topic.firstAt} now={frame.now} />
              </td>
              <td class="nowrap">
                <Moment at={topic.lastAt} now={frame.now} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ChronicTable({ frame, chronic }: { frame: Frame; chronic: readonly Chronic[] }) {
  return (
    <section aria-labelledby="chronic">
      <h2 id="chronic">长期反复的地点</h2>
      <div class="table-wrap">
        <table class="rights">
          <caption>同一地点同一类问题，几个月里一再来电</caption>
          <thead>
            <tr>
              <th scope="col">地点</th>
              <th scope="col">问题分类</th>
              <th scope="col">工单</th>
              <th scope="col">月数</th>
              <th scope="col">反弹</th>
              <th scope="col">最早</th>
              <th scope="col">最近</th>
            </tr>
          </thead>
          <tbody>
            {chronic.map((row) => (
              <tr>
                <th scope="row">{row.place}</th>
                <td>{row.issueType.name}</td>
                <td class="num">{row.orders}</td>
                <td class="num">{row.months}</td>
                <td class="num">{row.rebounds}</td>
                <td class="nowrap">
                  <Moment at={row.firstAt} now={frame.now} />
                </td>
                <td class="nowrap">
                  <Moment at={row.lastAt} now={frame.now} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
