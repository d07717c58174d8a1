import type { Report, ReportCell, ReportMark, ReportTable } from '../../kernel/report-types.ts';
import { Chart } from '../charts/chart.tsx';
import { dateTime } from '../format.ts';

/** A report on A4 paper: whose copy it is, what it tells, by which definitions it was counted. */
export function ReportSheet({ report, mark }: { report: Report; mark: ReportMark }) {
  const { versions, reconciliation } = report;
  return (
    <article class={`paper report report-${report.kind}`} aria-labelledby="report-title">
      <header>
        <p class="report-mark">{`制表标记 ${mark.id}　取件人 ${mark.who}　取件时间 ${dateTime(mark.at)}`}</p>
        <h1 id="report-title">{report.title}</h1>
        <p class="report-from">{report.place}</p>
      </header>
      {report.sections.map(({ heading, sentences, tables, chart, links }, i) => (
        <section aria-labelledby={`r-${i}`} class="report-part">
          <h2 id={`r-${i}`}>{heading}</h2>
          {sentences.map((one) => (
            <p>{one}</p>
          ))}
          {tables.map((table) => (
            <SheetTable table={table} />
          ))}
          {chart === undefined ? null : <Chart spec={chart} id={`r-chart-${i}`} />}
          {links.length === 0 ? null : (
            <p class="no-print report-links">
              {links.map(({ text, href }) => (
                <>
                  <a href={href}>{text}</a>{' '}
                </>
              ))}
            </p>
          )}
        </section>
      ))}
      <footer>
        <p>
          {`制表时间 ${dateTime(report.madeAt)}。统计口径 ${versions.rates}，分类表 ${versions.taxonomy}${
            versions.scores.length === 0 ? '' : `，记分办法 ${versions.scores.join('、')}`
          }。已逐件核对 ${reconciliation.cases} 件，${reconciliation.identities.length} 项合计一致。`}
        </p>
      </footer>
    </article>
  );
}

function SheetTable({ table: { caption, columns, rows, note } }: { table: ReportTable }) {
  return (
    <>
      <div class="table-wrap" tabindex={0} role="region" aria-label={caption}>
        <table>
          <caption>{caption}</caption>
          <thead>
            <tr>
              {columns.map(({ name, num }) => (
                <th scope="col" class={num === true ? 'num' : ''}>
                  {name === '' ? <span class="visually-hidden">名次</span> : name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr>
                {row.map((cell, i) =>
                  i === 0 ? (
                    <th scope="row" class={isShort(cell) ? 'short' : ''}>
                      <CellText cell={cell} />
                    </th>
                  ) : (
                    <td class={columns[i]?.num === true ? 'num' : ''}>
                      <CellText cell={cell} />
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {note === undefined ? null : <p class="report-note">注：{note}</p>}
    </>
  );
}

/** What is read in one glance is not broken in two. */
const isShort = (cell: ReportCell): boolean => (typeof cell === 'string' ? cell : cell.text).length <= 16;

function CellText({ cell }: { cell: ReportCell }) {
  return typeof cell === 'string' ? <>{cell}</> : <a href={cell.href}>{cell.text}</a>;
}
