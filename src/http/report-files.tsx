import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { html, raw } from 'hono/html';
import { DOCX_TYPE, docxOf } from '../app/reports/docx.ts';
import { fileNameOf } from '../app/reports/report-lines.ts';
import { attachmentHeader } from '../kernel/file-names.ts';
import type { Report, ReportMark, ReportTable } from '../kernel/report-types.ts';
import type { ChartSpec } from '../kernel/chart-types.ts';
import { isoTime } from '../web/format.ts';
import { tableOf } from '../web/charts/chart-table.tsx';
import { ReportSheet } from '../web/components/report-sheet.tsx';
import type { Ctx } from './context.ts';
import { streamOf } from './streaming.ts';

const ASSETS = join(import.meta.dirname, '../web/assets');

/** The table twin of a chart, as tables of reports are. */
function chartTwin(spec: ChartSpec): Pick<ReportTable, 'columns' | 'rows'> {
  const { head, rows } = tableOf(spec);
  return {
    columns: head.map((name, i) => (i === 0 ? { name } : { name, num: true as const })),
    rows: rows.map(({ name, cells }) => [name, ...cells.map(({ text }) => text)]),
  };
}

export const docxReport = (report: Report, mark: ReportMark): AsyncGenerator<Uint8Array> =>
  docxOf(report, mark, chartTwin);

/** A report as programs read it. Times are ISO. */
export const reportJson = (report: Report, mark: ReportMark) => ({
  ...report,
  madeAt: isoTime(report.madeAt),
  mark: { ...mark, at: isoTime(mark.at) },
});

/** A report as a page of its own: no outside resources, no script, for printing and for handing on. */
export async function standaloneReport(report: Report, mark: ReportMark): Promise<string> {
  const style = ['style.css', 'report.css']
    .map((name) => readFileSync(join(ASSETS, name), 'utf8'))
    .join('\n');
  const page = await html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <title>${report.title}</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body class="report-alone">
        ${(<ReportSheet report={unlinked(report)} mark={mark} />)}
      </body>
    </html>`;
  return String(page);
}

/** Without addresses: they lead nowhere outside of the program. */
function unlinked(report: Report): Report {
  return {
    ...report,
    sections: report.sections.map(({ chart, ...section }) => ({
      ...section,
      links: [],
      tables: section.tables.map((table) => ({
        ...table,
        rows: table.rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : cell.text))),
      })),
      ...(chart === undefined ? {} : { chart: withoutLinks(chart) }),
    })),
  };
}

/** The same data without what is called `href`, however deep. */
const withoutLinks = (chart: ChartSpec): ChartSpec =>
  JSON.parse(
    JSON.stringify(chart, (key, value: unknown) => (key === 'href' ? undefined : value)),
  ) as ChartSpec;

/** A report as a download. */
export async function downloadReport(
  c: Ctx,
  report: Report,
  mark: ReportMark,
  format: 'html' | 'docx',
): Promise<Response> {
  const headers = {
    'content-type': format === 'docx' ? DOCX_TYPE : 'text/html; charset=utf-8',
    'content-disposition': attachmentHeader(fileNameOf(report, mark, format)),
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
    'x-jiesu-report': mark.id,
  };
  return format === 'docx'
    ? c.body(streamOf(docxReport(report, mark)), 200, headers)
    : c.body(await standaloneReport(report, mark), 200, headers);
}
