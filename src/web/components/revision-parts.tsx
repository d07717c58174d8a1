import type { RevisionPreview, RevisionState, RevisionView } from '../../app/catalogue/revision-types.ts';
import type { DifferenceLine } from '../../app/catalogue/revision-types.ts';
import { dateTime, isoTime, shortTime } from '../format.ts';
import type { RevisionForm } from '../revision-values.ts';
import type { Frame, ProfileView } from '../view.ts';

export const SUBJECT = { catalogue: '派单目录', taxonomy: '问题分类' } as const;

export const REVISION_STATE: Readonly<Record<RevisionState, string>> = {
  waiting: '待批准',
  approved: '已批准',
  refused: '已退回',
  withdrawn: '已撤回',
};

export const REVISION_BADGE: Readonly<Record<RevisionState, string>> = {
  waiting: 'state-review',
  approved: 'right-held',
  refused: 'right-lost',
  withdrawn: 'state-closed',
};

export const LEVEL = { dept: '部门', station: '街道所站', street: '属地街道', enterprise: '企业' } as const;

/** What changes, line by line: what it was and what it is. */
export function DifferenceTable({
  lines,
  names,
}: {
  lines: readonly DifferenceLine[];
  names: ReadonlyMap<string, string>;
}) {
  if (lines.length === 0) return <p class="muted">与现行的没有不同。</p>;
  return (
    <div class="table-wrap" tabindex={0} role="region" aria-label="改动对照">
      <table class="rights">
        <caption>{`${lines.length} 处不同`}</caption>
        <thead>
          <tr>
            <th scope="col">分类</th>
            <th scope="col">项目</th>
            <th scope="col">原来</th>
            <th scope="col">改为</th>
            <th scope="col">自哪天起</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ code, what, before, after, effectiveFrom }) => (
            <tr>
              <th scope="row">
                {names.get(code) ?? code}
                <span class="sub">{code}</span>
              </th>
              <td>{what}</td>
              <td>{before === null ? '—' : <del>{before}</del>}</td>
              <td>{after === null ? '—' : <ins>{after}</ins>}</td>
              <td class="day">{effectiveFrom}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What a revision would have done to stored orders. */
export function RevisionPreviewPart({ preview }: { preview: RevisionPreview }) {
  const { days, orders, limited, elsewhere, otherJoint, retired, newType, examples } = preview;
  const parts = [
    `主办改变 ${elsewhere} 件`,
    `协办改变 ${otherJoint} 件`,
    ...(retired > 0 ? [`属于停用的分类 ${retired} 件`] : []),
    ...(newType > 0 ? [`词语与新分类相符 ${newType} 件`] : []),
  ];
  return (
    <div class="notice revision-preview" role="status" id="preview">
      <p>
        {`预演：近 ${days} 天相关的 ${orders} 件工单中，${parts.join('，')}。`}
        {limited ? '相关工单较多，只看了最近的。' : ''}
        {elsewhere + otherJoint + retired + newType === 0 ? '没有工单会去别处。' : ''}
      </p>
      {examples.length === 0 ? null : (
        <ul>
          {examples.map(({ id, number, excerpt, from, to }) => (
            <li>
              <a href={`/orders/${encodeURIComponent(id)}`}>{number}</a>
              {`：${from} → ${to}。${excerpt}`}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Revisions by their number, with who drafted and who decided. */
export function RevisionTable({
  revisions,
  frame,
  caption,
}: {
  revisions: readonly RevisionView[];
  frame: Frame;
  caption: string;
}) {
  return (
    <div class="table-wrap" tabindex={0} role="region" aria-label={caption}>
      <table class="rights">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">修订号</th>
            <th scope="col">对象</th>
            <th scope="col">改动</th>
            <th scope="col">依据与理由</th>
            <th scope="col">起草</th>
            <th scope="col">状态</th>
          </tr>
        </thead>
        <tbody>
          {revisions.map((one) => (
            <tr>
              <th scope="row">
                <a href={`/catalogue/revisions/${encodeURIComponent(one.id)}`} data-row>
                  {one.id}
                </a>
              </th>
              <td>{SUBJECT[one.subject]}</td>
              <td>
                {one.difference.slice(0, 3).map(({ code, what, before, after }) => (
                  <span class="sub">{`${code} ${what}：${before ?? '—'} → ${after ?? '—'}`}</span>
                ))}
                {one.difference.length > 3 ? (
                  <span class="sub">{`共 ${one.difference.length} 处`}</span>
                ) : null}
              </td>
              <td>
                {one.basis}
                <span class="sub">{one.reason}</span>
              </td>
              <td>
                {one.drafted.by}
                <span class="sub">
                  <When at={one.drafted.at} now={frame.now} />
                </span>
              </td>
              <td>
                <span class={`badge ${REVISION_BADGE[one.state]}`}>{REVISION_STATE[one.state]}</span>
                {one.decided === null ? null : (
                  <span class="sub">
                    {one.decided.by} <When at={one.decided.at} now={frame.now} />
                  </span>
                )}
                {one.version === null ? null : <span class="sub">{one.version}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function When({ at, now }: { at: number; now: number }) {
  return (
    <time datetime={isoTime(at)} title={dateTime(at)}>
      {shortTime(at, now)}
    </time>
  );
}

/** A labelled line of a form. */
export function TextField(props: {
  id: string;
  name: string;
  label: string;
  value: string;
  required?: boolean;
  type?: string;
  hint?: string;
  most?: number;
}) {
  const { id, name, label, value, required = false, type = 'text', hint, most } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={type}
        value={value}
        required={required}
        autocomplete="off"
        maxlength={most}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      />
      {hint === undefined ? null : (
        <span class="muted small" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}

/** Who leads and assists, under which clause and law. */
export function DutyFields({ id, form, profile }: { id: string; form: RevisionForm; profile: ProfileView }) {
  return (
    <>
      <fieldset>
        <legend>由谁承办</legend>
        <UnitOptions
          id={`${id}-owner`}
          name="owner"
          label="主办"
          value={form.owner}
          empty="请选择"
          profile={profile}
        />
        <div class="field">
          <label class="check">
            <input type="checkbox" name="byStation" checked={form.byStation === 'on'} />{' '}
            由该部门在街道的所站承办
          </label>
        </div>
        <UnitOptions
          id={`${id}-joint`}
          name="joint"
          label="协办"
          value={form.joint}
          empty="不设协办"
          profile={profile}
        />
        <TextField id={`${id}-only`} name="onlyIf" label="协办条件：含任一词" value={form.onlyIf} />
        <TextField id={`${id}-not`} name="notIf" label="协办条件：不含" value={form.notIf} />
      </fieldset>
      <fieldset>
        <legend>条款与依据</legend>
        <TextField id={`${id}-clause`} name="clause" label="条款号" value={form.clause} most={60} />
        <TextField id={`${id}-law`} name="law" label="职责依据（法规名称和条）" value={form.law} most={300} />
        <TextField
          id={`${id}-deleg`}
          name="delegation"
          label="赋权文件"
          value={form.delegation}
          most={200}
          hint="把目录规定由部门承办的下放街道时必填"
        />
      </fieldset>
    </>
  );
}

function UnitOptions(props: {
  id: string;
  name: string;
  label: string;
  value: string;
  empty: string;
  profile: ProfileView;
}) {
  const { value } = props;
  // Stations and offices follow the street: they are not named one by one.
  const units = props.profile.units.filter(({ kind }) => kind === 'department' || kind === 'enterprise');
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <select id={props.id} name={props.name}>
        <option value="">{props.empty}</option>
        <option value="STREET" selected={value === 'STREET'}>
          属地街道办事处
        </option>
        {units.map(({ code, name }) => (
          <option value={code} selected={value === code}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

/** From when on, why, and the two ways to send the form. */
export function ReasonFields({ id, form, today }: { id: string; form: RevisionForm; today: string }) {
  return (
    <fieldset>
      <legend>生效与理由</legend>
      <TextField
        id={`${id}-from`}
        name="effectiveFrom"
        label="自哪天起"
        type="date"
        value={form.effectiveFrom === '' ? today : form.effectiveFrom}
        required
      />
      <TextField
        id={`${id}-basis`}
        name="basis"
        label="修订依据（文件名称、文号）"
        value={form.basis}
        required
        most={300}
      />
      <TextField id={`${id}-reason`} name="reason" label="理由" value={form.reason} required most={500} />
      <div class="filter-actions">
        <button type="submit" name="act" value="preview">
          预演
        </button>{' '}
        <button type="submit" name="act" value="draft" class="primary">
          提交批准
        </button>
      </div>
    </fieldset>
  );
}
