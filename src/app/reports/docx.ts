import type { ChartSpec } from '../../kernel/chart-types.ts';
import type { Report, ReportMark, ReportTable } from '../../kernel/report-types.ts';
import { zipStream } from '../zip-stream.ts';
import type { ZipEntry } from '../zip-stream.ts';
import {
  documentEnd,
  documentOpening,
  documentParts,
  paragraph,
  tableOpening,
  tableRow,
  TEXT_WIDTH,
} from './docx-parts.ts';
import { basisLines, markLine, textOfCell } from './report-lines.ts';

export const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** The numbers of a chart as a table: paper that is edited holds them, and no drawing. */
export type ChartTwin = (spec: ChartSpec) => Pick<ReportTable, 'columns' | 'rows'>;

/** A report as a document that word processors open and edit: headings, paragraphs, tables, page numbers, the mark on every page. */
export function docxOf(report: Report, mark: ReportMark, twin: ChartTwin): AsyncGenerator<Uint8Array> {
  return zipStream(entriesOf(report, mark, twin));
}

async function* entriesOf(report: Report, mark: ReportMark, twin: ChartTwin): AsyncGenerator<ZipEntry> {
  const at = mark.at;
  const note = [markLine(mark), ...basisLines(report)].join(' ');
  const parts = documentParts({ title: report.title, creator: mark.who, note, at, mark: markLine(mark) });
  for (const [name, xml] of [...parts, ['word/document.xml', documentXml(report, twin)] as const])
    yield { name, at, deflate: true, pieces: [Buffer.from(xml)] };
}

function documentXml(report: Report, twin: ChartTwin): string {
  const parts = [documentOpening, paragraph('Title', report.title)];
  for (const { heading, sentences, tables, chart } of report.sections) {
    parts.push(paragraph('Heading1', heading), ...sentences.map((one) => paragraph('Normal', one)));
    const all =
      chart === undefined
        ? tables
        : [
            ...tables,
            {
              caption: chart.title,
              ...twin(chart),
              ...(chart.note === undefined ? {} : { note: chart.note }),
            },
          ];
    for (const table of all) parts.push(...tableXml(table));
  }
  parts.push(...basisLines(report).map((line) => paragraph('Small', line)), documentEnd);
  return parts.join('');
}

function tableXml({ caption, columns, rows, note }: ReportTable): string[] {
  const texts = rows.map((row) => row.map(textOfCell));
  const grid = {
    widths: widthsOf(columns.map(({ name }, i) => [name, ...texts.map((row) => row[i] ?? '')])),
    right: columns.map(({ num }) => num === true),
  };
  return [
    paragraph('Caption', caption),
    tableOpening(grid),
    tableRow(
      columns.map(({ name }) => name),
      grid,
      true,
    ),
    ...texts.map((row) => tableRow(row, grid)),
    '</w:tbl>',
    // Between two tables there has to be something.
    paragraph('Small', note === undefined ? '' : `注：${note}`),
  ];
}

/** Columns get room by their longest text, short ones as much as they need, together the whole width. */
function widthsOf(columns: readonly (readonly string[])[]): number[] {
  const wanted = columns.map((texts) => Math.min(46, Math.max(4, ...texts.map((text) => widthOf(text)))));
  const total = wanted.reduce((sum, width) => sum + width, 0);
  return wanted.map((width) => Math.floor((width / Math.max(1, total)) * TEXT_WIDTH));
}

const widthOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + (character.charCodeAt(0) < 0x2e80 ? 1.1 : 2), 1);
