import type { SelfCallback } from '../../app/callback/callback-types.ts';
import { PublicPage } from '../components/public-page.tsx';
import { VerdictQuestions } from '../components/verdict-questions.tsx';
import type { CallbackForm } from '../components/verdict-questions.tsx';
import { spokenDay } from '../format.ts';
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
      <PublicPage frame={frame} title="链接无效">
        <p>这个评价链接不存在，或者已经换成了新的。请看一看是否复制完整。</p>
        <p>需要反映情况，请拨打 12345。</p>
      </PublicPage>
    );
  if (seen.state === 'done')
    return (
      <PublicPage frame={frame} title="谢谢您的评价">
        <p tabindex={-1} autofocus>
          编号 {seen.number} 的评价已经收到。
        </p>
        <p>问题还没有解决的，会有工作人员再看。需要补充，请拨打 12345。</p>
      </PublicPage>
    );
  if (seen.state === 'expired')
    return (
      <PublicPage frame={frame} title="评价时间已过">
        <p>编号 {seen.number} 的评价链接已经过期，没有评价不影响您的任何权益。</p>
        <p>问题还没有解决的，请拨打 12345。</p>
      </PublicPage>
    );
  return (
    <PublicPage frame={frame} title="请您评价">
      <p>
        您反映的事项（编号 {seen.number}）由{seen.unit}办理，{spokenDay(seen.toldAt)}向您告知了结论：
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
    </PublicPage>
  );
}
