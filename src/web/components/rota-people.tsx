import type { Assignable } from '../../app/life/rota-types.ts';
import { ROLE } from '../labels.ts';
import { Remove, RotaForm, RotaTable, Substitute, WhoFields, here } from './rota-parts.tsx';
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
        <RotaTable
          caption="这一周不在岗的人和替班人"
          heads={['姓名', unit === null ? '单位' : null, '从', '到', '替班人', '说明', '登记', '改动']}
        >
          {absences.map((one) => (
            <tr>
              <th scope="row">{one.person.name}</th>
              {unit === null ? <td>{one.unit.name}</td> : null}
              <td class="nowrap">{one.from}</td>
              <td class="nowrap">{one.to}</td>
              <td>
                <Substitute person={one.substitute} />
              </td>
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
        </RotaTable>
      )}
      {unit === null ? null : <AbsenceForm {...props} unit={unit} />}
    </section>
  );
}

function AbsenceForm(props: UnitView) {
  const { week, kept = {} } = props;
  const people = props.people ?? [];
  return (
    <RotaForm
      view={props}
      summary="登记不在岗"
      action="/rota/absences"
      submit="登记"
      letter="b"
      open={kept['from'] !== undefined}
    >
      <WhoFields id="absence" label="谁" people={people} kept={kept} />
      <div class="field">
        <label for="absence-from">第一天</label>
        <input id="absence-from" type="date" name="from" required value={kept['from'] ?? week[0]} />
      </div>
      <div class="field">
        <label for="absence-to">最后一天</label>
        <input id="absence-to" type="date" name="to" required value={kept['to'] ?? week[0]} />
      </div>
      <div class="field">
        <label for="absence-note">说明</label>
        <input id="absence-note" name="note" maxlength={200} value={kept['note'] ?? ''} />
      </div>
    </RotaForm>
  );
}

const COUNTS = ['在办', '超期', '临期', '安全', '民生', '一般'];

/** What each person of a unit has in hand. */
export function People({ people, week, frame }: RotaView & { readonly people: readonly Assignable[] }) {
  const today = new Date(frame.now + 8 * 3_600_000).toISOString().slice(0, 10);
  return (
    <section class="panel" aria-labelledby="people-title">
      <h2 id="people-title">人手（此刻）</h2>
      {people.length === 0 ? (
        <p class="muted">本单位还没有承办人的账号。</p>
      ) : (
        <RotaTable
          caption={`${today} 每个人手上没有答复的工单，按姓名排列`}
          heads={['姓名', '角色', '在岗', ...COUNTS.map((count) => ({ count }))]}
        >
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
        </RotaTable>
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
