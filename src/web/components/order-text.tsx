import type { OrderDetail } from '../../app/types.ts';
import { ENTITY, FORM } from '../labels.ts';
import { segmentText, type Mark } from '../marks.ts';
import { shownTurns } from '../turns.ts';
import { toldId } from './rule-cards.tsx';
import { HandbookLink } from './handbook-link.tsx';

/** Marks of an order's text: misquoted law, evidence of the decision, entities. Offsets are those of the text as received. */
export function orderMarks({ triage }: Pick<OrderDetail, 'triage'>): Mark[] {
  return [
    ...triage.misquoted.map(({ start, end, claim }) => ({
      start,
      end,
      kind: 'misquote',
      label: `误引：${claim}`,
    })),
    ...triage.decision.because.flatMap((reason) =>
      reason.evidence.map(({ start, end }) => ({ start, end, kind: 'evidence', label: '判断依据' })),
    ),
    ...triage.entities.map(({ start, end, kind }) => ({ start, end, kind: 'entity', label: ENTITY[kind] })),
  ];
}

/** Where the order tells a fact that a rule turns on; not painted, only a place to come to. */
export type Told = { readonly start: number; readonly end: number; readonly label: string };

/** The text as received, turn by turn, with its marks. White space inside a turn is kept. */
export function OrderText({ order, told = [] }: { order: OrderDetail; told?: readonly Told[] }) {
  const { text, form } = order.input;
  const marks = [...orderMarks(order), ...told.map((place) => ({ ...place, kind: 'told' }))];
  const turns = shownTurns(text);
  const kinds = new Set(marks.map((mark) => mark.kind));
  return (
    <section aria-labelledby="text-title" class="panel">
      <div class="panel-head">
        <h2 id="text-title">诉求原文</h2>
        <HandbookLink to="order" what="看一件工单" />
        {form === undefined ? null : <span class="muted small">{FORM[form]}</span>}
        {kinds.size === 0 ? null : (
          <p class="legend" role="group" aria-label="标记说明">
            {kinds.has('evidence') ? <mark class="m-evidence">判断依据</mark> : null}
            {kinds.has('entity') ? <mark class="m-entity">要素</mark> : null}
            {kinds.has('misquote') ? <mark class="m-misquote">误引法规</mark> : null}
          </p>
        )}
      </div>
      <div class="turns">
        {turns.map((turn) => (
          <p class={`turn turn-${turn.speaker ?? 'plain'}`}>
            {turn.label === null ? null : <b class="speaker">{turn.label}</b>}
            <span class="said">
              {segmentText(text, marks, turn.start, turn.end).map((segment) =>
                segment.marks.length === 0 ? (
                  segment.text
                ) : (
                  <mark
                    id={
                      segment.marks.some(({ kind, start }) => kind === 'told' && start === segment.start)
                        ? toldId(segment.start)
                        : undefined
                    }
                    class={[...new Set(segment.marks.map((mark) => `m-${mark.kind}`))].join(' ')}
                    title={[...new Set(segment.marks.map((mark) => mark.label))].join('、')}
                  >
                    {segment.text}
                  </mark>
                ),
              )}
            </span>
          </p>
        ))}
      </div>
    </section>
  );
}

/** What was read out of the text, each with the words it was read from. */
export function Entities({ order }: { order: OrderDetail }) {
  const { entities } = order.triage;
  if (entities.length === 0) return null;
  const kinds = [...new Set(entities.map((entity) => entity.kind))];
  return (
    <section aria-labelledby="entities-title" class="panel">
      <h2 id="entities-title">要素</h2>
      <dl class="facts">
        {kinds.map((kind) => (
          <div class={kind === 'request' ? 'wide' : undefined}>
            <dt>{ENTITY[kind]}</dt>
            <dd>
              {entities
                .filter((entity) => entity.kind === kind)
                .map((entity) => entity.text)
                .filter((words, i, all) => all.indexOf(words) === i)
                .join('；')}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
