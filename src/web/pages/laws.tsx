import type { LawArticleHistory, LawDetail, LawSummary, LawUpload } from '../../app/law/law-care-types.ts';
import type { Page } from '../../app/types.ts';
import { Difference, KnowledgeTabs } from '../components/knowledge-parts.tsx';
import { Paging } from '../components/paging.tsx';
import { Said } from '../components/said.tsx';
import { dateTime } from '../format.ts';
import { articlePath, entryPath, holdWords, lawPath } from '../knowledge-words.ts';
import { Layout, type KeyHelp } from '../layout.tsx';
import type { Frame } from '../view.ts';

const KEYS: readonly KeyHelp[] = [
  ['j k', '下一行、上一行'],
  ['Enter', '打开选中的法规'],
  ['/', '到标题搜索'],
  ['[ ]', '上一页、下一页'],
];

/** All laws, searched by title, and taking further ones in. */
export function LawsPage(props: {
  frame: Frame;
  q: string;
  laws: Page<LawSummary>;
  submitted: number | null;
  /** Null for those who may not import. */
  uploads: readonly LawUpload[] | null;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, q, laws, uploads } = props;
  const running = uploads?.find(({ state }) => state === 'running');
  const to = (page: number): string => `/knowledge/laws?${new URLSearchParams({ q, page: String(page) })}`;
  return (
    <Layout
      frame={frame}
      title="法规"
      scripts={running === undefined ? ['queue.js'] : ['queue.js', 'law-import.js']}
      keys={KEYS}
    >
      <h1 class="visually-hidden">法规</h1>
      <KnowledgeTabs frame={frame} submitted={props.submitted} />
      <form method="get" action="/knowledge/laws" class="filters" role="search" aria-label="查法规">
        <div class="field grow">
          <label for="l-q">标题</label>
          <input
            id="l-q"
            name="q"
            type="search"
            maxlength={200}
            value={q}
            placeholder="例如：消费者权益"
            aria-keyshortcuts="/"
          />
        </div>
        <div class="filter-actions">
          <button type="submit" class="primary">
            查
          </button>
          {q === '' ? null : (
            <a class="button" href="/knowledge/laws">
              清除
            </a>
          )}
        </div>
      </form>
      <Said done={props.done} error={props.error} />
      {laws.rows.length === 0 ? (
        <div class="empty" role="status">
          <p>没有这样的法规。</p>
        </div>
      ) : (
        <>
          <div class="table-wrap">
            <table class="queue" id="queue">
              <caption class="visually-hidden">{`共 ${laws.total} 部，第 ${laws.page} 页`}</caption>
              <thead>
                <tr>
                  <th scope="col">标题</th>
                  <th scope="col">现行文本</th>
                  <th scope="col">版本</th>
                  <th scope="col">条数</th>
                  <th scope="col">用过</th>
                </tr>
              </thead>
              <tbody>
                {laws.rows.map((law) => (
                  <tr>
                    <th scope="row" class="wrap">
                      <a href={lawPath(law.title)}>{law.title}</a>
                    </th>
                    <td>{law.inForce === null ? <span class="muted">无</span> : `${law.inForce} 起施行`}</td>
                    <td>{law.editions}</td>
                    <td>{law.articles}</td>
                    <td>{law.uses === 0 ? <span class="muted">—</span> : `${law.uses} 次`}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Paging {...laws} shown={laws.rows.length} unit="部" to={to} />
        </>
      )}
      {uploads === null ? null : <Uploads frame={frame} uploads={uploads} running={running} />}
    </Layout>
  );
}

function Uploads(props: { frame: Frame; uploads: readonly LawUpload[]; running: LawUpload | undefined }) {
  const { frame, uploads, running } = props;
  return (
    <section class="panel" aria-labelledby="import-title">
      <h2 id="import-title">导入法规</h2>
      {running === undefined ? (
        <form method="post" action="/knowledge/laws/import" enctype="multipart/form-data" class="inline-form">
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <div class="field">
            <label for="i-title">标题（文本里没有时）</label>
            <input id="i-title" name="title" maxlength={200} autocomplete="off" />
          </div>
          <div class="field">
            <label for="i-from">施行日期（文本里没有时）</label>
            <input id="i-from" name="effective" type="date" />
          </div>
          <div class="field">
            <label for="i-file">文件（.jsonl、.jsonl.gz、.md、.txt，最大 200 MB）</label>
            <input
              id="i-file"
              name="file"
              type="file"
              required
              accept=".jsonl,.ndjson,.gz,.md,.markdown,.txt"
            />
          </div>
          <button type="submit" class="primary">
            导入
          </button>
        </form>
      ) : (
        <div id="law-import" data-run={running.id}>
          <label for="law-import-progress">
            {`${running.startedBy} 于 ${dateTime(running.startedAt)} 开始导入 ${running.file}：`}
            <span id="law-import-state" role="status">
              {Math.round(running.progress * 100)}%
            </span>
          </label>{' '}
          <progress id="law-import-progress" max="1" value={running.progress}></progress>
        </div>
      )}
      <ul class="plain-list">
        {uploads
          .filter(({ state }) => state !== 'running')
          .map((upload) => (
            <li>
              <b>{upload.file}</b> <span class="muted small">{dateTime(upload.startedAt)}</span>{' '}
              {upload.reason ?? <Report upload={upload} />}
            </li>
          ))}
      </ul>
    </section>
  );
}

/** Refused places shown at most. */
const PLACES = 20;

function Report({ upload }: { upload: LawUpload }) {
  const { report } = upload;
  if (report === null) return null;
  const { versions, articles, refused } = report;
  return (
    <>
      {`版本新增 ${versions.added}、替换 ${versions.replaced}、未变 ${versions.unchanged}；条文写入 ${articles.written}`}
      {refused.length === 0 ? null : (
        <details>
          <summary>拒收 {refused.length} 处</summary>
          <ul>
            {refused.slice(0, PLACES).map(({ line, reason }) => (
              <li>{line > 0 ? `第 ${line} 行：${reason}` : reason}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** One law: its texts with dates, what took its place, the articles of one text. */
export function LawPage(props: {
  frame: Frame;
  law: LawDetail;
  submitted: number | null;
  error?: string | undefined;
}) {
  const { frame, law } = props;
  const shown = law.editions.find(({ edition }) => edition === law.shown);
  let chapter: string | null = null;
  return (
    <Layout frame={frame} title={law.title}>
      <KnowledgeTabs frame={frame} submitted={props.submitted} />
      <h1>{law.title}</h1>
      <Said error={props.error} />
      {law.successors.map(({ law: next, on, basis }) => (
        <p class="notice">
          {on} 起由 <a href={lawPath(next)}>《{next}》</a> 取代{basis === null ? '' : `（${basis}）`}
        </p>
      ))}
      {law.predecessors.map(({ law: old, on }) => (
        <p class="muted">
          取代 <a href={lawPath(old)}>《{old}》</a>（{on} 起）
        </p>
      ))}
      <div class="table-wrap">
        <table class="rights">
          <caption>版本，新的在前</caption>
          <thead>
            <tr>
              <th scope="col">版本</th>
              <th scope="col">施行期</th>
              <th scope="col">条数</th>
              <th scope="col">来源</th>
              <th scope="col">说明</th>
            </tr>
          </thead>
          <tbody>
            {law.editions.map((one) => (
              <tr>
                <th scope="row">
                  {one.edition === law.shown ? (
                    <b>{one.edition}</b>
                  ) : (
                    <a href={`${lawPath(law.title)}?edition=${encodeURIComponent(one.edition)}`}>
                      {one.edition}
                    </a>
                  )}
                </th>
                <td>{holdWords(one.from, one.to)}</td>
                <td class="num">{one.articles}</td>
                <td>
                  {one.origin === 'shipped' ? '随程序' : `${one.importedBy ?? ''}导入`}
                  {one.issuer === null ? null : <span class="sub">{one.issuer}</span>}
                </td>
                <td>{one.withheld === null ? '' : `不引用：${one.withheld}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <section class="panel" aria-labelledby="articles-title">
        <h2 id="articles-title">
          {law.shown} 的条文{shown === undefined ? '' : `（${holdWords(shown.from, shown.to)}）`}
        </h2>
        {law.articles.map((one) => {
          const heading = one.chapter !== chapter && one.chapter !== null;
          chapter = one.chapter;
          return (
            <>
              {heading ? <h3>{one.chapter}</h3> : null}
              <p class="article-text">
                <a href={articlePath(law.title, one.article)}>{one.article}</a>
                {'　'}
                {one.text}
                {one.uses === 0 ? null : <span class="muted small"> （用过 {one.uses} 次）</span>}
              </p>
            </>
          );
        })}
      </section>
      {law.can.manage ? <Deletion frame={frame} law={law} /> : null}
    </Layout>
  );
}

function Deletion({ frame, law }: { frame: Frame; law: LawDetail }) {
  const own = law.editions.filter(({ origin }) => origin === 'imported');
  return (
    <section class="panel" aria-labelledby="delete-title">
      <h2 id="delete-title">删除</h2>
      <details>
        <summary>删除…</summary>
        <form method="post" action={`${lawPath(law.title)}/delete`}>
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <div class="field">
            <label for="del-edition">删什么</label>
            <select id="del-edition" name="edition">
              <option value="">整部法规，随程序的文本也不再使用</option>
              {own.length > 1 || own.length < law.editions.length
                ? own.map(({ edition }) => <option value={edition}>{`只删 ${edition} 版`}</option>)
                : null}
            </select>
          </div>
          <p class="muted small">
            条文全部清除，不能恢复；引用它的条目不再显示引文，并列入需复核。审计只记删过，不记条文。
          </p>
          <label class="check">
            <input type="checkbox" name="sure" value="yes" required /> 我确认删除《{law.title}》
          </label>
          <button type="submit">删除</button>
        </form>
      </details>
    </section>
  );
}

/** Every text an article has had, and who rests on it. */
export function LawArticlePage(props: {
  frame: Frame;
  history: LawArticleHistory;
  submitted: number | null;
}) {
  const { frame, history } = props;
  const { law, article, versions, citing, uses } = history;
  const name = `《${law}》${article}`;
  return (
    <Layout frame={frame} title={name}>
      <KnowledgeTabs frame={frame} submitted={props.submitted} />
      <h1>
        <a href={lawPath(law)}>《{law}》</a>
        {article}
      </h1>
      <p class="muted">
        {uses === null ? '还没有用到过。' : `答复和研判中用过 ${uses.times} 次，最近 ${uses.last}。`}
      </p>
      {[...versions].reverse().map((version) => (
        <section class="panel" aria-labelledby={`v-${version.from ?? ''}`}>
          <h2 id={`v-${version.from ?? ''}`}>{holdWords(version.from, version.to)}</h2>
          <p class="article-text">{version.text}</p>
          {version.difference === null ? null : (
            <details>
              <summary>比前一版改了什么</summary>
              <Difference lines={version.difference} label={`${version.from ?? ''} 的改动`} />
            </details>
          )}
        </section>
      ))}
      <section class="panel" aria-labelledby="citing-title">
        <h2 id="citing-title">引用它的条目</h2>
        {citing.length === 0 ? <p class="muted">没有。</p> : null}
        <ul class="plain-list">
          {citing.map(({ id, title }) => (
            <li>
              <a href={entryPath(id)}>{id}</a> {title}
            </li>
          ))}
        </ul>
      </section>
    </Layout>
  );
}
