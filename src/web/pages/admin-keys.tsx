import type { ApiKey } from '../../app/admin/admin-types.ts';
import { ActButton, ADMIN_KEYS, AdminTable, Empty, Secret } from '../components/admin-parts.tsx';
import { Said } from '../components/said.tsx';
import { dateTime } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** Keys by which other systems come in. */
export function AdminKeysPage(props: {
  frame: Frame;
  keys: readonly ApiKey[];
  made?: { readonly name: string; readonly key: string } | undefined;
  /** What was typed before. */
  kept: Readonly<Record<string, string>>;
  now: number;
  /** What a key can be made for. */
  actions: readonly { readonly code: string; readonly name: string }[];
  units: readonly { readonly code: string; readonly name: string }[];
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, keys, made, kept, now, actions, units, done, error } = props;
  const nameOf = (list: typeof units, code: string): string =>
    list.find((one) => one.code === code)?.name ?? code;
  return (
    <Layout frame={frame} title="接口密钥" scripts={['copy.js', 'rows.js']} keys={ADMIN_KEYS}>
      <h1>接口密钥</h1>
      <Said error={error} done={done} />
      {made === undefined ? null : (
        <Secret
          label={`“${made.name}”的密钥`}
          value={made.key}
          note="请立即存到对方系统；库里只存摘要，丢失只能另建。"
        />
      )}
      <form method="post" action="/admin/keys" class="filters">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <div class="field grow">
          <label for="k-name">给哪个系统用</label>
          <input
            id="k-name"
            name="name"
            value={kept['name'] ?? ''}
            maxlength={64}
            required
            aria-keyshortcuts="/"
          />
        </div>
        <div class="field grow">
          <label for="k-scope">只准做（不写不限）</label>
          <input
            id="k-scope"
            name="scope"
            value={kept['scope'] ?? ''}
            placeholder="如 order.submit order.read"
            aria-describedby="k-actions"
          />
        </div>
        <div class="field">
          <label for="k-unit">只看哪个单位</label>
          <select id="k-unit" name="unit">
            <option value="">不限</option>
            {units.map(({ code, name }) => (
              <option value={code} selected={kept['unit'] === code}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="k-days">多少天后失效</label>
          <input
            id="k-days"
            name="days"
            inputmode="numeric"
            maxlength={4}
            value={kept['days'] ?? ''}
            placeholder="不失效"
          />
        </div>
        <div class="filter-actions">
          <button type="submit" class="primary">
            建立密钥
          </button>
        </div>
      </form>
      <details id="k-actions">
        <summary>可以写的动作</summary>
        <dl class="entry-facts">
          {actions.map(({ code, name }) => (
            <>
              <dt>{code}</dt>
              <dd>{name}</dd>
            </>
          ))}
        </dl>
      </details>
      {keys.length === 0 ? (
        <Empty>还没有密钥。别的系统要提交工单，先在上面建立一个。</Empty>
      ) : (
        <AdminTable
          caption={`${keys.length} 个密钥，新的在前`}
          heads={['名称', '范围', '建立', '上次使用', '状态', '操作']}
        >
          {keys.map((one) => (
            <tr>
              <th scope="row">
                <a href={`/admin/audit?person=${encodeURIComponent(one.id)}`} data-row>
                  {one.name}
                </a>
                <span class="sub">编号 {one.id}</span>
              </th>
              <td>
                {one.scope === null ? '不限' : one.scope.map((code) => nameOf(actions, code)).join('、')}
                {one.unit === null ? null : <span class="sub">限{nameOf(units, one.unit)}</span>}
              </td>
              <td class="day">{dateTime(one.createdAt)}</td>
              <td class="day">
                {one.lastUsedAt === null ? (
                  <span class="muted">没有记录</span>
                ) : (
                  `${dateTime(one.lastUsedAt)} 起一小时内`
                )}
              </td>
              <td>{standingOf(one, now)}</td>
              <td>
                {works(one, now) ? (
                  <>
                    <ActButton
                      frame={frame}
                      action={`/admin/keys/${one.id}/rotate`}
                      name="更换"
                      what={one.name}
                    />
                    <ActButton
                      frame={frame}
                      action={`/admin/keys/${one.id}/revoke`}
                      name="吊销"
                      what={one.name}
                    />
                  </>
                ) : null}
              </td>
            </tr>
          ))}
        </AdminTable>
      )}
      <p class="muted">吊销即刻生效，不能撤回。更换后旧密钥还能用 24 小时。点名称看它做过什么。</p>
    </Layout>
  );
}

const works = ({ revokedAt, expiresAt }: ApiKey, now: number): boolean =>
  revokedAt === null && (expiresAt === null || expiresAt > now);

function standingOf(key: ApiKey, now: number): string {
  if (key.revokedAt !== null) return `${dateTime(key.revokedAt)} 吊销`;
  if (key.expiresAt === null) return '可用';
  return works(key, now) ? `可用到 ${dateTime(key.expiresAt)}` : `${dateTime(key.expiresAt)} 失效`;
}
