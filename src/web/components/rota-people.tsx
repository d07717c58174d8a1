import type { Assignable } from '../../app/life/rota-types.ts';
import { ROLE } from '../labels.ts';
import { PersonSelect, Remove, here } from './rota-parts.tsx';
import type { RotaView, UnitView } from './rota-parts.tsx';

/** Who is not there in a week, with the form that says so. */
export function Absences(props: RotaView) {
  const { frame, unit, absences } = props;
  return (
    <section class="panel" aria-labelledby="absences-title">
      <h2 id="absences-title">不在岗</h2>
      {absences.length === 0 ? (
        <p class="muted">这一周没有人登记不在岗。</p>
      ) : (
        <div class="table-wrap">
          <table class="data rota">
            <caption class="visually-hidden">这一周不在岗的人和替班人</caption>
            <thead>
              <tr>
                <th scope="col">姓名</th>
                {unit === null ? <th scope="col">单位</th> : null}
                <th scope="col">从</th>
                <th scope="col">到</th>
                <th scope="col">替班人</th>
                <th scope="col">说明</th>
                <th scope="col">登记</th>
                <th scope="col">改动</th>
              </tr>
            </thead>
            <tbody>
              {absences.map((one) => (
                <tr>
                  <th scope="row">{one.person.name}</th>
                  {unit === null ? <td>{one.unit.name}</td> : null}
                  <td class="nowrap">{one.from}</td>
                  <td class="nowrap">{one.to}</td>
                  <td>{one.substitute?.name ?? <span class="muted">无</span>}</td>
                  <td>{one.note}</td>
                  <td class="muted">{one.setBy}</td>
                  <td>
                    <Remove
                      frame={frame}
                      back={here(props)}
                      action={`/rota/absences/${encodeURIComponent(one.id)}/remove`}
                      what={`${one.person.name} ${one.from} 至 ${one.to} 不在岗`}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {unit === null ? null : <AbsenceForm {...props} unit={unit} />}
    </section>
  );
}

function AbsenceForm(props: UnitView) {
  const { frame, unit, week, kept = {} } = props;
  const people = props.people ?? [];
  return (
    <details open={kept['from'] !== undefined}>
      <summary>登记不在岗</summary>
      <form method="post" action="/rota/absences" class="filters">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <input type="hidden" name="unit" value={unit.code} />
        <input type="hidden" name="back" value={here(props)} />
        <PersonSelect
          id="absence-person"
          name="person"
          label="谁"
          people={people}
          value={kept['person']}
          required
        />
        <div class="field">
          <label for="absence-from">第一天</label>
          <input id="absence-from" type="date" name="from" required value={kept['from'] ?? week[0]} />
        </div>
        <div class="field">
          <label for="absence-to">最后一天</label>
          <input id="absence-to" type="date" name="to" required value={kept['to'] ?? week[0]} />
        </div>
        <PersonSelect
          id="absence-substitute"
          name="substitute"
          label="替班人"
          people={people}
          value={kept['substitute']}
          required={false}
        />
        <div class="field">
          <label for="absence-note">说明</label>
          <input id="absence-note" name="note" maxlength={200} value={kept['note'] ?? ''} />
        </div>
        <div class="filter-actions">
          <button type="submit" class="primary">
            登记
          </button>
        </div>
      </form>
    </details>
  );
}

/** What each person of a unit has in hand. */
export function People({ people, week, frame }: RotaView & { readonly people: readonly Assignable[] }) {
  const today = new Date(frame.now + 8 * 3_600_000).toISOString().slice(0, 10);
  return (
    <section class="panel" aria-labelledby="people-title">
      <h2 id="people-title">人手（此刻）</h2>
      {people.length === 0 ? (
        <p class="muted">本单位还没有承办人的账号。</p>
      ) : (
        <div class="table-wrap">
          <table class="data rota">
            <caption class="visually-hidden">{`${today} 每个人手上没有答复的工单，按姓名排列`}</caption>
            <thead>
              <tr>
                <th scope="col">姓名</th>
                <th scope="col">角色</th>
                <th scope="col">在岗</th>
                <th scope="col" class="num">
                  在办
                </th>
                <th scope="col" class="num">
                  超期
                </th>
                <th scope="col" class="num">
                  临期
                </th>
                <th scope="col" class="num">
                  安全
                </th>
                <th scope="col" class="num">
                  民生
                </th>
                <th scope="col" class="num">
                  一般
                </th>
              </tr>
            </thead>
            <tbody>
              {people.map((one) => (
                <tr>
                  <th scope="row">{one.name}</th>
                  <td>{ROLE[one.role]}</td>
                  <td>
                    <Presence one={one} />
                  </td>
                  <td class="num">{one.open}</td>
                  <td class="num">{one.late}</td>
                  <td class="num">{one.soon}</td>
                  <td class="num">{one.byUrgency.safety}</td>
                  <td class="num">{one.byUrgency.livelihood}</td>
                  <td class="num">{one.byUrgency.normal}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p class="muted small">
        在办是已签收、还没有答复的；超期、临期在其中。{week.includes(today) ? '' : '人手总是看此刻的。'}
      </p>
    </section>
  );
}

function Presence({ one }: { one: Assignable }) {
  if (one.away !== null) {
    const { until, substitute } = one.away;
    return <>{`不在岗，到 ${until}；${substitute === null ? '没有替班人' : `替班 ${substitute.name}`}`}</>;
  }
  return <>{one.onDuty ? '在岗，值班中' : '在岗'}</>;
}
