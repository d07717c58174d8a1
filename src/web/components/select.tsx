import type { ProfileView } from '../view.ts';

export type Option = { readonly value: string; readonly name: string };

/** A labelled choice with an empty first entry. `label` is visible text. */
export function Select(props: {
  id: string;
  name: string;
  label: string;
  value: string | undefined;
  empty: string;
  options: readonly Option[];
}) {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <select id={props.id} name={props.name}>
        <option value="">{props.empty}</option>
        <Options options={props.options} value={props.value} />
      </select>
    </div>
  );
}

function Options({ options, value }: { options: readonly Option[]; value: string | undefined }) {
  return (
    <>
      {options.map((option) => (
        <option value={option.value} selected={option.value === value}>
          {option.name}
        </option>
      ))}
    </>
  );
}

/** All issue types under their groups. `groups: true` lets a whole group be chosen (two digits). */
export function TypeSelect(props: {
  id: string;
  label: string;
  value: string | undefined;
  empty: string;
  profile: ProfileView;
  groups?: boolean;
}) {
  const { profile, value } = props;
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <select id={props.id} name="issueType">
        <option value="">{props.empty}</option>
        {profile.groups.map((group) => (
          <optgroup label={`${group.code} ${group.name}`}>
            {props.groups ? (
              <option value={group.code} selected={group.code === value}>
                {`${group.code} ${group.name}（全部）`}
              </option>
            ) : null}
            <Options
              value={value}
              options={profile.issueTypes
                .filter((type) => type.parent === group.code)
                .map((type) => ({
                  value: type.code,
                  name: `${type.code} ${type.name}${type.retired === undefined ? '' : '（停用）'}`,
                }))}
            />
          </optgroup>
        ))}
      </select>
    </div>
  );
}

const UNIT_KINDS = [
  ['department', '部门'],
  ['street', '街道办事处'],
  ['station', '市场监督管理所'],
  ['enterprise', '公共服务企业'],
] as const;

/** All units by kind. */
export function UnitSelect(props: {
  id: string;
  /** `unit` where left out. */
  name?: string;
  required?: boolean;
  label: string;
  value: string | undefined;
  empty: string;
  profile: ProfileView;
}) {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <select id={props.id} name={props.name ?? 'unit'} required={props.required ?? false}>
        <option value="">{props.empty}</option>
        {UNIT_KINDS.map(([kind, name]) => (
          <optgroup label={name}>
            <Options
              value={props.value}
              options={props.profile.units
                .filter((unit) => unit.kind === kind)
                .map((unit) => ({ value: unit.code, name: unit.name }))}
            />
          </optgroup>
        ))}
      </select>
    </div>
  );
}
