import type { Child } from 'hono/jsx';
import type { Role } from '../app/types.ts';
import { TourBanner } from './components/tour.tsx';
import { ROLE } from './labels.ts';
import type { Frame } from './view.ts';

type NavItem = {
  readonly path: string;
  readonly name: string;
  /** Only for these; left out: for everybody. */
  readonly roles?: readonly Role[];
  /** Shows the number of unread notices. */
  readonly unread?: boolean;
  /** Only where the person has reminders; shows how many were not seen. */
  readonly reminders?: boolean;
  /** Items of one group stand behind its name; on their pages they stand side by side. */
  readonly group?: string;
};

const HOME: NavItem = { path: '/', name: '工单队列' };
const NAV: readonly NavItem[] = [
  { path: '/leader', name: '总览', roles: ['leader'] },
  HOME,
  { path: '/reminders', name: '提醒', reminders: true },
  { path: '/callbacks', name: '回访', roles: ['callback', 'leader', 'admin'] },
  {
    path: '/rota',
    name: '值班与人手',
    roles: ['handler', 'unitLeader', 'dispatcher', 'leader', 'admin'],
  },
  { path: '/import', name: '导入', roles: ['dispatcher', 'admin'] },
  {
    path: '/topics',
    name: '热点',
    group: '热点预警',
    roles: ['handler', 'unitLeader', 'dispatcher', 'leader', 'admin', 'analyst'],
  },
  {
    path: '/warnings',
    name: '预警',
    group: '热点预警',
    roles: ['handler', 'unitLeader', 'dispatcher', 'leader', 'admin', 'analyst'],
  },
  {
    path: '/tasks',
    name: '主动办理',
    group: '热点预警',
    roles: ['handler', 'unitLeader', 'dispatcher', 'leader', 'admin', 'analyst'],
  },
  { path: '/ask', name: '政策问答' },
  { path: '/knowledge', name: '知识' },
  { path: '/knowledge/notices', name: '知识变动', roles: ['handler'], unread: true },
  { path: '/rights', name: '派单权', group: '派单', roles: ['admin', 'dispatcher', 'analyst'] },
  { path: '/rulings', name: '裁定', group: '派单', roles: ['admin', 'dispatcher', 'analyst'] },
  {
    path: '/catalogue',
    name: '派单目录',
    group: '派单',
    roles: ['admin', 'dispatcher', 'leader', 'analyst'],
  },
  { path: '/taxonomy', name: '问题分类', group: '派单', roles: ['admin', 'dispatcher', 'leader', 'analyst'] },
  { path: '/refusals', name: '退单', group: '派单', roles: ['admin', 'dispatcher', 'leader', 'analyst'] },
  { path: '/dial', name: '派单线', group: '派单', roles: ['admin', 'dispatcher', 'analyst'] },
  { path: '/figures', name: '统计', group: '统计' },
  { path: '/figures/charts', name: '图表', group: '统计' },
  {
    path: '/scores',
    name: '记分',
    group: '统计',
    roles: ['handler', 'unitLeader', 'dispatcher', 'leader', 'admin', 'analyst'],
  },
  {
    path: '/reports',
    name: '报表',
    group: '统计',
    roles: ['unitLeader', 'dispatcher', 'leader', 'admin', 'analyst'],
  },
  { path: '/annotate', name: '标注', roles: ['admin', 'analyst'] },
  { path: '/models', name: '模型', group: '模型', roles: ['admin', 'analyst'] },
  { path: '/errors', name: '错判', group: '模型', roles: ['admin', 'analyst'] },
  { path: '/admin', name: '人员', group: '管理', roles: ['admin'] },
  { path: '/admin/keys', name: '接口密钥', group: '管理', roles: ['admin'] },
  { path: '/admin/units', name: '单位', group: '管理', roles: ['admin'] },
  { path: '/admin/rules', name: '规则与日历', group: '管理', roles: ['admin'] },
  { path: '/admin/audit', name: '审计', group: '管理', roles: ['admin', 'leader'] },
  { path: '/admin/backups', name: '备份', group: '管理', roles: ['admin'] },
  { path: '/admin/system', name: '运行', group: '管理', roles: ['admin'] },
  { path: '/simulation', name: '模拟数据', group: '管理', roles: ['admin'] },
  { path: '/handbook', name: '手册' },
];

function navFor({ actor, reminders }: Frame): readonly NavItem[] {
  return NAV.filter(
    (item) =>
      (item.roles === undefined || (actor !== null && item.roles.includes(actor.role))) &&
      (item.reminders !== true || reminders !== undefined),
  );
}

/** The count of reminders is told as it changes, on every page that shows it. */
const withLive = ({ reminders }: Frame, scripts: readonly string[]): readonly string[] =>
  reminders === undefined || scripts.includes('live.js') ? scripts : [...scripts, 'live.js'];

/** Behind the scripts of a page: a form that one of those sends is no business of these. */
const LAST = ['kept.js', 'send.js'];

/** One row of the key help: the keys and what they do. */
export type KeyHelp = readonly [keys: string, does: string];

/** The frame of every page: skip link, header with navigation, content, key help. */
export function Layout(props: {
  frame: Frame;
  title: string;
  /** Island scripts by asset name. */
  scripts?: readonly string[];
  /** Style sheets beside the common one, by asset name. */
  styles?: readonly string[];
  keys?: readonly KeyHelp[];
  /** Class of `main`. */
  wide?: string;
  children: Child;
}) {
  const { frame, title, scripts = [], styles = [], keys = [] } = props;
  return (
    <html
      lang="zh-CN"
      class={frame.largeText ? 'large' : ''}
      data-account={frame.actor?.id}
      data-page={frame.here.split('?')[0]}
    >
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · 接诉 ${frame.profileName}`}</title>
        <link rel="icon" href={frame.asset('icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={frame.asset('style.css')} />
        {styles.map((name) => (
          <link rel="stylesheet" href={frame.asset(name)} />
        ))}
        {frame.actor ? <script src={frame.asset('keys.js')} defer></script> : null}
        {[...withLive(frame, scripts), ...LAST].map((name) => (
          <script src={frame.asset(name)} defer></script>
        ))}
      </head>
      <body>
        <a class="skip" href="#main">
          跳到主要内容
        </a>
        <Header frame={frame} />
        <main id="main" tabindex={-1} class={props.wide ?? ''}>
          <TourBanner frame={frame} />
          {props.children}
        </main>
        {frame.actor ? <KeyDialog keys={keys} /> : null}
      </body>
    </html>
  );
}

/** Groups, and items that stand by themselves, in the order of the list. */
function grouped(items: readonly NavItem[]): { readonly name: string; readonly items: readonly NavItem[] }[] {
  const groups = new Map<string, NavItem[]>();
  for (const item of items) {
    const name = item.group ?? item.name;
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  // Of a group a person sees one item of, the item's own name says more.
  return [...groups].map(([name, own]) => ({
    name: own.length === 1 ? (own[0]?.name ?? name) : name,
    items: own,
  }));
}

function Header({ frame }: { frame: Frame }) {
  const path = frame.here.split('?')[0];
  const groups = grouped(navFor(frame));
  const here = groups.find(({ items }) => items.some((item) => item.path === path));
  return (
    <header class="top">
      <p class="brand">
        <span class="brand-name">接诉</span> <span class="brand-place">{frame.profileName}</span>
        {frame.simulated === true ? <strong class="brand-demo"> 含演示数据</strong> : null}
      </p>
      {frame.actor ? (
        <nav aria-label="主导航">
          <ul>
            {groups.map(({ name, items: [item = HOME] }) => (
              <li>
                <a href={item.path} aria-current={here?.name === name ? 'page' : undefined}>
                  {name}
                  {item.reminders ? <RemindersCount unseen={frame.reminders ?? 0} /> : null}
                  {item.unread && frame.notices ? (
                    <>
                      {' '}
                      <span class="count">
                        {frame.notices}
                        <span class="visually-hidden"> 条未读</span>
                      </span>
                    </>
                  ) : null}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
      <div class="top-right">
        {frame.actor ? (
          <>
            <a
              class="plain"
              href="/search"
              data-key="q"
              aria-keyshortcuts="Q"
              aria-current={path === '/search' ? 'page' : undefined}
            >
              搜索 <kbd>q</kbd>
            </a>
            <button type="button" class="plain" id="keys-open" hidden aria-haspopup="dialog">
              快捷键 <kbd>?</kbd>
            </button>
          </>
        ) : null}
        <form method="post" action="/text-size">
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <input type="hidden" name="back" value={frame.here} />
          <button type="submit" class="plain" name="size" value={frame.largeText ? 'normal' : 'large'}>
            {frame.largeText ? '标准字号' : '大字号'}
          </button>
        </form>
        {frame.actor ? (
          <>
            <span class="who">
              {frame.actor.name}
              {frame.actor.name === ROLE[frame.actor.role] ? null : (
                <span class="role"> {ROLE[frame.actor.role]}</span>
              )}
            </span>
            <form method="post" action="/logout">
              <input type="hidden" name="_csrf" value={frame.csrf} />
              <button type="submit" class="plain">
                退出
              </button>
            </form>
          </>
        ) : null}
      </div>
      {frame.actor && here !== undefined && here.items.length > 1 ? (
        <nav class="beside" aria-label={here.name}>
          <ul>
            {here.items.map((item) => (
              <li>
                <a href={item.path} aria-current={path === item.path ? 'page' : undefined}>
                  {item.name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
    </header>
  );
}

/** In the menu a count says how much there is to do: beyond this, a lot. `live.js` says the same. */
export const countWord = (count: number): string => (count > 99 ? '99+' : String(count));

/** Kept up to date by `live.js`. */
function RemindersCount({ unseen }: { unseen: number }) {
  return (
    <>
      {' '}
      <span class="count due" data-reminders hidden={unseen === 0}>
        <span data-reminders-count>{countWord(unseen)}</span>
        <span class="visually-hidden"> 条未看</span>
      </span>
    </>
  );
}

/** Keys of every page. */
const EVERYWHERE: readonly KeyHelp[] = [
  ['q', '搜索工单、知识、法规、单位和主体'],
  ['?', '打开本说明'],
  ['Esc', '关闭本说明，离开输入框'],
];

/** Help for the keys of a page. Single keys can be switched off (WCAG 2.1.4). */
function KeyDialog({ keys }: { keys: readonly KeyHelp[] }) {
  return (
    <dialog id="keys" aria-labelledby="keys-title">
      <h2 id="keys-title">快捷键</h2>
      <table>
        <caption class="visually-hidden">本页快捷键</caption>
        <thead>
          <tr>
            <th scope="col">按键</th>
            <th scope="col">作用</th>
          </tr>
        </thead>
        <tbody>
          {[...keys, ...EVERYWHERE].map(([key, does]) => (
            <tr>
              <td>
                {key.split(' ').map((k) => (
                  <kbd>{k}</kbd>
                ))}
              </td>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label class="check">
        <input type="checkbox" id="keys-on" checked /> 启用单键快捷键（使用语音输入时建议关闭）
      </label>
      <form method="dialog">
        <button type="submit">关闭</button>
      </form>
    </dialog>
  );
}
