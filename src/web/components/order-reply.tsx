import type { OrderDetail } from '../../app/types.ts';
import { valuesOf, type KeptForm } from '../kept-form.ts';
import { Choose, Told } from './order-move-fields.tsx';

/**
 * What a reply needs beside its text: the outcome, when the caller was told, and what is said to each demand. Stands in
 * the form of the text, so that both go together; null where no reply can be made.
 */
export function ReplyMove({ order, kept, now }: { order: OrderDetail; kept: KeptForm | null; now: number }) {
  const offered = order.moves.find(({ move }) => move === 'reply');
  if (offered === undefined) return null;
  const values = valuesOf(kept, 'reply');
  if (!offered.open && !values.isKept)
    return <p class="lacking-words small">{`现在还不能答复：${offered.rule ?? ''}`}</p>;
  const { outcomes } = order.choices;
  return (
    <fieldset class="reply-move" id="reply-move">
      <legend>答复来电人</legend>
      <input type="hidden" name="version" value={String(order.version)} />
      {offered.open ? null : (
        <p class="lacking-words small">{`现在还不能答复：${offered.rule ?? ''}。写下的内容留在这里。`}</p>
      )}
      <div class="reply-head">
        <Choose
          id="reply-outcome"
          name="outcome"
          label="办理结果"
          values={values}
          options={outcomes.map(({ kind, name, missing }) => [
            kind,
            missing.length === 0 ? name : `${name}（缺：${missing.join('、')}）`,
          ])}
        />
      </div>
      {order.demands.map(({ demand, text }) => (
        <div class="field">
          <label for={`reply-demand-${demand}`}>
            第 {String(demand)} 项诉求 <span class="muted">“{excerpt(text)}”</span>
          </label>
          <textarea
            id={`reply-demand-${demand}`}
            name={`demand-${demand}`}
            rows={2}
            maxlength={2000}
            required
          >
            {`\n${values.one(`demand-${demand}`)}`}
          </textarea>
          <label class="pick small" for={`reply-none-${demand}`}>
            <input
              type="checkbox"
              id={`reply-none-${demand}`}
              name={`demand-${demand}-none`}
              value="yes"
              checked={values.has(`demand-${demand}-none`, 'yes')}
            />{' '}
            这一项不能答复，上面写的是理由
          </label>
        </div>
      ))}
      {/* Filled in already, and six stops of the Tab key: behind what has to be written. */}
      <div class="reply-head">
        <Told prefix="reply" choices={order.choices.telling} values={values} now={now} />
      </div>
      <div>
        <button
          type="submit"
          class="primary"
          name="move"
          value="reply"
          formaction={`/orders/${encodeURIComponent(order.id)}/moves`}
          disabled={!offered.open}
        >
          答复
        </button>{' '}
        <span class="muted small">上面的答复全文一并存入工单</span>
      </div>
    </fieldset>
  );
}

const MOST = 60;
const excerpt = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= MOST ? line : `${line.slice(0, MOST)}……`;
};
