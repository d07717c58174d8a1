import type { Assessment, ReasonCode, Right, RightRule } from '../../triage/earned-right.ts';

/** Why a cell has or has not the right, in words; numbers are added by `rightWords`. */
export const RIGHT_REASONS: Readonly<Record<ReasonCode, string>> = {
  prior: '按模型留出评估已达标',
  earned: '人工核定的首派正确率已达标，自动恢复',
  below_target: '首派正确率下限低于目标',
  no_evidence: '没有留出评估，也没有核定结果',
  error_run: '近期连续派错，立即暂停',
  type_error_run: '同类诉求近期连续派错，该分类各单位一并暂停',
  duty_changed: '职责归属有变，须重新取得依据',
};

const share = (p: number): string => `${(Math.floor(p * 1000) / 10).toFixed(1)}%`;

/** The numbers behind a state: `下限 87.3%，目标 90.0%，折合 42 件依据`. */
function rightFigures({ bound, target, effectiveN }: Assessment): string {
  return `首派正确率下限 ${share(bound)}，目标 ${share(target)}，折合 ${Math.round(effectiveN)} 件依据`;
}

/** What stands between a suspended cell and its right; empty where it holds it. */
export function rightMissing(right: Right, found: Assessment, rule: RightRule): string {
  if (right.held) return '';
  const fresh = Math.max(0, rule.minimumFresh - found.fresh);
  const parts = [
    fresh > 0 ? `还需 ${fresh} 件新的人工核定` : '',
    found.bound < found.target ? '下限须达到目标' : '',
  ].filter((part) => part !== '');
  return parts.join('，且');
}

/** One sentence for an order that a person decides because its cell has not the right. */
export function rightWords(right: Right, found: Assessment, rule: RightRule): string {
  const missing = rightMissing(right, found, rule);
  return `该分类派往该单位的自动派单权未取得：${RIGHT_REASONS[right.reason]}；${rightFigures(found)}${missing === '' ? '' : `；${missing}后自动恢复`}`;
}
