import type { OfferedMove } from '../../app/life/order-view-types.ts';
import type { OrderDetail } from '../../app/types.ts';
import type { Move } from '../../kernel/move-words.ts';
import { valuesOf, type KeptForm } from '../kept-form.ts';
import { MOVE_KEYS, movePanel } from '../move-panel.ts';
import type { Frame, ProfileView } from '../view.ts';
import { HandbookLink } from './handbook-link.tsx';
import { ReasonTable } from './order-move-fields.tsx';
import { MoveFields, PlainMoves, REASON_OF } from './order-move-form.tsx';

type Props = {
  readonly frame: Frame;
  readonly order: OrderDetail;
  readonly profile: ProfileView;
  /** A form that was sent back, with what was typed. */
  readonly kept: KeptForm | null;
};

/** Every move open to this person as a form, commonest first; those that are not, each with the rule. */
export function OrderMoves(props: Props) {
  const { order, kept } = props;
  const { first, more, closed } = movePanel(order.state, order.moves);
  const keptIn = (moves: readonly OfferedMove[]): boolean => moves.some(({ move }) => move === kept?.move);
  const isLost = kept !== null && kept.move !== 'reply' && keptIn(closed);
  if (first.length + closed.length === 0) return null;
  const replies = order.moves.some(({ move, open }) => move === 'reply' && open);
  return (
    <section aria-labelledby="moves-title" class="panel">
      <div class="panel-head">
        <h2 id="moves-title">办理</h2>
        <HandbookLink to="moves" what="办理一件工单" />
      </div>
      {replies ? (
        <p>
          <a class="button" href="#reply-move" data-key="d" aria-keyshortcuts="D" data-goto="reply-move">
            答复 <kbd>d</kbd>
          </a>
        </p>
      ) : null}
      {first.map((one) => (
        <MoveForm {...props} offered={one} />
      ))}
      {more.length === 0 ? null : (
        <details class="more-moves" open={keptIn(more)}>
          <summary>{`其他 ${more.length} 种办理`}</summary>
          {more.map((one) => (
            <MoveForm {...props} offered={one} />
          ))}
        </details>
      )}
      {isLost
        ? closed.filter(({ move }) => move === kept?.move).map((one) => <MoveForm {...props} offered={one} />)
        : null}
      {closed.length === 0 ? null : (
        <details class="closed-moves small">
          <summary>{`现在不能办的 ${closed.length} 种，为什么`}</summary>
          <dl>
            {closed.map(({ move, name, rule, need }) => (
              <>
                <dt>{name}</dt>
                <dd>
                  {rule}
                  {need === 'proof' ? <Lacking order={order} move={move} /> : null}
                </dd>
              </>
            ))}
          </dl>
        </details>
      )}
    </section>
  );
}

/** What each reason of an application still lacks: the way to make it possible. */
function Lacking({ order, move }: { order: OrderDetail; move: Move }) {
  const kind = REASON_OF[move];
  const reasons = order.choices.reasons.filter((one) => one.kind === kind);
  return reasons.length === 0 ? null : <ReasonTable reasons={reasons} />;
}

/** One move: a button where nothing is asked, else a form behind its name. */
function MoveForm({ frame, order, profile, kept, offered }: Props & { offered: OfferedMove }) {
  const { move, name, open, rule } = offered;
  const key = MOVE_KEYS[move];
  const values = valuesOf(kept, move);
  const action = `/orders/${encodeURIComponent(order.id)}/${move === 'acknowledge' ? 'acknowledge' : 'moves'}`;
  const hidden = (
    <>
      <input type="hidden" name="_csrf" value={frame.csrf} />
      <input type="hidden" name="version" value={String(order.version)} />
      <input type="hidden" name="move" value={move} />
    </>
  );
  const shortcut =
    key === undefined || !open ? {} : { 'data-key': key, 'aria-keyshortcuts': key.toUpperCase() };
  if (PlainMoves.has(move))
    return (
      <form method="post" action={action} class="move-plain">
        {hidden}
        <button
          type="submit"
          class={move === 'acknowledge' || move === 'handle' ? 'primary' : ''}
          {...shortcut}
        >
          {name} {key === undefined ? null : <kbd>{key}</kbd>}
        </button>
      </form>
    );
  return (
    <details class="move" id={`move-${move}`} open={values.isKept}>
      <summary {...shortcut}>
        {name} {key === undefined || !open ? null : <kbd>{key}</kbd>}
      </summary>
      <form method="post" action={action} class="move-form">
        {hidden}
        {open ? null : <p class="lacking-words small">{`现在不能办：${rule ?? ''}。写下的内容留在这里。`}</p>}
        <MoveFields
          order={order}
          profile={profile}
          move={move}
          values={values}
          now={frame.now}
          role={frame.actor?.role}
        />
        <div>
          <button type="submit" class="primary" disabled={!open}>
            {name}
          </button>
        </div>
      </form>
    </details>
  );
}
