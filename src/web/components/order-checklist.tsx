import type { Checklist } from '../../app/life/order-view-types.ts';
import type { OrderDetail } from '../../app/types.ts';
import { APPLICATION_NAMES } from '../../kernel/move-words.ts';
import { isoTime, shortTime } from '../format.ts';
import { HandbookLink } from './handbook-link.tsx';

const titleOf = (list: Checklist): string =>
  list.for === 'reply' ? '答复之前' : `${APPLICATION_NAMES[list.for]}申请`;

/** What the reply, or the application that waits, needs: each piece there or missing, in words. */
export function OrderChecklist({ order, now }: { order: OrderDetail; now: number }) {
  const lists = order.checklists.filter(({ items }) => items.length > 0);
  if (lists.length === 0) return null;
  return (
    <section aria-labelledby="checklist-title" class="panel">
      <div class="panel-head">
        <h2 id="checklist-title">材料清单</h2>
        <HandbookLink to="checklist" what="材料清单" />
      </div>
      {lists.map((list) => (
        <>
          <h3>{`${titleOf(list)}（还缺 ${list.items.filter(({ done }) => !done).length} 项）`}</h3>
          <ul class="checklist">
            {list.items.map(({ name, done, waived, at, by, clause }) => (
              <li class={done ? 'done' : 'lacking'}>
                <span class="check-mark">{waived ? '免' : done ? '有' : '缺'}</span>
                <span>
                  {name}
                  {waived ? (
                    <span class="muted small">
                      {order.confidentiality === 'identity' ? ' 身份保密，由热线联系' : ' 没有留下联系方式'}
                    </span>
                  ) : null}
                  {at === null ? null : (
                    <span class="muted small">
                      {' '}
                      <time datetime={isoTime(at)}>{shortTime(at, now)}</time> {by}
                    </span>
                  )}
                  {done || clause === null ? null : <span class="sub">{clause}</span>}
                </span>
              </li>
            ))}
          </ul>
        </>
      ))}
    </section>
  );
}
