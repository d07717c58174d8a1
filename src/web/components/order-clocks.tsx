import type { ClockLine } from '../../app/life/order-view-types.ts';
import type { OrderDetail } from '../../app/types.ts';
import { dateTime, dueTime, isoTime, shortTime, span } from '../format.ts';
import { HandbookLink } from './handbook-link.tsx';

/** Clocks with a deadline ahead or past; what has none, has not begun or is done comes after. */
const isLive = ({ state, dueAt, unknownYear }: ClockLine): boolean =>
  (dueAt !== null || unknownYear !== null) && state !== 'waiting' && state !== 'met' && state !== 'metLate';

/**
 * The clocks of an order side by side, nearest deadline first: natural days from the call, working days from receipt
 * and the statutory limits each count on their own.
 */
export function OrderClocks({ order, now }: { order: OrderDetail; now: number }) {
  const { clocks } = order;
  if (clocks.length === 0) return null;
  const live = clocks.filter(isLive);
  const rest = clocks.filter((clock) => !isLive(clock) && !clock.disabled);
  return (
    <section aria-labelledby="clocks-title" class="panel">
      <div class="panel-head">
        <h2 id="clocks-title">时限</h2>
        <HandbookLink to="clocks" what="时限" />
        <a class="push small" href={`/orders/${encodeURIComponent(order.id)}/trace`}>
          计时过程
        </a>
      </div>
      {live.length === 0 ? (
        <p class="muted">没有正在走的时限。</p>
      ) : (
        <ul class="clocks">
          {live.map((clock) => (
            <Clock clock={clock} now={now} />
          ))}
        </ul>
      )}
      {rest.length === 0 ? null : (
        <details class="small">
          <summary>{`另有 ${rest.length} 个：已完成、还没有起算或不设时限`}</summary>
          <ul class="plain-list">
            {rest.map((clock) => (
              <li>
                {clock.name}（{clock.purpose}）：
                {clock.state === 'running' ? leftWords(clock, now) : clock.stateName}
                {clock.metAt === null ? `，自${clock.startsWith}起 ${clock.limit}` : ''}
                {clock.metAt === null ? null : (
                  <>
                    {' '}
                    <time datetime={isoTime(clock.metAt)}>{shortTime(clock.metAt, now)}</time>
                  </>
                )}
                {clock.over ? `，超过 ${span(clock.over)}` : ''}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Clock({ clock, now }: { clock: ClockLine; now: number }) {
  const { name, state, dueAt, basis, disabled } = clock;
  const law = basis.law === null ? '' : `《${basis.law}》${basis.article ?? ''}：`;
  return (
    <li class={`clock clock-${disabled ? 'compared' : state}`}>
      <b class="clock-name">{name}</b>
      <span class="clock-left">{leftWords(clock, now)}</span>
      {dueAt === null ? null : (
        <span class="small">
          <time datetime={isoTime(dueAt)} title={dateTime(dueAt)}>
            {dueTime(dueAt, now)}
          </time>{' '}
          到期
          {clock.unsettled ? '（放假通知发布前可能变动）' : ''}
        </span>
      )}
      <span class="small muted" title={`${law}${basis.text}`}>
        {disabled ? '仅供对照，' : ''}自{clock.startsWith}起 {clock.limit}
        {basis.unverified ? '，依据待核' : ''}
      </span>
    </li>
  );
}

/** `还剩3天2小时`, `超期5小时`; how long it has run where there is no limit. */
export function leftWords(clock: ClockLine, now: number): string {
  const { state, left, over, unknownYear, startedAt, stateName } = clock;
  const short = (ms: number): string => span(ms).replaceAll(' ', '');
  if (unknownYear !== null) return `日历没有${unknownYear}年，算不出`;
  if (state === 'late') return `超期${short(over ?? 0)}`;
  if (state === 'paused') return left === null ? '已暂停' : `已暂停，剩${short(left)}`;
  if (left !== null) return `还剩${short(left)}`;
  return startedAt === null ? stateName : `已过${short(now - startedAt)}`;
}
