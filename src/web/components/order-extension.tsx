import type { OrderDetail } from '../../app/types.ts';
import { dateTime, fieldTime } from '../format.ts';

/** The last moment that some clock can be given, for the field; nothing where one has no bound. */
export function latestOf(choices: OrderDetail['choices']['extensions']): { max?: string } {
  const ends = choices.filter(({ timesLeft }) => timesLeft !== 0).map(({ latest }) => latest ?? Infinity);
  const most = Math.max(...ends);
  return Number.isFinite(most) ? { max: fieldTime(most) } : {};
}

/** How much more time each clock can be given, and on whose word. */
export function ExtensionBounds({ choices }: { choices: OrderDetail['choices']['extensions'] }) {
  if (choices.length === 0) return null;
  return (
    <ul class="small muted bounds">
      {choices.map(({ name, dueAt, latest, atMost, timesLeft, approval, clause }) => (
        <li>
          {[
            `${name}：现在的时限 ${dueAt === null ? '算不出' : dateTime(dueAt)}`,
            atMost === null ? '条文没有写最多延多久' : `最多再延${atMost}`,
            latest === null ? '' : `最晚 ${dateTime(latest)}`,
            timesLeft === null ? '' : timesLeft === 0 ? '次数已用完' : `还可以延 ${timesLeft} 次`,
            `批准：${approval}`,
            clause,
          ]
            .filter((part) => part !== '')
            .join('；')}
        </li>
      ))}
    </ul>
  );
}
