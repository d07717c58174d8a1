import type { Child } from 'hono/jsx';
import type { OrderDetail, Role } from '../../app/types.ts';
import { MILESTONE_NAMES } from '../../kernel/move-words.ts';
import type { ApplicationKind, Move } from '../../kernel/move-words.ts';
import type { FormValues } from '../kept-form.ts';
import { isoDay } from '../format.ts';
import { keptRulingForm } from '../ruling-values.ts';
import type { ProfileView } from '../view.ts';
import {
  Choose,
  Files,
  Line,
  Moment,
  PurposeOfFiles,
  Reasons,
  Result,
  Told,
  Way,
  Words,
} from './order-move-fields.tsx';
import { ExtensionBounds, latestOf } from './order-extension.tsx';
import { KeepFields, liftsOf } from './order-confidential.tsx';
import { KeepRuling } from './ruling-condition.tsx';
import { TypeSelect, UnitSelect } from './select.tsx';

/** Moves that ask for nothing and can be taken back or mended: a button. */
export const PlainMoves: ReadonlySet<Move> = new Set<Move>(['acknowledge', 'handle', 'report', 'recall']);

type Props = {
  readonly order: OrderDetail;
  readonly profile: ProfileView;
  readonly move: Move;
  readonly values: FormValues;
  readonly role: Role | undefined;
  /** UTC milliseconds. */
  readonly now: number;
};

const AGREED_LINES = [0, 1, 2];
const CALLED_LINES = [0, 1, 2, 3];

/** Applications whose reason is one of a list. */
export const REASON_OF: Partial<Record<Move, ApplicationKind>> = {
  proposeReturn: 'return',
  proposeHold: 'hold',
  proposeExtension: 'extension',
  proposeExclusion: 'exclusion',
  proposeMediationEnd: 'mediationEnd',
  proposeTermination: 'termination',
};

/** What follows from a decision that is no more than a yes. */
const AFTERWARDS = {
  withdraw: '申请撤回，工单照常办理。',
  grantExtension: '时限延到申请的时间。',
  grantHold: '工单转为挂账，办理时限暂停，到计划日期恢复。',
  grantExclusion: '工单剔除，之后须告知来电人；发现不当可以撤销。',
  grantMediationEnd: '调解终止，之后须告知来电人并答复；发现不当可以撤销。',
  grantTermination: '工单终结，之后须告知来电人；发现不当可以撤销。',
} as const;

/** The fields of a move's form; what there is to know before it is sent stands above them. */
export function MoveFields({ order, profile, move, values, now, role }: Props) {
  const { choices, life, files } = order;
  const id = `f-${move}`;
  const field = (name: string) => ({ id: `${id}-${name}`, name, values });
  const reason = (label = '理由') => <Words {...field('reason')} label={label} />;
  const clause = (required: boolean) => <Line {...field('clause')} label="依据的条款" required={required} />;
  const reasons = (kind: ApplicationKind) => (
    <Reasons id={id} values={values} reasons={choices.reasons.filter((one) => one.kind === kind)} />
  );
  // Only who answers for it may send to a street what the catalogue keeps from streets.
  const approval = (why: Child) =>
    role !== 'admin' ? null : (
      <>
        <Line {...field('approver')} label="派给街道的批准人" required={false} />
        {why}
      </>
    );
  const unit = (name: string, label: string, empty: string, required = true, begins?: string) => (
    <UnitSelect
      id={`${id}-${name}`}
      name={name}
      label={label}
      empty={empty}
      required={required}
      value={values.one(name, begins)}
      profile={profile}
    />
  );
  const type = (label: string, empty: string) => (
    <TypeSelect
      id={`${id}-issueType`}
      label={label}
      empty={empty}
      value={values.one('issueType')}
      profile={profile}
    />
  );
  // What a return names goes with its unit; another unit takes the order as it is, unless a type is chosen.
  const wanted = life.pending?.issueType ?? null;
  const typeEmpty =
    wanted === null
      ? `不改（${order.issueType.code} ${order.issueType.name}）`
      : `按提请：由${life.pending?.owner?.name ?? ''}承办的，改为 ${wanted.code} ${wanted.name}`;
  switch (move) {
    case 'assign':
      return (
        <Choose
          {...field('person')}
          label="交给"
          options={choices.colleagues.map(({ id: person, name, note }) => [person, `${name}（${note}）`])}
        />
      );
    case 'contact':
    case 'tryContact':
      return (
        <>
          <Way id={`${id}-way`} values={values} />
          {move === 'contact' ? <Result id={`${id}-result`} values={values} /> : null}
          <Words {...field('note')} label="说了什么" required={false} />
          <Files id={id} files={files} values={values} />
        </>
      );
    case 'addEvidence':
      return files.length === 0 ? (
        <p class="muted small">先在“材料”里上传。</p>
      ) : (
        <>
          <PurposeOfFiles id={`${id}-purpose`} values={values} />
          <Files id={id} files={files} values={values} />
        </>
      );
    case 'answerJointly':
    case 'answerWhistle':
    case 'answerSupervision':
      return (
        <>
          {move === 'answerSupervision' ? <Said lead="督办要求" words={life.supervision.reason} /> : null}
          <Words {...field('text')} label="答复" rows={4} most={20_000} />
        </>
      );
    case 'note':
      return <Words {...field('text')} label="备注" />;
    case 'tell':
      return <Told prefix={id} choices={choices.telling} values={values} now={now} />;
    case 'close':
      return <p class="small">结论已经告知来电人，办结之后只能重办。</p>;
    case 'proposeReturn':
      return (
        <>
          {unit('owner', '应由哪个单位承办', '请选择')}
          {reasons('return')}
          {type(
            '正确的分类（认为分类有误的选；按它看能不能派给所选的单位）',
            `不改（${order.issueType.code} ${order.issueType.name}）`,
          )}
          {clause(true)}
          {reason()}
        </>
      );
    case 'acceptReturn':
      return (
        <>
          {unit('lead', '改派', `按提请：${life.pending?.owner?.name ?? ''}`, false)}
          {type('分类', typeEmpty)}
        </>
      );
    case 'rule':
      return (
        <>
          {unit('lead', '裁定由哪个单位承办', '请选择', true, life.pending?.owner?.code)}
          {type('分类', typeEmpty)}
          {reason('裁定理由')}
          {approval(null)}
          <KeepRuling
            id={`${id}-ruling`}
            prefix="ruling-"
            value={keptRulingForm(values.all, 'ruling-')}
            profile={profile}
          />
        </>
      );
    case 'refuseReturn':
    case 'refuse':
      return reason('不同意的理由');
    case 'withdraw':
    case 'grantExtension':
    case 'grantHold':
    case 'grantExclusion':
    case 'grantMediationEnd':
    case 'grantTermination':
      return <p class="small">{AFTERWARDS[move]}</p>;
    case 'proposeExtension':
      return (
        <>
          {reasons('extension')}
          <ExtensionBounds choices={choices.extensions} />
          <Moment {...field('until')} label="延至" {...latestOf(choices.extensions)} />
          {clause(false)}
          {reason('事实和理由')}
        </>
      );
    case 'proposeHold':
      return (
        <>
          {reasons('hold')}
          <Line
            {...field('planDay')}
            label={`计划解决的日期${choices.planUntil === null ? '' : `（不晚于 ${choices.planUntil}）`}`}
            type="date"
            {...(choices.planUntil === null ? {} : { max: choices.planUntil })}
          />
          {reason()}
        </>
      );
    case 'proposeExclusion':
    case 'proposeMediationEnd':
    case 'proposeTermination':
      return (
        <>
          {reasons(REASON_OF[move] ?? 'exclusion')}
          {clause(false)}
          {reason('事实和理由')}
        </>
      );
    case 'reopen':
    case 'reverse':
    case 'merchantFailed':
      return reason();
    case 'resume':
      return <Said lead="计划解决的日期" words={life.planDay} />;
    case 'whistle':
      return (
        <>
          {CALLED_LINES.map((n) => (
            <UnitSelect
              id={`${id}-units-${n}`}
              name="units"
              label={n === 0 ? '叫来的单位' : `叫来的单位 ${n + 1}（可不选）`}
              empty={n === 0 ? '请选择' : '没有了'}
              required={n === 0}
              value={values.nth('units', n)}
              profile={profile}
            />
          ))}
          {reason('要他们做什么')}
          <Moment {...field('meetAt')} label="会商时间" required={false} />
          <Line {...field('place')} label="地点" required={false} />
        </>
      );
    case 'meet':
      return <Meeting order={order} id={id} values={values} now={now} />;
    case 'supervise':
      return (
        <>
          <Choose
            {...field('level')}
            label="级别"
            empty={null}
            options={[1, 2, 3]
              .filter((level) => level > life.supervision.level)
              .map((level) => [String(level), `${level} 级`])}
          />
          {reason('要求')}
        </>
      );
    case 'setConfidential':
      return <KeepFields order={order} profile={profile} values={values} />;
    case 'liftConfidential':
      return (
        <>
          <Choose {...field('confidentiality')} label="改为" options={liftsOf(order)} />
          {reason()}
        </>
      );
    case 'handToMerchant':
      return (
        <>
          <Line {...field('merchant')} label="商家" begins={subjectOf(order)} />
          <Moment
            {...field('until')}
            label={
              choices.merchantHours === null
                ? '限何时前和解'
                : `限何时前和解（不填为 ${choices.merchantHours} 个工作小时）`
            }
            required={choices.merchantHours === null}
          />
        </>
      );
    case 'merchantSettled':
      return <Words {...field('terms')} label="和解内容" />;
    case 'milestone':
      return (
        <>
          <Choose {...field('milestone')} label="节点" options={Object.entries(MILESTONE_NAMES)} />
          <Words {...field('note')} label="备注" required={false} />
        </>
      );
    default:
      return null;
  }
}

/** Whom the text complains about, as triage read it. */
const subjectOf = ({ triage }: OrderDetail): string =>
  triage.entities.find(({ kind }) => kind === 'subject')?.text.slice(0, 100) ?? '';

function Said({ lead, words }: { lead: string; words: string | null }) {
  return words === null ? null : (
    <p class="small">
      {lead}：{words}
    </p>
  );
}

/** A joint meeting: who was there, and what each unit will do by when. */
function Meeting({ order, id, values, now }: Pick<Props, 'order' | 'values' | 'now'> & { id: string }) {
  const { leadUnit, jointUnit, life, files } = order;
  const all = [
    leadUnit,
    ...(jointUnit === null ? [] : [jointUnit]),
    ...life.whistles.flatMap(({ units }) => units),
  ];
  const units = all.filter(({ code }, i) => all.findIndex((one) => one.code === code) === i);
  return (
    <>
      <Moment id={`${id}-at`} name="at" label="会商时间" values={values} begins={now} />
      <Line id={`${id}-place`} name="place" label="地点" values={values} />
      <fieldset class="picks">
        <legend>参加单位</legend>
        {units.map(({ code, name }) => (
          <label class="pick" for={`${id}-unit-${code}`}>
            <input
              type="checkbox"
              id={`${id}-unit-${code}`}
              name="units"
              value={code}
              checked={!values.isKept || values.has('units', code)}
            />{' '}
            {name}
          </label>
        ))}
      </fieldset>
      {AGREED_LINES.map((n) => (
        <fieldset class="agreed">
          <legend>{`议定事项 ${n + 1}${n === 0 ? '' : '（可不填）'}`}</legend>
          <label for={`${id}-agreed-unit-${n}`}>责任单位</label>
          <select id={`${id}-agreed-unit-${n}`} name="agreedUnit">
            {units.map(({ code, name }) => (
              <option value={code} selected={values.nth('agreedUnit', n) === code}>
                {name}
              </option>
            ))}
          </select>
          <label for={`${id}-agreed-task-${n}`}>事项</label>
          <input
            id={`${id}-agreed-task-${n}`}
            name="agreedTask"
            maxlength={500}
            required={n === 0}
            value={values.nth('agreedTask', n)}
            autocomplete="off"
          />
          <label for={`${id}-agreed-due-${n}`}>完成日期</label>
          <input
            id={`${id}-agreed-due-${n}`}
            name="agreedDue"
            type="date"
            min={isoDay(now)}
            required={n === 0}
            value={values.nth('agreedDue', n)}
          />
        </fieldset>
      ))}
      <Files id={id} files={files} values={values} />
    </>
  );
}
