import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { MOVER_NAMES } from '../../kernel/move-words.ts';
import type { Move } from '../../kernel/move-words.ts';
import { momentText } from '../../orders/clock-trace.ts';
import type { ClockView } from '../../orders/clocks.ts';
import { extensionRooms } from '../../orders/extension-room.ts';
import type { ExtensionRoom } from '../../orders/extension-room.ts';
import { fits } from '../../orders/handling-rules.ts';
import type { Life } from '../../orders/life.ts';
import { ALL_GIVEN } from '../../orders/needs.ts';
import { moveOrder } from '../../orders/states.ts';
import { addLimit } from '../../orders/work-time.ts';
import type { Profile } from '../../profile/types.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { calendarOf } from './deadlines.ts';
import { handledOrder, rulesFor } from './move-facts.ts';
import type { Beside } from './move-facts.ts';
import { factsOf, illegal, lifeActor } from './order-life.ts';
import type { Actor } from '../types.ts';

export const badField = (field: string, reason: string): AppError =>
  new AppError('bad_field', { where: '', field, reason });

/** What the table refuses whatever the move brings: said first, before anything else is asked of it. */
export function refuseOutright(life: Life, actor: Actor, move: Move): void {
  const facts = factsOf(life, lifeActor(actor), { contactDone: true, leadLetIn: true, given: ALL_GIVEN });
  const result = moveOrder(life.state, move, actor.role, facts);
  if (!result.ok) throw illegal(life.state, move, result);
}

/** What the rules of handling ask beyond the table: who approves a hold, whose orders go to merchants first. */
export function refuseByRules(
  profile: Profile,
  order: StoredOrder,
  life: Life,
  beside: Beside,
  { actor, move, now }: { readonly actor: Actor; readonly move: Move; readonly now: number },
): void {
  if (move !== 'grantHold' && move !== 'handToMerchant') return;
  const day = beijingDay(now);
  const rules = rulesFor(profile, day);
  if (rules === null) return;
  const { approvers } = rules.holds;
  if (move === 'grantHold' && !approvers.includes(actor.role)) {
    const who = approvers.map((one) => MOVER_NAMES[one]).join('、');
    throw illegal(life.state, move, { code: 'role', rule: `挂账由${who}审定` });
  }
  const handled = handledOrder(profile, order, life, beside, day);
  if (move === 'handToMerchant' && !fits(rules.merchant.when, handled))
    throw illegal(life.state, move, { code: 'merchant', rule: '这类诉求不走商家先行和解' });
}

/** How much more time the clocks of an order can be given; none where the profile has no clocks. */
export const roomsOf = ({ calendar }: Profile, clocks: readonly ClockView[]): ExtensionRoom[] =>
  calendar === undefined ? [] : extensionRooms(clocks, 'grantExtension', calendarOf(calendar));

/**
 * Throws `bad_field` for more time that would move no deadline of the order, or that no clock can be given. `until`:
 * UTC milliseconds.
 */
export function mustMoveADeadline(
  profile: Profile,
  clocks: readonly ClockView[],
  until: number,
  now: number,
): void {
  if (until <= now) throw badField('until', '须晚于现在');
  if (profile.policies === undefined) return;
  const rooms = roomsOf(profile, clocks);
  if (rooms.length === 0) throw badField('until', '这张工单没有可以延期的时限');
  const open = rooms.filter(({ timesLeft }) => timesLeft !== 0);
  if (open.length === 0) {
    const most = Math.max(...rooms.map(({ policy }) => policy.extension.times ?? 0));
    throw badField('until', `最多延期 ${most} 次，已经延过`);
  }
  const due = Math.min(...open.flatMap(({ dueAt }) => (typeof dueAt === 'number' ? [dueAt] : [])));
  if (Number.isFinite(due) && until <= due)
    throw badField('until', `须晚于现在的时限 ${momentText(due, true)}`);
  const most = Math.max(...open.map(({ latest }) => (typeof latest === 'number' ? latest : Infinity)));
  if (until > most) throw badField('until', `最晚延到 ${momentText(most, true)}`);
}

/**
 * End of the time box of the merchant-first channel: as asked for within what the rules allow, or all of that. Throws
 * `bad_field` where it is not within, and where no rule gives one and none was asked for.
 */
export function merchantUntil(profile: Profile, now: number, asked: number | undefined): number {
  if (asked !== undefined && asked <= now) throw badField('until', '须晚于现在');
  const most = longestMerchant(profile, now);
  if (typeof most === 'number') {
    if (asked !== undefined && asked > most) throw badField('until', `不能晚于 ${momentText(most, true)}`);
    return asked ?? most;
  }
  if (asked === undefined) throw badField('until', `${most}，须写明`);
  return asked;
}

/** The latest end by the rules, or in words why there is none. */
function longestMerchant(profile: Profile, now: number): number | string {
  const { policies, calendar } = profile;
  const periods = policies?.officePeriods;
  const rules = rulesFor(profile, beijingDay(now));
  if (rules === null || periods === undefined || periods === null || calendar === undefined)
    return '办理规则没有商家先行和解的时限';
  const limit = { kind: 'workingHours', hours: rules.merchant.workingHours, periods } as const;
  const end = addLimit(now, limit, calendarOf(calendar));
  return 'unknownYear' in end ? `日历没有 ${end.unknownYear} 年，算不出时限` : end.at;
}
