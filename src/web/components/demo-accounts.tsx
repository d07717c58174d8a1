import type { DemoAccount } from '../../app/demo/demo-door.ts';
import { ROLE } from '../labels.ts';

/** A way into each role of the demonstration; fills the form, and presses nothing. */
export function DemoAccounts(props: { accounts: readonly DemoAccount[]; next: string; chosen: string }) {
  const { accounts, next, chosen } = props;
  if (accounts.length === 0) return null;
  return (
    <section class="demo-roles" aria-labelledby="demo-title">
      <h2 id="demo-title">演示数据，选一个角色试用</h2>
      <ul>
        {accounts.map(({ username, role }) => (
          <li>
            <a
              class="button"
              href={`/login?${new URLSearchParams({ as: username, ...(next === '/' ? {} : { next }) })}`}
              aria-current={username === chosen ? 'true' : undefined}
            >
              {ROLE[role]}
            </a>
          </li>
        ))}
      </ul>
      <p class="muted small">
        密码在首次启动时显示在屏幕上。改动任一密码、增加账户或收到真实工单以后，这里不再出现。
      </p>
    </section>
  );
}
