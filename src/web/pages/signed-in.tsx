import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** Says that the log-in is done, to somebody who began it beside a page that is still open. */
export function SignedInPage({ frame }: { frame: Frame }) {
  return (
    <Layout frame={frame} title="已登录" wide="narrow">
      <div class="card">
        <h1>已登录</h1>
        <p>可以关掉这个窗口，回到原来那一页，再按一次刚才的按钮；写下的内容还在那里。</p>
        <p>
          <a class="button" href="/">
            去工单队列
          </a>
        </p>
      </div>
    </Layout>
  );
}
