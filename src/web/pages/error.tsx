import { HandbookLink } from '../components/handbook-link.tsx';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: '请求有误',
  403: '没有权限',
  404: '没有找到这个页面',
  409: '当前不能这样操作',
  413: '提交的内容过大',
  429: '操作过于频繁',
  500: '系统出错了',
  503: '服务器繁忙',
};

const ADVICE: Readonly<Record<number, string>> = {
  400: '请返回上一页检查填写的内容。',
  403: '如确需办理，请联系管理员或转由主办单位处理。',
  404: '可能是地址有误，或者工单已不在您可见的范围内。',
  503: '请稍等几秒，返回上一页再试；写下的内容还在那一页。',
  500: '问题已记录。请稍后再试；如一直出现，请把下面的请求编号告诉管理员。',
};

/** A page for an error: what happened, what to do, the number to quote. */
export function ErrorPage(props: { frame: Frame; status: number; message: string; requestId: string }) {
  const { frame, status } = props;
  const title = TITLES[status] ?? '请求没有完成';
  return (
    <Layout frame={frame} title={title} wide="narrow">
      <div class="card">
        <h1>
          <span class="error-status">{status}</span> {title}
        </h1>
        <p>{props.message}</p>
        {ADVICE[status] === undefined ? null : <p class="muted">{ADVICE[status]}</p>}
        <p>
          <a class="button" href={frame.actor ? '/' : '/login'}>
            {frame.actor ? '回到工单队列' : '去登录'}
          </a>
        </p>
        <p class="muted small">
          请求编号 {props.requestId}
          {frame.actor ? <HandbookLink to="faults" what="出了状况" /> : null}
        </p>
      </div>
    </Layout>
  );
}
