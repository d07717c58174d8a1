import type { CitationView, EntryBody, ItemDetail, ItemVersion } from '../../app/knowledge-care-types.ts';
import { Difference, ItemBadge, KnowledgeTabs, Said, StaleWords } from '../components/knowledge-parts.tsx';
import { dateTime, isoTime } from '../format.ts';
import { articlePath, entryPath, holdWords, ITEM_STATE, KIND, lawPath } from '../knowledge-words.ts';
import { VERDICT } from '../labels.ts';
import { Layout, type KeyHelp } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';
import { typeName, unitName } from './knowledge-list.tsx';

/** One entry: its text and law, what waits, what was said, every version with its changes. */
export function KnowledgeEntryPage(props: {
  frame: Frame;
  profile: ProfileView;
  detail: ItemDetail;
  submitted: number | null;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, profile, detail } = props;
  const { summary, can } = detail;
  const keys: KeyHelp[] = can.edit ? [['e', '编辑']] : [];
  return (
    <Layout frame={frame} title={`${summary.id} ${summary.title}`} keys={keys}>
      <KnowledgeTabs frame={frame} submitted={props.submitted} />
      <div class="order-head">
        <h1>{summary.title}</h1>
        <ItemBadge status={summary.status} inForce={summary.inForce} />
        <span class="muted">
          {summary.id} · {KIND[summary.kind]}
          {summary.isPublic ? ' · 公开' : ''}
        </span>
        {can.edit ? (
          <a class="button" href={`${entryPath(summary.id)}/edit`} data-key="e" aria-keyshortcuts="E">
            编辑 <kbd>e</kbd>
          </a>
        ) : null}
      </div>
      <Said done={props.done} error={props.error} />
      {detail.live ? null : (
        <p class="notice" role="status">
          最近的改动正在编入索引，几秒后用于解答；刷新本页可看是否已生效。
        </p>
      )}
      {summary.stale.length === 0 ? null : (
        <section class="panel panel-warn" aria-labelledby="stale-title">
          <h2 id="stale-title">需复核</h2>
          <StaleWords reasons={summary.stale} />
        </section>
      )}
      <Pending frame={frame} detail={detail} />
      <div class="ask-grid">
        <EntryText profile={profile} detail={detail} />
        <div>
          <Citations citations={detail.citations} />
          <Comments frame={frame} profile={profile} detail={detail} />
          <Decisions frame={frame} detail={detail} />
        </div>
      </div>
      <History profile={profile} history={detail.history} />
    </Layout>
  );
}

function Pending({ frame, detail }: { frame: Frame; detail: ItemDetail }) {
  const { pending, can, summary } = detail;
  if (pending === null) return null;
  const act = `${entryPath(summary.id)}/act`;
  return (
    <section class="panel" aria-labelledby="pending-title">
      <h2 id="pending-title">
        第 {pending.version} 版：{ITEM_STATE[pending.status]}（{pending.authorName}）
      </h2>
      {summary.inForce ? (
        <Difference lines={pending.difference} label="与在用文本的差别" />
      ) : (
        <p class="muted">新条目，还没有在用的文本。</p>
      )}
      {can.submit ? (
        <form method="post" action={act} class="inline-form">
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <input type="hidden" name="version" value={pending.version} />
          <button type="submit" class="primary" name="act" value="submit">
            提交核准
          </button>
        </form>
      ) : null}
      {can.decide ? (
        <form method="post" action={act} class="inline-form">
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <input type="hidden" name="version" value={pending.version} />
          <div class="field">
            <label for="d-reason">说明（退回时必填）</label>
            <input id="d-reason" name="reason" maxlength={500} autocomplete="off" />
          </div>
          <button type="submit" class="primary" name="act" value="approve">
            核准
          </button>
          <button type="submit" name="act" value="return">
            退回
          </button>
        </form>
      ) : null}
      {can.decideRefusal === null ? null : <p class="muted">{can.decideRefusal}。</p>}
    </section>
  );
}

function EntryText({ profile, detail }: { profile: ProfileView; detail: ItemDetail }) {
  const { body, summary } = detail;
  const { uses } = summary;
  return (
    <section class="panel" aria-labelledby="text-title">
      <h2 id="text-title">{summary.inForce ? '在用的文本' : '文本（没有在用）'}</h2>
      <dl class="entry-facts">
        <dt>规则</dt>
        <dd>{body.rule}</dd>
        <Lines name="适用条件" lines={body.applies} />
        <Lines name="不适用" lines={body.notApplies} />
        {body.ask === null ? null : (
          <>
            <dt>要问的一句</dt>
            <dd>{body.ask}</dd>
          </>
        )}
        <Lines name="要点" lines={body.keyPoints} />
        <dt>答复</dt>
        <dd class="reply">{body.reply}</dd>
        {body.path === null ? null : (
          <>
            <dt>途径</dt>
            <dd>{body.path}</dd>
          </>
        )}
        <dt>问题分类</dt>
        <dd>{body.types.map((code) => `${code} ${typeName(profile, code)}`).join('、')}</dd>
        <dt>承办单位</dt>
        <dd>{unitName(profile, body.unit) ?? '不限'}</dd>
        <dt>维护单位</dt>
        <dd>{unitName(profile, summary.owner) ?? '未定'}</dd>
        <dt>有效期</dt>
        <dd>
          {holdWords(body.validFrom, body.validTo)}
          {body.supersededBy === null ? null : (
            <>
              ，由 <a href={entryPath(body.supersededBy)}>{body.supersededBy}</a> 取代
            </>
          )}
        </dd>
        <dt>复核日期</dt>
        <dd>{summary.reviewBy ?? '未定'}</dd>
        <dt>用过</dt>
        <dd>{uses === null ? '还没有' : `${uses.times} 次，最近 ${uses.last}`}</dd>
        <Questions body={body} />
      </dl>
    </section>
  );
}

function Lines({ name, lines }: { name: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <ul class="plain-list">
          {lines.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
      </dd>
    </>
  );
}

function Questions({ body }: { body: EntryBody }) {
  const asked = body.asked ?? [];
  return (
    <>
      <dt>群众的问法</dt>
      <dd>
        <details>
          <summary>{body.questions.length + asked.length} 个</summary>
          <ul class="plain-list">
            {body.questions.map((question) => (
              <li>{question}</li>
            ))}
            {asked.map(({ text, verdict }) => (
              <li>
                {text} <span class="muted">（{VERDICT[verdict]}）</span>
              </li>
            ))}
          </ul>
        </details>
      </dd>
    </>
  );
}

function Citations({ citations }: { citations: readonly CitationView[] }) {
  return (
    <section class="panel" aria-labelledby="cite-title">
      <h2 id="cite-title">依据</h2>
      <ol class="laws">
        {citations.map((cited) => (
          <li class="law">
            <p class="law-head">
              {cited.effectiveFrom === null ? (
                <b>
                  《{cited.law}》{cited.article}
                </b>
              ) : (
                <a href={articlePath(cited.law, cited.article)}>
                  《{cited.law}》{cited.article}
                </a>
              )}
              {cited.clause ?? ''}{' '}
              <span class="muted small">
                {cited.effectiveFrom === null
                  ? '不在知识库里'
                  : holdWords(cited.effectiveFrom, cited.effectiveTo)}
                {cited.uses === 0 ? '' : `，用过 ${cited.uses} 次`}
              </span>
            </p>
            <blockquote>{cited.quote}</blockquote>
            <p class="small">
              <a href={lawPath(cited.law)}>全文</a>
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Comments({ frame, profile, detail }: { frame: Frame; profile: ProfileView; detail: ItemDetail }) {
  const { comments, can, summary } = detail;
  return (
    <section class="panel" aria-labelledby="said-title">
      <h2 id="said-title">意见</h2>
      {comments.length === 0 ? <p class="muted">还没有意见。</p> : null}
      <ul class="plain-list">
        {comments.map(({ authorName, unit, text, at }) => (
          <li>
            <b>{authorName}</b>{' '}
            <span class="muted small">
              {unitName(profile, unit) ?? ''} <time datetime={isoTime(at)}>{dateTime(at)}</time>
            </span>
            <br />
            {text}
          </li>
        ))}
      </ul>
      {can.comment ? (
        <form method="post" action={`${entryPath(summary.id)}/act`}>
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <div class="field">
            <label for="said">提意见</label>
            <textarea id="said" name="text" rows={2} maxlength={1000} required></textarea>
          </div>
          <button type="submit" name="act" value="comment">
            提交意见
          </button>
        </form>
      ) : null}
    </section>
  );
}

function Decisions({ frame, detail }: { frame: Frame; detail: ItemDetail }) {
  const { can, summary } = detail;
  if (!can.withdraw && !can.remove) return null;
  return (
    <section class="panel" aria-labelledby="gone-title">
      <h2 id="gone-title">撤下与删除</h2>
      {can.withdraw ? (
        <details>
          <summary>撤下…</summary>
          <form method="post" action={`${entryPath(summary.id)}/act`}>
            <input type="hidden" name="_csrf" value={frame.csrf} />
            <div class="field">
              <label for="w-reason">理由</label>
              <input id="w-reason" name="reason" maxlength={500} required autocomplete="off" />
            </div>
            <p class="muted small">不再用于解答；文本和历次版本留存，可以再提交启用。</p>
            <button type="submit" name="act" value="withdraw">
              撤下 {summary.id}
            </button>
          </form>
        </details>
      ) : null}
      {can.remove ? (
        <details>
          <summary>删除…</summary>
          <form method="post" action={`${entryPath(summary.id)}/act`}>
            <input type="hidden" name="_csrf" value={frame.csrf} />
            <p class="muted small">各版文本、意见全部清除，不能恢复；审计只记删过，不记内容。</p>
            <label class="check">
              <input type="checkbox" name="sure" value="yes" required /> 我确认删除 {summary.id}
            </label>
            <button type="submit" name="act" value="remove">
              删除 {summary.id}
            </button>
          </form>
        </details>
      ) : null}
    </section>
  );
}

function History({ profile, history }: { profile: ProfileView; history: readonly ItemVersion[] }) {
  return (
    <section class="panel" aria-labelledby="history-title">
      <h2 id="history-title">历次版本</h2>
      {history.length === 0 ? <p class="muted">随程序的文本，没有改动过。</p> : null}
      <ol class="timeline">
        {history.map((version) => (
          <li>
            <p>
              <b>第 {version.version} 版</b>{' '}
              {version.shipped ? '随程序的文本' : `${version.authorName} ${ITEM_STATE[version.status]}`}{' '}
              <span class="muted small">
                <time datetime={isoTime(version.createdAt)}>{dateTime(version.createdAt)}</time>
                {version.decidedBy === null || version.decidedAt === null
                  ? ''
                  : `；${version.decidedBy} ${dateTime(version.decidedAt)} 处理`}
                {version.owner === null ? '' : `；${unitName(profile, version.owner)}维护`}
              </span>
            </p>
            {version.note === null ? null : <p>{version.note}</p>}
            {version.shipped || version.status === 'withdrawn' ? null : (
              <details>
                <summary>改了什么</summary>
                <Difference lines={version.difference} label={`第 ${version.version} 版的改动`} />
              </details>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
