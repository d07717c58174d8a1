import type { OrderDetail } from '../../app/types.ts';
import { CONFIDENTIALITY_NAMES, entryIn, keepsMore } from '../../kernel/confidential-words.ts';
import type { Confidentiality } from '../../kernel/confidential-words.ts';
import { keysOf } from '../../kernel/keys.ts';
import type { FormValues } from '../kept-form.ts';
import type { Frame, ProfileView } from '../view.ts';
import { HandbookLink } from './handbook-link.tsx';
import { Choose, Words } from './order-move-fields.tsx';
import { UnitSelect } from './select.tsx';

const ID = 'f-setConfidential';
const UNIT_LINES = [0, 1, 2];

const MEANS: Readonly<Record<Confidentiality, string>> = {
  none: '不保密',
  identity: '身份保密：照常办理，承办单位看不到来电人是谁，由热线联系来电人',
  restricted: '整单保密：只有知悉范围里的单位和人、热线有权的人员知道有这张工单',
};

const named = (which: readonly Confidentiality[]): [string, string][] =>
  which.map((one) => [one, MEANS[one]]);

/** Less than what it is kept as now. */
export const liftsOf = ({ confidentiality }: OrderDetail): [string, string][] =>
  named(keysOf(CONFIDENTIALITY_NAMES).filter((one) => keepsMore(confidentiality, one) < 0));

/** How far it is to be kept, and by whom it is known then. */
export function KeepFields({
  order,
  profile,
  values,
}: {
  order: OrderDetail;
  profile: ProfileView;
  values: FormValues;
}) {
  const { confidentiality, letIn, choices } = order;
  const more = named(
    keysOf(CONFIDENTIALITY_NAMES).filter(
      (one) =>
        keepsMore(confidentiality, one) > 0 || (one === 'restricted' && confidentiality === 'restricted'),
    ),
  );
  const units = letIn.flatMap(({ entry }) => (entryIn(entry).kind === 'unit' ? [entryIn(entry).code] : []));
  const isIn = (id: string): boolean =>
    values.isKept ? values.has('people', id) : letIn.some(({ entry }) => entryIn(entry).code === id);
  return (
    <>
      <Choose
        id={`${ID}-confidentiality`}
        name="confidentiality"
        label="保密到什么程度"
        values={values}
        options={more}
        empty={more.length === 1 ? null : '请选择'}
      />
      <fieldset class="picks">
        <legend>知悉范围（只有整单保密要填；已派出的，承办单位或者其中的人须在内）</legend>
        {UNIT_LINES.map((n) => (
          <UnitSelect
            id={`${ID}-units-${n}`}
            name="units"
            label={`整个单位 ${n + 1}（可不选）`}
            empty="没有"
            required={false}
            value={values.isKept ? values.nth('units', n) : (units[n] ?? '')}
            profile={profile}
          />
        ))}
        {choices.letIn.map(({ id, name }) => (
          <label class="pick" for={`${ID}-person-${id}`}>
            <input type="checkbox" id={`${ID}-person-${id}`} name="people" value={id} checked={isIn(id)} />{' '}
            {name}
          </label>
        ))}
      </fieldset>
      <Words id={`${ID}-reason`} name="reason" label="理由" values={values} />
    </>
  );
}

/** What is kept of this order and what follows from it, or that it might have to be kept. */
export function Confidential({ frame, order }: { frame: Frame; order: OrderDetail }) {
  const { confidentiality, confidentialHint: hint, letIn, moves } = order;
  const maySet = moves.some(({ move, open }) => move === 'setConfidential' && open);
  if (confidentiality === 'none' && (hint === null || !maySet)) return null;
  return (
    <section aria-labelledby="kept-title" class="panel panel-warn" id="kept">
      <div class="panel-head">
        <h2 id="kept-title">
          {confidentiality === 'none' ? '可能需要保密' : CONFIDENTIALITY_NAMES[confidentiality]}
        </h2>
        <HandbookLink to="confidential" what="保密" />
      </div>
      {confidentiality === 'none' ? null : <p>{RULES[confidentiality]}</p>}
      {letIn.length === 0 ? null : <p class="small">知悉范围：{letIn.map(({ name }) => name).join('、')}</p>}
      {hint === null ? null : (
        <>
          <p>
            {hint.text}
            {hint.evidence.length === 0 ? null : (
              <span class="muted small">
                （原文“{hint.evidence.map(({ start, end }) => order.input.text.slice(start, end)).join('”“')}
                ”）
              </span>
            )}
          </p>
          <form method="post" action={`/orders/${encodeURIComponent(order.id)}/moves`} class="acts">
            <input type="hidden" name="_csrf" value={frame.csrf} />
            <input type="hidden" name="version" value={String(order.version)} />
            <input type="hidden" name="move" value="setConfidential" />
            <input type="hidden" name="confidentiality" value="identity" />
            <input type="hidden" name="reason" value={hint.text} />
            <button type="submit">设为身份保密</button>
          </form>
        </>
      )}
    </section>
  );
}

const RULES: Readonly<Record<Exclude<Confidentiality, 'none'>, string>> = {
  identity:
    '来电人要求不让承办单位知道是谁。姓名、电话、门牌和原文里能认出来电人的词语，只有热线的派单员、回访员和负责人看得到，看过都记入审计；联系来电人由热线来做，答复写明“热线转告”。',
  restricted:
    '只有知悉范围里的单位和人、热线有权的人员知道有这张工单；列表、检索、统计明细里别人看不到，看过都记入审计。',
};
