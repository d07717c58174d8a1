import type { LedgerLine, UnitLedger } from '../../app/scores/score-types.ts';
import { APPEAL_STATE, NOT_COUNTED, pointWords, SCORE_KIND, yuanWords } from '../../kernel/score-words.ts';
import { Paging } from '../components/insight-parts.tsx';
import { Said } from '../components/said.tsx';
import { ledgerUrl, Points } from '../components/score-parts.tsx';
import type { KeptScore } from '../components/score-parts.tsx';
import { dateTime, isoDay } from '../format.ts';
import { Layout } from '../layout.tsx';
import type { Frame } from '../view.ts';

/** The lines of a unit's year, each with its reasons. */
export function ScoreLedgerPage(props: {
  frame: Frame;
  made: UnitLedger;
  kept: KeptScore;
  done?: string | undefined;
  error?: string | undefined;
}) {
  const { frame, made, kept, done, error } = props;
  const { unit, year } = made;
  return (
    <Layout frame={frame} title={`记分 ${unit.name}`} wide="wide">
      <div class="panel-head">
        <h1>{`${unit.name} ${year} 年记分`}</h1>
        <a href={`/scores?year=${year}`}>返回各单位</a>
      </div>
      <Said done={done} error={error} />
      {made.intact ? null : (
        <p class="notice notice-bad" role="alert">
          各条与结算时的校验码不符，请查数据库是否被改动。
        </p>
      )}
      <p>
        <strong>{`合计 ${pointWords(unit.tenths)}（${yuanWords(unit.fen)}）`}</strong>
        {`，${unit.lines} 条。${unit.loses ? '全年为负，取消评优资格。' : ''}`}
        {made.settledAt === null ? '' : `已于 ${dateTime(made.settledAt)} 结算，校验码 `}
        {unit.hash === null ? null : <code>{unit.hash}</code>}
      </p>
      {made.lines.length === 0 ? (
        <div class="empty" role="status">
          <p>没有记分。</p>
        </div>
      ) : (
        <div class="table-wrap">
          <table class="rights score-lines">
            <caption>按时间排；金额按当日生效的办法折算。</caption>
            <thead>
              <tr>
                <th scope="col">日期</th>
                <th scope="col">事项</th>
                <th scope="col">记分</th>
                <th scope="col">说明</th>
                <th scope="col">工单</th>
                <th scope="col">申诉</th>
              </tr>
            </thead>
            <tbody>
              {made.lines.map((line) => (
                <tr id={line.key}>
                  <th scope="row">{isoDay(line.at)}</th>
                  <td>
                    {line.kind === null ? '不加不扣' : SCORE_KIND[line.kind]}
                    {line.notCounted === null ? null : (
                      <span class="sub">{NOT_COUNTED[line.notCounted]}</span>
                    )}
                    {line.fromYear === null ? null : <span class="sub">{`${line.fromYear} 年转来`}</span>}
                  </td>
                  <Points {...line} />
                  <td>{line.words}</td>
                  <td>
                    {line.order === null ? (
                      '无'
                    ) : line.opens ? (
                      <a href={`/orders/${encodeURIComponent(line.order.id)}`}>{line.order.number}</a>
                    ) : (
                      line.order.number
                    )}
                  </td>
                  <td>
                    {line.appeal === null ? null : APPEAL_STATE[line.appeal]}
                    {line.appealable ? <AppealForm frame={frame} line={line} kept={kept} /> : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Paging
        page={made.page}
        pageSize={made.pageSize}
        total={unit.lines}
        url={(page) => ledgerUrl(unit.unit, year, page)}
      />
    </Layout>
  );
}

function AppealForm({ frame, line, kept }: { frame: Frame; line: LedgerLine; kept: KeptScore }) {
  const id = `appeal-${line.key}`;
  const mine = kept['key'] === line.key;
  return (
    <details open={mine}>
      <summary>申诉</summary>
      <form method="post" action="/scores/appeals" class="inline-form">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <input type="hidden" name="back" value={frame.here} />
        <input type="hidden" name="key" value={line.key} />
        <input type="hidden" name="year" value={String(line.year)} />
        <div class="field">
          <label for={id}>理由（不改动来电人的评价）</label>
          <textarea id={id} name="reason" rows={3} maxlength={500} required>
            {mine ? (kept['reason'] ?? '') : ''}
          </textarea>
        </div>
        <button type="submit" class="primary">
          提交申诉
        </button>
      </form>
    </details>
  );
}
