import type { Child } from 'hono/jsx';
import { RestBanner } from './components/rest.tsx';
import { TourBanner } from './components/tour.tsx';
import { ROLE } from './labels.ts';
import { HOME, groupsFor } from './navigation.ts';
import type { Frame } from './view.ts';

/** The count of reminders is told as it changes, on every page that shows it. */
const withLive = ({ reminders }: Frame, scripts: readonly string[]): readonly string[] =>
  reminders === undefined || scripts.includes('live.js') ? scripts : [...scripts, 'live.js'];

/** Behind the scripts of a page: a form that one of those sends, or a focus it sets, is no business of these. */
const LAST = ['kept.js', 'send.js', 'focus.js'];

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
          <RestBanner frame={frame} />
          <TourBanner frame={frame} />
          {props.children}
        </main>
        {frame.actor ? <KeyDialog keys={keys} /> : null}
      </body>
    </html>
  );
}

function Header({ frame }: { frame: Frame }) {
  const path = frame.here.split('?')[0];
  const groups = groupsFor(frame);
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
            {groups.map(({ name, items: [item = HOME, ...more] }) => (
              <li>
                <a href={item.path} aria-current={here?.name === name ? 'page' : undefined}>
                  {name}
                  {item.reminders ? <RemindersCount unseen={frame.reminders ?? 0} /> : null}
                  {[item, ...more].some(({ unread }) => unread) ? <Unread frame={frame} /> : null}
                  {[item, ...more].some(({ stopped }) => stopped) ? <Stopped frame={frame} /> : null}
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
            <a class="plain" href="/handbook" aria-current={path === '/handbook' ? 'page' : undefined}>
              手册
            </a>
            <button type="button" class="plain" id="keys-open" hidden aria-haspopup="dialog">
              快捷键 <kbd>?</kbd>
            </button>
          </>
        ) : null}
        <form method="post" action="/text-size" data-plain>
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
            <form method="post" action="/logout" data-plain>
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
                  {item.unread ? <Unread frame={frame} /> : null}
                  {item.stopped ? <Stopped frame={frame} /> : null}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
    </header>
  );
}

/** Notices of changed knowledge that were not read. */
function Unread({ frame: { notices } }: { frame: Frame }) {
  return notices ? (
    <>
      {' '}
      <span class="count">
        {notices}
        <span class="visually-hidden"> 条未读</span>
      </span>
    </>
  ) : null;
}

/** Receivers of events that were given up. */
function Stopped({ frame: { stoppedWebhooks } }: { frame: Frame }) {
  return stoppedWebhooks ? (
    <>
      {' '}
      <span class="count due">
        {stoppedWebhooks}
        <span class="visually-hidden"> 个推送自动停止</span>
      </span>
    </>
  ) : null;
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
  ['.', '到主导航，再按一次到并列的页；Tab 逐项，Enter 打开'],
  ['Ctrl+Enter', '在输入框里：提交这一表单'],
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
      <p>
        怎样办理见<a href="/handbook">手册</a>，各页标题旁的“？”指到有关的一节。
      </p>
      <form method="dialog">
        <button type="submit">关闭</button>
      </form>
    </dialog>
  );
}
