import { CONFIDENTIALITY_NAMES } from '../../kernel/confidential-words.ts';
import type { Confidentiality } from '../../kernel/confidential-words.ts';
import type { OrderState } from '../../app/types.ts';
import { percent } from '../format.ts';
import { STATE, URGENCY, VERDICT } from '../labels.ts';
import type { Urgency, Verdict } from '../view.ts';

/** Below this a confidence is shown as low. Display only; the line for dispatching is the profile's. */
const LOW = 0.8;

/** Urgency in words; the colour only repeats it. */
export function UrgencyBadge({ value, title }: { value: Urgency; title?: string }) {
  return (
    <span class={`badge urgency-${value}`} title={title}>
      {URGENCY[value]}
    </span>
  );
}

/** State in words; `waits` marks an order that triage left to a person. */
export function StateBadge({ state, waits }: { state: OrderState; waits: boolean }) {
  return <span class={`badge state-${waits ? 'review' : state}`}>{waits ? '待人工' : STATE[state]}</span>;
}

/** What is kept from whom, in words; nothing where nothing is. */
export function ConfidentialBadge({ value }: { value: Confidentiality }) {
  return value === 'none' ? null : (
    <span class={`badge kept-${value}`} title="来电人要求保密的，不得向任何无关的人透露">
      {CONFIDENTIALITY_NAMES[value]}
    </span>
  );
}

/** A calibrated probability as text. */
export function Confidence({ value }: { value: number }) {
  return (
    <span class={value < LOW ? 'conf conf-low' : 'conf'} title="把握程度（经校准的概率）">
      {percent(value)}
    </span>
  );
}

export function VerdictBadge({ value }: { value: Verdict }) {
  return <span class={`badge verdict-${value}`}>{VERDICT[value]}</span>;
}
