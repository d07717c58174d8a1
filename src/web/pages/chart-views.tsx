import type {
  ControlFigures,
  Distribution,
  HeadFigures,
  HeatFigures,
  ResidentFigures,
  TrendFigures,
} from '../../app/figures/charting-types.ts';
import { RATE_NAMES } from '../../kernel/case-words.ts';
import type { RateCode } from '../../kernel/case-words.ts';
import { Chart } from '../charts/chart.tsx';
import { shown } from '../charts/chart-text.ts';
import { AXES } from './charts.tsx';
import {
  controlSpec,
  groupBars,
  headBars,
  headCounts,
  heatSpec,
  kindBars,
  rateTrend,
  receivedTrend,
  residentBars,
  shareWords,
  subjectPareto,
  typePareto,
  type HrefOf,
} from './chart-specs.ts';

const RECEIVED = { counter: 'received' } as const;

export function DistributionView({ figures, href }: { figures: Distribution; href: HrefOf }) {
  const { subjects } = figures;
  return (
    <>
      <p>{`来件 ${figures.total} 件（已并入其他工单的不计）。`}</p>
      <Chart id="groups" spec={groupBars(figures, href)} />
      <Chart id="types" spec={typePareto(figures, href)} />
      <Chart id="kinds" spec={kindBars(figures)} />
      {subjects === null ? null : subjects.rows.length === 0 ? (
        <p class="muted">没有两次以上被投诉、举报的主体。</p>
      ) : (
        <Chart
          id="subjects"
          spec={subjectPareto(subjects, (name) => `/subjects/${encodeURIComponent(name)}`)}
        />
      )}
    </>
  );
}

export function HeatView(props: { figures: HeatFigures; rows: string; columns: string; href: HrefOf }) {
  const { figures, rows, columns, href } = props;
  const nameOf = (axis: string): string => AXES.find(({ value }) => value === axis)?.name ?? axis;
  // Orders cannot be listed by weekday or hour; streets that are not known narrow nothing.
  const narrow: Readonly<Record<string, (key: string) => Record<string, string> | null>> = {
    street: (key) => (key === '' ? null : { street: key }),
    group: (key) => ({ issueType: key }),
  };
  return (
    <Chart
      id="heat"
      open
      spec={heatSpec(figures, { of: nameOf(rows), across: nameOf(columns) }, (row, column) => {
        const [a, b] = [narrow[rows]?.(row) ?? null, narrow[columns]?.(column) ?? null];
        return a === null || b === null ? undefined : href({ ...a, ...b, ...RECEIVED });
      })}
    />
  );
}

const USUAL: readonly RateCode[] = ['response', 'solved', 'satisfied'];

export function TrendView({
  figures,
  measure,
  href,
}: {
  figures: TrendFigures;
  measure: string;
  href: HrefOf;
}) {
  const rates = (Object.keys(RATE_NAMES) as RateCode[]).filter((code) =>
    measure === '' ? USUAL.includes(code) : code === measure,
  );
  return (
    <>
      {measure === '' || measure === 'received' ? (
        <Chart id="received" spec={receivedTrend(figures, href)} />
      ) : null}
      {rates.map((code) => (
        <Chart id={`rate-${code}`} spec={rateTrend(figures, code, href)} />
      ))}
      <p class="small muted">{`口径版本 ${figures.version}，定义见“统计”页。`}</p>
    </>
  );
}

export function ControlView({ figures }: { figures: ControlFigures }) {
  return (
    <>
      {figures.charts.map((chart) =>
        chart.centre === null ? (
          <p class="muted">{`${chart.basis === 'raw' ? '原始口径' : '考核口径'}：已结束的时段里没有可计的工单，或者不足两个时段。`}</p>
        ) : (
          <Chart id={`control-${chart.basis}`} spec={controlSpec(figures, chart)} />
        ),
      )}
    </>
  );
}

export function ResidentsView({ figures, href }: { figures: ResidentFigures; href: HrefOf }) {
  const { district, streets } = figures;
  const spec = residentBars(figures, href);
  return (
    <>
      {spec.bars.length === 0 ? (
        <p class="notice notice-warn" role="status">
          各街道都没有人口数，不计算每万人件数。用 jiesu population import 导入带来源和年份的人口数。
        </p>
      ) : (
        <Chart id="residents" spec={spec} />
      )}
      <div class="table-wrap">
        <table class="rights figures chart-table">
          <caption>人口数和每万人件数；没有人口数的不计算</caption>
          <thead>
            <tr>
              <th scope="col">街道</th>
              <th scope="col">来件</th>
              <th scope="col">常住人口</th>
              <th scope="col">年份</th>
              <th scope="col" class="words">
                来源
              </th>
              <th scope="col">件/万人（95% 区间）</th>
            </tr>
          </thead>
          <tbody>
            {[district, ...streets].map((row) => {
              const to = row.key === '' ? href(RECEIVED) : href({ street: row.key, ...RECEIVED });
              return (
                <tr class={row === district ? 'total' : ''}>
                  <th scope="row">{row.name}</th>
                  <td class="num">
                    {to === undefined || row.received === 0 ? row.received : <a href={to}>{row.received}</a>}
                  </td>
                  <td class="num">{row.residents ?? '—'}</td>
                  <td class="num">{row.year ?? '—'}</td>
                  <td>{row.source ?? '—'}</td>
                  <td class="num">
                    {row.per === null
                      ? '无人口数，不计算'
                      : `${shown('decimal', row.per.value)}（${shown('decimal', row.per.low)}–${shown('decimal', row.per.high)}）`}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

const points = (value: number | null): string =>
  value === null ? '没有评价，不计分' : shown('decimal', value);

export function HeadsView({ figures, href }: { figures: HeadFigures; href: HrefOf }) {
  const { heads, score, without, version, note, isWeightSet } = figures;
  const unscored = heads.filter(({ score: own }) => own.adjusted === null).length;
  return (
    <>
      <p>
        <strong>{`全区得分 ${points(score.adjusted)}（考核口径），${points(score.raw)}（原始口径）。`}</strong>
        {unscored === 0 ? '' : `${unscored} 项没有可计的评价，没有计入考核口径得分。`}
      </p>
      {isWeightSet ? null : <p class="notice notice-warn">各项权重和三率权重暂按相等，待本地设定。</p>}
      <p class="small muted">{`归类版本 ${version}。${note}`}</p>
      <Chart id="head-scores" spec={headBars(figures, 'adjusted')} />
      <Chart id="head-scores-raw" spec={headBars(figures, 'raw')} />
      <Chart id="head-counts" spec={headCounts(figures)} />
      <div class="table-wrap">
        <table class="rights figures chart-table">
          <caption>考核口径在上，原始口径在下</caption>
          <thead>
            <tr>
              <th scope="col">项</th>
              <th scope="col" class="words">
                类别
              </th>
              <th scope="col">权重</th>
              <th scope="col">分类数</th>
              <th scope="col">来件</th>
              {USUAL.map((code) => (
                <th scope="col">{RATE_NAMES[code]}</th>
              ))}
              <th scope="col">得分</th>
            </tr>
          </thead>
          <tbody>
            {heads.map((head) => (
              <tr>
                <th scope="row">{head.name}</th>
                <td>{head.of}</td>
                <td class="num">{head.weight}</td>
                <td class="num">{head.types}</td>
                <td class="num">{head.received}</td>
                {USUAL.map((code) => {
                  const rate = head.rates.find((one) => one.code === code);
                  return (
                    <td class="num">
                      {shareWords(rate?.adjusted ?? null)}
                      <span class="sub">{`原始 ${shareWords(rate?.raw ?? null)}`}</span>
                    </td>
                  );
                })}
                <td class="num">
                  {points(head.score.adjusted)}
                  <span class="sub">{`原始 ${points(head.score.raw)}`}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <section>
        <h2>不归哪一项的分类</h2>
        {without.length === 0 ? (
          <p>没有。</p>
        ) : (
          <ul>
            {without.map(({ key, name, n, reason }) => {
              const to = n === 0 ? undefined : href({ issueType: key, ...RECEIVED });
              return (
                <li>
                  {`${key} ${name}：`}
                  {to === undefined ? n : <a href={to}>{n}</a>}
                  {` 件。${reason}`}
                </li>
              );
            })}
          </ul>
        )}
      </section>
    </>
  );
}
