import { clocksFor } from '../app/life/deadlines.ts';
import type { Names } from '../app/context.ts';
import type { OrderTrace } from '../app/life/order-view-types.ts';
import { EVENT_NAMES, eventName } from '../kernel/event-names.ts';
import { APPLICATION_NAMES, STATE_NAMES } from '../kernel/move-words.ts';
import { PURPOSE_NAMES } from '../orders/clock-types.ts';
import { durationText, limitText, momentText } from '../orders/clock-trace.ts';
import { CLOCK_STATE_NAMES } from '../orders/clocks.ts';
import type { ClockView } from '../orders/clocks.ts';
import type { LifeEvent } from '../orders/life-events.ts';
import type { Profile } from '../profile/types.ts';
import type { StoredEvent } from '../store/events.ts';
import type { StoredOrder } from '../store/orders.ts';

const MINUTE = 60_000;
const minute = (ms: number): string => momentText(Math.floor(ms / MINUTE) * MINUTE);
/** Never more than there is. */
const minutes = (ms: number): string => durationText(Math.floor(ms / MINUTE) * MINUTE);

/** An order for people at the machine: no word of the call, no number of the caller. */
export function orderText(
  profile: Profile,
  names: Names,
  order: StoredOrder,
  { events, history }: { readonly events: readonly LifeEvent[]; readonly history: readonly StoredEvent[] },
  now: number,
): string {
  const { number, id, state, since, version, pending, supervision, personName, jointUnit } = order;
  const { supervisedBefore } = order;
  const line = (name: string, value: string | null): string[] =>
    value === null ? [] : [`${name}：${value}`];
  return [
    `工单 ${number}（${id}）`,
    `状态：${STATE_NAMES[state]}，自 ${minute(since)} 起，第 ${version} 步`,
    `分类：${order.issueType} ${names.issueType(order.issueType)}，${order.demandKind}`,
    `主办：${names.unit(order.leadUnit)}`,
    ...line('协办', jointUnit === null ? null : names.unit(jointUnit)),
    ...line('承办人', personName),
    ...line('待审定', pending === null ? null : `${APPLICATION_NAMES[pending]}申请`),
    ...line('督办', supervision === 0 ? null : `${supervision} 级`),
    ...line('此前督办', supervisedBefore === 0 ? null : `${supervisedBefore} 级`),
    '',
    '时限',
    ...clocksFor(profile, order, events, now).flatMap(clockLines),
    '',
    '经过',
    ...history.map(
      ({ at, actor, event, detail }) =>
        `  ${minute(at)}　${EVENT_NAMES[eventName(event)] ?? event}　${actor}${detail === '' ? '' : `　${detail}`}`,
    ),
    '',
  ].join('\n');
}

function clockLines({ policy, state, dueAt, left, over, metAt }: ClockView): string[] {
  const { basis } = policy;
  const law = basis.law === undefined ? '' : `《${basis.law}》${basis.article ?? ''}：`;
  const due =
    dueAt === null
      ? ''
      : typeof dueAt === 'number'
        ? `，${momentText(dueAt, true)} 到期`
        : `，日历中没有 ${dueAt.unknownYear} 年`;
  const rest =
    metAt !== null || left === null
      ? ''
      : over !== null && over > 0
        ? `，已超 ${minutes(over)}`
        : `，还有 ${minutes(left)}`;
  return [
    `  ${policy.name}（${PURPOSE_NAMES[policy.purpose]}，${limitText(policy.limit)}）：${CLOCK_STATE_NAMES[state]}${due}${rest}`,
    `    依据：${law}${basis.text}${basis.unverified ? '（原文未收录，引用前须核对）' : ''}`,
  ];
}

/** How the time of an order was counted, for print: each clock with its stretches, then whose hands it was in. */
export function traceText({ number, id, asOf, clocks, ledger }: OrderTrace): string {
  const working = (ms: number | null): string =>
    ms === null ? '工作日无法计算' : `工作日 ${durationText(ms)}`;
  const lines = [`工单 ${number}（${id}），截至 ${momentText(asOf)}`];
  for (const { lines: told, receipts } of clocks) lines.push('', ...told, ...receipts);
  if (ledger === null) lines.push('', '配置包没有时限政策或日历，没有计时');
  else {
    lines.push('', '在谁手里');
    for (const { from, to, tier, holder, by, natural, working: worked } of ledger.stretches)
      lines.push(
        `  ${momentText(from)} 至 ${momentText(to, true)}　${tier}　${holder}　${durationText(natural)}（${working(worked)}）　${by}`,
      );
    lines.push('合计');
    for (const { tier, natural, working: worked } of ledger.byTier)
      lines.push(`  ${tier}　${durationText(natural)}（${working(worked)}）`);
    lines.push(`  总计　${durationText(ledger.total.natural)}（${working(ledger.total.working)}）`);
    if (ledger.clockMovedBack) lines.push('有事件的时间早于前一事件，按前一事件的时间计');
  }
  return `${lines.join('\n')}\n`;
}
