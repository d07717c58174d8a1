import type { Child } from 'hono/jsx';
import type { CallbackView } from '../../app/callback/callback-types.ts';
import { CALLBACK_RESULT, verdictWords } from '../../kernel/callback-words.ts';
import { OUTCOME } from '../../kernel/contact-words.ts';
import { StateBadge } from '../components/badges.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { HandbookLink } from '../components/handbook-link.tsx';
import { Said } from '../components/said.tsx';
import { VerdictQuestions } from '../components/verdict-questions.tsx';
import type { CallbackForm } from '../components/verdict-questions.tsx';
import { dateTime, isoTime, shortTime } from '../format.ts';
import { Layout, type KeyHelp } from '../layout.tsx';
import type { Frame } from '../view.ts';
import { CALLBACK_SAID, callbackUrl } from './callbacks.tsx';
import type { CallbackDone } from './callbacks.tsx';

const KEYS: readonly KeyHelp[] = [
  ['t', '开始回访，显示电话'],
  ['1 2 3', '选当前问题的答案，跳到下一问'],
  ['0', '当前问题未评价'],
  ['b', '写备注'],
  ['j', '保存并办结'],
  ['o', '写重办的理由'],
  ['n', '未接通'],
  ['r', '拒绝回访'],
  ['w', '号码有误'],
  ['u', '回到清单'],
];

type Props = {
  readonly frame: Frame;
  readonly view: CallbackView;
  /** Names of the unit and of the issue type. */
  readonly unit: string;
  readonly issueType: string;
  /** Whether the person may call, rather than look on. */
  readonly calls: boolean;
  readonly form: CallbackForm;
  /** What came of the order before this one. */
  readonly done?: CallbackDone | undefined;
  readonly error?: string | undefined;
  /** What is known of abuse of staff. */
  readonly abuse?: Child;
  /** A link that was just made: it is shown this once. */
  readonly link?: { readonly path: string; readonly expiresAt: number } | undefined;
};

/** One callback: what is said, whom it is said to, and what came of it. */
export function CallbackPage(props: Props) {
  const { frame, view, calls, done, error, link } = props;
  const isJudged = view.verdict !== null && view.state === 'callback';
  return (
    <Layout frame={frame} title={`回访 ${view.number}`} scripts={['callback.js', 'copy.js']} keys={KEYS}>
      <div class="order-head">
        <a href="/callbacks" data-key="u" aria-keyshortcuts="U">
          ← 回访清单 <kbd>u</kbd>
        </a>
        <h1>
          回访 {view.number} <HandbookLink to="callbacks" what="回访" />
        </h1>
        <StateBadge state={view.state} waits={false} />
        <a href={`/orders/${encodeURIComponent(view.id)}`}>工单页</a>
      </div>
      <Said done={done === undefined ? undefined : `上一件：${CALLBACK_SAID[done]}`} error={error} />
      <div class="callback-grid">
        <div>
          <Caller {...props} />
          <section aria-labelledby="script-title" class="panel">
            <h2 id="script-title">话术</h2>
            <ol class="script">
              {view.script.map((line) => (
                <li>{line}</li>
              ))}
            </ol>
          </section>
          <section aria-labelledby="replied-title" class="panel">
            <h2 id="replied-title">办理结论（{OUTCOME[view.outcome]}）</h2>
            {view.isUntold ? <p class="notice">来电人身份保密，办理结论由您先告知，再问评价。</p> : null}
            <p class="reply">{view.reply}</p>
          </section>
        </div>
        <div>
          {view.verdict === null ? null : (
            <section aria-labelledby="verdict-title" class="panel">
              <h2 id="verdict-title">来电人的评价</h2>
              <p>
                <b>{verdictWords(view.verdict)}</b>
                {view.note === null ? '' : `：${view.note}`}
              </p>
            </section>
          )}
          {!calls ? null : isJudged ? (
            <Decision {...props} />
          ) : view.phone === null ? null : (
            <Record {...props} />
          )}
          {props.abuse ?? null}
          {calls && view.standing.state === 'due' ? <SelfLink frame={frame} view={view} link={link} /> : null}
        </div>
      </div>
    </Layout>
  );
}

/** Whom to call, and who is calling. */
function Caller({ frame, view, unit, issueType, calls }: Props) {
  const { attempts, claimedBy, closed, phone, standing, toldAt } = view;
  const time = (at: number) => (
    <time datetime={isoTime(at)} title={dateTime(at)}>
      {shortTime(at, frame.now)}
    </time>
  );
  const isOthers = claimedBy !== null && claimedBy.id !== frame.actor?.id;
  return (
    <section aria-labelledby="caller-title" class="panel">
      <h2 id="caller-title">来电人</h2>
      <dl class="decision standing">
        <div>
          <dt>电话</dt>
          <dd>{phone === null ? <span class="muted">开始回访后显示</span> : <b class="phone">{phone}</b>}</dd>
        </div>
        {view.caller === null ? null : (
          <div>
            <dt>姓名</dt>
            <dd>{view.caller}</dd>
          </div>
        )}
        <div>
          <dt>事项</dt>
          <dd>
            {view.issueType} {issueType}：{view.excerpt}
          </dd>
        </div>
        <div>
          <dt>承办</dt>
          <dd>
            {unit}，{time(toldAt)} 告知结论
          </dd>
        </div>
        <div>
          <dt>已打</dt>
          <dd>
            {attempts.length === 0
              ? '还没有'
              : attempts.map(({ at, by, result }, i) => (
                  <>
                    {i === 0 ? '' : '；'}
                    {time(at)} {CALLBACK_RESULT[result]}，{by}
                  </>
                ))}
          </dd>
        </div>
        {standing.state !== 'due' ? null : (
          <div>
            <dt>期限</dt>
            <dd>{time(standing.until)}</dd>
          </div>
        )}
      </dl>
      {closed === null ? null : <p class="lacking-words">{closed}</p>}
      {claimedBy !== null && isOthers ? (
        <p class="lacking-words" role="status">
          {claimedBy.name}正在回访，{time(claimedBy.until)} 之前归本人。
        </p>
      ) : null}
      {calls && closed === null && phone === null && !isOthers ? (
        <form method="post" action={`${callbackUrl(view.id)}/take`}>
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <button type="submit" class="primary" data-key="t" aria-keyshortcuts="T">
            开始回访 <kbd>t</kbd>
          </button>
        </form>
      ) : null}
      {phone === null ? null : (
        <form method="post" action={`${callbackUrl(view.id)}/release`}>
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <button type="submit" class="small-button">
            放弃，让给别人
          </button>
        </form>
      )}
    </section>
  );
}

function Hidden({ frame, view }: Pick<Props, 'frame' | 'view'>) {
  return (
    <>
      <input type="hidden" name="_csrf" value={frame.csrf} />
      <input type="hidden" name="version" value={String(view.version)} />
    </>
  );
}

function Record({ frame, view, form }: Props) {
  return (
    <section aria-labelledby="record-title" class="panel">
      <h2 id="record-title">记录</h2>
      <form method="post" action={callbackUrl(view.id)} id="callback-form" class="callback-form">
        <Hidden frame={frame} view={view} />
        <div class="results" role="group" aria-label="没有问到的">
          {(
            [
              ['noAnswer', 'n'],
              ['refused', 'r'],
              ['wrongNumber', 'w'],
            ] as const
          ).map(([result, key]) => (
            <button
              type="submit"
              name="act"
              value={result}
              formnovalidate
              data-key={key}
              aria-keyshortcuts={key.toUpperCase()}
            >
              {CALLBACK_RESULT[result]} <kbd>{key}</kbd>
            </button>
          ))}
        </div>
        <VerdictQuestions form={form} digits />
        <div class="field">
          <label for="cb-note">
            来电人的补充（可不填） <kbd>b</kbd>
          </label>
          <textarea id="cb-note" name="note" rows={2} maxlength={500}>
            {form.note}
          </textarea>
        </div>
        <div class="acts">
          <button type="submit" class="primary" name="act" value="close" data-key="j" aria-keyshortcuts="J">
            保存并办结 <kbd>j</kbd>
          </button>{' '}
          <button type="submit" name="act" value="none">
            只保存，稍后决定
          </button>
        </div>
        <Reopening form={form} />
      </form>
    </section>
  );
}

/** Judged already: closed, or done once more. */
function Decision({ frame, view, form }: Props) {
  return (
    <section aria-labelledby="record-title" class="panel">
      <h2 id="record-title">处理</h2>
      <form method="post" action={callbackUrl(view.id)} id="callback-form" class="callback-form">
        <Hidden frame={frame} view={view} />
        <div class="acts">
          <button type="submit" class="primary" name="act" value="close" data-key="j" aria-keyshortcuts="J">
            办结 <kbd>j</kbd>
          </button>
        </div>
        <Reopening form={form} />
      </form>
    </section>
  );
}

function Reopening({ form }: { form: CallbackForm }) {
  return (
    <>
      <div class="field">
        <label for="cb-reason">
          重办的理由 <kbd>o</kbd>
        </label>
        <textarea id="cb-reason" name="reason" rows={2} maxlength={500}>
          {form.reason}
        </textarea>
      </div>
      <div class="acts">
        <button type="submit" name="act" value="reopen">
          重办
        </button>
      </div>
    </>
  );
}

function SelfLink({ frame, view, link }: Pick<Props, 'frame' | 'view' | 'link'>) {
  return (
    <section aria-labelledby="link-title" class="panel">
      <h2 id="link-title">自助评价</h2>
      {link === undefined ? (
        <>
          <p class="small">来电人不便接听的，把链接发给本人自己评价。只显示一次，重新生成后原来的失效。</p>
          <form method="post" action={`${callbackUrl(view.id)}/link`}>
            <input type="hidden" name="_csrf" value={frame.csrf} />
            <button type="submit">生成链接</button>
          </form>
        </>
      ) : (
        <>
          <p>
            <code id="draft" class="self-link" data-path={link.path}>
              {link.path}
            </code>{' '}
            <CopyButton /> <span id="copy-said" role="status" class="small"></span>
          </p>
          <p class="small">{`只显示这一次，${dateTime(link.expiresAt)} 前有效。前面加上本系统对外的地址。`}</p>
        </>
      )}
    </section>
  );
}
