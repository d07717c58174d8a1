import type { RulingPreview } from '../../app/dispatch/ruling-types.ts';
import { isoDay } from '../format.ts';
import type { Frame, ProfileView } from '../view.ts';
import { EMPTY_CONDITION, type ConditionForm } from '../ruling-values.ts';
import { RulingConditions } from './ruling-condition.tsx';
import { TypeSelect } from './select.tsx';

/** What was typed, as typed. */
export type RulingForm = ConditionForm & {
  readonly issueType: string;
  readonly unit: string;
  readonly byStation: boolean;
  readonly joint: string;
  readonly reason: string;
  readonly decidedBy: string;
  readonly effectiveFrom: string;
  readonly effectiveTo: string;
  readonly originOrder: string;
};

const EMPTY: RulingForm = {
  issueType: '',
  ...EMPTY_CONDITION,
  unit: '',
  byStation: false,
  joint: '',
  reason: '',
  decidedBy: '',
  effectiveFrom: '',
  effectiveTo: '',
  originOrder: '',
};

/** The form for a new ruling: try it on the last 90 days, then make it. */
export function RulingEditor(props: {
  frame: Frame;
  profile: ProfileView;
  origin: string;
  form?: RulingForm;
  preview?: RulingPreview;
}) {
  const { frame, profile, preview } = props;
  const form = props.form ?? {
    ...EMPTY,
    effectiveFrom: isoDay(frame.now),
    originOrder: props.origin,
  };
  return (
    <section class="panel" aria-labelledby="new-ruling">
      <h2 id="new-ruling">作出裁定</h2>
      {preview === undefined ? null : <Preview preview={preview} />}
      <form method="post" action="/rulings" class="ruling-form">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <fieldset>
          <legend>哪些诉求</legend>
          <TypeSelect id="n-type" label="问题分类" value={form.issueType} empty="请选择" profile={profile} />
          <RulingConditions id="n" value={form} profile={profile} />
        </fieldset>
        <fieldset>
          <legend>由谁承办</legend>
          <Units
            id="n-unit"
            name="unit"
            label="主办单位"
            value={form.unit}
            first={[['', '请选择']]}
            profile={profile}
          />
          <label class="check">
            <input type="checkbox" name="byStation" checked={form.byStation} /> 由该部门按街道设的所站承办
          </label>
          <Units
            id="n-joint"
            name="joint"
            label="协办单位"
            value={form.joint}
            first={[
              ['', '按派单目录'],
              ['-', '不设协办'],
            ]}
            profile={profile}
          />
        </fieldset>
        <fieldset>
          <legend>依据与执行期</legend>
          <div class="field">
            <label for="n-reason">条款或理由</label>
            <textarea id="n-reason" name="reason" rows={2} maxlength={2000} required>
              {form.reason}
            </textarea>
          </div>
          <Words id="n-by" name="decidedBy" label="裁定人" value={form.decidedBy} required />
          <div class="field">
            <label for="n-from">起始日期</label>
            <input id="n-from" type="date" name="effectiveFrom" value={form.effectiveFrom} required />
          </div>
          <div class="field">
            <label for="n-to">终止日期（不含，可不填）</label>
            <input id="n-to" type="date" name="effectiveTo" value={form.effectiveTo} />
          </div>
          <Words
            id="n-origin"
            name="originOrder"
            label="引起裁定的工单编号（可不填）"
            value={form.originOrder}
          />
        </fieldset>
        <div class="filter-actions">
          <button type="submit" name="act" value="preview">
            预演：近 90 天会改派多少
          </button>
          <button type="submit" name="act" value="add" class="primary">
            作出裁定
          </button>
        </div>
      </form>
    </section>
  );
}

function Preview({ preview }: { preview: RulingPreview }) {
  const { days, orders, limited, matched, elsewhere, examples } = preview;
  return (
    <div class="notice" role="status" id="preview">
      <p>
        {`近 ${days} 天本分类${limited ? '最近的' : '共'} ${orders} 件，裁定适用 ${matched} 件，`}
        <b>{`其中 ${elsewhere} 件会改由另一单位承办`}</b>。还没有保存。
      </p>
      {examples.length === 0 ? null : (
        <table class="rights">
          <caption class="visually-hidden">会改派的工单，新的在前</caption>
          <thead>
            <tr>
              <th scope="col">工单</th>
              <th scope="col">摘要</th>
              <th scope="col">原承办</th>
              <th scope="col">改由</th>
            </tr>
          </thead>
          <tbody>
            {examples.map((one) => (
              <tr>
                <th scope="row">
                  <a href={`/orders/${encodeURIComponent(one.id)}`}>{one.number}</a>
                </th>
                <td>{one.excerpt}</td>
                <td>{one.from}</td>
                <td>{one.to}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function Words(props: { id: string; name: string; label: string; value: string; required?: boolean }) {
  const { id, name, label, value, required = false } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} name={name} value={value} maxlength={1000} required={required} autocomplete="off" />
    </div>
  );
}

function Units(props: {
  id: string;
  name: string;
  label: string;
  value: string;
  first: readonly (readonly [value: string, name: string])[];
  profile: ProfileView;
}) {
  const options = [
    ...props.first,
    ['STREET', '属地街道办事处'] as const,
    ...props.profile.units.map((unit) => [unit.code, unit.name] as const),
  ];
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <select id={props.id} name={props.name}>
        {options.map(([value, name]) => (
          <option value={value} selected={value === props.value}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
