import type { DifferenceLine, ItemState, StaleReason } from '../../app/knowledge/knowledge-care-types.ts';
import { ITEM_STATE, STALE_CODE } from '../knowledge-words.ts';
import type { Frame } from '../view.ts';

const TABS: readonly (readonly [path: string, name: string])[] = [
  ['/knowledge', '条目'],
  ['/knowledge/rules', '规则'],
  ['/knowledge/cards', '案例卡'],
  ['/knowledge/laws', '法规'],
  ['/knowledge/stale', '需复核'],
  ['/knowledge/notices', '知识变动'],
];

/** The parts of the knowledge pages. `submitted`: how many versions wait; null for those who do not decide. */
export function KnowledgeTabs({ frame, submitted }: { frame: Frame; submitted: number | null }) {
  const path = frame.here.split('?')[0] ?? '';
  const here = path.startsWith('/knowledge/entries')
    ? '/knowledge'
    : (['/knowledge/rules', '/knowledge/cards'].find((tab) => path.startsWith(tab)) ?? path);
  const tabs =
    submitted === null
      ? TABS
      : [...TABS, ['/knowledge/ratings', '评价'] as const, ['/knowledge/submissions', '待核准'] as const];
  return (
    <nav aria-label="知识" class="tabs">
      <ul>
        {tabs.map(([to, name]) => (
          <li>
            <a href={to} aria-current={here === to ? 'true' : undefined}>
              {name}
              {to === '/knowledge/submissions' ? <span class="count"> {submitted}</span> : null}
              {to === '/knowledge/notices' && frame.notices ? (
                <span class="count"> {frame.notices}</span>
              ) : null}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export function ItemBadge({ status, inForce }: { status: ItemState; inForce: boolean }) {
  const good = status === 'approved';
  return (
    <>
      <span class={`badge ${good ? 'right-held' : 'state-review'}`}>{ITEM_STATE[status]}</span>
      {!good && inForce ? <span class="sub">前一版在用</span> : null}
    </>
  );
}

export function StaleWords({ reasons }: { reasons: readonly StaleReason[] }) {
  return (
    <ul class="plain-list">
      {reasons.map(({ code, text }) => (
        <li>
          <b>{STALE_CODE[code]}：</b>
          {text}
        </li>
      ))}
    </ul>
  );
}

/** Unchanged lines shown around a change. */
const AROUND = 1;

/** What an edit changed, line by line; words and signs say it, colour only repeats it. */
export function Difference({ lines, label }: { lines: readonly DifferenceLine[]; label: string }) {
  const shown = lines.map((_, i) =>
    lines.slice(Math.max(0, i - AROUND), i + AROUND + 1).some(({ mark }) => mark !== 'same'),
  );
  if (!shown.includes(true)) return <p class="muted">文字没有改动。</p>;
  return (
    <ol class="difference" aria-label={label}>
      {lines.map(({ mark, text }, i) => {
        if (shown[i] !== true) return shown[i - 1] === true ? <li class="gap">⋯</li> : null;
        if (mark === 'same') return <li>{text}</li>;
        return mark === 'out' ? (
          <li class="line-out">
            <span class="visually-hidden">去掉：</span>
            <del>{text}</del>
          </li>
        ) : (
          <li class="line-in">
            <span class="visually-hidden">增加：</span>
            <ins>{text}</ins>
          </li>
        );
      })}
    </ol>
  );
}
