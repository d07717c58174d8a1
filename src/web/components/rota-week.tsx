import type { Absence, Duty, RotaImport } from '../../app/life/rota-types.ts';
import type { Frame } from '../view.ts';
import { Remove, RotaForm, RotaTable, Substitute, WhoFields, here } from './rota-parts.tsx';
import type { RotaView, UnitView } from './rota-parts.tsx';

const WEEKDAYS = '日一二三四五六';
const weekday = (day: string): string => WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? '';

/** The shifts of a week, with the forms that change them. */
export function Week(props: RotaView) {
  const { frame, unit, week, duties } = props;
  return (
    <section class="panel" aria-labelledby="rota-title">
      <h2 id="rota-title">值班表</h2>
      <RotaTable
        caption={`${week[0] ?? ''} 至 ${week.at(-1) ?? ''} 的班次`}
        heads={['日期', unit === null ? '单位' : null, '时段', '值班人', '替班人', '排班', '改动']}
      >
        {week.map((day) => (
          <Day
            frame={frame}
            day={day}
            all={unit === null}
            back={here(props)}
            duties={duties.filter((duty) => duty.day === day)}
            away={props.absences.filter(({ from, to }) => from <= day && day <= to)}
          />
        ))}
      </RotaTable>
      {unit === null ? (
        <p class="muted small">选定单位后可以排班、登记不在岗、看人手。整区的表可以在下面导入。</p>
      ) : (
        <DutyForm {...props} unit={unit} />
      )}
      <ImportForm {...props} />
    </section>
  );
}

function Day(props: {
  frame: Frame;
  day: string;
  all: boolean;
  back: string;
  duties: readonly Duty[];
  /** Of this day. */
  away: readonly Absence[];
}) {
  const { frame, day, all, back, duties, away } = props;
  const gone = (id: string | undefined) =>
    away.some(({ person }) => person.id === id) ? <span class="sub">不在岗</span> : null;
  const today = new Date(frame.now + 8 * 3_600_000).toISOString().slice(0, 10) === day;
  const head = (
    <th scope="rowgroup" rowspan={Math.max(1, duties.length)} class="nowrap">
      {`${day.slice(5)} 周${weekday(day)}`}
      {today ? <span class="sub">今天</span> : null}
    </th>
  );
  if (duties.length === 0) {
    return (
      <tr>
        {head}
        <td colspan={all ? 6 : 5} class="muted">
          没有排班
        </td>
      </tr>
    );
  }
  return (
    <>
      {duties.map((duty, i) => (
        <tr>
          {i === 0 ? head : null}
          {all ? <td>{duty.unit.name}</td> : null}
          <td class="nowrap">{duty.period}</td>
          <td>
            {duty.person.name}
            {gone(duty.person.id)}
          </td>
          <td>
            <Substitute person={duty.substitute} />
            {gone(duty.substitute?.id)}
          </td>
          <td class="muted">{duty.setBy}</td>
          <td>
            <Remove
              frame={frame}
              back={back}
              action={`/rota/duties/${encodeURIComponent(duty.id)}/remove`}
              what={`${day} ${duty.period} ${duty.person.name} 的班次`}
            />
          </td>
        </tr>
      ))}
    </>
  );
}

function DutyForm(props: UnitView) {
  const { week, kept = {} } = props;
  const people = props.people ?? [];
  return (
    <RotaForm
      view={props}
      summary="排班"
      action="/rota/duties"
      submit="排班"
      letter="p"
      open={kept['period'] !== undefined}
    >
      <div class="field">
        <label for="duty-day">日期</label>
        <input id="duty-day" type="date" name="day" required value={kept['day'] ?? week[0]} />
      </div>
      <div class="field">
        <label for="duty-period">时段（18:00-09:00 到次日）</label>
        <input
          id="duty-period"
          name="period"
          required
          size={14}
          autocomplete="off"
          value={kept['period'] ?? '18:00-09:00'}
        />
      </div>
      <WhoFields id="duty" label="值班人" people={people} kept={kept} />
      <div class="field">
        <label for="duty-days">连续天数</label>
        <input id="duty-days" type="number" name="days" min={1} max={62} value={kept['days'] ?? '1'} />
      </div>
    </RotaForm>
  );
}

function ImportForm(props: RotaView) {
  const { frame, kept = {} } = props;
  return (
    <details open={kept['csv'] !== undefined}>
      <summary>从表格导入</summary>
      <form method="post" action="/rota/import" class="rota-import">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <input type="hidden" name="back" value={here(props)} />
        <div class="field">
          <label for="rota-csv">
            第一行是表头：单位、日期、时段、值班人、替班人（单位、替班人可以没有；人写用户名或姓名）
          </label>
          <textarea id="rota-csv" name="csv" rows={6} required spellcheck={false}>
            {kept['csv'] ?? ''}
          </textarea>
        </div>
        <button type="submit">导入</button>
      </form>
    </details>
  );
}

/** What became of an import. */
export function Imported({ result }: { result: RotaImport }) {
  const { added, changed, same, refused } = result;
  return (
    <div class={`notice ${refused.length === 0 ? 'notice-good' : 'notice-bad'}`} role="status">
      <p>{`新排 ${added} 班，改动 ${changed} 班，原来就有 ${same} 班，没有收 ${refused.length} 行。`}</p>
      {refused.length === 0 ? null : (
        <ul>
          {refused.slice(0, 50).map(({ line, reason }) => (
            <li>{`第 ${line} 行：${reason}`}</li>
          ))}
          {refused.length > 50 ? <li>{`还有 ${refused.length - 50} 行`}</li> : null}
        </ul>
      )}
    </div>
  );
}
