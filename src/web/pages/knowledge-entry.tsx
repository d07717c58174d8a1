import type { CitationView, EntryBody, ItemDetail } from '../../app/knowledge/knowledge-care-types.ts';
import { Comments, ItemHistory, PendingVersion, Removal, type ItemPage } from '../components/item-parts.tsx';
import { ItemBadge, KnowledgeTabs, StaleWords } from '../components/knowledge-parts.tsx';
import { Said } from '../components/said.tsx';
import { articlePath, entryPath, holdWords, KIND, lawPath } from '../knowledge-words.ts';
import { VERDICT } from '../labels.ts';
import { ratingsPath } from '../rating-paths.ts';
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
  const item = itemOf(detail);
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
      <PendingVersion frame={frame} item={item} />
      <div class="ask-grid">
        <EntryText profile={profile} detail={detail} rated={props.submitted !== null} />
        <div>
          <Citations citations={detail.citations} />
          <Comments frame={frame} profile={profile} item={item} />
          <Removal frame={frame} item={item} />
        </div>
      </div>
      <ItemHistory profile={profile} history={detail.history} />
    </Layout>
  );
}

const itemOf = ({ summary, can, pending, comments, history }: ItemDetail): ItemPage => ({
  id: summary.id,
  path: entryPath(summary.id),
  noun: '条目',
  inForce: summary.inForce,
  can,
  pending,
  comments,
  history,
});

function EntryText(props: { profile: ProfileView; detail: ItemDetail; rated: boolean }) {
  const { profile, detail, rated } = props;
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
        <dd>
          {uses === null ? '还没有' : `${uses.times} 次，最近 ${uses.last}`}
          {rated ? (
            <>
              {' · '}
              <a href={ratingsPath({ item: `entry:${summary.id}` }, '/knowledge/ratings/list')}>
                承办人的评价
              </a>
            </>
          ) : null}
        </dd>
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
