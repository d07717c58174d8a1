import type { Child } from 'hono/jsx';
import type { Absence, Assignable, Duty } from '../../app/life/rota-types.ts';
import type { Frame } from '../view.ts';

/** Values of a form that was refused, so that nothing has to be typed twice. */
export type Kept = Readonly<Record<string, string>>;

/** A week of a rota, as its tables and forms show it. */
export type RotaView = {
  readonly frame: Frame;
  /** The unit that is looked at; null: the centre looks at all. */
  readonly unit: { readonly code: string; readonly name: string } | null;
  /** The days of the week, Monday first. */
  readonly week: readonly string[];
  readonly duties: readonly Duty[];
  readonly absences: readonly Absence[];
  /** Null where no unit is looked at. */
  readonly people: readonly Assignable[] | null;
  readonly kept?: Kept;
};
export type UnitView = RotaView & { readonly unit: NonNullable<RotaView['unit']> };

/** Address of the page for a week that begins on `from`. */
export const here = ({ unit, week }: Pick<RotaView, 'unit' | 'week'>, from = week[0] ?? ''): string =>
  `/rota?week=${from}${unit === null ? '' : `&unit=${encodeURIComponent(unit.code)}`}`;

/** A table of the rota with its caption and heads; `null` among the heads is left out. */
export function RotaTable(props: {
  caption: string;
  heads: readonly (string | { readonly count: string } | null)[];
  children?: Child;
}) {
  return (
    <div class="table-wrap">
      <table class="data rota">
        <caption class="visually-hidden">{props.caption}</caption>
        <thead>
          <tr>
            {props.heads.map((head) =>
              head === null ? null : typeof head === 'string' ? (
                <th scope="col">{head}</th>
              ) : (
                <th scope="col" class="num">
                  {head.count}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </div>
  );
}

/** A form that changes the rota, behind its name; `open` where it was sent back. */
export function RotaForm(props: {
  view: RotaView;
  summary: string;
  action: string;
  submit: string;
  /** The key that opens it. */
  letter: string;
  open: boolean;
  children?: Child;
}) {
  const { view, summary, action, submit, letter, open, children } = props;
  return (
    <details open={open}>
      <summary data-key={letter} aria-keyshortcuts={letter.toUpperCase()}>
        {summary} <kbd>{letter}</kbd>
      </summary>
      <form method="post" action={action} class="filters">
        <input type="hidden" name="_csrf" value={view.frame.csrf} />
        {view.unit === null ? null : <input type="hidden" name="unit" value={view.unit.code} />}
        <input type="hidden" name="back" value={here(view)} />
        {children}
        <div class="filter-actions">
          <button type="submit" class="primary">
            {submit}
          </button>
        </div>
      </form>
    </details>
  );
}

/** Who stands in for somebody; nobody where there is none. */
export function Substitute({ person }: { person: { readonly name: string } | null }) {
  return person === null ? <span class="muted">无</span> : <>{person.name}</>;
}

/** Who is meant of a unit, and who stands in: two choices of one form. */
export function WhoFields(props: { id: string; label: string; people: readonly Assignable[]; kept: Kept }) {
  const { id, label, people, kept } = props;
  return (
    <>
      <PersonSelect
        id={`${id}-person`}
        name="person"
        label={label}
        people={people}
        value={kept['person']}
        required
      />
      <PersonSelect
        id={`${id}-substitute`}
        name="substitute"
        label="替班人"
        people={people}
        value={kept['substitute']}
        required={false}
      />
    </>
  );
}

/** A button that takes a row off; `what` is what it takes off. */
export function Remove(props: { frame: Frame; back: string; action: string; what: string }) {
  return (
    <form method="post" action={props.action} class="inline-form">
      <input type="hidden" name="_csrf" value={props.frame.csrf} />
      <input type="hidden" name="back" value={props.back} />
      <button type="submit" class="small-button" aria-label={`去掉 ${props.what}`}>
        去掉
      </button>
    </form>
  );
}

/** People to choose from, by user name: names can be the same. */
function PersonSelect(props: {
  id: string;
  name: string;
  label: string;
  people: readonly Assignable[];
  value: string | undefined;
  required: boolean;
}) {
  const { id, name, label, people, value, required } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name} required={required}>
        <option value="">{required ? '请选择' : '无'}</option>
        {people.map((one) => (
          <option value={one.username} selected={one.username === value}>
            {`${one.name}（${one.username}）`}
          </option>
        ))}
      </select>
    </div>
  );
}
