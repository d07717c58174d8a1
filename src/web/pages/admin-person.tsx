import type { Person } from '../../app/admin/admin-types.ts';
import { ActButton, Secret } from '../components/admin-parts.tsx';
import { Said } from '../components/said.tsx';
import { dateTime } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';
import { heldUrl, PersonFields, unitWords } from './admin-people.tsx';
import type { KeptPerson } from './admin-people.tsx';

/** One account: what it is, what can be done, what is left in its hands. */
export function AdminPersonPage(props: {
  frame: Frame;
  profile: ProfileView;
  person: Person;
  /** Whether there is an identity provider to link the account to. */
  linkable: boolean;
  /** What was typed as subject and refused. */
  subject?: string | undefined;
  kept: KeptPerson | null;
  password?: string | undefined;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, profile, person, kept, password, done, error } = props;
  const { id, username, name, role, unit, disabledAt, lastLoginAt, createdAt, sessions, open } = person;
  const path = `/admin/people/${id}`;
  const isOwn = frame.actor?.id === id;
  return (
    <Layout frame={frame} title={`人员 ${name}`} scripts={['copy.js']} keys={[['u', '回到人员']]}>
      <p>
        <a href="/admin" data-key="u" aria-keyshortcuts="U">
          人员
        </a>
      </p>
      <h1>{`${name}（${username}）`}</h1>
      <Said error={error} done={done} />
      {password === undefined ? null : (
        <Secret
          label={`${username} 的新密码`}
          value={password}
          note="原来的登录已全部结束。请当面或电话告知本人；离开本页后不能再看到。"
        />
      )}
      {disabledAt !== null && open > 0 ? (
        <p class="notice notice-bad" role="alert">
          已停用，手上还有 {open} 件没有办完：<a href={heldUrl(id)}>打开这些工单</a>，由单位负责人改派给别人。
        </p>
      ) : null}
      <section class="panel" aria-labelledby="facts">
        <h2 id="facts">账号</h2>
        <dl class="entry-facts">
          <dt>状态</dt>
          <dd>{disabledAt === null ? '在用' : `已停用，${dateTime(disabledAt)}`}</dd>
          <dt>建立</dt>
          <dd>{dateTime(createdAt)}</dd>
          <dt>上次登录</dt>
          <dd>{lastLoginAt === null ? '没有登录过' : dateTime(lastLoginAt)}</dd>
          <dt>在登录</dt>
          <dd>{sessions === 0 ? '没有' : `${sessions} 处`}</dd>
          <dt>手上工单</dt>
          <dd>{open === 0 ? '没有' : <a href={heldUrl(id)}>{open} 件</a>}</dd>
          <dt>做过什么</dt>
          <dd>
            <a href={`/admin/audit?person=${encodeURIComponent(username)}`}>查审计</a>
          </dd>
        </dl>
      </section>
      <section class="panel" aria-labelledby="change">
        <h2 id="change">姓名、角色、单位</h2>
        <form method="post" action={path} class="filters">
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <PersonFields profile={profile} values={kept ?? { name, role, unit: unitWords(unit) }} />
          <div class="filter-actions">
            <button type="submit" class="primary">
              保存
            </button>
          </div>
        </form>
        <p class="muted small">改了角色或单位，本人的登录随即结束，重新登录后生效。</p>
      </section>
      {props.linkable ? (
        <IdentityPanel frame={frame} path={path} person={person} subject={props.subject} />
      ) : null}
      <section class="panel" aria-labelledby="acts">
        <h2 id="acts">密码与登录</h2>
        <div class="admin-acts">
          <ActButton frame={frame} action={`${path}/password`} name="重置密码" what={name} />
          <ActButton frame={frame} action={`${path}/end-sessions`} name="结束全部登录" what={name} />
          {disabledAt !== null ? (
            <ActButton frame={frame} action={`${path}/enable`} name="启用" what={name} />
          ) : isOwn ? (
            <span class="muted">不能停用自己的账号，请由另一位管理员停用。</span>
          ) : (
            <ActButton frame={frame} action={`${path}/disable`} name="停用" what={name} />
          )}
        </div>
      </section>
    </Layout>
  );
}

/** Who the account is at the identity provider. */
function IdentityPanel(props: { frame: Frame; path: string; person: Person; subject: string | undefined }) {
  const { frame, path, person, subject } = props;
  const { identity, name } = person;
  return (
    <section class="panel" aria-labelledby="identity">
      <h2 id="identity">统一身份认证</h2>
      {identity === null ? (
        <p>没有关联。</p>
      ) : (
        <p>
          已关联身份标识 <code class="card-text">{identity.subject}</code>，{dateTime(identity.linkedAt)}。
        </p>
      )}
      <form method="post" action={`${path}/link`} class="filters">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <div class="field">
          <label for="subject">身份标识（sub）</label>
          <input
            id="subject"
            name="subject"
            type="text"
            maxlength={255}
            required
            autocomplete="off"
            spellcheck={false}
            value={subject ?? ''}
          />
        </div>
        <div class="filter-actions">
          <button type="submit">{identity === null ? '关联' : '换成这个'}</button>
        </div>
      </form>
      {identity === null ? null : (
        <div class="admin-acts">
          <ActButton frame={frame} action={`${path}/unlink`} name="解除关联" what={name} />
        </div>
      )}
      <p class="muted small">
        本人用统一身份认证登录而没有对应的账号时，页面上写着自己的身份标识。解除关联，本人的登录随即结束。
      </p>
    </section>
  );
}
