import type { OrderDetail } from '../../app/types.ts';
import { CALLBACK_RESULT, CALLBACK_WAY, verdictWords } from '../../kernel/callback-words.ts';
import { isoTime, shortTime } from '../format.ts';

/** What the caller said when asked, and the attempts to ask, as far as the person may see them. */
export function CallbackOf(props: { callback: NonNullable<OrderDetail['life']['callback']>; now: number }) {
  const { attempts, verdict } = props.callback;
  const time = (at: number) => <time datetime={isoTime(at)}>{shortTime(at, props.now)}</time>;
  return (
    <>
      <h3>{`回访${attempts.length === 0 ? '' : `（${attempts.length} 次）`}`}</h3>
      {verdict === null ? null : (
        <p>
          <b>{verdictWords(verdict)}</b>{' '}
          <span class="small">
            {time(verdict.at)} {CALLBACK_WAY[verdict.way]}
          </span>
          {verdict.note === null ? '' : `：${verdict.note}`}
        </p>
      )}
      {attempts.length === 0 ? null : (
        <ul class="plain-list">
          {attempts.map(({ at, by, way, result, note }) => (
            <li>
              {time(at)} {CALLBACK_WAY[way]}，{CALLBACK_RESULT[result]}，{by}
              {note === null || result === 'answered' ? '' : `：${note}`}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
