import type { ItemSummary } from '../../app/knowledge/knowledge-care-types.ts';
import type { Page } from '../../app/types.ts';
import { ItemBadge, KnowledgeTabs } from '../components/knowledge-parts.tsx';
import { Paging } from '../components/paging.tsx';
import { Said } from '../components/said.tsx';
import { Select, TypeSelect, UnitSelect } from '../components/select.tsx';
import { dateTime, isoTime, shortTime } from '../format.ts';
import { entryPath, ITEM_STATE, KIND, STALE_CODE } from '../knowledge-words.ts';
import { Layout, type KeyHelp } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';

const KEYS: readonly KeyHelp[] = [
  ['j k', '下一行、上一行'],
  ['Enter', '打开选中的条目'],
  ['/', '到关键词搜索'],
  ['g', '回到第一行'],
  ['[ ]', '上一页、下一页'],
];

/** What the list is asked for, as the address has it. */
export type ListQuery = Readonly<
  Partial<Record<'q' | 'kind' | 'issueType' | 'unit' | 'status' | 'stale' | 'public', string>>
>;

const pairs = (names: Readonly<Record<string, string>>) =>
  Object.entries(names).map(([value, name]) => ({ value, name }));

/** All entries, with filters; a row an entry. */
export function KnowledgeListPage(props: {
  frame: Frame;
  profile: ProfileView;
  query: ListQuery;
  items: Page<ItemSummary>;
  submitted: number | null;
  mayDraft: boolean;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, profile, query, items } = props;
  const to = (page: number): string =>
    `/knowledge?${new URLSearchParams({ ...query, page: String(page) } as Record<string, string>)}`;
  return (
    <Layout
      frame={frame}
      title="知识条目"
      scripts={['queue.js']}
      keys={props.mayDraft ? [...KEYS, ['n', '起草新条目']] : KEYS}
    >
      <h1 class="visually-hidden">知识条目</h1>
      <KnowledgeTabs frame={frame} submitted={props.submitted} />
      <Filters query={query} profile={profile} />
      <Said done={props.done} error={props.error} />
      {props.mayDraft ? (
        <p class="list-head">
          <a class="button" href="/knowledge/entries/new" data-key="n" aria-keyshortcuts="N">
            起草新条目 <kbd>n</kbd>
          </a>
        </p>
      ) : null}
      {items.rows.length === 0 ? (
        <div class="empty" role="status">
          <p>没有符合条件的条目。</p>
          <p>
            <a href="/knowledge">清除全部条件</a>
          </p>
        </div>
      ) : (
        <>
          <Table frame={frame} profile={profile} items={items} />
          <Paging {...items} shown={items.rows.length} unit="条" to={to} />
        </>
      )}
    </Layout>
  );
}

function Filters({ query, profile }: { query: ListQuery; profile: ProfileView }) {
  return (
    <form method="get" action="/knowledge" class="filters" role="search" aria-label="筛选条目">
      <div class="field grow">
        <label for="k-q">关键词</label>
        <input
          id="k-q"
          name="q"
          type="search"
          maxlength={200}
          placeholder="标题、规则、问法、法规名称或编号"
          value={query.q ?? ''}
          aria-keyshortcuts="/"
        />
      </div>
      <Select id="k-kind" name="kind" label="类别" value={query.kind} empty="不限" options={pairs(KIND)} />
      <TypeSelect
        id="f-type"
        label="问题分类"
        value={query.issueType}
        empty="不限"
        profile={profile}
        groups
      />
      <UnitSelect id="f-unit" label="承办或维护单位" value={query.unit} empty="不限" profile={profile} />
      <Select
        id="k-status"
        name="status"
        label="状态"
        value={query.status}
        empty="不限"
        options={pairs(ITEM_STATE)}
      />
      <Select
        id="k-stale"
        name="stale"
        label="复核"
        value={query.stale}
        empty="不限"
        options={[
          { value: 'true', name: '需复核' },
          { value: 'false', name: '不需' },
        ]}
      />
      <Select
        id="k-public"
        name="public"
        label="公开"
        value={query.public}
        empty="不限"
        options={[
          { value: 'true', name: '公开' },
          { value: 'false', name: '内部' },
        ]}
      />
      <div class="filter-actions">
        <button type="submit" class="primary">
          筛选
        </button>
        {Object.keys(query).length > 0 ? (
          <a class="button" href="/knowledge">
            清除
          </a>
        ) : null}
      </div>
    </form>
  );
}

function Table(props: { frame: Frame; profile: ProfileView; items: Page<ItemSummary> }) {
  const { frame, profile, items } = props;
  return (
    <div class="table-wrap">
      <table class="queue" id="queue">
        <caption class="visually-hidden">{`共 ${items.total} 条，第 ${items.page} 页`}</caption>
        <thead>
          <tr>
            <th scope="col">编号</th>
            <th scope="col">状态</th>
            <th scope="col">标题</th>
            <th scope="col">类别</th>
            <th scope="col">问题分类</th>
            <th scope="col">承办 / 维护</th>
            <th scope="col">用过</th>
            <th scope="col">复核</th>
            <th scope="col">最近改动</th>
          </tr>
        </thead>
        <tbody>
          {items.rows.map((item) => (
            <tr>
              <th scope="row">
                <a href={entryPath(item.id)}>{item.id}</a>
              </th>
              <td>
                <ItemBadge status={item.status} inForce={item.inForce} />
              </td>
              <td class="excerpt">
                {item.title}
                {item.validTo === null ? null : <span class="sub">至 {item.validTo}（不含当日）</span>}
              </td>
              <td>
                {KIND[item.kind]}
                {item.isPublic ? <span class="sub">公开</span> : null}
              </td>
              <td>
                {typeWords(profile, item.types)}
                <span class="sub">{item.types.slice(0, 4).join(' ')}</span>
              </td>
              <td>
                {unitName(profile, item.unit) ?? <span class="muted">不限</span>}
                {item.owner === null ? null : <span class="sub">{unitName(profile, item.owner)}维护</span>}
              </td>
              <td>{item.uses === null ? <span class="muted">—</span> : `${item.uses.times} 次`}</td>
              <td>
                {item.stale.length === 0 ? (
                  (item.reviewBy ?? <span class="muted">—</span>)
                ) : (
                  <span class="badge right-lost" title={item.stale.map(({ text }) => text).join('；')}>
                    {STALE_CODE[item.stale[0]?.code ?? 'review_due']}
                  </span>
                )}
              </td>
              <td>
                {item.authorName}
                {item.changedAt === null ? null : (
                  <span class="sub">
                    <time datetime={isoTime(item.changedAt)} title={dateTime(item.changedAt)}>
                      {shortTime(item.changedAt, frame.now)}
                    </time>
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export const unitName = (profile: ProfileView, code: string | null): string | null =>
  code === null ? null : (profile.units.find((unit) => unit.code === code)?.name ?? code);

export const typeName = (profile: ProfileView, code: string): string =>
  profile.issueTypes.find((type) => type.code === code)?.name ?? code;

function typeWords(profile: ProfileView, types: readonly string[]): string {
  const first = types.slice(0, 2).map((code) => typeName(profile, code));
  return `${first.join('、')}${types.length > 2 ? ` 等 ${types.length} 类` : ''}`;
}
