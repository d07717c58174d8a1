import type { AppealView, RecordView, ScoreYear } from '../../app/scores/score-types.ts';
import {
  Appeals,
  ledgerUrl,
  PendingRecords,
  Points,
  RecordForm,
  RulesTable,
} from '../components/score-parts.tsx';
import type { KeptScore } from '../components/score-parts.tsx';
import { Said } from '../components/said.tsx';
import { dateTime } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';

/** 考核记分 of a year by unit; what waits, and forms for those who may. */
export function ScoresPage(props: {
  frame: Frame;
  profile: ProfileView;
  made: ScoreYear;
  appeals: readonly AppealView[];
  /** Null for those who may not approve. */
  pending: readonly RecordView[] | null;
  may: { readonly record: boolean; readonly settle: boolean; readonly replay: boolean };
  kept: KeptScore;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, profile, made, appeals, pending, may, kept, done, error } = props;
  return (
    <Layout frame={frame} title="记分" wide="wide">
      <div class="panel-head">
        <h1>{`${made.year} 年考核记分`}</h1>
        {may.replay ? <a href={`/scores/replay?year=${made.year}`}>草案重算</a> : null}
      </div>
      <Said done={done} error={error} />
      <form method="get" action="/scores" class="filters" aria-label="年份">
        <div class="field">
          <label for="s-year">年份</label>
          <input
            id="s-year"
            type="number"
            name="year"
            min="2000"
            max="2100"
            value={String(made.year)}
            required
          />
        </div>
        <div class="filter-actions">
          <button type="submit" class="primary">
            查看
          </button>
        </div>
      </form>
      <p>
        {made.settledAt === null
          ? '没有结算：评价、登记和申诉随时计入。'
          : `已于 ${dateTime(made.settledAt)} 结算，不再改动；此后的变动计入下一年。`}
        {made.settledYears.length === 0 ? '' : `已结算：${made.settledYears.join('、')}。`}
      </p>
      {made.units.every(({ lines, tenths, fen }) => lines === 0 && tenths === 0 && fen === 0) ? (
        <div class="empty" role="status">
          <p>这一年没有记分。</p>
        </div>
      ) : (
        <div class="table-wrap">
          <table class="rights">
            <caption>分数低的在前；点单位看每一条。只记主办单位，误派的不记。</caption>
            <thead>
              <tr>
                <th scope="col">单位</th>
                <th scope="col">记分</th>
                <th scope="col">{made.settledAt === null ? '当年条数' : '条数'}</th>
                <th scope="col">评优</th>
                {made.settledAt === null ? null : <th scope="col">校验码</th>}
              </tr>
            </thead>
            <tbody>
              {made.units.map((one) => (
                <tr class={one.loses ? 'suspended' : ''}>
                  <th scope="row">
                    <a href={ledgerUrl(one.unit, made.year)}>{one.name}</a>
                  </th>
                  <Points {...one} />
                  <td class="num">{one.lines}</td>
                  <td>{one.loses ? '全年为负，取消评优资格' : '不受影响'}</td>
                  {made.settledAt === null ? null : (
                    <td>
                      <code>{one.hash?.slice(0, 16) ?? ''}</code>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <details>
        <summary>记分办法</summary>
        <RulesTable rules={made.rules} />
      </details>
      {pending === null ? null : <PendingRecords frame={frame} records={pending} />}
      <Appeals frame={frame} appeals={appeals} />
      {may.record ? <RecordForm frame={frame} profile={profile} kept={kept} /> : null}
      {may.settle ? <Settle frame={frame} made={made} appeals={appeals} pending={pending ?? []} /> : null}
    </Layout>
  );
}

function Settle(props: {
  frame: Frame;
  made: ScoreYear;
  appeals: readonly AppealView[];
  pending: readonly RecordView[];
}) {
  const { frame, made, appeals, pending } = props;
  const year = String(made.year);
  const open =
    appeals.filter((one) => one.state === 'pending' && one.year === made.year).length +
    pending.filter(({ day }) => day.startsWith(year)).length;
  return (
    <section class="panel" aria-labelledby="settle-title">
      <h2 id="settle-title">{`结算 ${year} 年`}</h2>
      {made.unsettleable === null ? (
        <form method="post" action="/scores/settle" class="paper-form">
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <input type="hidden" name="back" value={frame.here} />
          <input type="hidden" name="year" value={year} />
          {open === 0 ? null : <p>{`还有 ${open} 件待复核或待批准，结算后定下的计入下一年。`}</p>}
          <label class="check">
            <input type="checkbox" name="sure" value="yes" required /> 已经核对，结算后不能更改
          </label>
          <p class="acts-line">
            <button type="submit" class="primary">
              {`结算 ${year} 年`}
            </button>
          </p>
        </form>
      ) : (
        <p class="muted">{`${made.unsettleable}。`}</p>
      )}
    </section>
  );
}
