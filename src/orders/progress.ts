import type { OrderState } from '../kernel/move-words.ts';
import type { LifeEvent } from './life-events.ts';
import type { Life } from './life.ts';

/** What a caller may know of how far a matter is: no text, no names, no steps that are the house's own. */
export type Progress = {
  /** One sentence on where it stands. */
  readonly stands: string;
  /** Whether nothing more will be done unless the caller calls again. */
  readonly ended: boolean;
  /** Steps of the present round in their order; `at` in UTC milliseconds, null for those still to come. */
  readonly steps: readonly { readonly name: string; readonly at: number | null }[];
};

const STANDS: Readonly<Record<OrderState, string>> = {
  received: '已经受理，正在确定由哪个单位办理。',
  dispatched: '已经转给承办单位，等待签收。',
  acknowledged: '承办单位已经签收，会与您联系。',
  contacted: '承办单位已经与您联系，正在办理。',
  handling: '承办单位正在办理。',
  replied: '承办单位已经答复。',
  callback: '承办单位已经答复，可能会请您评价。',
  closed: '已经办结。',
  onHold: '目前还不能办成，已经列入计划，到时继续办理。',
  excluded: '已经办结：按规定不再继续办理，理由已经告知。',
  mediationEnded: '调解已经终止，理由和其他途径已经告知。',
  terminated: '已经终结，理由已经告知。',
};
const ENDED: readonly OrderState[] = ['closed', 'excluded', 'mediationEnded', 'terminated'];

/** Who spoke with the caller, not who only tried to. */
const SPOKEN: readonly string[] = ['reached', 'met', 'meetingRefused'];

/** `events`: those of one order, oldest first, at least its first. */
export function progressOf(life: Life, events: readonly LifeEvent[]): Progress {
  const again = events.findLastIndex(({ kind }) => kind === 'reopen');
  const round = events.slice(Math.max(0, again));
  const handedOn = round.findLastIndex(({ to, kind }) => to === 'dispatched' && kind !== 'remind');
  const since = handedOn === -1 ? [] : round.slice(handedOn);
  const at = (of: readonly LifeEvent[], is: (event: LifeEvent) => boolean): number | null =>
    of.find(is)?.at ?? null;
  const ended = ENDED.includes(life.state);
  return {
    stands: STANDS[life.state],
    ended,
    steps: [
      { name: '受理', at: events[0]?.at ?? null },
      ...(again === -1 ? [] : [{ name: '重新办理', at: round[0]?.at ?? null }]),
      { name: '转给承办单位', at: life.state === 'received' ? null : (since[0]?.at ?? null) },
      { name: '承办单位签收', at: at(since, ({ kind }) => kind === 'acknowledge') },
      {
        name: '与您联系',
        at: at(since, (event) => event.kind === 'contact' && SPOKEN.includes(event.data.result)),
      },
      { name: '答复', at: at(since, ({ kind }) => kind === 'reply') },
      { name: '办结', at: ended ? life.since : null },
    ],
  };
}
