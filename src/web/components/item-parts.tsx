import type {
  DifferenceLine,
  ItemDetail,
  ItemState,
  ItemVersion,
} from '../../app/knowledge/knowledge-care-types.ts';
import { dateTime, isoTime } from '../format.ts';
import { ITEM_STATE } from '../knowledge-words.ts';
import type { Frame, ProfileView } from '../view.ts';
import { Difference } from './knowledge-parts.tsx';

/** What an item of any kind that units draft and keepers decide has in common. */
export type ItemPage = {
  readonly id: string;
  /** Address of the page; acts are posted to `/act` under it. */
  readonly path: string;
  /** What people call one: 条目. */
  readonly noun: string;
  readonly inForce: boolean;
  readonly can: ItemDetail['can'];
  readonly pending: {
    readonly version: number;
    readonly status: ItemState;
    readonly authorName: string;
    readonly difference: readonly DifferenceLine[];
  } | null;
  readonly comments: ItemDetail['comments'];
  readonly history: readonly ItemVersion[];
};

const unitName = (profile: ProfileView, code: string | null): string | null =>
  code === null ? null : (profile.units.find((unit) => unit.code === code)?.name ?? code);

/** What waits or is being written, with what may be done about it. */
export function PendingVersion({ frame, item }: { frame: Frame; item: ItemPage }) {
  const { pending, can, inForce, noun } = item;
  if (pending === null) return null;
  const act = `${item.path}/act`;
  return (
    <section class="panel" aria-labelledby="pending-title">
      <h2 id="pending-title">
        第 {pending.version} 版：{ITEM_STATE[pending.status]}（{pending.authorName}）
      </h2>
      {inForce ? (
        <Difference lines={pending.difference} label="与在用文本的差别" />
      ) : (
        <p class="muted">新{noun}，还没有在用的文本。</p>
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
      {can.decide ? <DecideForm frame={frame} act={act} version={pending.version} /> : null}
      {can.decideRefusal === null ? null : <p class="muted">{can.decideRefusal}。</p>}
    </section>
  );
}

/** Approval or sending back of a version that waits. */
export function DecideForm({ frame, act, version }: { frame: Frame; act: string; version: number }) {
  return (
    <form method="post" action={act} class="inline-form" data-choose>
      <input type="hidden" name="_csrf" value={frame.csrf} />
      <input type="hidden" name="version" value={version} />
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
  );
}

/** What people said of it without changing it, and saying something. */
export function Comments({ frame, profile, item }: { frame: Frame; profile: ProfileView; item: ItemPage }) {
  const { comments, can, path } = item;
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
        <form method="post" action={`${path}/act`}>
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

/** Taking it out of use, and deleting it. */
export function Removal(props: {
  frame: Frame;
  item: Pick<ItemPage, 'id' | 'path'> & { readonly can: Pick<ItemPage['can'], 'withdraw' | 'remove'> };
}) {
  const { frame } = props;
  const { can, id, path } = props.item;
  if (!can.withdraw && !can.remove) return null;
  return (
    <section class="panel" aria-labelledby="gone-title">
      <h2 id="gone-title">{can.remove ? (can.withdraw ? '撤下与删除' : '删除') : '撤下'}</h2>
      {can.withdraw ? (
        <details>
          <summary>撤下…</summary>
          <form method="post" action={`${path}/act`}>
            <input type="hidden" name="_csrf" value={frame.csrf} />
            <div class="field">
              <label for="w-reason">理由</label>
              <input id="w-reason" name="reason" maxlength={500} required autocomplete="off" />
            </div>
            <p class="muted small">不再用于解答；文本和历次版本留存，可以再提交启用。</p>
            <button type="submit" name="act" value="withdraw">
              撤下 {id}
            </button>
          </form>
        </details>
      ) : null}
      {can.remove ? (
        <details>
          <summary>删除…</summary>
          <form method="post" action={`${path}/act`}>
            <input type="hidden" name="_csrf" value={frame.csrf} />
            <p class="muted small">各版文本、意见全部清除，不能恢复；审计只记删过，不记内容。</p>
            <label class="check">
              <input type="checkbox" name="sure" value="yes" required /> 我确认删除 {id}
            </label>
            <button type="submit" name="act" value="remove">
              删除 {id}
            </button>
          </form>
        </details>
      ) : null}
    </section>
  );
}

/** Every version with its changes, the newest first. */
export function ItemHistory({ profile, history }: { profile: ProfileView; history: readonly ItemVersion[] }) {
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
