import type {
  ItemTally,
  RatingComparison,
  RatingReport,
  RatingTally,
} from '../../app/knowledge/rating-types.ts';
import { FEW_RATINGS, POOR_BELOW, RATING_REASON, SUGGESTION_KIND } from '../../kernel/rating-words.ts';
import { KnowledgeTabs } from '../components/knowledge-parts.tsx';
import { Said } from '../components/said.tsx';
import { Select } from '../components/select.tsx';
import { ratingsPath as to, referenceWords } from '../rating-paths.ts';
import { isoDay } from '../format.ts';
import { articlePath, entryPath, rulePath } from '../knowledge-words.ts';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** What the report is asked for, as the address has it. */
export type RatingQuery = Readonly<
  Partial<Record<'from' | 'to' | 'kind' | 'knowledge' | 'rest' | 'before' | 'after', string>>
>;

/** Items a page shows; the CSV has all. */
const MOST = 200;

const RESTS: Readonly<Record<ItemTally['kind'], string>> = { entry: '条目', rule: '规则', article: '条文' };

const pairs = (names: Readonly<Record<string, string>>) =>
  Object.entries(names).map(([value, name]) => ({ value, name }));

const whole = (share: number): string => `${Math.round(share * 100)}%`;

/** What people said of suggestions: by kind, by what these rest on, by version and month; two versions compared. */
export function RatingsPage(props: {
  frame: Frame;
  query: RatingQuery;
  report: RatingReport;
  submitted: number | null;
  error?: string | undefined;
}) {
  const { frame, query, report } = props;
  const { from, to: until } = query;
  const rest = query.rest;
  const items = report.items.filter(({ kind }) => rest === undefined || kind === rest);
  const { rest: _, ...asked } = query;
  return (
    <Layout frame={frame} title="建议的评价">
      <h1 class="visually-hidden">建议的评价</h1>
      <KnowledgeTabs frame={frame} submitted={props.submitted} />
      <Filters query={query} report={report} />
      <Said error={props.error} />
      {report.all.useful.n === 0 ? (
        <div class="empty" role="status">
          <p>还没有评价。工单页和政策问答页上，每条建议下面有“有用 · 不对 · 不相关”。</p>
          {Object.keys(query).length === 0 ? null : (
            <p>
              <a href="/knowledge/ratings">清除全部条件</a>
            </p>
          )}
        </div>
      ) : (
        <>
          <p class="list-head">
            {`${report.raters} 人，${report.all.useful.n} 条评价，有用 ${shareWords(report.all)}。`}{' '}
            <a href={to(asked, '/api/v1/ratings/report.csv')}>下载 CSV</a>
            {' · '}
            <a href={to({ from, to: until }, '/api/v1/ratings/gold.jsonl')}>评过的问题（金标格式）</a>
          </p>
          <Tallies
            caption={`依据 ${items.length} 项，差的在前（按有用占比的下限，低于 ${whole(POOR_BELOW)} 的记作评价差）；不足 ${FEW_RATINGS} 条的排在后面；同一人在同一工单或问题上对同一依据只计一次，取最差的${items.length > MOST ? `；只列前 ${MOST} 项，全部见 CSV` : ''}`}
            head="依据"
            rows={items.slice(0, MOST).map((one) => ({
              tally: one,
              name: <Item item={one} />,
              all: to({ ...asked, item: one.item }, '/knowledge/ratings/list'),
            }))}
          />
          <Tallies
            caption="按建议种类"
            head="种类"
            rows={report.byKind.map((one) => ({
              tally: one,
              name: SUGGESTION_KIND[one.kind],
              all: to({ ...asked, kind: one.kind }, '/knowledge/ratings/list'),
            }))}
          />
          <Tallies
            caption="按知识版本"
            head="版本"
            rows={report.byKnowledge.map((one) => ({
              tally: one,
              name: (
                <>
                  {one.knowledge}
                  <span class="sub">{isoDay(one.since)} 起有评价</span>
                </>
              ),
              all: to({ ...asked, knowledge: one.knowledge }, '/knowledge/ratings/list'),
            }))}
          />
          <Tallies
            caption="按月份"
            head="月份"
            rows={report.byMonth.map((one) => ({ tally: one, name: one.month, all: null }))}
          />
          <Comparison comparison={report.comparison} />
        </>
      )}
    </Layout>
  );
}

function Filters({ query, report }: { query: RatingQuery; report: RatingReport }) {
  const versions = [
    ...new Set([
      ...report.byKnowledge.map(({ knowledge }) => knowledge),
      ...[
        query.knowledge,
        query.before,
        query.after,
        report.comparison?.before,
        report.comparison?.after,
      ].flatMap((one) => one ?? []),
    ]),
  ].map((value) => ({ value, name: value }));
  return (
    <form method="get" action="/knowledge/ratings" class="filters" role="search" aria-label="筛选评价">
      <div class="field">
        <label for="r-from">评价日期自</label>
        <input id="r-from" name="from" type="date" value={query.from ?? ''} />
      </div>
      <div class="field">
        <label for="r-to">至</label>
        <input id="r-to" name="to" type="date" value={query.to ?? ''} />
      </div>
      <Select
        id="r-kind"
        name="kind"
        label="建议种类"
        value={query.kind}
        empty="不限"
        options={pairs(SUGGESTION_KIND)}
      />
      <Select id="r-rest" name="rest" label="依据" value={query.rest} empty="不限" options={pairs(RESTS)} />
      <Select
        id="r-version"
        name="knowledge"
        label="知识版本"
        value={query.knowledge}
        empty="不限"
        options={versions}
      />
      <Select
        id="r-before"
        name="before"
        label="对比：旧版本"
        value={query.before}
        empty="自动"
        options={versions}
      />
      <Select id="r-after" name="after" label="新版本" value={query.after} empty="自动" options={versions} />
      <div class="filter-actions">
        <button type="submit" class="primary">
          筛选
        </button>
        {Object.keys(query).length > 0 ? (
          <a class="button" href="/knowledge/ratings">
            清除
          </a>
        ) : null}
      </div>
    </form>
  );
}

/** `60%（35%–81%）`. */
function shareWords({ useful }: RatingTally): string {
  return useful.n === 0
    ? '—'
    : `${whole(useful.share)}（95% 区间 ${whole(useful.low)}–${whole(useful.high)}）`;
}

type Row = { readonly tally: RatingTally; readonly name: unknown; readonly all: string | null };

function Tallies({ caption, head, rows }: { caption: string; head: string; rows: readonly Row[] }) {
  return (
    <div class="table-wrap">
      <table class="rights tallies">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <th scope="col" class="num">
              评价
            </th>
            <th scope="col">有用占比</th>
            <th scope="col" class="num">
              有用
            </th>
            <th scope="col" class="num">
              不对
            </th>
            <th scope="col" class="num">
              不相关
            </th>
            <th scope="col">原因</th>
            <th scope="col">明细</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ tally, name, all }) => (
            <tr>
              <th scope="row">{name as string}</th>
              <td class="num">{tally.useful.n}</td>
              <td>
                <Share tally={tally} />
              </td>
              <td class="num">{tally.useful.hits}</td>
              <td class="num">{tally.wrong}</td>
              <td class="num">{tally.notRelevant}</td>
              <td>
                {tally.reasons.length === 0 ? (
                  <span class="muted">—</span>
                ) : (
                  tally.reasons.map(({ code, n }) => `${RATING_REASON[code]} ${n}`).join('，')
                )}
              </td>
              <td>{all === null ? <span class="muted">—</span> : <a href={all}>查看</a>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Share({ tally }: { tally: RatingTally }) {
  if (tally.useful.n === 0) return <span class="muted">—</span>;
  if (tally.few)
    return (
      <>
        <span class="muted">样本太少</span>
        <span class="sub">{shareWords(tally)}</span>
      </>
    );
  return (
    <>
      <b class={tally.useful.low < POOR_BELOW ? 'bad-share' : ''}>{whole(tally.useful.share)}</b>
      <span class="sub">{`区间 ${whole(tally.useful.low)}–${whole(tally.useful.high)}`}</span>
    </>
  );
}

function Item({ item: { kind, key, title } }: { item: ItemTally }) {
  return (
    <>
      <ItemLink kind={kind} id={key} title={title} />
      <span class="sub">{kind === 'article' ? RESTS[kind] : `${RESTS[kind]} ${key}`}</span>
    </>
  );
}

function ItemLink({ kind, id, title }: { kind: ItemTally['kind']; id: string; title: string }) {
  const at = id.lastIndexOf('|');
  const path = {
    entry: () => entryPath(id),
    rule: () => rulePath(id),
    article: () => articlePath(id.slice(0, at), id.slice(at + 1)),
  }[kind]();
  return <a href={path}>{title}</a>;
}

function Comparison({ comparison }: { comparison: RatingComparison | null }) {
  if (comparison === null)
    return (
      <section class="panel" aria-labelledby="compare-title">
        <h2 id="compare-title">两个知识版本的对比</h2>
        <p class="muted">只有一个知识版本有评价，还不能对比。</p>
      </section>
    );
  const { before, after, references, all, difference } = comparison;
  const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(0)}`;
  return (
    <section class="panel" aria-labelledby="compare-title">
      <h2 id="compare-title">
        两个知识版本的对比：{before} 与 {after}
      </h2>
      {references.length === 0 ? (
        <p class="muted">没有在两个版本里都评过的建议。</p>
      ) : (
        <>
          <p>
            {`两个版本都评过的 ${references.length} 项：有用 ${shareWords(all.before)} → ${shareWords(all.after)}；`}
            {difference === null
              ? '项数太少，不给变化的区间。'
              : `变化 ${signed(difference.difference)} 个百分点（95% 区间 ${signed(difference.low)} 至 ${signed(difference.high)}）${
                  difference.low > 0 ? '，变好' : difference.high < 0 ? '，变差' : '，看不出变化'
                }。`}
          </p>
          <div class="table-wrap">
            <table class="rights">
              <caption>变差最多的在前</caption>
              <thead>
                <tr>
                  <th scope="col">建议</th>
                  <th scope="col">{before}</th>
                  <th scope="col">{after}</th>
                </tr>
              </thead>
              <tbody>
                {references.slice(0, MOST).map((one) => (
                  <tr>
                    <th scope="row">{referenceWords(one.kind, one.reference)}</th>
                    <td>{`${one.before.useful.hits} / ${one.before.useful.n}${one.before.few ? '，样本太少' : ` ${shareWords(one.before)}`}`}</td>
                    <td>{`${one.after.useful.hits} / ${one.after.useful.n}${one.after.few ? '，样本太少' : ` ${shareWords(one.after)}`}`}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}
