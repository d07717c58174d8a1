import type { DialPointView, DialView } from '../../app/dispatch/dispatch-types.ts';
import { DialChart, ENOUGH } from '../components/dial-chart.tsx';
import { TypeSelect } from '../components/select.tsx';
import { isoTime, shortTime } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';
import { tenth } from './rights.tsx';
import { HandbookLink } from '../components/handbook-link.tsx';

const FEW = '样本太少';

/** The dial: coverage against precision over the dispatch line, and moving it. */
export function DialPage(props: {
  frame: Frame;
  profile: ProfileView;
  dial: DialView;
  /** Whether the reader may move the line. */
  may: boolean;
  saved: boolean;
  error?: string;
}) {
  const { frame, profile, dial, may, saved, error } = props;
  const { issueType } = dial;
  const name =
    [...profile.groups, ...profile.issueTypes].find(({ code }) => code === issueType)?.name ?? '全部分类';
  const settable = may && issueType.length !== 2;
  return (
    <Layout frame={frame} title="派单线" scripts={['dial.js']}>
      <div class="panel-head">
        <h1>派单线</h1>
        <HandbookLink to="line" what="派单线和开关" />
      </div>
      {error === undefined ? null : (
        <p class="notice notice-bad" role="alert">
          {error}
        </p>
      )}
      {saved ? (
        <p class="notice notice-good" role="status">
          派单线已移动，从下一件起生效。
        </p>
      ) : null}
      <form method="get" action="/dial" class="filters" role="search" aria-label="选择分类">
        <TypeSelect
          id="d-type"
          label="问题分类"
          value={issueType === '' ? undefined : issueType}
          empty="全部分类"
          profile={profile}
          groups
        />
        <div class="filter-actions">
          <button type="submit" class="primary">
            查看
          </button>
        </div>
      </form>
      <section class="panel" aria-labelledby="curve-title">
        <h2 id="curve-title">
          {name}：{dial.n === 0 ? '没有留出工单' : `${dial.n} 件留出工单`}
        </h2>
        <Now dial={dial} />
        {dial.n === 0 ? (
          <p class="muted">在用模型没有随带留出结果，或这一类没有留出工单；重新训练后即有。</p>
        ) : (
          <>
            <p class="legend" aria-hidden="true">
              <span class="key-coverage">覆盖</span> <span class="key-precision">精度与 95% 区间</span>{' '}
              <span class="key-now">现在的线</span>
            </p>
            <DialChart points={dial.points} line={dial.line} />
          </>
        )}
        {settable ? <Mover frame={frame} dial={dial} name={name} /> : null}
        {issueType.length === 2 ? <p class="muted small">大类只供查看；派单线按全部或单个分类设。</p> : null}
      </section>
      <SetLines dial={dial} now={frame.now} />
      {dial.n === 0 ? null : <Twin points={dial.points} />}
    </Layout>
  );
}

function Now({ dial }: { dial: DialView }) {
  const { line, atLine, profileLine } = dial;
  return (
    <p>
      现在的线 <strong>{tenth(line)}</strong>
      {line === profileLine ? '（配置包所定）' : `（配置包所定为 ${tenth(profileLine)}）`}
      {dial.n === 0 ? null : (
        <>
          ：自动派出 <strong>{shareWords(atLine.coverage)}</strong>，其中派对{' '}
          <strong>{shareWords(atLine.precision)}</strong>
        </>
      )}
    </p>
  );
}

/** `96.1%（94.7%–97.2%，953 件）`; below twenty orders a share says nothing. */
function shareWords({ share, low, high, n }: DialPointView['coverage']): string {
  return n < ENOUGH ? `${FEW}（${n} 件）` : `${tenth(share)}（${tenth(low)}–${tenth(high)}，${n} 件）`;
}

function Mover({ frame, dial, name }: { frame: Frame; dial: DialView; name: string }) {
  const { issueType } = dial;
  const action = issueType === '' ? '/dial' : `/dial?issueType=${issueType}`;
  return (
    <form method="post" action={action} class="dial-form" aria-label="移动派单线">
      <input type="hidden" name="_csrf" value={frame.csrf} />
      <div class="field">
        <label for="threshold">{name}的派单线（0.50–1.00）</label>
        <input
          id="threshold"
          name="threshold"
          type="number"
          min="0.5"
          max="1"
          step="0.01"
          required
          value={String(dial.line)}
          aria-describedby="dial-now"
        />
      </div>
      <p id="dial-now" role="status" class="muted"></p>
      <button type="submit" class="primary">
        移到这里
      </button>
      <button type="submit" name="reset" value="yes" formnovalidate>
        恢复配置包的线
      </button>
    </form>
  );
}

function SetLines({ dial, now }: { dial: DialView; now: number }) {
  if (dial.set.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="set-title">
      <h2 id="set-title">人工设的线</h2>
      <table class="rights">
        <caption class="visually-hidden">人工设的派单线</caption>
        <thead>
          <tr>
            <th scope="col">分类</th>
            <th scope="col" class="num">
              派单线
            </th>
            <th scope="col">谁、何时</th>
          </tr>
        </thead>
        <tbody>
          {dial.set.map((row) => (
            <tr>
              <th scope="row">
                <a href={row.issueType === '*' ? '/dial' : `/dial?issueType=${row.issueType}`}>{row.name}</a>
              </th>
              <td class="num">{tenth(row.threshold)}</td>
              <td>
                {row.changedBy} <time datetime={isoTime(row.at)}>{shortTime(row.at, now)}</time>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The chart's numbers; the island reads them to show what a line would do before it is saved. */
function Twin({ points }: { points: readonly DialPointView[] }) {
  return (
    <section class="panel" aria-labelledby="twin-title">
      <h2 id="twin-title">每条线的覆盖与精度</h2>
      <table class="rights" id="dial-points">
        <caption class="visually-hidden">派单线与覆盖、精度，精度带 95% 区间</caption>
        <thead>
          <tr>
            <th scope="col">派单线</th>
            <th scope="col" class="num">
              覆盖
            </th>
            <th scope="col" class="num">
              精度
            </th>
            <th scope="col" class="num">
              派出件数
            </th>
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr data-threshold={point.threshold.toFixed(2)}>
              <th scope="row">{point.threshold.toFixed(2)}</th>
              <td class="num">{point.coverage.n < ENOUGH ? FEW : tenth(point.coverage.share)}</td>
              <td class="num">
                {point.precision.n < ENOUGH
                  ? FEW
                  : `${tenth(point.precision.share)}（${tenth(point.precision.low)}–${tenth(point.precision.high)}）`}
              </td>
              <td class="num">{point.precision.n}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
