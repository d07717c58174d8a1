import type { PreparedText } from '../text/types.ts';
import type { IssueType, Prediction, Reason, Urgency } from './types.ts';
import { urgencyRules } from './urgency-rules.ts';

/** From this learned probability on, danger is taken to be there: one missed costs more than ten looked at. */
const SAFETY_FROM = 0.2;
const LIVELIHOOD_FROM = 0.6;

const RANK: Readonly<Record<Urgency, number>> = { normal: 0, livelihood: 1, safety: 2 };

/**
 * Urgency of a matter: that of its type, raised by a rule that reads danger or a supply cut off in the text, or
 * by the learned head. Neither looks at temper or at how often somebody called. The strongest ground wins.
 */
export function decideUrgency(
  prepared: PreparedText,
  issueType: IssueType,
  prediction: Prediction,
): { urgency: Urgency; because: Reason[] } {
  const rule = urgencyRules(prepared, issueType);
  // Thanks tell of a danger that is over.
  const thanks = prediction.demandKinds[0]?.code === '表扬';
  const learned = thanks ? null : learnedUrgency(prediction);
  const grounds: { urgency: Urgency; because: readonly Reason[] }[] = [
    {
      urgency: issueType.urgency,
      because: [{ code: 'urgency_type', text: `该类问题默认${NAMES[issueType.urgency]}`, evidence: [] }],
    },
    ...(rule ? [rule] : []),
    ...(learned ? [learned] : []),
  ];
  const strongest = grounds.reduce((a, b) => (RANK[b.urgency] > RANK[a.urgency] ? b : a));
  return { urgency: strongest.urgency, because: [...strongest.because] };
}

const NAMES: Readonly<Record<Urgency, string>> = {
  safety: '按安全类办理',
  livelihood: '按民生类办理',
  normal: '按一般诉求办理',
};

function learnedUrgency(prediction: Prediction): { urgency: Urgency; because: Reason[] } | null {
  const p = (urgency: Urgency): number =>
    prediction.urgencies.find((candidate) => candidate.code === urgency)?.confidence ?? 0;
  const urgency: Urgency | null =
    p('safety') >= SAFETY_FROM ? 'safety' : p('livelihood') >= LIVELIHOOD_FROM ? 'livelihood' : null;
  if (urgency === null) return null;
  const text = `文字与以往${urgency === 'safety' ? '安全' : '民生'}类工单相近（${Math.round(p(urgency) * 100)}%）`;
  return { urgency, because: [{ code: 'urgency_learned', text, evidence: [] }] };
}
