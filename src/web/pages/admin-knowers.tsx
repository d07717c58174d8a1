import type { Knowers, SeenBy } from '../../app/admin/audit-types.ts';
import { AdminTable, Empty } from '../components/admin-parts.tsx';
import { dateTime, fieldTime } from '../format.ts';
import { ROLE, STATE } from '../labels.ts';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';
import { KnowersForm } from './admin-audit.tsx';

const AS = { lead: '主办', joint: '协办', called: '报到' } as const;

/** Who could know an order at a moment, and who did. */
export function AdminKnowersPage({ frame, made }: { frame: Frame; made: Knowers }) {
  const { order, at, standing, couldRead, keys, didRead, mayHold, told, unknown } = made;
  return (
    <Layout frame={frame} title="知情人" wide="wide" keys={[['u', '回到审计']]}>
      <p>
        <a href={`/admin/audit?subject=${order.number}`} data-key="u" aria-keyshortcuts="U">
          审计
        </a>
      </p>
      <h1>{`${dateTime(at)} 谁可能知道工单 ${order.number}`}</h1>
      {standing === null ? (
        <Empty>那时还没有这张工单，没有人能从系统里知道。</Empty>
      ) : (
        <>
          <p class="notice">
            那时{STATE[standing.state]}，
            {standing.units.map((unit) => `${AS[unit.as]}${unit.name}`).join('，')}
            {standing.state === 'received' ? '；未派出，单位的人看不到' : ''}。
          </p>
          <Seen
            caption={`在那之前经手或看过的 ${didRead.length} 人`}
            list={didRead}
            empty="在那之前没有人在系统里看过或经手过这张工单。"
          />
          {couldRead.length === 0 ? (
            <Empty>那时没有账号有权查看。</Empty>
          ) : (
            <AdminTable
              caption={`那时有权查看的 ${couldRead.length} 人，按当时的姓名、角色、单位`}
              heads={['用户名', '姓名', '角色', '单位', '来电人', '是否看过']}
            >
              {couldRead.map((one) => (
                <tr>
                  <th scope="row">{one.username}</th>
                  <td>{one.name}</td>
                  <td>{ROLE[one.role]}</td>
                  <td>{one.unit === null ? <span class="muted">中心</span> : one.unit.name}</td>
                  <td>{one.seesCaller ? '能看到' : '看不到'}</td>
                  <td>{didRead.some(({ id }) => id === one.id) ? '看过' : '没有记录'}</td>
                </tr>
              ))}
            </AdminTable>
          )}
          {keys.length === 0 ? null : (
            <AdminTable
              caption={`那时有效、能知道这张工单的接口密钥 ${keys.length} 个`}
              heads={['密钥', '单位', '来电人', '能做什么']}
            >
              {keys.map(({ name, unit, seesCaller, means }) => (
                <tr>
                  <th scope="row">{name}</th>
                  <td>{unit === null ? <span class="muted">不限</span> : unit.name}</td>
                  <td>{seesCaller ? '能看到' : '看不到'}</td>
                  <td>{means.join('、')}</td>
                </tr>
              ))}
            </AdminTable>
          )}
          {mayHold.length === 0 ? null : (
            <Seen
              caption={`工单进来以后取走过导出表格或备份的 ${mayHold.length} 人，是否含这张不能断定`}
              list={mayHold}
              empty=""
            />
          )}
          {told.length === 0 ? null : (
            <Seen
              caption={`那之前被推送过这张工单进展的 ${told.length} 个系统，内容只有编号、状态和单位`}
              list={told}
              empty=""
            />
          )}
        </>
      )}
      <section class="panel" aria-labelledby="unknown">
        <h2 id="unknown">不能知道的</h2>
        <ul>
          {unknown.map((sentence) => (
            <li>{sentence}</li>
          ))}
        </ul>
      </section>
      <KnowersForm frame={frame} number={order.number} at={fieldTime(at)} />
    </Layout>
  );
}

function Seen({ caption, list, empty }: { caption: string; list: readonly SeenBy[]; empty: string }) {
  if (list.length === 0) return <p class="muted">{empty}</p>;
  return (
    <AdminTable caption={caption} heads={['谁', '第一次', '最后一次', { count: '次数' }, '做了什么']}>
      {list.map((one) => (
        <tr>
          <th scope="row">{one.name}</th>
          <td class="day">{dateTime(one.first)}</td>
          <td class="day">{dateTime(one.last)}</td>
          <td class="num">{one.times}</td>
          <td>{one.how.join('、')}</td>
        </tr>
      ))}
    </AdminTable>
  );
}
