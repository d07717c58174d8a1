import { CALLBACK_RESULT, CALLBACK_WAY, verdictWords } from '../../kernel/callback-words.ts';
import { beijingDay, beijingMinute } from '../../kernel/clock.ts';
import type { CallbackStanding } from '../../orders/callback.ts';
import type { CallbackData } from '../../orders/life-events.ts';

/** The line of an order's history that tells of an attempt. */
export function attemptLine({ way, result, verdict, note }: CallbackData): string {
  const said = verdict === null ? CALLBACK_RESULT[result] : verdictWords(verdict);
  return [`${CALLBACK_WAY[way]}：${said}`, note]
    .filter((part) => part !== undefined && part !== '')
    .join('；');
}

const NOT_FOR = {
  demandKind: '这类诉求不回访',
  outcome: '这种办理结果不回访',
  noNumber: '来电人没有留电话，不能回访',
} as const;
const DONE = {
  verdict: '来电人已经评价过，一张工单只评价一次',
  noAnswer: '回访次数已满，没有接通',
  refused: '来电人拒绝回访',
  wrongNumber: '来电人的号码有误',
  lapsed: '已过回访的期限',
  answered: '已经回访',
} as const;

/** Why nobody can be called at `now`, in words; null where they can. */
export function cannotCall(standing: CallbackStanding, now: number): string | null {
  switch (standing.state) {
    case 'notYet':
      return '告知来电人结论之后才能回访';
    case 'notFor':
      return NOT_FOR[standing.why];
    case 'done':
      return DONE[standing.by];
    case 'due':
      return standing.from <= now
        ? null
        : `${beijingMinute(standing.from)} 以后才能拨打（免打扰时段或两次之间的间隔）`;
  }
}

/** A line of the script with what it names of this order. */
export function spokenLine(
  line: string,
  { number, toldAt }: { readonly number: string; readonly toldAt: number },
  unit: string,
): string {
  const day = beijingDay(toldAt);
  const date = `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;
  return line.replaceAll('{number}', number).replaceAll('{unit}', unit).replaceAll('{day}', date);
}
