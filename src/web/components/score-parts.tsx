import type { AppealView, RecordView, ScoreRules } from '../../app/scores/score-types.ts';
import { APPEAL_STATE, pointWords, RECORD_KIND, SCORE_KIND, yuanWords } from '../../kernel/score-words.ts';
import { LEFT_OUT_NAMES } from '../../kernel/case-words.ts';
import { keysOf } from '../../kernel/keys.ts';
import { dateTime, isoDay } from '../format.ts';
import type { Frame, ProfileView } from '../view.ts';
import { UnitSelect } from './select.tsx';

/** What was typed into a form that was refused. */
export type KeptScore = Readonly<Record<string, string>>;

export const ledgerUrl = (unit: string, year: number, page = 1): string =>
  `/scores/unit/${encodeURIComponent(unit)}?year=${year}${page === 1 ? '' : `&page=${page}`}`;

/** Points above, money below. */
export function Points({ tenths, fen }: { tenths: number; fen: number }) {
  return (
    <td class="num">
      <strong>{pointWords(tenths)}</strong>
      <span class="sub">{yuanWords(fen)}</span>
    </td>
  );
}

/** The versions of the rules in a table, what each kind is worth. */
export function RulesTable({ rules }: { rules: readonly ScoreRules[] }) {
  if (rules.length === 0) return <p>配置包里没有这一年生效的记分办法（scores.json），一律不计分。</p>;
  return (
    <>
      <div class="table-wrap">
        <table class="rights">
          <thead>
            <tr>
              <th scope="col">版本</th>
              <th scope="col">有效</th>
              {keysOf(SCORE_KIND).map((kind) => (
                <th scope="col">{SCORE_KIND[kind]}</th>
              ))}
              <th scope="col">每分</th>
              <th scope="col">不计分的工单</th>
            </tr>
          </thead>
          <tbody>
            {rules.map((one) => (
              <tr>
                <th scope="row">{one.version}</th>
                <td>{`${one.effectiveFrom} 起${one.effectiveTo === null ? '' : `，${one.effectiveTo} 止（不含）`}`}</td>
                {keysOf(SCORE_KIND).map((kind) => (
                  <td class="num">{pointWords(one.tenths[kind])}</td>
                ))}
                <td class="num">{yuanWords(one.fenPerTenth * 10).replace('+', '')}</td>
                <td>{one.notScored.map((reason) => LEFT_OUT_NAMES[reason]).join('、')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rules.map((one) => (
        <p class="small">{`${one.version}：${one.note}`}</p>
      ))}
    </>
  );
}

/** What waits for a second person. */
export function PendingRecords({ frame, records }: { frame: Frame; records: readonly RecordView[] }) {
  return (
    <section class="panel" aria-labelledby="pending-title">
      <h2 id="pending-title">{`待批准的舆情事件（${records.length}）`}</h2>
      {records.length === 0 ? <p class="muted">没有。</p> : null}
      {records.map((one) => (
        <article id={`record-${one.id}`} class="score-item">
          <p>
            {`${one.unit.name}，${one.day}`}
            {one.order === null ? null : (
              <>
                ，工单 <a href={`/orders/${encodeURIComponent(one.order.id)}`}>{one.order.number}</a>
              </>
            )}
            {`：${one.words}`}
          </p>
          {one.decides ? (
            <form method="post" action={`/scores/records/${one.id}/decide`} class="inline-form" data-choose>
              <input type="hidden" name="_csrf" value={frame.csrf} />
              <input type="hidden" name="back" value={frame.here} />
              <div class="field">
                <label for={`approve-${one.id}`}>理由（批准可以不写）</label>
                <input id={`approve-${one.id}`} name="reason" maxlength={500} autocomplete="off" />
              </div>
              <button type="submit" name="act" value="approve" class="primary">
                批准
              </button>
              <button type="submit" name="act" value="refuse">
                不批准
              </button>
            </form>
          ) : (
            <p class="muted small">由您登记，须由另一人批准。</p>
          )}
        </article>
      ))}
    </section>
  );
}

/** Appeals, with forms for whoever may decide. */
export function Appeals({ frame, appeals }: { frame: Frame; appeals: readonly AppealView[] }) {
  return (
    <section class="panel" aria-labelledby="appeals-title">
      <h2 id="appeals-title">{`申诉（待复核 ${appeals.filter(({ state }) => state === 'pending').length}）`}</h2>
      {appeals.length === 0 ? <p class="muted">没有。</p> : null}
      {appeals.map((one) => (
        <article id={`appeal-${one.id}`} class="score-item">
          <p>
            <a href={ledgerUrl(one.unit.code, one.year)}>{one.unit.name}</a>
            {`：${one.line}`}
          </p>
          <p>{`申诉（${dateTime(one.at)}）：${one.reason}`}</p>
          {one.decision === null ? null : (
            <p>{`${APPEAL_STATE[one.state]}${one.decidedAt === null ? '' : `（${dateTime(one.decidedAt)}）`}：${one.decision}`}</p>
          )}
          {one.decides ? (
            <form method="post" action={`/scores/appeals/${one.id}/decide`} class="inline-form" data-choose>
              <input type="hidden" name="_csrf" value={frame.csrf} />
              <input type="hidden" name="back" value={frame.here} />
              <div class="field">
                <label for={`decide-${one.id}`}>复核理由</label>
                <input id={`decide-${one.id}`} name="reason" maxlength={500} required autocomplete="off" />
              </div>
              <button type="submit" name="act" value="grant" class="primary">
                申诉成立
              </button>
              <button type="submit" name="act" value="refuse">
                不成立
              </button>
            </form>
          ) : one.state === 'pending' ? (
            <p class="muted small">待申诉单位以外的人复核。</p>
          ) : null}
        </article>
      ))}
    </section>
  );
}

/** A matter against a unit. */
export function RecordForm(props: { frame: Frame; profile: ProfileView; kept: KeptScore }) {
  const { frame, profile, kept } = props;
  return (
    <section class="panel" aria-labelledby="record-title">
      <h2 id="record-title">登记</h2>
      <form method="post" action="/scores/records" class="paper-form">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <input type="hidden" name="back" value={frame.here} />
        <div class="inline-form">
          <div class="field">
            <label for="record-kind">事项</label>
            <select id="record-kind" name="kind" required>
              {keysOf(RECORD_KIND).map((kind) => (
                <option value={kind} selected={kept['kind'] === kind}>
                  {RECORD_KIND[kind]}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label for="record-order">工单编号（材料缺失必填）</label>
            <input
              id="record-order"
              name="order"
              maxlength={40}
              value={kept['order'] ?? ''}
              autocomplete="off"
              placeholder="20260414-000123"
            />
          </div>
          <UnitSelect
            id="record-unit"
            label="单位（舆情事件必选）"
            value={kept['unit']}
            empty="材料缺失：工单的主办单位"
            profile={profile}
          />
          <div class="field">
            <label for="record-day">日期</label>
            <input
              id="record-day"
              type="date"
              name="day"
              required
              value={kept['day'] ?? isoDay(frame.now)}
              max={isoDay(frame.now)}
            />
          </div>
        </div>
        <div class="field">
          <label for="record-words">事由（写哪一步缺什么，不写人名）</label>
          <textarea id="record-words" name="words" rows={2} maxlength={500} required>
            {kept['words'] ?? ''}
          </textarea>
        </div>
        <p class="acts-line">
          <button type="submit" class="primary">
            登记
          </button>{' '}
          <span class="muted small">材料缺失随即计分；舆情事件由另一人批准后计分。单位可以申诉。</span>
        </p>
      </form>
    </section>
  );
}
