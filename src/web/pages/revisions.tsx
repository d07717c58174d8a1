import type { RevisionPreview, RevisionSubject, RevisionView } from '../../app/catalogue/revision-types.ts';
import { dateTime } from '../format.ts';
import {
  DifferenceTable,
  REVISION_BADGE,
  REVISION_STATE,
  RevisionPreviewPart,
  RevisionTable,
  SUBJECT,
  TextField,
} from '../components/revision-parts.tsx';
import { Said } from '../components/said.tsx';
import { Layout } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';

/** Who changed what when. */
export function RevisionsPage(props: {
  frame: Frame;
  subject: RevisionSubject | undefined;
  revisions: readonly RevisionView[];
}) {
  const { frame, subject, revisions } = props;
  return (
    <Layout
      frame={frame}
      title="修订历史"
      wide="wide"
      scripts={['rows.js']}
      keys={[['j k', '下一行、上一行']]}
    >
      <div class="order-head">
        <a href={subject === 'taxonomy' ? '/taxonomy' : '/catalogue'} data-key="u" aria-keyshortcuts="U">
          {subject === 'taxonomy' ? '← 问题分类' : '← 派单目录'}
        </a>
        <h1>修订历史</h1>
        <a href="/catalogue/revisions">全部</a>
        <a href="/catalogue/revisions?subject=catalogue">派单目录</a>
        <a href="/catalogue/revisions?subject=taxonomy">问题分类</a>
      </div>
      {revisions.length === 0 ? (
        <div class="empty" role="status">
          <p>还没有修订，目录和分类与随程序配置的一致。</p>
        </div>
      ) : (
        <RevisionTable revisions={revisions} frame={frame} caption={`共 ${revisions.length} 项，新的在前`} />
      )}
    </Layout>
  );
}

/** One revision: what it changes, what it would do, and the decision on it. */
export function RevisionPage(props: {
  frame: Frame;
  profile: ProfileView;
  revision: RevisionView;
  preview: RevisionPreview | null;
  note?: string | undefined;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, profile, revision, preview } = props;
  const { id, subject, state, basis, reason, drafted, decided, faults } = revision;
  const names = new Map(profile.issueTypes.map(({ code, name }) => [code, name]));
  for (const change of revision.changes) if (change.kind === 'addType') names.set(change.code, change.name);
  const path = `/catalogue/revisions/${encodeURIComponent(id)}`;
  return (
    <Layout frame={frame} title={`修订 ${id}`} wide="wide" keys={[['u', '返回修订历史']]}>
      <div class="order-head">
        <a href={`/catalogue/revisions?subject=${subject}`} data-key="u" aria-keyshortcuts="U">
          ← 修订历史
        </a>
        <h1>{`修订 ${id}`}</h1>
        <span>{SUBJECT[subject]}</span>
        <span class={`badge ${REVISION_BADGE[state]}`}>{REVISION_STATE[state]}</span>
        {revision.version === null ? null : <span class="muted">{revision.version}</span>}
      </div>
      <Said done={props.done} error={props.error} />
      <p>
        {`依据：${basis}。理由：${reason}。`}
        <span class="muted">{`${drafted.by} ${dateTime(drafted.at)} 起草`}</span>
        {decided === null ? null : (
          <span class="muted">
            {`；${decided.by} ${dateTime(decided.at)} ${state === 'approved' ? '批准' : state === 'refused' ? '退回' : '撤回'}`}
            {decided.note === '' ? '' : `：${decided.note}`}
          </span>
        )}
      </p>
      {faults.length === 0 ? null : (
        <ul class="notice notice-bad" role="alert">
          {faults.map((fault) => (
            <li>{fault}</li>
          ))}
        </ul>
      )}
      <DifferenceTable lines={revision.difference} names={names} />
      {preview === null ? null : <RevisionPreviewPart preview={preview} />}
      {revision.mayApprove ? (
        <form method="post" action={path} class="revision-form" data-choose>
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <TextField id="v-note" name="note" label="意见（退回须写）" value={props.note ?? ''} most={500} />
          <div class="filter-actions">
            <button type="submit" name="act" value="approve" class="primary" disabled={faults.length > 0}>
              批准
            </button>{' '}
            <button type="submit" name="act" value="refuse">
              退回
            </button>
          </div>
        </form>
      ) : null}
      {revision.mayWithdraw ? (
        <form method="post" action={path}>
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <p class="muted">起草人不能批准自己的修订，须由另一位管理员批准。</p>
          <button type="submit" name="act" value="withdraw">
            撤回
          </button>
        </form>
      ) : null}
      {state === 'waiting' && !revision.mayApprove && !revision.mayWithdraw ? (
        <p class="muted">由管理员批准，起草人除外。</p>
      ) : null}
    </Layout>
  );
}
