import type { OrderDetail } from '../../app/types.ts';
import { percent } from '../format.ts';
import { SALE_CHANNEL } from '../labels.ts';
import type { Frame, ProfileView, Reason } from '../view.ts';
import { Confidence, UrgencyBadge } from './badges.tsx';
import { TypeSelect, UnitSelect } from './select.tsx';
import { HandbookLink } from './handbook-link.tsx';

/** One-key choices: types first, then units, nine in all, the present ones left out. */
export type Choice = {
  readonly key: number;
  readonly field: 'issueType' | 'unit';
  readonly code: string;
  readonly name: string;
  readonly confidence: number;
};

const KEYS = 9;
/** So many keys are kept for units even when there are many types. */
const UNIT_KEYS = 4;

/** Beyond the first two of a kind, what is this unlikely is left to the full list. */
const UNLIKELY = 0.01;
const worthKey = ({ confidence }: { readonly confidence: number }, rank: number): boolean =>
  rank < 2 || confidence >= UNLIKELY;

/** Candidates that differ from what stands, numbered 1 to 9: types first, at least four keys left for units. */
export function choicesOf(order: OrderDetail): Choice[] {
  const types = order.typeCandidates.filter((c) => c.code !== order.issueType.code).filter(worthKey);
  const units = order.unitCandidates.filter((c) => c.code !== order.leadUnit.code).filter(worthKey);
  const typeKeys = Math.max(KEYS - UNIT_KEYS, KEYS - units.length);
  return [
    ...types.slice(0, typeKeys).map((c) => ({ ...c, field: 'issueType' as const })),
    ...units.map((c) => ({ ...c, field: 'unit' as const })),
  ]
    .slice(0, KEYS)
    .map(({ field, code, name, confidence }, i) => ({ key: i + 1, field, code, name, confidence }));
}

/** What triage decided, and every act the person may do about it. */
export function TriagePanel({
  frame,
  order,
  profile,
}: {
  frame: Frame;
  order: OrderDetail;
  profile: ProfileView;
}) {
  const { triage } = order;
  return (
    <section aria-labelledby="triage-title" class="panel">
      <div class="panel-head">
        <h2 id="triage-title">研判结果</h2>
        <HandbookLink to="reasons" what="研判理由" />
        <span class="muted small">
          {order.corrected ? '已人工更正' : order.action === 'dispatch' ? '达到自动派单线' : '建议人工核定'}
        </span>
      </div>
      <dl class="decision">
        <div>
          <dt>问题分类</dt>
          <dd>
            <b>{order.issueType.name}</b> <span class="muted">{order.issueType.code}</span>{' '}
            {order.corrected ? null : <Confidence value={order.issueType.confidence} />}
          </dd>
        </div>
        <div>
          <dt>主办单位</dt>
          <dd>
            <b>{order.leadUnit.name}</b>{' '}
            {order.corrected ? null : <Confidence value={triage.unit.confidence} />}
          </dd>
        </div>
        {order.jointUnit ? (
          <div>
            <dt>协办单位</dt>
            <dd>{order.jointUnit.name}</dd>
          </div>
        ) : null}
        <div>
          <dt>诉求种类</dt>
          <dd>
            {order.demandKind} <Confidence value={triage.demandKind.confidence} />
          </dd>
        </div>
        <div>
          <dt>紧急程度</dt>
          <dd>
            <UrgencyBadge value={order.urgency} />{' '}
            <span class="small">{profile.urgencies[order.urgency]}</span>
          </dd>
        </div>
        <div>
          <dt>街道</dt>
          <dd>{order.street ?? '原文没有说明'}</dd>
        </div>
        {triage.saleChannel === 'none' ? null : (
          <div>
            <dt>购买方式</dt>
            <dd>{SALE_CHANNEL[triage.saleChannel]}</dd>
          </div>
        )}
      </dl>
      <Acts frame={frame} order={order} />
      {order.can.correct ? <Correct frame={frame} order={order} profile={profile} /> : null}
      <Reasons order={order} />
    </section>
  );
}

function Acts({ frame, order }: { frame: Frame; order: OrderDetail }) {
  if (!order.can.dispatch) return null;
  return (
    <div class="acts">
      <form method="post" action={`/orders/${encodeURIComponent(order.id)}/dispatch`}>
        <Seen frame={frame} order={order} />
        <button type="submit" class="primary" data-key="Enter" aria-keyshortcuts="Enter">
          派单至{order.leadUnit.name} <kbd>Enter</kbd>
        </button>
      </form>
    </div>
  );
}

/** The person's token, and how far the order had come when the page was made. */
function Seen({ frame, order }: { frame: Frame; order: OrderDetail }) {
  return (
    <>
      <input type="hidden" name="_csrf" value={frame.csrf} />
      <input type="hidden" name="version" value={String(order.version)} />
    </>
  );
}

function Correct({ frame, order, profile }: { frame: Frame; order: OrderDetail; profile: ProfileView }) {
  const action = `/orders/${encodeURIComponent(order.id)}/correct`;
  const choices = choicesOf(order);
  return (
    <div class="correct">
      {choices.length === 0 ? null : (
        <form method="post" action={action}>
          <Seen frame={frame} order={order} />
          <h3 id="choices-title">改为</h3>
          <ul class="choices" aria-labelledby="choices-title">
            {choices.map((choice) => (
              <li>
                <button
                  type="submit"
                  name={choice.field}
                  value={choice.code}
                  data-key={String(choice.key)}
                  aria-keyshortcuts={String(choice.key)}
                >
                  <kbd>{choice.key}</kbd>
                  <span class="choice-kind">{choice.field === 'unit' ? '单位' : '分类'}</span>
                  <span class="choice-name">{choice.name}</span>
                  <span class="muted small">{percent(choice.confidence)}</span>
                </button>
              </li>
            ))}
          </ul>
        </form>
      )}
      <details id="other">
        <summary>
          改为其他分类或单位 <kbd>e</kbd>
        </summary>
        <form method="post" action={action} class="other">
          <Seen frame={frame} order={order} />
          <TypeSelect id="c-type" label="问题分类" value={undefined} empty="不改" profile={profile} />
          <UnitSelect
            id="c-unit"
            label="主办单位"
            value={undefined}
            empty="按职责和属地自动确定"
            profile={profile}
          />
          {frame.actor?.role === 'admin' ? <Approval /> : null}
          <button type="submit">更正</button>
        </form>
      </details>
    </div>
  );
}

/** Only where an administrator sends to a street what the catalogue keeps from streets. */
function Approval() {
  return (
    <fieldset class="approval">
      <legend>派给街道的批准（仅目录保留给部门的事项需要）</legend>
      <div class="field">
        <label for="c-approver">批准人</label>
        <input id="c-approver" name="approver" maxlength={64} autocomplete="off" />
      </div>
      <div class="field">
        <label for="c-reason">理由</label>
        <input id="c-reason" name="reason" maxlength={500} autocomplete="off" />
      </div>
    </fieldset>
  );
}

function Reasons({ order }: { order: OrderDetail }) {
  const { text } = order.input;
  const reasons: readonly Reason[] = order.triage.decision.because;
  if (reasons.length === 0) return null;
  const title = order.corrected ? '更正前的研判理由' : '为什么';
  const list = (
    <ul>
      {reasons.map((reason) => (
        <li>
          {reason.text}
          {reason.evidence.length === 0 ? null : (
            <span class="evidence">
              {reason.evidence.slice(0, 5).map((span) => (
                <span>
                  “{text.slice(span.start, span.end)}” <span class="muted">{signed(span.weight)}</span>{' '}
                </span>
              ))}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
  // Who does not correct reads the draft first: the reasons are there to be opened.
  return order.can.correct ? (
    <div class="reasons">
      <h3>{title}</h3>
      {list}
    </div>
  ) : (
    <details class="reasons">
      <summary>{title}</summary>
      {list}
    </details>
  );
}

const signed = (weight: number): string => `${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(1)}`;
