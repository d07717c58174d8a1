import { HandbookLink } from '../components/handbook-link.tsx';
import type { Person, PersonQuery } from '../../app/admin/admin-types.ts';
import { MOVER_NAMES } from '../../kernel/move-words.ts';
import { ADMIN_KEYS, AdminTable, Empty, Secret } from '../components/admin-parts.tsx';
import { Said } from '../components/said.tsx';
import { Select } from '../components/select.tsx';
import { dateTime } from '../format.ts';
import { ROLE } from '../labels.ts';
import { Layout } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';

/** Values of a form that was refused. */
export type KeptPerson = Readonly<Record<string, string>>;

/** Roles that an account can have. */
export const ROLE_OPTIONS = Object.entries(MOVER_NAMES)
  .filter(([value]) => value !== 'system')
  .map(([value, name]) => ({ value, name }));

/** `SCS-XCAJ 西长安街所`, as the list to choose from writes it; its first word is the code. */
export const unitWords = (unit: { readonly code: string; readonly name: string } | null): string =>
  unit === null ? '' : `${unit.code} ${unit.name}`;

/** All accounts; a new one is made below. */
export function AdminPeoplePage(props: {
  frame: Frame;
  profile: ProfileView;
  people: readonly Person[];
  query: PersonQuery;
  kept: KeptPerson | null;
  made?: { readonly username: string; readonly password: string } | undefined;
  error?: string | undefined;
}) {
  const { frame, profile, people, query, kept, made, error } = props;
  return (
    <Layout
      frame={frame}
      title="人员"
      wide="wide"
      scripts={['rows.js', 'copy.js']}
      keys={[...ADMIN_KEYS, ['n', '建立账号']]}
    >
      <h1>
        人员 <HandbookLink to="accounts" what="人员和密钥" />
      </h1>
      <Said error={error} />
      {made === undefined ? null : (
        <Secret
          label={`已建立账号 ${made.username}，密码`}
          value={made.password}
          note="请当面或电话告知本人；离开本页后不能再看到，只能重置。"
        />
      )}
      <form method="get" action="/admin" class="filters" role="search" aria-label="查找人员">
        <div class="field">
          <label for="a-q">用户名、姓名或单位</label>
          <input id="a-q" name="q" value={query.q ?? ''} maxlength={64} aria-keyshortcuts="/" />
        </div>
        <Select id="a-role" name="role" label="角色" value={query.role} empty="全部" options={ROLE_OPTIONS} />
        <Select
          id="a-standing"
          name="standing"
          label="状态"
          value={query.standing}
          empty="全部"
          options={[
            { value: 'active', name: '在用' },
            { value: 'disabled', name: '已停用' },
          ]}
        />
        <div class="filter-actions">
          <button type="submit" class="primary">
            查找
          </button>
        </div>
      </form>
      {people.length === 0 ? (
        <Empty>没有这样的人员。放宽查找的词、角色或状态。</Empty>
      ) : (
        <AdminTable
          caption={`${people.length} 个账号，按用户名排列`}
          heads={[
            '用户名',
            '姓名',
            '角色',
            '单位',
            '上次登录',
            { count: '在登录' },
            { count: '手上工单' },
            '状态',
          ]}
        >
          {people.map((one) => (
            <Row person={one} />
          ))}
        </AdminTable>
      )}
      <AddForm frame={frame} profile={profile} kept={kept} />
    </Layout>
  );
}

function Row({ person }: { person: Person }) {
  const { id, username, name, role, unit, lastLoginAt, sessions, open, disabledAt } = person;
  return (
    <tr>
      <th scope="row">
        <a href={`/admin/people/${id}`} data-row>
          {username}
        </a>
      </th>
      <td>{name}</td>
      <td>{ROLE[role]}</td>
      <td>{unit === null ? <span class="muted">中心</span> : unit.name}</td>
      <td class="day">
        {lastLoginAt === null ? <span class="muted">没有登录过</span> : dateTime(lastLoginAt)}
      </td>
      <td class="num">{sessions}</td>
      <td class="num">
        {open === 0 ? (
          0
        ) : (
          <a href={heldUrl(id)} aria-label={`${name}手上 ${open} 件`}>
            {open}
          </a>
        )}
      </td>
      <td>
        {disabledAt === null ? (
          '在用'
        ) : (
          <>
            <strong class={open > 0 ? 'late' : ''}>已停用</strong>
            <span class="sub">{dateTime(disabledAt)}</span>
          </>
        )}
      </td>
    </tr>
  );
}

/** The queue of what a person has in hand. */
export const heldUrl = (id: string): string => `/?tab=working&person=${encodeURIComponent(id)}`;

/** Name, role and unit; `values` as typed or as they are. */
export function PersonFields(props: { values: KeptPerson; profile: ProfileView }) {
  const { values, profile } = props;
  return (
    <>
      <div class="field">
        <label for="p-name">姓名</label>
        <input id="p-name" name="name" value={values['name'] ?? ''} maxlength={64} required />
      </div>
      <div class="field">
        <label for="p-role">角色</label>
        <select id="p-role" name="role" required>
          <option value="">请选择</option>
          {ROLE_OPTIONS.map(({ value, name }) => (
            <option value={value} selected={value === values['role']}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <div class="field grow">
        <label for="p-unit">单位（承办人、单位负责人必填）</label>
        <input
          id="p-unit"
          name="unit"
          list="p-units"
          value={values['unit'] ?? ''}
          maxlength={100}
          autocomplete="off"
        />
        <datalist id="p-units">
          {profile.units.map((unit) => (
            <option value={unitWords(unit)}></option>
          ))}
        </datalist>
      </div>
    </>
  );
}

function AddForm({ frame, profile, kept }: { frame: Frame; profile: ProfileView; kept: KeptPerson | null }) {
  const values = kept ?? {};
  return (
    <details class="panel" open={kept !== null}>
      <summary data-key="n" aria-keyshortcuts="N">
        建立账号 <kbd>n</kbd>
      </summary>
      <form method="post" action="/admin/people" class="filters">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <div class="field">
          <label for="p-username">用户名</label>
          <input
            id="p-username"
            name="username"
            value={values['username'] ?? ''}
            maxlength={64}
            required
            autocomplete="off"
          />
        </div>
        <PersonFields values={values} profile={profile} />
        <div class="filter-actions">
          <button type="submit" class="primary">
            建立
          </button>
        </div>
      </form>
      <p class="muted small">首个密码随机生成，显示一次。用户名建立后不能改，改名请改“姓名”。</p>
    </details>
  );
}
