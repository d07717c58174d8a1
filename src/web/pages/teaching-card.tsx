import type { CardDetail } from '../../app/knowledge/teaching-card-types.ts';
import { Comments, ItemHistory, PendingVersion, Removal, type ItemPage } from '../components/item-parts.tsx';
import { ItemBadge, KnowledgeTabs } from '../components/knowledge-parts.tsx';
import { Said } from '../components/said.tsx';
import { isoDay } from '../format.ts';
import { articlePath, cardPath, FIELD, holdWords } from '../knowledge-words.ts';
import { Layout, type KeyHelp } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';
import { unitName } from './knowledge-list.tsx';

/** One teaching card: one page on paper; on the screen also what waits, what was said, and every version. */
export function TeachingCardPage(props: {
  frame: Frame;
  profile: ProfileView;
  detail: CardDetail;
  submitted: number | null;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, profile, detail } = props;
  const { summary, can, source } = detail;
  const item = itemOf(detail);
  const keys: KeyHelp[] = can.edit ? [['e', '编辑']] : [];
  return (
    <Layout frame={frame} title={`案例卡 ${summary.title}`} keys={keys} wide="card-page">
      <KnowledgeTabs frame={frame} submitted={props.submitted} />
      <div class="order-head no-print">
        <ItemBadge status={summary.status} inForce={summary.inForce} />
        <span class="muted">
          {summary.id}
          {summary.owner === null ? '' : ` · ${unitName(profile, summary.owner) ?? ''}维护`}
        </span>
        {source === null ? null : (
          <a href={`/orders/${encodeURIComponent(source.id)}`}>原工单 {source.number}</a>
        )}
        {can.edit ? (
          <a class="button" href={`${cardPath(summary.id)}/edit`} data-key="e" aria-keyshortcuts="E">
            编辑 <kbd>e</kbd>
          </a>
        ) : null}
      </div>
      <div class="no-print">
        <Said done={props.done} error={props.error} />
        <PendingVersion frame={frame} item={item} />
      </div>
      <CardText detail={detail} today={isoDay(frame.now)} />
      <div class="no-print">
        <Comments frame={frame} profile={profile} item={item} />
        <Removal frame={frame} item={item} />
        <ItemHistory profile={profile} history={detail.history} />
      </div>
    </Layout>
  );
}

const itemOf = ({ summary, can, pending, comments, history }: CardDetail): ItemPage => ({
  id: summary.id,
  path: cardPath(summary.id),
  noun: '案例卡',
  inForce: summary.inForce,
  can,
  pending,
  comments,
  history,
});

function CardText({ detail, today }: { detail: CardDetail; today: string }) {
  const { summary, body, citations } = detail;
  return (
    <article class="panel teaching-card">
      <h1>{body.title}</h1>
      <p class="muted">
        {[`${summary.issueType.name}（${summary.issueType.code}）`, body.day, ...body.tags].join(' · ')}
        {summary.inForce ? '' : ' · 没有核准，请勿传阅'}
      </p>
      {body.lesson === '' ? null : <p class="lesson">{body.lesson}</p>}
      {(['situation', 'request', 'outcome', 'right', 'wrong'] as const).map((field) =>
        body[field] === '' ? null : (
          <section>
            <h2>{FIELD[field]}</h2>
            <p class="card-text">{body[field]}</p>
          </section>
        ),
      )}
      {citations.length === 0 ? null : (
        <section>
          <h2>法律依据</h2>
          <ul class="laws">
            {citations.map(({ law, article, clause, quote, effectiveFrom, effectiveTo }) => (
              <li class="law">
                <p class="law-head">
                  {effectiveFrom === null ? (
                    <b>{`《${law}》${article}`}</b>
                  ) : (
                    <a href={articlePath(law, article)}>{`《${law}》${article}`}</a>
                  )}
                  {clause ?? ''}{' '}
                  <span class="muted small">
                    {effectiveFrom === null ? '不在知识库里' : holdWords(effectiveFrom, effectiveTo)}
                  </span>
                </p>
                {effectiveTo !== null && effectiveTo <= today ? (
                  <p>
                    <b>这段文字已不是现行文本，办新的工单请看现行的。</b>
                  </p>
                ) : null}
                <blockquote>{quote}</blockquote>
              </li>
            ))}
          </ul>
        </section>
      )}
    </article>
  );
}
