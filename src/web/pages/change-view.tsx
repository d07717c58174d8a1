import type { ChangeFigures } from '../../app/figures/charting-types.ts';
import { changeWords, type HrefOf } from './chart-specs.ts';

const RECEIVED = { counter: 'received' } as const;
const VERDICTS = { rising: '上升', falling: '下降', few: '件数少，不判', none: '没有显著变化' } as const;
const SHOWN_CHANGES = 40;

export function ChangesView({ figures, href }: { figures: ChangeFigures; href: HrefOf }) {
  const { now, before, isCovered, total, chronic, places } = figures;
  return (
    <>
      <p>
        {`${now.from} 至 ${now.to}（不含）${total.now} 件；${before.from} 至 ${before.to}（不含）${total.before} 件。今天还没有结束，不计。`}
      </p>
      {isCovered ? (
        <>
          <p class="small muted">
            {`倍数是现在的日均件数比以前的日均件数，括号里是 95% 区间。两段合计不足 ${figures.least} 件的不判；其余按负二项分布检验（以前的件数本身有误差，各类共有的波动也计在内），并按 Benjamini–Hochberg 控制同时比较多项的误判：判为升降的里面，平均至多 5% 是偶然。`}
          </p>
          <ChangeTable
            title="问题分类"
            rows={figures.types}
            href={(key) => href({ issueType: key, ...RECEIVED })}
          />
          <ChangeTable
            title="街道"
            rows={figures.streets}
            href={(key) => (key === '' ? undefined : href({ street: key, ...RECEIVED }))}
          />
          <ChangeTable
            title="街道 × 大类"
            rows={figures.cells}
            href={(key) => {
              const [street = '', group = ''] = key.split('|');
              return street === '' ? undefined : href({ street, issueType: group, ...RECEIVED });
            }}
          />
          {places === null ? null : <ChangeTable title="地点" rows={places} href={() => undefined} />}
        </>
      ) : (
        <p class="notice notice-warn" role="status">
          前一段时间的工单不全（系统里最早的工单在那之后），无从比较。
        </p>
      )}
      {chronic === null ? null : (
        <section aria-labelledby="chronic-head">
          <h2 id="chronic-head">长期反复的地点</h2>
          {chronic.length === 0 ? (
            <p class="muted">没有。</p>
          ) : (
            <div class="table-wrap">
              <table class="rights figures chart-table">
                <caption class="visually-hidden">同一地点同一类问题反复出现</caption>
                <thead>
                  <tr>
                    <th scope="col">地点</th>
                    <th scope="col" class="words">
                      问题分类
                    </th>
                    <th scope="col">件数</th>
                    <th scope="col">月数</th>
                    <th scope="col">反弹</th>
                  </tr>
                </thead>
                <tbody>
                  {chronic.map(({ place, issueType, orders, months, rebounds }) => (
                    <tr>
                      <th scope="row">{place}</th>
                      <td>{issueType.name}</td>
                      <td class="num">{orders}</td>
                      <td class="num">{months}</td>
                      <td class="num">{rebounds}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </section>
      )}
    </>
  );
}

function ChangeTable(props: {
  title: string;
  rows: ChangeFigures['types'];
  href: (key: string) => string | undefined;
}) {
  const { title, rows, href } = props;
  const told = rows.filter(({ verdict }) => verdict === 'rising' || verdict === 'falling');
  const rest = rows.filter((row) => !told.includes(row));
  return (
    <section>
      <h2>{`${title}：${told.filter(({ verdict }) => verdict === 'rising').length} 项上升，${told.filter(({ verdict }) => verdict === 'falling').length} 项下降`}</h2>
      {told.length === 0 ? null : <ChangeRows title={title} rows={told} href={href} />}
      {rest.length === 0 ? null : (
        <details>
          <summary>{`没有显著变化或件数少的 ${rest.length} 项${rest.length > SHOWN_CHANGES ? `，列前 ${SHOWN_CHANGES} 项` : ''}`}</summary>
          <ChangeRows title={`${title}，其余`} rows={rest.slice(0, SHOWN_CHANGES)} href={href} />
        </details>
      )}
    </section>
  );
}

function ChangeRows(props: {
  title: string;
  rows: ChangeFigures['types'];
  href: (key: string) => string | undefined;
}) {
  return (
    <div class="table-wrap">
      <table class="rights figures chart-table">
        <caption class="visually-hidden">{props.title}</caption>
        <thead>
          <tr>
            <th scope="col">名称</th>
            <th scope="col">现在</th>
            <th scope="col">以前</th>
            <th scope="col">倍数（95% 区间）</th>
            <th scope="col" class="words">
              判断
            </th>
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => {
            const to = row.now === 0 ? undefined : props.href(row.key);
            return (
              <tr>
                <th scope="row">{row.name}</th>
                <td class="num">{to === undefined ? row.now : <a href={to}>{row.now}</a>}</td>
                <td class="num">{row.before}</td>
                <td class="num">{changeWords(row)}</td>
                <td>{VERDICTS[row.verdict]}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
