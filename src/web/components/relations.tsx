import type { Relations } from '../../app/relations/duplicate-types.ts';
import { RELATION_KIND, RELATION_STATUS } from '../../kernel/relation-words.ts';
import { percent, shortTime } from '../format.ts';
import { HandbookLink } from './handbook-link.tsx';

export const comparePath = (id: string, otherId: string): string =>
  `/orders/${encodeURIComponent(id)}/compare/${encodeURIComponent(otherId)}`;

const orderPath = (id: string): string => `/orders/${encodeURIComponent(id)}`;

/** What was said before and since of an order's matter; nothing is shown where there is nothing. */
export function RelationsBox({
  id,
  relations,
  now,
}: {
  id: string;
  relations: Relations | null;
  now: number;
}) {
  if (relations === null) return null;
  const { survivor, merged, related } = relations;
  if (survivor === null && merged.length === 0 && related.length === 0) return null;
  const waiting = related.filter((other) => other.status === 'proposed').length;
  return (
    <section aria-labelledby="relations-title" class="panel">
      <div class="panel-head">
        <h2 id="relations-title">重复与并单</h2>
        <HandbookLink to="duplicates" what="重复、并单和反弹" />
        {waiting > 0 ? <span class="muted small">{waiting} 件待确认</span> : null}
      </div>
      {survivor === null ? null : (
        <p>
          本单并入 <a href={orderPath(survivor.id)}>{survivor.number}</a>，后续办理以该单为准。
        </p>
      )}
      {merged.length === 0 ? null : (
        <p>
          并入本单 {merged.length} 件：
          {merged.map((order, i) => (
            <>
              {i === 0 ? '' : '、'}
              <a href={orderPath(order.id)}>{order.number}</a>
            </>
          ))}
        </p>
      )}
      <ul class="likes">
        {related.map((other, i) => (
          <li>
            <a
              href={comparePath(id, other.order.id)}
              {...(i === 0 ? { 'data-key': 'r', 'aria-keyshortcuts': 'R' } : {})}
            >
              {other.order.number}
            </a>{' '}
            <b>{RELATION_KIND[other.kind]}</b> {RELATION_STATUS[other.status]}{' '}
            <span class="muted small">
              {other.side === 'earlier' ? '在前' : '在后'} · {shortTime(other.order.receivedAt, now)} ·{' '}
              {other.order.leadUnit.name}
              {other.score > 0 ? ` · 把握 ${percent(other.score)}` : ''}
            </span>
            <span class="clamp">{other.order.excerpt}</span>
            {other.reasons.length === 0 ? null : (
              <span class="muted small">{other.reasons.map((reason) => reason.text).join('；')}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
