import type { Child } from 'hono/jsx';
import type { ChartPoint, ChartSpec } from '../../kernel/chart-types.ts';
import { shown } from './chart-text.ts';
import { paretoRows } from './pareto.tsx';
import { SIGNAL_WORDS } from './trend.tsx';

type Cell = { readonly text: string; readonly href?: string | undefined; readonly isText?: boolean };
type Table = {
  readonly head: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly Cell[] }[];
};

/** The numbers of a chart, with what the drawing has no room for, and the way to the orders. */
export function ChartTable({ spec }: { spec: ChartSpec }) {
  const { head, rows } = tableOf(spec);
  return (
    <div class="table-wrap" tabindex={0} role="region" aria-label={`${spec.title}，数字表`}>
      <table class={`rights figures chart-table table-${spec.kind}`}>
        <caption class="visually-hidden">{spec.title}</caption>
        <thead>
          <tr>
            {head.map((name) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, cells }) => (
            <tr>
              <th scope="row">{name}</th>
              {cells.map(({ text, href, isText }) => (
                <td class={isText === true ? '' : 'num'}>{linked(text, href)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const linked = (text: string, href: string | undefined): Child =>
  href === undefined ? text : <a href={href}>{text}</a>;

/** The same numbers as rows; columns nobody fills are left out. */
export function tableOf(spec: ChartSpec): Table {
  const unit = spec.unit === '' ? '' : `（${spec.unit}）`;
  switch (spec.kind) {
    case 'bars':
      return pointTable(
        spec,
        [`数值${unit}`],
        spec.bars.map((bar) => [bar]),
      );
    case 'trend': {
      const labels = spec.lines[0]?.points ?? [];
      const table = pointTable(
        spec,
        spec.lines.map(({ name }) => `${name}${unit}`),
        labels.map((_, i) => spec.lines.flatMap(({ points }) => points[i] ?? [])),
      );
      if (spec.targets.length === 0) return table;
      return {
        head: [...table.head, '目标'],
        rows: table.rows.map((row, i) => {
          const aimed = spec.targets.filter(({ from, to }) => from <= i && i < to);
          const text = aimed.map(({ value }) => shown(spec.numbers, value)).join('、');
          return { ...row, cells: [...row.cells, { text: text === '' ? '—' : text }] };
        }),
      };
    }
    case 'control': {
      const table = pointTable(
        spec,
        [`数值${unit}`],
        spec.points.map((point) => [point]),
      );
      return {
        head: [...table.head, '下限', '中心线', '上限', '提示'],
        rows: table.rows.map((row, i) => {
          const point = spec.points[i];
          return {
            ...row,
            cells: [
              ...row.cells,
              { text: shown(spec.numbers, point?.lower ?? null) },
              { text: shown(spec.numbers, spec.centre) },
              { text: shown(spec.numbers, point?.upper ?? null) },
              { text: (point?.signals ?? []).map((signal) => SIGNAL_WORDS[signal]).join('、'), isText: true },
            ],
          };
        }),
      };
    }
    case 'pareto': {
      const rows = paretoRows(spec);
      const total = spec.rest + rows.reduce((sum, { value }) => sum + value, 0);
      return {
        head: [spec.of, `数值${unit}`, '占比', '累计占比'],
        rows: [
          ...rows.map(({ label, value, share, cumulative, href }) => ({
            name: label,
            cells: [
              { text: shown(spec.numbers, value), href },
              { text: shown('share', share) },
              { text: shown('share', cumulative) },
            ],
          })),
          ...(spec.rest === 0
            ? []
            : [
                {
                  name: '其余',
                  cells: [
                    { text: shown(spec.numbers, spec.rest) },
                    { text: shown('share', spec.rest / total) },
                    { text: shown('share', 1) },
                  ],
                },
              ]),
        ],
      };
    }
    case 'heat':
      return {
        head: [`${spec.of}＼${spec.across}`, ...spec.columns],
        rows: spec.rows.map(({ label, cells }) => ({
          name: label,
          cells: cells.map(({ value, href, few }) => ({
            text: `${shown(spec.numbers, value)}${few === true ? ' 件数少' : ''}`,
            href,
          })),
        })),
      };
  }
}

/** Rows of points side by side, each followed by what it is made of and its interval where any of its column has such. */
function pointTable(
  { numbers, of }: ChartSpec,
  names: readonly string[],
  rows: readonly (readonly ChartPoint[])[],
): Table {
  const has = (k: number, name: 'parts' | 'low'): boolean => rows.some((row) => row[k]?.[name] !== undefined);
  const columns = names.map((name, k) => ({ name, parts: has(k, 'parts'), interval: has(k, 'low') }));
  const few = rows.some((row) => row.some((point) => point.few === true));
  return {
    head: [
      of,
      ...columns.flatMap(({ name, parts, interval }) => [
        name,
        ...(parts ? ['分子／分母'] : []),
        ...(interval ? ['95% 区间'] : []),
      ]),
      ...(few ? ['说明'] : []),
    ],
    rows: rows.map((row) => ({
      name: row[0]?.label ?? '',
      cells: [
        ...columns.flatMap(({ parts, interval }, k): Cell[] => {
          const point = row[k];
          const { low, high } = point ?? {};
          return [
            { text: shown(numbers, point?.value ?? null), href: point?.href },
            ...(parts ? [{ text: point?.parts ?? '—' }] : []),
            ...(interval
              ? [
                  {
                    text:
                      low === undefined || high === undefined
                        ? '—'
                        : `${shown(numbers, low)}–${shown(numbers, high)}`,
                  },
                ]
              : []),
          ];
        }),
        ...(few ? [{ text: row.some((point) => point.few === true) ? '件数少' : '', isText: true }] : []),
      ],
    })),
  };
}
