import { SALE_CHANNEL } from '../labels.ts';
import type { ConditionForm, KeptRulingForm } from '../ruling-values.ts';
import { streetsOf, type ProfileView } from '../view.ts';

type Props<T> = {
  /** Begins the ids of the fields. */
  readonly id: string;
  /** Begins their names, where the form has others of the same name. */
  readonly prefix?: string;
  readonly value: T;
  readonly profile: ProfileView;
};

/** The orders of its type that a ruling is for. */
export function RulingConditions({ id, prefix = '', value, profile }: Props<ConditionForm>) {
  const field = (name: keyof ConditionForm) => ({ id: `${id}-${name}`, name: `${prefix}${name}` });
  return (
    <>
      <Words {...field('any')} label="原文含其中任何一个词" value={value.any} />
      <Words {...field('all')} label="原文含全部这些词" value={value.all} />
      <Words {...field('none')} label="原文不含这些词" value={value.none} />
      <Checks
        {...field('streets')}
        label="街道（不选为不限）"
        chosen={value.streets}
        options={streetsOf(profile).map((street) => [street, street])}
      />
      <Checks
        {...field('demandKinds')}
        label="诉求种类（不选为不限）"
        chosen={value.demandKinds}
        options={profile.demandKinds.map((kind) => [kind, kind])}
      />
      <Checks
        {...field('saleChannels')}
        label="购买方式（不选为不限）"
        chosen={value.saleChannels}
        options={Object.entries(SALE_CHANNEL)}
      />
    </>
  );
}

/** Whether like orders are to follow from now on, and which. */
export function KeepRuling({ id, prefix = '', value, profile }: Props<KeptRulingForm>) {
  return (
    <details open={value.keep} class="keep-ruling">
      <summary>同时作出裁定，以后同类工单照此派出…</summary>
      <label class="check" for={`${id}-keep`}>
        <input id={`${id}-keep`} type="checkbox" name={`${prefix}keep`} checked={value.keep} />{' '}
        作为裁定保存（同一分类、符合下列条件的工单）
      </label>
      <RulingConditions id={id} prefix={prefix} value={value} profile={profile} />
      <div class="field">
        <label for={`${id}-from`}>从哪天起（不写为今天）</label>
        <input id={`${id}-from`} type="date" name={`${prefix}effectiveFrom`} value={value.effectiveFrom} />
      </div>
      <p class="muted small">
        词语之间用空格或顿号隔开，不写不限。裁定到市场监管所的，其他街道由各自的所承办；裁定到街道的，由属地街道承办；只对某个街道的，在上面选街道。
      </p>
    </details>
  );
}

function Words(props: { id: string; name: string; label: string; value: string }) {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <input id={props.id} name={props.name} value={props.value} maxlength={1000} autocomplete="off" />
    </div>
  );
}

function Checks(props: {
  id: string;
  name: string;
  label: string;
  chosen: readonly string[];
  options: readonly (readonly [value: string, name: string])[];
}) {
  return (
    <fieldset class="checks">
      <legend>{props.label}</legend>
      {props.options.map(([value, name], i) => (
        <label class="check" for={`${props.id}-${i}`}>
          <input
            id={`${props.id}-${i}`}
            type="checkbox"
            name={props.name}
            value={value}
            checked={props.chosen.includes(value)}
          />{' '}
          {name}
        </label>
      ))}
    </fieldset>
  );
}
