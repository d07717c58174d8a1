import type { OrderDetail, OrderEvent } from '../../app/types.ts';
import { isoTime, shortTime } from '../format.ts';
import { channelName, EVENT } from '../labels.ts';

/** So many lines stand open; older ones are there to be opened. */
const SHOWN = 12;

/** The channel by its name; it is kept as it came. */
const shownDetail = ({ event, detail }: OrderEvent): string =>
  event === 'received'
    ? detail.replace(/^(来源 )(\S+)$/, (_, word: string, code: string) => `${word}${channelName(code)}`)
    : detail;

/** What happened to the order, oldest first: when, what, who. */
export function OrderHistory({ order, now }: { order: OrderDetail; now: number }) {
  const { events } = order;
  const older = events.slice(0, Math.max(0, events.length - SHOWN));
  return (
    <section aria-labelledby="events-title" class="panel">
      <div class="panel-head">
        <h2 id="events-title">经过</h2>
        <span class="muted small">{`共 ${events.length} 步`}</span>
      </div>
      {older.length === 0 ? null : (
        <details class="small">
          <summary>{`更早的 ${older.length} 步`}</summary>
          <Lines events={older} now={now} />
        </details>
      )}
      <Lines events={events.slice(older.length)} now={now} />
    </section>
  );
}

function Lines({ events, now }: { events: readonly OrderEvent[]; now: number }) {
  return (
    <ol class="timeline">
      {events.map((event) => (
        <li>
          <time datetime={isoTime(event.at)}>{shortTime(event.at, now)}</time> <b>{EVENT[event.event]}</b>{' '}
          {event.actor}
          {event.detail === '' ? null : <span class="muted"> {shownDetail(event)}</span>}
        </li>
      ))}
    </ol>
  );
}
