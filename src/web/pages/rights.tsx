import type { CellRight, RightsOverview } from '../../app/dispatch/dispatch-types.ts';
import type { DispatchSwitch } from '../../app/types.ts';
import { TypeSelect, UnitSelect } from '../components/select.tsx';
import { SpotChecks } from '../components/spot-checks.tsx';
import { Switches } from '../components/switches.tsx';
import { dateTime, isoTime, shortTime } from '../format.ts';
import { Said } from '../components/said.tsx';
import { Layout } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';
import { HandbookLink } from '../components/handbook-link.tsx';

/** What was just done, as the address names it. */
export const RIGHTS_DONE = ['switched', 'checked'] as const;
export type RightsDone = (typeof RIGHTS_DONE)[number];

const DONE_WORDS: Readonly<Record<RightsDone, string>> = {
  switched: '开关已改动，从下一件起生效。',
  checked: '抽查已记下。',
};

/** A share to a tenth of a per cent, rounded down: a bound is never shown better than it is. */
export function tenth(p: number): string {
  return `${(Math.floor(p * 1000 + 1e-9) / 10).toFixed(1)}%`;
}

/** Who may dispatch by itself and why: cells, spot checks, switches, history. */
export function RightsPage(props: {
  frame: Frame;
  profile: ProfileView;
  overview: RightsOverview;
  /** Null for those who do not see them. */
  switches: readonly DispatchSwitch[] | null;
  may: { readonly check: boolean; readonly switch: boolean };
  filter: { readonly issueType?: string; readonly unit?: string };
  done?: RightsDone;
  error?: string;
}) {
  const { frame, profile, overview, switches, may, filter, done, error } = props;
  const { rule, cells } = overview;
  const suspended = cells.filter(({ held }) => !held).length;
  return (
    <Layout frame={frame} title="派单权">
      <div class="panel-head">
        <h1>派单权</h1>
        <HandbookLink to="rights" what="自动派单怎样挣来" />
      </div>
      <Said error={error} done={done === undefined ? undefined : DONE_WORDS[done]} />
      {rule === null ? (
        <p class="notice">配置包没有设派单权规则，各分类各单位均可自动派单，只受开关约束。</p>
      ) : (
        <p class="muted">
          每个“分类 × 单位”的首派正确率，{Math.round(rule.confidence * 100)}% 置信下限不低于{' '}
          {tenth(rule.target)} 才自动派单；低于目标、连错净满 {rule.budget} 件或职责变动即暂停，满{' '}
          {rule.minimumFresh} 件新核定且下限达标即自动恢复。承办单位退单不算对错，只认派单员的判断。
        </p>
      )}
      <SpotChecks frame={frame} profile={profile} checks={overview.spotChecks} may={may.check} />
      <form method="get" action="/rights" class="filters" role="search" aria-label="筛选派单权">
        <TypeSelect
          id="r-type"
          label="问题分类"
          value={filter.issueType}
          empty="不限"
          profile={profile}
          groups
        />
        <UnitSelect id="r-unit" label="承办单位" value={filter.unit} empty="不限" profile={profile} />
        <div class="filter-actions">
          <button type="submit" class="primary">
            筛选
          </button>
          <a class="button" href="/rights">
            清除
          </a>
        </div>
      </form>
      {cells.length === 0 ? (
        <div class="empty" role="status">
          <p>
            {rule === null ? '没有规则，也就没有派单权可列。' : '还没有工单落在这里；第一件到来时即有状态。'}
          </p>
        </div>
      ) : (
        <Cells cells={cells} suspended={suspended} now={frame.now} />
      )}
      {switches === null ? null : (
        <Switches frame={frame} profile={profile} switches={switches} may={may.switch} />
      )}
      <History overview={overview} now={frame.now} />
    </Layout>
  );
}

function Cells({ cells, suspended, now }: { cells: readonly CellRight[]; suspended: number; now: number }) {
  return (
    <div class="table-wrap">
      <table class="rights" id="cells">
        <caption>{`共 ${cells.length} 格，其中 ${suspended} 格暂停自动派单`}</caption>
        <thead>
          <tr>
            <th scope="col">问题分类</th>
            <th scope="col">承办单位</th>
            <th scope="col">状态</th>
            <th scope="col">原因</th>
            <th scope="col" class="num">
              正确率下限
            </th>
            <th scope="col" class="num">
              估计值
            </th>
            <th scope="col" class="num">
              折合依据
            </th>
            <th scope="col" class="num">
              核定 对/错
            </th>
            <th scope="col" class="num">
              拟派
            </th>
            <th scope="col">自何时起</th>
          </tr>
        </thead>
        <tbody>
          {cells.map((cell) => (
            <tr class={cell.held ? '' : 'suspended'}>
              <th scope="row">
                {cell.issueType.name}
                <span class="sub">{cell.issueType.code}</span>
              </th>
              <td>{cell.unit.name}</td>
              <td>
                <HeldBadge held={cell.held} />
              </td>
              <td>
                {cell.reason.text}
                {cell.missing === '' ? null : <span class="sub">{cell.missing}</span>}
              </td>
              <td class="num">
                {tenth(cell.bound)}
                <span class="sub">目标 {tenth(cell.target)}</span>
              </td>
              <td class="num">{tenth(cell.mean)}</td>
              <td class="num">{Math.round(cell.effectiveN)}</td>
              <td class="num">
                {cell.right.toFixed(1)}/{cell.wrong.toFixed(1)}
              </td>
              <td class="num">{cell.proposed}</td>
              <td>
                <time datetime={isoTime(cell.since)} title={dateTime(cell.since)}>
                  {shortTime(cell.since, now)}
                </time>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function HeldBadge({ held }: { held: boolean }) {
  return <span class={`badge ${held ? 'right-held' : 'right-lost'}`}>{held ? '自动派单' : '暂停'}</span>;
}

function History({ overview, now }: { overview: RightsOverview; now: number }) {
  const { changes } = overview;
  return (
    <section class="panel" aria-labelledby="history-title">
      <h2 id="history-title">变动记录</h2>
      {changes.length === 0 ? (
        <p class="muted">还没有变动。</p>
      ) : (
        <table class="rights">
          <caption class="visually-hidden">派单权的得失，新的在前</caption>
          <thead>
            <tr>
              <th scope="col">时间</th>
              <th scope="col">问题分类</th>
              <th scope="col">承办单位</th>
              <th scope="col">变为</th>
              <th scope="col">原因</th>
              <th scope="col" class="num">
                当时下限
              </th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <tr>
                <td>
                  <time datetime={isoTime(change.at)} title={dateTime(change.at)}>
                    {shortTime(change.at, now)}
                  </time>
                </td>
                <td>{change.issueType.name}</td>
                <td>{change.unit.name}</td>
                <td>
                  <HeldBadge held={change.held} />
                </td>
                <td>{change.reason.text}</td>
                <td class="num">
                  {tenth(change.bound)}
                  <span class="sub">目标 {tenth(change.target)}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
