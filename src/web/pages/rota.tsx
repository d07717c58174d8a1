import type { OnDuty } from '../../app/life/duty.ts';
import type { RotaImport } from '../../app/life/rota-types.ts';
import { Absences, People } from '../components/rota-people.tsx';
import { here } from '../components/rota-parts.tsx';
import type { RotaView } from '../components/rota-parts.tsx';
import { Imported, Week } from '../components/rota-week.tsx';
import { UnitSelect } from '../components/select.tsx';
import { Said } from '../components/said.tsx';
import { Layout, type KeyHelp } from '../layout.tsx';
import type { ProfileView } from '../view.ts';

/** What was just done, as the address names it. */
export const ROTA_DONE = ['duty', 'absence', 'removed', 'imported'] as const;
export type RotaDone = (typeof ROTA_DONE)[number];
const DONE_WORDS: Readonly<Record<RotaDone, string>> = {
  duty: '班次已排。',
  absence: '不在岗已登记，二级派单不会再派给本人。',
  removed: '已去掉。',
  imported: '已导入。',
};

const KEYS: readonly KeyHelp[] = [['[ ]', '上一周、下一周']];
const UNIT_KEYS: readonly KeyHelp[] = [
  ['p', '排班'],
  ['b', '登记不在岗'],
];

type Props = RotaView & {
  readonly profile: ProfileView;
  /** Whether another unit can be chosen. */
  readonly chooses: boolean;
  readonly previous: string;
  readonly next: string;
  readonly now: readonly OnDuty[];
  readonly done?: RotaDone;
  readonly imported?: RotaImport;
  readonly error?: string;
};

/** Who is on duty, who is not there, and what each person of a unit has in hand. */
export function RotaPage(props: Props) {
  const { frame, unit, done, error, imported } = props;
  return (
    <Layout frame={frame} title="值班与人手" keys={unit === null ? KEYS : [...KEYS, ...UNIT_KEYS]}>
      <h1>值班与人手{unit === null ? '' : `：${unit.name}`}</h1>
      <Said error={error} done={done === undefined ? undefined : DONE_WORDS[done]} />
      {imported === undefined ? null : <Imported result={imported} />}
      <Choice {...props} />
      <Now now={props.now} units={unit === null ? props.profile.units : null} />
      <div class="rota-grid">
        <div>
          <Week {...props} />
        </div>
        <div>
          {props.people === null ? null : <People {...props} people={props.people} />}
          <Absences {...props} />
        </div>
      </div>
    </Layout>
  );
}

function Choice(props: Props) {
  const { profile, unit, chooses, week, previous, next } = props;
  return (
    <form method="get" action="/rota" class="filters" role="search" aria-label="选择单位和周">
      {chooses ? (
        <UnitSelect id="rota-unit" label="单位" value={unit?.code} empty="全部单位" profile={profile} />
      ) : null}
      <div class="field">
        <label for="rota-week">周（其中任意一天）</label>
        <input id="rota-week" type="date" name="week" value={week[0]} />
      </div>
      <div class="filter-actions">
        <button type="submit" class="primary">
          查看
        </button>
        <a class="button" href={here(props, previous)} rel="prev" data-key="[" aria-keyshortcuts="[">
          上一周
        </a>
        <a class="button" href={here(props, next)} rel="next" data-key="]" aria-keyshortcuts="]">
          下一周
        </a>
      </div>
    </form>
  );
}

function Now({ now, units }: { now: readonly OnDuty[]; units: ProfileView['units'] | null }) {
  const nameOf = (code: string): string => units?.find((one) => one.code === code)?.name ?? code;
  return (
    <p class={`notice${now.length === 0 ? ' muted' : ''}`}>
      此刻值班：
      {now.length === 0
        ? '值班表上没有人。'
        : now
            .map(
              ({ name, period, inPlaceOf, unit }) =>
                `${units === null ? '' : `${nameOf(unit)} `}${name}${inPlaceOf === null ? '' : `（替${inPlaceOf}）`} ${period}`,
            )
            .join('；')}
    </p>
  );
}
