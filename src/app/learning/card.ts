import type { ConformalReport } from '../../learn/conformal.ts';
import type { Drift, DriftReference } from '../../learn/drift.ts';
import type { Share } from '../../kernel/share.ts';
import {
  classDialSection,
  conformalSection,
  driftSection,
  fewSection,
  interval,
  referenceSection,
  percent,
  reliabilitySection,
  robustnessSection,
  row,
} from './card-sections.ts';
import { opinionSection } from './opinion-card.ts';
import type { OpinionReport } from './opinion-training.ts';
import { TOO_SMALL } from '../dispatch/class-dials.ts';
import type { Measures } from './measuring.ts';
import type { Robustness } from './robustness.ts';

/** What is measured beside the decisions on clean texts; what is absent has no section. */
export type Beside = {
  readonly robustness?: Robustness;
  readonly conformal?: readonly ConformalReport[];
  /** In training the reference that later texts are compared with; else the comparison. */
  readonly drift?: DriftReference | Drift;
  /** What an encoder adds. */
  readonly opinion?: OpinionReport;
};

/** The evaluation card as Markdown: every share with n and its 95 % interval. `title` says what was measured. */
export function evaluationCard(measures: Measures, title: string, beside: Beside = {}): string {
  const { robustness, conformal, drift, opinion } = beside;
  const lines = [
    `# 评估卡：${title}`,
    '',
    `共 ${measures.n} 件有标注的工单。区间为 95% 威尔逊区间。`,
    '',
    '| 指标 | 数值 | n | 95% 区间 |',
    '| --- | --- | --- | --- |',
    row('问题分类首选', measures.typeTop1),
    row('问题分类前三', measures.typeTop3),
    row('主办单位（含街道）', measures.unit),
    row('协办单位', measures.joint),
    row('街道', measures.street),
    row('诉求种类', measures.demandKind),
    row('购买渠道', measures.saleChannel),
    row('紧急程度', measures.urgency),
    row('安全类召回', measures.safetyRecall),
    row('安全类精度', measures.safetyPrecision),
    row('自动派单占比', measures.dispatched),
    row('自动派单正确', measures.dispatchedRight),
    row('多诉求识别精度', measures.severalFound.precision),
    row('多诉求识别召回', measures.severalFound.recall),
    '',
    `校准误差（ECE，10 箱）：分类 ${measures.typeCalibrationError.toFixed(3)}，单位 ${measures.unitCalibrationError.toFixed(3)}。`,
    '',
    '## 覆盖与精度（按承办单位把握）',
    '',
    '| 把握不低于 | 覆盖 | 精度 | n | 精度 95% 区间 |',
    '| --- | --- | --- | --- | --- |',
    ...measures.dial.map(
      (point) =>
        `| ${point.threshold.toFixed(2)} | ${percent(point.coverage.share)} | ${percent(point.precision.share)} | ${point.precision.n} | ${interval(point.precision)} |`,
    ),
    '',
    ...reliabilitySection(measures),
    ...(robustness ? robustnessSection(robustness) : []),
    ...(conformal ? conformalSection(conformal) : []),
    ...(opinion ? opinionSection(opinion) : []),
    '## 常见混淆',
    '',
    '| 标注 | 判为 | 件数 |',
    '| --- | --- | --- |',
    ...measures.typeConfusions.slice(0, 25).map((c) => `| ${c.gold} | ${c.predicted} | ${c.n} |`),
    '',
    '## 各类',
    '',
    '| 分类 | 标注数 | 判为数 | 精度 | 精度 95% 区间 | 召回 | 召回 95% 区间 | 备注 |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...measures.byType.map(
      (c) =>
        `| ${c.label} | ${c.gold} | ${c.predicted} | ${share(c.precision)} | ${interval(c.precision)} | ${share(c.recall)} | ${interval(c.recall)} | ${c.gold < TOO_SMALL ? '样本太少' : ''} |`,
    ),
    '',
    ...classDialSection(measures),
    ...fewSection(measures),
    ...(drift === undefined ? [] : 'verdict' in drift ? driftSection(drift) : referenceSection(drift)),
  ];
  return lines.join('\n');
}

function share({ n, share: value }: Share): string {
  return n === 0 ? '—' : percent(value);
}
