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
  name: string;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, keys, made, name, done, error } = props;
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
          <input id="k-name" name="name" value={name} maxlength={64} required aria-keyshortcuts="/" />
        </div>
        <div class="filter-actions">
          <button type="submit" class="primary">
            建立密钥
          </button>
        </div>
      </form>
      {keys.length === 0 ? (
        <Empty>还没有密钥。别的系统要提交工单，先在上面建立一个。</Empty>
      ) : (
        <AdminTable
          caption={`${keys.length} 个密钥，新的在前`}
          heads={['名称', '建立', '上次使用', '状态', '操作']}
        >
          {keys.map((one) => (
            <tr>
              <th scope="row">
                <a href={`/admin/audit?person=${encodeURIComponent(one.id)}`} data-row>
                  {one.name}
                </a>
                <span class="sub">编号 {one.id}</span>
              </th>
              <td class="day">{dateTime(one.createdAt)}</td>
              <td class="day">
                {one.lastUsedAt === null ? (
                  <span class="muted">没有记录</span>
                ) : (
                  `${dateTime(one.lastUsedAt)} 起一小时内`
                )}
              </td>
              <td>{one.revokedAt === null ? '可用' : `${dateTime(one.revokedAt)} 吊销`}</td>
              <td>
                {one.revokedAt === null ? (
                  <ActButton
                    frame={frame}
                    action={`/admin/keys/${one.id}/revoke`}
                    name="吊销"
                    what={one.name}
                  />
                ) : null}
              </td>
            </tr>
          ))}
        </AdminTable>
      )}
      <p class="muted">吊销即刻生效，不能撤回。点名称看它做过什么。</p>
    </Layout>
  );
}
