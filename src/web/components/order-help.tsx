import type { CardHint } from '../../app/knowledge/teaching-card-types.ts';
import type { OrderDetail } from '../../app/types.ts';
import { percent } from '../format.ts';
import { cardPath } from '../knowledge-words.ts';
import { HandbookLink } from './handbook-link.tsx';
import { RateLine, type RateView } from './rate-line.tsx';

/** Orders like this one, as far as the person may see them. */
export function LikeOrders({ order, rate = null }: { order: OrderDetail; rate?: RateView | null }) {
  return (
    <section aria-labelledby="like-title" class="panel">
      <h2 id="like-title">类似工单</h2>
      {order.suggestion === null ? (
        <Pending order={order} what="类似工单" />
      ) : order.suggestion.likeOrders.length === 0 ? (
        <p class="muted">没有类似的工单。</p>
      ) : (
        <ul class="likes">
          {order.suggestion.likeOrders.map((like, i) => (
            <li>
              <a href={`/orders/${encodeURIComponent(like.id)}`}>{like.number}</a>{' '}
              <span class="muted small">
                {like.issueType.name} · {like.leadUnit.name} · 相似 {percent(like.score)}
              </span>
              <span class="clamp">{like.excerpt}</span>
              <RateLine rate={rate} kind="like" rank={i + 1} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Approved teaching cards like this order, and making one of it. */
export function LikeCards(props: { order: OrderDetail; cards: readonly CardHint[]; mayMake: boolean }) {
  const { order, cards, mayMake } = props;
  if (cards.length === 0 && !mayMake) return null;
  return (
    <section aria-labelledby="cards-title" class="panel">
      <div class="panel-head">
        <h2 id="cards-title">案例卡</h2>
        <HandbookLink to="cards" what="案例卡" />
      </div>
      {cards.length === 0 ? <p class="muted">这一分类还没有案例卡。</p> : null}
      <ul class="likes">
        {cards.map(({ id, title, lesson, day }) => (
          <li>
            <a href={cardPath(id)}>{title}</a> <span class="muted small nowrap">{day}</span>
            <span class="clamp">{lesson}</span>
          </li>
        ))}
      </ul>
      {mayMake ? (
        <p>
          <a class="button" href={`/knowledge/cards/new?order=${encodeURIComponent(order.id)}`}>
            做成案例卡
          </a>
        </p>
      ) : null}
    </section>
  );
}

function Pending({ order, what }: { order: OrderDetail; what: string }) {
  return (
    <p class="muted">
      {what}正在生成。<a href={`/orders/${encodeURIComponent(order.id)}`}>刷新</a>
    </p>
  );
}
