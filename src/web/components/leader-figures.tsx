import type { BothShares, TrendFigures } from '../../app/figures/charting-types.ts';
import { RATE_NAMES } from '../../kernel/case-words.ts';
import type { RateCode } from '../../kernel/case-words.ts';
import { dateTime, tenths } from '../format.ts';
import type { LeaderView, Linked } from '../leader-view.ts';

const RATES: readonly RateCode[] = ['response', 'solved', 'satisfied'];

/** A number that leads to the orders it counts; `of` says of what. */
export const Counted = ({ to, bad = false, of }: { to: Linked; bad?: boolean; of: string }) => (
  <a href={to.path} class={bad && to.n > 0 ? 'late' : ''} aria-label={`${of} ${to.n} 件`}>
    {to.n}
  </a>
);

/** What came in today and yesterday, and how all that is open stands. */
export function Days({ view: { days, standing, now } }: { view: LeaderView }) {
  const { late, soon, dueToday, review } = standing;
  return (
    <section class="panel" aria-labelledby="o-days">
      <h2 id="o-days">今天和昨天</h2>
      <table>
        <caption class="visually-hidden">按受理日期，括号外为件数</caption>
        <thead>
          <tr>
            <th scope="col">受理日期</th>
            <th scope="col">受理</th>
            <th scope="col">自动派单</th>
            <th scope="col">已答复</th>
            <th scope="col">在办</th>
            <th scope="col">超期</th>
          </tr>
        </thead>
        <tbody>
          {days.map((day, i) => {
            const name = i === 0 ? '今天' : '昨天';
            return (
              <tr>
                <th scope="row">
                  {name} <span class="muted small">{day.date.slice(5)}</span>
                </th>
                <td>
                  <Counted to={day.received} of={`${name}受理`} />
                </td>
                <td>
                  <Counted to={day.automatic} of={`${name}自动派单`} />
                </td>
                <td>
                  <Counted to={day.answered} of={`${name}受理的已答复`} />
                </td>
                <td>
                  <Counted to={day.open} of={`${name}受理的在办`} />
                </td>
                <td>
                  <Counted to={day.late} bad of={`${name}受理的超期`} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="figures-line">
        全部未结：超期 <Counted to={late} bad of="超期" />
        ，临期 <Counted to={soon} of="临期" />
        ，今天到期 <Counted to={dueToday} of="今天到期" />
        ，待人工派单 <Counted to={review} of="待人工派单" />
      </p>
      <p class="muted small">{`截至 ${dateTime(now)}，最多每分钟更新一次`}</p>
    </section>
  );
}

/** The three rates of this month and the one before, both ways, beside what is aimed at. */
export function Rates({ view: { trend } }: { view: LeaderView }) {
  const [before, current] = trend.periods.slice(-2);
  return (
    <section class="panel" aria-labelledby="o-rates">
      <h2 id="o-rates">三率</h2>
      <table>
        <caption class="visually-hidden">考核口径在上，原始口径在下，括号里是分子／分母</caption>
        <thead>
          <tr>
            <th scope="col">考核／原始</th>
            <th scope="col">本月</th>
            <th scope="col">上月</th>
            <th scope="col">目标</th>
          </tr>
        </thead>
        <tbody>
          {RATES.map((code) => (
            <tr>
              <th scope="row">{RATE_NAMES[code]}</th>
              <RateCells code={code} period={current} name="本月" />
              <RateCells code={code} period={before} name="上月" />
              <td class="nowrap">
                <Target code={code} trend={trend} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function RateCells(props: {
  code: RateCode;
  period: TrendFigures['periods'][number] | undefined;
  name: string;
}) {
  const { code, period, name } = props;
  const rate = period?.rates.find((one) => one.code === code);
  if (period === undefined || rate === undefined) return <td>无</td>;
  const path = (part: string, leftOut?: 'any'): string =>
    `/figures/cases?${new URLSearchParams({
      from: period.from,
      to: period.to,
      rate: code,
      part,
      ...(leftOut === undefined ? {} : { leftOut }),
    })}`;
  const shown = (share: BothShares['raw'], leftOut?: 'any') =>
    share === null ? (
      '无'
    ) : (
      <>
        {tenths(share.share)}{' '}
        <span class="small">
          （
          <a href={path('hit', leftOut)} aria-label={`${name}${RATE_NAMES[code]}分子 ${share.hits} 件`}>
            {share.hits}
          </a>
          ／
          <a href={path('all', leftOut)} aria-label={`${name}${RATE_NAMES[code]}分母 ${share.n} 件`}>
            {share.n}
          </a>
          ）{share.few ? '件少' : ''}
        </span>
      </>
    );
  return (
    <td class="nowrap">
      {shown(rate.adjusted)}
      <span class="sub">{shown(rate.raw, 'any')}</span>
    </td>
  );
}

/** What the rate is to reach this month, and whether it does. */
function Target({ code, trend }: { code: RateCode; trend: TrendFigures }) {
  const last = trend.periods.length;
  const target = trend.targets.find((one) => one.rate === code && one.to >= last && one.from < last);
  if (target === undefined) return <span class="muted">未设</span>;
  const share = trend.periods.at(-1)?.rates.find((one) => one.code === code)?.adjusted ?? null;
  const { value, bound, source } = target;
  const isMet = share !== null && (bound === 'atLeast' ? share.share >= value : share.share <= value);
  return (
    <>
      {`${bound === 'atLeast' ? '≥' : '≤'} ${tenths(value)}`}
      {share === null ? null : <span class={isMet ? 'sub' : 'sub late'}>{isMet ? '达到' : '未达到'}</span>}
      {source === null ? <span class="sub">示例值</span> : null}
    </>
  );
}
