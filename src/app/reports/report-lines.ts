import { beijingMinute } from '../../kernel/clock.ts';
import { CASE_FAULT } from '../../kernel/report-words.ts';
import type { Refusal, Report, ReportCell, ReportMark } from '../../kernel/report-types.ts';

export const textOfCell = (cell: ReportCell): string => (typeof cell === 'string' ? cell : cell.text);

/** Who was given it, when: stands at the head of every copy. */
export const markLine = ({ id, who, at }: ReportMark): string =>
  `制表标记 ${id}　取件人 ${who}　取件时间 ${beijingMinute(at)}`;

/** By which definitions it was counted, and how it was checked: stands at the foot of every copy. */
export function basisLines({ versions, madeAt, reconciliation: { cases, identities } }: Report): string[] {
  const scores = versions.scores.length === 0 ? '' : `，记分办法 ${versions.scores.join('、')}`;
  return [
    `制表时间 ${beijingMinute(madeAt)}。统计口径 ${versions.rates}，分类表 ${versions.taxonomy}${scores}。`,
    `已逐件核对${cases}件，${identities.length}项合计一致。`,
  ];
}

/** A name for the file it is taken in. */
export const fileNameOf = ({ title }: Pick<Report, 'title'>, { id }: ReportMark, extension: string): string =>
  `${title}-${id}.${extension}`;

/** Columns a text takes on a screen of fixed width: Chinese characters take two. */
function width(text: string): number {
  let columns = 0;
  for (const character of text) columns += character.charCodeAt(0) < 0x2e80 ? 1 : 2;
  return columns;
}

const padded = (text: string, columns: number, right: boolean): string => {
  const space = ' '.repeat(Math.max(0, columns - width(text)));
  return right ? space + text : text + space;
};

/** A report as lines of text: headings, sentences, tables with columns that stand under each other. */
export function reportText(report: Report, mark: ReportMark): string {
  const lines = [report.title, `${report.place}　${markLine(mark)}`];
  for (const { heading, sentences, tables } of report.sections) {
    lines.push('', heading, ...sentences.map((one) => `  ${one}`));
    for (const { caption, columns, rows, note } of tables) {
      const texts = rows.map((row) => row.map(textOfCell));
      const widths = columns.map(({ name }, i) =>
        Math.max(width(name), ...texts.map((row) => width(row[i] ?? ''))),
      );
      const line = (cells: readonly string[]): string =>
        `  ${cells.map((cell, i) => padded(cell, widths[i] ?? 0, columns[i]?.num === true)).join('  ')}`.trimEnd();
      lines.push(`  【${caption}】`, line(columns.map(({ name }) => name)), ...texts.map(line));
      if (note !== undefined) lines.push(`  注：${note}`);
    }
  }
  return [...lines, '', ...basisLines(report), ''].join('\n');
}

/** Why a report is not printed: every order and sum that does not fit, a line each. */
export function refusalLines({ orphans, orphanCount, sums }: Refusal): string[] {
  const rest = orphanCount - orphans.length;
  return [
    ...orphans.map(
      ({ id, number, fault, detail }) =>
        `工单 ${number === '' ? id : number}：${CASE_FAULT[fault]}${detail === '' ? '' : `（${detail}）`}`,
    ),
    ...(rest > 0 ? [`另有 ${rest} 处`] : []),
    ...sums.map(
      ({ what, kept, counted, orders }) =>
        `${what}：统计 ${kept}，逐件计数 ${counted}${orders.length === 0 ? '' : `；涉及工单 ${orders.map(({ number }) => number).join('、')}`}`,
    ),
  ];
}
