import type { PrivacyView, RetentionReport } from '../../app/privacy/privacy-types.ts';
import { ERASED_BECAUSE, ERASED_NAMES } from '../../kernel/erasure-words.ts';
import { ActButton, AdminTable, Empty, TextField } from '../components/admin-parts.tsx';
import { HandbookLink } from '../components/handbook-link.tsx';
import { Said } from '../components/said.tsx';
import { dateTime } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** How long what is kept, what is due, what is held back, what was erased. */
export function AdminPrivacyPage(props: {
  frame: Frame;
  view: PrivacyView;
  /** What is due by age, where it was asked for. */
  due: RetentionReport | null;
  kept: Readonly<Record<string, string>>;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, view, due, kept, done, error } = props;
  const { basis, lines, busy, problem } = view;
  return (
    <Layout frame={frame} title="个人信息">
      <h1>
        个人信息的保存和清除 <HandbookLink to="privacy" what="个人信息的保存和清除" />
      </h1>
      <Said error={error ?? problem ?? undefined} done={done} />
      {busy === null ? null : <p role="status">{`正在${busy}。`}</p>}
      <AdminTable
        caption={basis?.title ?? '保存期限（配置包没有设定，只按请求清除）'}
        heads={['什么', '保存', '之后']}
      >
        {lines.map(({ name, kept: long, after }) => (
          <tr>
            <th scope="row">{name}</th>
            <td>{long}</td>
            <td class="words">{after}</td>
          </tr>
        ))}
      </AdminTable>
      {basis === null ? null : <p class="muted small">{basis.text}</p>}
      {due === null ? (
        <p>
          <a href="/admin/privacy/due">清点现在到期的</a>
        </p>
      ) : (
        <Due due={due} />
      )}
      <Erase frame={frame} kept={kept} />
      <Holds frame={frame} view={view} kept={kept} />
      <Past frame={frame} view={view} />
    </Layout>
  );
}

function Due({ due }: { due: RetentionReport }) {
  return (
    <section class="panel" aria-labelledby="due">
      <h2 id="due">现在到期的</h2>
      <dl class="entry-facts">
        {due.counts.map(({ name, days, due: n, spared }) => (
          <>
            <dt>{name}</dt>
            <dd>
              {`满 ${days} 天的 ${n} 件`}
              {spared.length === 0 ? null : (
                <ul>
                  {spared.map(({ number, why }) => (
                    <li>{`${number} 不清除：${why.join('、')}`}</li>
                  ))}
                </ul>
              )}
            </dd>
          </>
        ))}
      </dl>
      <p class="muted small">
        只清点，没有清除；每天凌晨三点以后自动清除，也可以用命令 jiesu retention --apply。
      </p>
    </section>
  );
}

function Erase({ frame, kept }: { frame: Frame; kept: Readonly<Record<string, string>> }) {
  return (
    <section class="panel" aria-labelledby="erase">
      <h2 id="erase">按请求清除</h2>
      <form method="post" action="/admin/privacy/look" class="filters">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <TextField id="e-order" name="order" label="工单编号" value={kept['order']} most={64} wide required />
        <div class="field grow">
          <label for="e-what">清除什么</label>
          <select id="e-what" name="what">
            <option value="all">{ERASED_NAMES.all}</option>
            <option value="caller" selected={kept['what'] === 'caller'}>
              {`只清除${ERASED_NAMES.caller}`}
            </option>
          </select>
        </div>
        <div class="field">
          <label>
            <input type="checkbox" name="person" checked={kept['person'] === 'on'} /> 同一电话的全部工单
          </label>
        </div>
        <TextField
          id="e-reason"
          name="reason"
          label="理由（不写姓名、电话）"
          value={kept['reason']}
          most={200}
          wide
          required
        />
        <div class="filter-actions">
          <button type="submit" class="primary">
            先看会清除什么
          </button>
        </div>
      </form>
    </section>
  );
}

function Holds({
  frame,
  view,
  kept,
}: {
  frame: Frame;
  view: PrivacyView;
  kept: Readonly<Record<string, string>>;
}) {
  return (
    <section class="panel" aria-labelledby="holds">
      <h2 id="holds">依法保留的工单</h2>
      {view.holds.length === 0 ? (
        <Empty>没有依法保留的工单。没有办结的、有申请或记分申诉未决的，不用保留也不会清除。</Empty>
      ) : (
        <AdminTable
          caption={`${view.holds.length} 件，解除之前不清除`}
          heads={['工单', '理由', '谁、何时', '解除']}
        >
          {view.holds.map(({ id, number, reason, byName, at }) => (
            <tr>
              <th scope="row">{number ?? '—'}</th>
              <td class="words">{reason}</td>
              <td>{`${byName} ${dateTime(at)}`}</td>
              <td>
                <form method="post" action={`/admin/privacy/holds/${id}/end`} class="inline-form">
                  <input type="hidden" name="_csrf" value={frame.csrf} />
                  <label>
                    <span class="visually-hidden">解除 {number ?? ''} 的理由</span>
                    <input name="reason" maxlength={200} placeholder="理由" required />
                  </label>{' '}
                  <button type="submit" class="small-button">
                    解除
                  </button>
                </form>
              </td>
            </tr>
          ))}
        </AdminTable>
      )}
      <form method="post" action="/admin/privacy/holds" class="filters">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <TextField
          id="h-order"
          name="order"
          label="工单编号"
          value={kept['order']}
          most={64}

          required
        />
        <TextField
          id="h-reason"
          name="reason"
          label="保留的理由（诉讼、复议、检查，不写姓名、电话）"
          value={kept['reason']}
          most={200}
          wide
          required
        />
        <div class="filter-actions">
          <button type="submit">依法保留</button>
        </div>
      </form>
    </section>
  );
}

function Past({ frame, view }: { frame: Frame; view: PrivacyView }) {
  const { erasures, uncleaned, busy } = view;
  return (
    <section class="panel" aria-labelledby="past">
      <h2 id="past">清除记录</h2>
      {uncleaned === 0 ? null : (
        <>
          <p>{`${uncleaned} 次清除之后还没有清理磁盘残留：页面和接口里已经没有，数据库文件的空闲处可能还有。清理时写入等待，大库要几分钟；每天凌晨自动做。`}</p>
          {busy === null ? <ActButton frame={frame} action="/admin/privacy/clean" name="现在清理" /> : null}
        </>
      )}
      {erasures.length === 0 ? (
        <Empty>还没有清除过。</Empty>
      ) : (
        <AdminTable
          caption={`最近 ${erasures.length} 次，新的在前`}
          heads={['工单', '清除了什么', '为什么', '谁、何时', '磁盘残留']}
        >
          {erasures.map(({ number, what, because, reason, byName, at, cleanedAt }) => (
            <tr>
              <th scope="row">{number ?? '—'}</th>
              <td>{ERASED_NAMES[what]}</td>
              <td class="words">{`${ERASED_BECAUSE[because]}：${reason}`}</td>
              <td>{`${byName} ${dateTime(at)}`}</td>
              <td>{cleanedAt === null ? '待清理' : `${dateTime(cleanedAt)} 已清理`}</td>
            </tr>
          ))}
        </AdminTable>
      )}
    </section>
  );
}
