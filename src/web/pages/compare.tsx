import type { ComparedOrder, Comparison, RelationAction } from '../../app/relations/duplicate-types.ts';
import { ConfidentialBadge, StateBadge, UrgencyBadge } from '../components/badges.tsx';
import { Said } from '../components/said.tsx';
import { RELATION_KIND, RELATION_STATUS } from '../../kernel/relation-words.ts';
import { dateTime, isoTime } from '../format.ts';
import { channelName } from '../labels.ts';
import { Layout, type KeyHelp } from '../layout.tsx';
import { segmentText, type Mark } from '../marks.ts';
import type { Frame } from '../view.ts';

const ACTS: readonly {
  readonly action: RelationAction;
  readonly key: string;
  readonly name: string;
  readonly does: string;
}[] = [
  { action: 'merge', key: 'm', name: '并单', does: '并单：后收到的并入先收到的' },
  { action: 'link', key: 'l', name: '链接', does: '链接：确认相关' },
  { action: 'reject', key: 'x', name: '不同事项', does: '判为不同事项' },
  { action: 'undo', key: 'z', name: '撤销', does: '撤销上一步决定' },
];

function keysOf({ can, next }: Comparison): KeyHelp[] {
  return [
    ...ACTS.filter(({ action }) => can[action]).map(({ key, does }): KeyHelp => [key, does]),
    ...(next === null ? [] : [['n', '下一对待确认'] as KeyHelp]),
    ['u', '回到工单'],
  ];
}

/** Two orders side by side, what they share marked in both, and the acts on the pair. */
export function ComparePage(props: {
  frame: Frame;
  comparison: Comparison;
  /** Address of the order the person came from. */
  back: string;
  /** Where the acts are sent: this page. */
  here: string;
  /** Address of the next pair. */
  next: string | null;
  done: boolean;
  error?: string | undefined;
}) {
  const { frame, comparison, done, error, next } = props;
  const { first, second, shared, kind, steps, can } = comparison;
  const last = steps.at(-1);
  return (
    <Layout frame={frame} title={`比对 ${first.number} 与 ${second.number}`} keys={keysOf(comparison)}>
      <div class="order-head">
        <a href={props.back} data-key="u" aria-keyshortcuts="U">
          ← 工单
        </a>
        <h1>两单比对</h1>
        <span>
          {kind === null ? '未判定关系' : RELATION_KIND[kind]}
          {last === undefined ? '' : ` · ${RELATION_STATUS[last.status]}`}
        </span>
        {next === null ? null : (
          <a class="next" href={next} data-key="n" aria-keyshortcuts="N">
            下一对 <kbd>n</kbd>
          </a>
        )}
      </div>
      <Said error={error} />
      {done && last !== undefined ? (
        <p class="notice notice-good" role="status">
          {RELATION_STATUS[last.status]}。
        </p>
      ) : null}
      <section aria-labelledby="pair-title" class="panel">
        <h2 id="pair-title">判断依据</h2>
        <p>
          {comparison.reasons.length === 0
            ? '没有足以认定为同一事项的依据。'
            : comparison.reasons.map((reason) => reason.text).join('；')}
        </p>
        <form method="post" action={props.here}>
          <input type="hidden" name="_csrf" value={frame.csrf} />
          {ACTS.filter(({ action }) => can[action]).map(({ action, key, name }) => (
            <>
              <button
                type="submit"
                name="action"
                value={action}
                class={action === 'merge' ? 'primary' : ''}
                data-key={key}
                aria-keyshortcuts={key.toUpperCase()}
              >
                {name} <kbd>{key}</kbd>
              </button>{' '}
            </>
          ))}
        </form>
        {steps.length === 0 ? null : (
          <ol class="timeline">
            {steps.map((step) => (
              <li>
                <time datetime={isoTime(step.at)}>{dateTime(step.at)}</time>{' '}
                <b>{RELATION_STATUS[step.status]}</b> {step.by}
              </li>
            ))}
          </ol>
        )}
      </section>
      <div class="ask-grid compare">
        <Side order={first} heading="先收到" marks={marksOf(shared.map((phrase) => phrase.first))} />
        <Side order={second} heading="后收到" marks={marksOf(shared.map((phrase) => phrase.second))} />
      </div>
    </Layout>
  );
}

/** Phrases numbered alike in both texts, so that the eye (and a screen reader) can pair them. */
function marksOf(spans: readonly { readonly start: number; readonly end: number }[]): Mark[] {
  return spans.map((span, i) => ({ ...span, kind: 'evidence', label: `相同语句 ${i + 1}` }));
}

function Side({ order, heading, marks }: { order: ComparedOrder; heading: string; marks: readonly Mark[] }) {
  const id = `side-${order.id}`;
  return (
    <div>
      <section aria-labelledby={id} class="panel">
        <div class="panel-head">
          <h2 id={id}>
            {heading}：<a href={`/orders/${encodeURIComponent(order.id)}`}>{order.number}</a>
          </h2>
          <UrgencyBadge value={order.urgency} />
          <ConfidentialBadge value={order.confidentiality} />
          <StateBadge state={order.state} waits={order.state === 'received' && order.action === 'review'} />
          <p class="legend" role="group" aria-label="标记说明">
            {marks.length > 0 ? <mark class="m-evidence">相同语句</mark> : <span>没有相同语句</span>}
          </p>
        </div>
        <p class="muted small">
          <time datetime={isoTime(order.receivedAt)}>{dateTime(order.receivedAt)}</time> ·{' '}
          {channelName(order.channel)} · {order.issueType.name} · {order.leadUnit.name}
          {order.street === null ? '' : ` · ${order.street}`}
        </p>
        <div class="turns">
          {paragraphs(order.text).map(({ start, end }) => (
            <p class="turn turn-plain">
              <span class="said">
                {segmentText(order.text, marks, start, end).map((segment) =>
                  segment.marks.length === 0 ? (
                    segment.text
                  ) : (
                    <mark class="m-evidence" title={segment.marks.map((mark) => mark.label).join('、')}>
                      {segment.text}
                    </mark>
                  ),
                )}
              </span>
            </p>
          ))}
        </div>
      </section>
    </div>
  );
}

/** Lines of a text that say something, as spans. */
function paragraphs(text: string): { readonly start: number; readonly end: number }[] {
  return [...text.matchAll(/[^\n]+/g)].flatMap((match) =>
    match[0].trim() === '' ? [] : [{ start: match.index, end: match.index + match[0].length }],
  );
}
