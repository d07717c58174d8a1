import type { UnitLine, UnitTree } from '../../app/admin/admin-types.ts';
import { ADMIN_KEYS, AdminTable, Empty } from '../components/admin-parts.tsx';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

const KIND = { department: '部门', station: '所', street: '街道', enterprise: '公共服务企业' } as const;
const DISPATCH = { on: '开', some: '部分分类关', off: '关' } as const;

/** The units of the profile and what hangs on each; read only. */
export function AdminUnitsPage({ frame, tree }: { frame: Frame; tree: UnitTree }) {
  const { lines, catalogue } = tree;
  const nameOf = (code: string | null): string =>
    code === null ? '' : (lines.find((one) => one.code === code)?.name ?? code);
  return (
    <Layout frame={frame} title="单位" wide="wide" scripts={['rows.js']} keys={ADMIN_KEYS.slice(0, 2)}>
      <h1>单位</h1>
      <p class="notice">
        <span>
          单位是配置包的数据（units.json，派单目录 {catalogue}
          ），本页只读；改名、合并在配置包里写明日期。自动派单在
          <a href="/rights">派单权</a>页开关，职责在<a href="/catalogue">派单目录</a>页。
        </span>
      </p>
      {lines.length === 0 ? (
        <Empty>配置包里没有单位。</Empty>
      ) : (
        <AdminTable
          caption={`${lines.length} 个单位，下级排在上级之后`}
          heads={['单位', '类别', '街道', '有效期', { count: '人员' }, { count: '未结工单' }, '自动派单']}
        >
          {lines.map((one) => (
            <tr>
              <th scope="row" class={`depth-${Math.min(one.depth, 3)}`}>
                <a href={`/rota?unit=${encodeURIComponent(one.code)}`} data-row>
                  {one.name}
                </a>
                <span class="sub">
                  {one.code}
                  {one.formerNames.map(({ name, until }) => `；${until} 以前叫${name}`).join('')}
                </span>
              </th>
              <td>{KIND[one.kind]}</td>
              <td>{one.street ?? ''}</td>
              <td>{periodOf(one, nameOf(one.successor))}</td>
              <td class="num">
                {one.people === 0 ? (
                  0
                ) : (
                  <a
                    href={`/admin?q=${encodeURIComponent(one.code)}`}
                    aria-label={`${one.name}的人员 ${one.people} 人`}
                  >
                    {one.people}
                  </a>
                )}
              </td>
              <td class="num">
                {one.open === 0 ? (
                  0
                ) : (
                  <a
                    href={`/?tab=all&unit=${encodeURIComponent(one.code)}`}
                    aria-label={`${one.name}的工单，未结 ${one.open} 件`}
                  >
                    {one.open}
                  </a>
                )}
              </td>
              <td>{one.dispatch === 'on' ? '开' : <strong>{DISPATCH[one.dispatch]}</strong>}</td>
            </tr>
          ))}
        </AdminTable>
      )}
    </Layout>
  );
}

function periodOf({ effectiveFrom, effectiveTo, there }: UnitLine, successor: string) {
  if (effectiveFrom === null && effectiveTo === null) return '一直有效';
  const words = [
    effectiveFrom === null ? '' : `${effectiveFrom} 起`,
    effectiveTo === null ? '' : `${effectiveTo} 前`,
    successor === '' ? '' : `由${successor}接续`,
  ].filter((part) => part !== '');
  return there ? words.join('，') : <strong>{`${words.join('，')}（现在不在）`}</strong>;
}
