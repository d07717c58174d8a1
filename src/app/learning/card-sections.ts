import type { ConformalReport } from '../../learn/conformal.ts';
import type { Share } from '../../kernel/share.ts';
import type { ReliabilityPoint } from '../../learn/reliability.ts';
import type { Drift, DriftReference } from '../../learn/drift.ts';
import { TOO_SMALL, type ClassDial } from '../dispatch/class-dials.ts';
import type { Measures } from './measuring.ts';
import type { Robustness } from './robustness.ts';

/** The line at which the card shows classes. */
const LINE = 0.9;

export function row(name: string, share: Share): string {
  return `| ${name} | ${share.n === 0 ? '无样本' : percent(share.share)} | ${share.n} | ${interval(share)} |`;
}

export function interval(share: Share): string {
  return share.n === 0 ? '—' : `${percent(share.low)}–${percent(share.high)}`;
}

export function percent(value: number): string {
  return `${(value * 100).toFixed(1)}%`;
}

/** Reliability of both confidences: claimed beside true. */
export function reliabilitySection({ reliability }: Measures): string[] {
  const table = (name: string, points: readonly ReliabilityPoint[]): string[] =>
    points
      .filter(({ accuracy }) => accuracy.n > 0)
      .map(
        ({ from, to, confidence, accuracy }) =>
          `| ${name} | ${from.toFixed(1)}–${to.toFixed(1)} | ${accuracy.n} | ${percent(confidence)} | ${percent(accuracy.share)} | ${interval(accuracy)} |`,
      );
  return [
    '## 校准：说的把握与实际正确率',
    '',
    '把握若可信，“平均把握”应落在“正确率”的区间里。没有工单的档不列。',
    '',
    '| 判断 | 把握 | n | 平均把握 | 正确率 | 95% 区间 |',
    '| --- | --- | --- | --- | --- | --- |',
    ...table('分类', reliability.type),
    ...table('单位', reliability.unit),
    '',
  ];
}

/** What character errors cost, with the loss against the same orders without errors. */
export function robustnessSection({ levels }: Robustness): string[] {
  const lost = (level: Robustness['levels'][number], figure: keyof typeof level.loss): string => {
    const { difference, low, high } = level.loss[figure];
    return level.rate === 0 ? '—' : `${points(-difference)}（${points(-high)} 至 ${points(-low)}）`;
  };
  const figures = [
    ['typeTop1', '问题分类首选'],
    ['typeTop3', '问题分类前三'],
    ['unit', '主办单位'],
    ['safetyRecall', '安全类召回'],
  ] as const;
  return [
    '## 错字下的表现',
    '',
    '按语音识别和匆忙打字的习惯加入错字：同音、近音 70%，形近 15%，漏字 10%，重字 5%；坐席和市民的标记、数字、字母不动。每项都是同一批留出工单；变化为百分点，括号内为其 95% 区间（成对自助法）。',
    '',
    '| 错字率 | 指标 | 数值 | n | 95% 区间 | 与无错字相比 |',
    '| --- | --- | --- | --- | --- | --- |',
    ...levels.flatMap((level) => [
      ...figures
        .filter(([figure]) => level[figure].n > 0)
        .map(
          ([figure, name]) => `| ${whole(level.rate)} ${row(name, level[figure])} ${lost(level, figure)} |`,
        ),
      ...(level.dispatched.n === 0
        ? []
        : [
            `| ${whole(level.rate)} ${row('自动派单占比', level.dispatched)} |`,
            `| ${whole(level.rate)} ${row('自动派单正确', level.dispatchedRight)} |`,
          ]),
    ]),
    '',
  ];
}

/** Sets of issue types that hold the right one with a promised probability, beside lists of fixed length. */
export function conformalSection(reports: readonly ConformalReport[]): string[] {
  return [
    '## 候选集：保证包含正确分类的最小名单',
    '',
    '按一半留出工单定线、在另一半上量，两半互换后合计（分裂共形预测）。“同样长的名单”指总取把握最高的几个。',
    '',
    '| 要求 | 实际包含 | n | 95% 区间 | 平均个数 | 最多 | 只有一个的占 | 其中正确 | 同样长的名单 | 包含 |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...reports.map(
      (r) =>
        `| ${whole(r.coverage)} | ${percent(r.covered.share)} | ${r.covered.n} | ${interval(r.covered)} | ${r.meanSize.toFixed(2)} | ${r.largest} | ${percent(r.singletons.share)} | ${r.singletons.hits === 0 ? '—' : percent(r.singletonsRight.share)} | 前 ${r.fixed.length} | ${percent(r.fixed.covered.share)} |`,
    ),
    '',
  ];
}

/** Both solutions by class: what would be decided without a person at one line, and how much of it is right. */
export function classDialSection({ dials }: Measures): string[] {
  const unit = new Map([...dials.unit.byGroup, ...dials.unit.byType].map((dial) => [dial.label, dial]));
  const type = new Map([...dials.type.byGroup, ...dials.type.byType].map((dial) => [dial.label, dial]));
  const labels = [...new Set([...unit.keys(), ...type.keys()])].sort();
  return [
    `## 各类的覆盖与精度（把握不低于 ${LINE.toFixed(2)}）`,
    '',
    '按模型判的分类归类；两位编码为大类。其他把握线见 `jiesu evaluate --json`。',
    '',
    '| 分类 | 单位：n | 覆盖 | 精度 | 95% 区间 | 备注 | 分类：n | 覆盖 | 精度 | 95% 区间 | 备注 |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...labels.map((label) => `| ${label} | ${cells(unit.get(label))} | ${cells(type.get(label))} |`),
    '',
  ];
}

function cells(dial: ClassDial | undefined): string {
  const point = dial?.points.find(({ threshold }) => threshold === LINE);
  if (dial === undefined || point === undefined) return '0 | — | — | — | 样本太少';
  const precision = point.precision.n === 0 ? '—' : percent(point.precision.share);
  // The precision is over those above the line: they must be enough as well.
  const few = dial.few || (point.precision.n > 0 && point.precision.n < TOO_SMALL);
  return `${dial.n} | ${percent(point.coverage.share)} | ${precision} | ${interval(point.precision)} | ${few ? '样本太少' : ''}`;
}

/** Classes with few examples, taken together and one by one: how far they are behind the others. */
export function fewSection({ byType, tail }: Measures): string[] {
  const few = byType.filter(({ gold }) => gold > 0 && gold < TOO_SMALL);
  const title = `## 样本少的分类（标注不足 ${TOO_SMALL} 件）`;
  if (few.length === 0) return [title, '', `没有：每类至少 ${TOO_SMALL} 件。`, ''];
  return [
    title,
    '',
    '单个分类的数字说明不了什么，先看合计。新增分类只有定义和几件样例时怎样，见 `bench/README.md` 的冷启动一行。',
    '',
    '| 范围 | 指标 | 数值 | n | 95% 区间 |',
    '| --- | --- | --- | --- | --- |',
    `| 样本少的 ${few.length} 类合计 ${row('首选', tail.few.top1)}`,
    `| 样本少的 ${few.length} 类合计 ${row('前三', tail.few.top3)}`,
    `| 其余各类合计 ${row('首选', tail.rest.top1)}`,
    `| 其余各类合计 ${row('前三', tail.rest.top3)}`,
    ...few.map(({ label, recall }) => `| ${label} ${row('召回', recall)}`),
    '',
  ];
}

/** What later texts are compared with. */
export function referenceSection({ n, confidence, unknown, shares }: DriftReference): string[] {
  const largest = Object.entries(shares)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, 5)
    .map(([label, share]) => `${label} ${percent(share)}`);
  return [
    '## 漂移的参照',
    '',
    `以后的来件与这 ${n} 件留出工单比：首选把握平均 ${percent(confidence.mean)}，没学过的词和字组平均占 ${percent(unknown.mean)}，最多的分类 ${largest.join('、')}。`,
    '',
  ];
}

const DRIFT_WORDS: Readonly<Record<Drift['verdict'], string>> = {
  too_few: '件数太少，不作判断',
  steady: '与训练时相近',
  shifted: '与训练时有差别，请留意',
  drifted: '与训练时明显不同，应补标注、重新训练',
};

/** How far these orders are from those of training. */
export function driftSection({ n, stability, chance, confidence, unknown, moved, verdict }: Drift): string[] {
  return [
    '## 漂移：与训练时的留出工单相比',
    '',
    `共 ${n} 件：${DRIFT_WORDS[verdict]}。`,
    '',
    '| 指标 | 训练时 | 现在 | 说明 |',
    '| --- | --- | --- | --- |',
    `| 分类占比稳定度（PSI） | 0 | ${stability.toFixed(3)} | 无漂移时 95% 的情况不超过 ${chance.toFixed(3)} |`,
    `| 首选把握 | ${percent(confidence.before)} | ${percent(confidence.now)} | 相差 ${confidence.z.toFixed(1)} 个标准误 |`,
    `| 没学过的词和字组 | ${percent(unknown.before)} | ${percent(unknown.now)} | 相差 ${unknown.z.toFixed(1)} 个标准误 |`,
    ...moved.map(({ label, before, now }) => `| 分类 ${label} | ${percent(before)} | ${percent(now)} | |`),
    '',
  ];
}

function points(value: number): string {
  const shown = Math.abs(value * 100).toFixed(1);
  return shown === '0.0' ? '0.0' : `${value < 0 ? '−' : '+'}${shown}`;
}

function whole(value: number): string {
  return `${Math.round(value * 100)}%`;
}
