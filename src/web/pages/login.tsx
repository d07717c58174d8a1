import type { DemoAccount } from '../../app/demo/demo-door.ts';
import { DemoAccounts } from '../components/demo-accounts.tsx';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** The log-in form. `error` is a sentence for the person; `username` what was typed before. */
export function LoginPage(props: {
  frame: Frame;
  next: string;
  username?: string;
  error?: string;
  /** Where there is an identity provider: who may log in with a password besides. */
  provider?: 'on' | 'admin' | undefined;
  /** Whether a session ended without being asked to. */
  expired?: boolean;
  /** Accounts of a demonstration that nobody uses in earnest yet. */
  demo?: readonly DemoAccount[];
  /** Of one of them, where everybody at this machine may know it. */
  password?: string | null;
}) {
  const { frame, error } = props;
  return (
    <Layout frame={frame} title="登录" wide="narrow">
      <div class="card login">
        <h1>登录接诉工作台</h1>
        <p class="muted">{frame.profileName}市民热线工单分派与办理</p>
        {error === undefined ? null : (
          <p class="notice notice-bad" role="alert" id="login-error">
            {error}
          </p>
        )}
        {props.expired === true && error === undefined ? (
          <p class="notice" role="status">
            登录已过期，请重新登录，随后回到原来那一页。没有发出的文字还在这个浏览器窗口里。
          </p>
        ) : null}
        {props.provider === undefined ? null : (
          <p>
            <a class="button primary" href={`/login/oidc?next=${encodeURIComponent(props.next)}`}>
              统一身份认证登录
            </a>
          </p>
        )}
        {props.provider === 'admin' ? (
          <p class="muted small">密码登录只供管理员在统一身份认证不能用时使用。</p>
        ) : null}
        <form method="post" action="/login">
          <input type="hidden" name="next" value={props.next} />
          <div class="field">
            <label for="username">用户名</label>
            <input
              id="username"
              name="username"
              type="text"
              autocomplete="username"
              autocapitalize="none"
              spellcheck={false}
              maxlength={100}
              required
              autofocus={error === undefined && props.provider === undefined}
              value={props.username ?? ''}
              aria-describedby={error === undefined ? undefined : 'login-error'}
            />
          </div>
          <div class="field">
            <label for="password">密码</label>
            <input
              id="password"
              name="password"
              type="password"
              autocomplete="current-password"
              autofocus={error !== undefined}
              maxlength={1000}
              required
              value={props.password ?? undefined}
            />
          </div>
          <button type="submit" class={props.provider === undefined ? 'primary' : undefined}>
            登录
          </button>
        </form>
        <DemoAccounts accounts={props.demo ?? []} next={props.next} chosen={props.username ?? ''} />
        <p class="small">
          来电人：<a href="/progress">查询办理进度</a>
        </p>
      </div>
    </Layout>
  );
}
