import type { Share } from '../../kernel/share.ts';
import { interval, percent } from './card-sections.ts';
import type { OpinionMeasures } from './opinion-file.ts';
import type { OpinionReport } from './opinion-training.ts';

function points(value: number): string {
  const shown = Math.abs(value * 100).toFixed(1);
  return shown === '0.0' ? shown : `${value < 0 ? '−' : '+'}${shown}`;
}

/** What the encoder adds to the type, or why it adds nothing. */
export function opinionSection(report: OpinionReport): string[] {
  const title = ['## 第二意见：编码器', ''];
  if (report.state === 'absent') return [...title, `没有第二意见：${report.reason}。`, ''];
  const { figures, line, name, reason } = report;
  const said =
    report.state !== 'refused'
      ? `字词模型首选把握低于 ${(line ?? 1).toFixed(2)} 的工单，再请编码器“${name}”读全文，两边的意见合起来定分类。`
      : `没有第二意见：编码器“${name}”的意见不采用。${reason ?? ''}。`;
  if (figures === null) return [...title, said, ''];
  return [
    ...title,
    said,
    '',
    report.state === 'measured'
      ? '这些工单分别不用、用第二意见判一遍。区间为成对自助法。'
      : '只在字词模型和编码器都没学过的工单上量；编码器的分量在一半上定、在另一半上量，两半互换后合计。区间为成对自助法。',
    '',
    ...opinionTable(figures),
    '',
    `请教了 ${percent(figures.asked.share)}（${figures.asked.hits}/${figures.asked.n}），改了分类 ${figures.changed} 件：改对 ${figures.righted} 件，改错 ${figures.spoilt} 件。`,
    '',
  ];
}

function opinionTable(figures: OpinionMeasures): string[] {
  const rows = [
    ['问题分类首选', figures.typeTop1],
    ['问题分类前三', figures.typeTop3],
    ['主办单位', figures.unit],
  ] as const;
  const plain = [
    ['自动派单占比', figures.dispatched],
    ['自动派单正确', figures.dispatchedRight],
  ] as const;
  const cell = (share: Share): string =>
    share.n === 0 ? '无样本' : `${percent(share.share)}（${interval(share)}）`;
  return [
    '| 指标 | n | 只用字词 | 加第二意见 | 相差（百分点，95% 区间） |',
    '| --- | --- | --- | --- | --- |',
    ...rows.flatMap(([what, beside]) =>
      beside === undefined
        ? []
        : [
            `| ${what} | ${beside.with.n} | ${cell(beside.without)} | ${cell(beside.with)} | ${points(beside.gain.difference)}（${points(beside.gain.low)} 至 ${points(beside.gain.high)}） |`,
          ],
    ),
    ...plain.flatMap(([what, both]) =>
      both === undefined
        ? []
        : [`| ${what} | ${both.with.n} | ${cell(both.without)} | ${cell(both.with)} | |`],
    ),
  ];
}
