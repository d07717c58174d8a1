import type { Child } from 'hono/jsx';
import type { CheckedReply, NamedFault } from '../../app/replies/reply-types.ts';
import type { OrderDetail } from '../../app/types.ts';
import { REPLY_LIMIT } from '../../kernel/limits.ts';
import type { Frame } from '../view.ts';
import { CopyButton } from './copy-button.tsx';
import { RateLine, type RateView } from './rate-line.tsx';
import { RewriteBox, RewriteButton } from './reply-rewrite.tsx';
import { HandbookLink } from './handbook-link.tsx';

/** The reply as it stands in the editor; `checked` is null where nothing checks it. */
export type ReplyView = {
  readonly text: string;
  readonly checked: CheckedReply | null;
  /** Typed by a person and sent back by the form: what the browser kept must not replace it. */
  readonly isTyped: boolean;
};

/** Editor of the reply with what the check finds. Nothing is sent from here; what blocks also blocks copying. */
export function ReplyEditor({
  frame,
  order,
  reply,
  model = null,
  rate = null,
  finish = null,
}: {
  frame: Frame;
  order: OrderDetail;
  reply: ReplyView | null;
  /** Name of the local model that may put the reply in other words; null where there is none for this person. */
  model?: string | null;
  /** Ratings of what is suggested; null where the person may give none. */
  rate?: RateView | null;
  /** Fields that finish the reply, in the same form. */
  finish?: Child;
}) {
  if (reply === null)
    return (
      <section aria-labelledby="draft-title" class="panel">
        <h2 id="draft-title">答复草稿</h2>
        <p class="muted">
          草稿正在生成。<a href={`/orders/${encodeURIComponent(order.id)}`}>刷新</a>
        </p>
      </section>
    );
  const { text, checked, isTyped } = reply;
  return (
    <section aria-labelledby="draft-title" class="panel">
      <div class="panel-head">
        <h2 id="draft-title">答复草稿</h2>
        <HandbookLink to="reply" what="答复和检查出的问题" />
        <CopyButton />
        <span id="copy-said" role="status" class="small"></span>
      </div>
      <form
        method="post"
        action={`/orders/${encodeURIComponent(order.id)}/reply`}
        id="reply-form"
        data-order={order.id}
        data-csrf={frame.csrf}
        data-typed={isTyped ? '' : undefined}
      >
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <label for="draft" class="small muted">
          供承办人修改，核实内容须自行填写
        </label>
        <textarea
          id="draft"
          name="text"
          rows={12}
          maxlength={REPLY_LIMIT}
          aria-describedby="reply-state"
          spellcheck={false}
        >
          {`\n${text}`}
        </textarea>
        {checked === null ? null : (
          <>
            <div class="reply-acts">
              <button
                type="submit"
                name="act"
                value="check"
                id="reply-check"
                class="small-button"
                formnovalidate
              >
                检查
              </button>
              <button
                type="button"
                id="reply-next"
                class="small-button"
                data-key="f"
                aria-keyshortcuts="F"
                hidden
              >
                下一处 <kbd>f</kbd>
              </button>
              <button
                type="submit"
                name="act"
                value="draft"
                id="reply-draft"
                class="small-button"
                formnovalidate
              >
                重新起草
              </button>
              {model === null ? null : <RewriteButton />}
              <span id="reply-said" role="status" class="small"></span>
            </div>
            <p id="reply-state" class={checked.mayFinish ? 'small' : 'small reply-blocked'}>
              {checked.state}
            </p>
            <ol id="reply-faults" class="reply-faults" aria-label="检查发现的问题">
              {checked.faults.map((fault) => (
                <Fault fault={fault} />
              ))}
            </ol>
          </>
        )}
        {finish}
      </form>
      <RateDraft rate={rate} />
      {model === null || checked === null ? null : <RewriteBox model={model} />}
    </section>
  );
}

/** Ratings of the draft as it was made, whatever was typed since: the whole, and each paragraph. */
function RateDraft({ rate }: { rate: RateView | null }) {
  const paragraphs = rate?.lines.filter(({ kind }) => kind === 'paragraph') ?? [];
  const isRated = paragraphs.some(({ mine }) => mine !== null);
  return (
    <>
      <RateLine rate={rate} kind="reply" rank={1} lead="整份草稿：" />
      {paragraphs.length < 2 ? null : (
        <details class="rate-paragraphs" open={isRated}>
          <summary>逐段评价草稿</summary>
          <ol class="plain-list">
            {paragraphs.map(({ label, rank }) => (
              <li>
                <span class="clamp">{label}</span>
                <RateLine rate={rate} kind="paragraph" rank={rank} />
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}

function Fault({ fault }: { fault: NamedFault }) {
  const { severity, name, message, start, end } = fault;
  return (
    <li class={severity} data-start={String(start)} data-end={String(end)}>
      <b>
        {severity === 'blocks' ? '必须改正' : '提醒'} · {name}
      </b>{' '}
      {message}
    </li>
  );
}
