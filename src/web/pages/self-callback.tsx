import type { Child } from 'hono/jsx';
import type { SelfCallback } from '../../app/callback/callback-types.ts';
import { VerdictQuestions } from '../components/verdict-questions.tsx';
import type { CallbackForm } from '../components/verdict-questions.tsx';
import { isoDay } from '../format.ts';
import type { Frame } from '../view.ts';

/** What the caller finds behind a link: nothing of who they are, nothing that leads into the house, no script. */
export function SelfCallbackPage(props: {
  frame: Frame;
  /** Null for a link that there never was, or that a newer one took the place of. */
  seen: SelfCallback | null;
  form: CallbackForm;
  error?: string | undefined;
}) {
  const { frame, seen, form, error } = props;
  if (seen === null)
    return (
      <Plain frame={frame} title="链接无效">
        <p>这个评价链接不存在，或者已经换成了新的。请看一看是否复制完整。</p>
        <p>需要反映情况，请拨打 12345。</p>
      </Plain>
    );
  if (seen.state === 'done')
    return (
      <Plain frame={frame} title="谢谢您的评价">
        <p>编号 {seen.number} 的评价已经收到。</p>
        <p>问题还没有解决的，会有工作人员再看。需要补充，请拨打 12345。</p>
      </Plain>
    );
  if (seen.state === 'expired')
    return (
      <Plain frame={frame} title="评价时间已过">
        <p>编号 {seen.number} 的评价链接已经过期，没有评价不影响您的任何权益。</p>
        <p>问题还没有解决的，请拨打 12345。</p>
      </Plain>
    );
  return (
    <Plain frame={frame} title="请您评价">
      <p>
        您反映的事项（编号 {seen.number}）由{seen.unit}办理，{dayOf(seen.toldAt)}向您告知了结论：
      </p>
      <blockquote class="reply">{seen.reply}</blockquote>
      {error === undefined ? null : (
        <p class="notice notice-bad" role="alert">
          {error}
        </p>
      )}
      <form method="post" class="callback-form">
        <VerdictQuestions form={form} />
        <div class="field">
          <label for="s-note">还有什么要说的（可不填，请不要写身份证号、银行卡号）</label>
          <textarea id="s-note" name="note" rows={3} maxlength={500}>
            {form.note}
          </textarea>
        </div>
        <button type="submit" class="primary">
          提交评价
        </button>
        <p class="small">只能提交一次。</p>
      </form>
    </Plain>
  );
}

/** `3月5日`, Beijing time. */
function dayOf(ms: number): string {
  const day = isoDay(ms);
  return `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;
}

function Plain({ frame, title, children }: { frame: Frame; title: string; children: Child }) {
  return (
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="referrer" content="no-referrer" />
        <title>{`${title} · 12345 热线 ${frame.profileName}`}</title>
        <link rel="icon" href={frame.asset('icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={frame.asset('style.css')} />
      </head>
      <body class="self-page">
        <header class="top">
          <p class="brand">
            <span class="brand-name">12345 热线</span> <span class="brand-place">{frame.profileName}</span>
          </p>
        </header>
        <main id="main" tabindex={-1}>
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  );
}
