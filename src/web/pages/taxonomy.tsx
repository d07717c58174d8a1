import type {
  RevisionPreview,
  RevisionView,
  TypeRow,
  TypesView,
} from '../../app/catalogue/revision-types.ts';
import { HandbookLink } from '../components/handbook-link.tsx';
import {
  DutyFields,
  ReasonFields,
  RevisionPreviewPart,
  RevisionTable,
  TextField,
} from '../components/revision-parts.tsx';
import { Said } from '../components/said.tsx';
import { isoDay } from '../format.ts';
import { URGENCY } from '../labels.ts';
import { Layout, type KeyHelp } from '../layout.tsx';
import { EMPTY_REVISION, type RevisionForm } from '../revision-values.ts';
import type { Frame, ProfileView } from '../view.ts';

export const TAXONOMY_KEYS: readonly KeyHelp[] = [['j k', '下一行、上一行']];

const LEARNED: Readonly<Record<TypeRow['learned'], string>> = {
  many: '',
  few: '学过的工单很少，补标注后再训练',
  none: '模型没有学过，只按名称、定义和词语提出，一律由人核定；补标注后训练',
};

type Editing = {
  readonly frame: Frame;
  readonly profile: ProfileView;
  readonly form?: RevisionForm | undefined;
  readonly preview?: RevisionPreview | undefined;
};

/** The issue types, and what the person may do about them. */
export function TaxonomyPage(
  props: Editing & {
    view: TypesView;
    waiting: readonly RevisionView[];
    may: boolean;
    done?: string | undefined;
    error?: string | undefined;
  },
) {
  const { frame, profile, view, waiting, may } = props;
  const weak = view.rows.filter(({ learned, retired }) => learned !== 'many' && retired === null);
  return (
    <Layout frame={frame} title="问题分类" wide="wide" scripts={['rows.js']} keys={TAXONOMY_KEYS}>
      <div class="panel-head">
        <h1>问题分类</h1>
        <HandbookLink to="catalogue" what="派单目录和问题分类" />
        <a href="/catalogue/revisions?subject=taxonomy">修订历史</a>
        <span class="muted">{`版本 ${view.version}`}</span>
      </div>
      <Said done={props.done} error={props.error} />
      {weak.length === 0 ? null : (
        <p class="notice">
          {`有 ${weak.length} 个分类训练用的工单太少：${weak.map(({ code, name }) => `${code} ${name}`).join('、')}。`}
        </p>
      )}
      {waiting.length === 0 ? null : (
        <RevisionTable revisions={waiting} frame={frame} caption={`待批准的修订 ${waiting.length} 项`} />
      )}
      {may ? (
        <>
          <AddEditor {...props} />
          <ChangeEditor {...props} />
          <RetireEditor {...props} />
        </>
      ) : (
        <p class="muted">分类由分析员起草修订，管理员批准；您可以查看。</p>
      )}
      {profile.groups.map((group) => (
        <Group
          name={`${group.code} ${group.name}`}
          rows={view.rows.filter(({ parent }) => parent === group.code)}
        />
      ))}
    </Layout>
  );
}

function Group({ name, rows }: { name: string; rows: readonly TypeRow[] }) {
  if (rows.length === 0) return null;
  return (
    <div class="table-wrap" tabindex={0} role="region" aria-label={name}>
      <table class="rights types">
        <caption>{`${name}，${rows.length} 类`}</caption>
        <thead>
          <tr>
            <th scope="col">分类</th>
            <th scope="col">定义</th>
            <th scope="col">默认紧急程度</th>
            <th scope="col">状态</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr class={row.retired === null ? '' : 'suspended'}>
              <th scope="row">
                {row.name}
                <span class="sub">{row.code}</span>
                {row.formerNames.map(({ name: former, until }) => (
                  <span class="sub">{`${until} 以前名“${former}”`}</span>
                ))}
              </th>
              <td>
                {row.definition}
                {row.keywords.length === 0 ? null : (
                  <span class="sub">{`词语：${row.keywords.join('、')}`}</span>
                )}
              </td>
              <td>{URGENCY[row.urgency]}</td>
              <td>
                {row.retired === null
                  ? row.effectiveFrom === null
                    ? '在用'
                    : `自 ${row.effectiveFrom} 起`
                  : `自 ${row.retired.from} 起停用，接替：${row.retired.successors.map((one) => `${one.code} ${one.name}`).join('、')}`}
                {LEARNED[row.learned] === '' ? null : <span class="sub">{LEARNED[row.learned]}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The form of one kind, with what was typed if it was this one. */
const own = (form: RevisionForm | undefined, kind: string): RevisionForm =>
  form?.kind === kind ? form : EMPTY_REVISION;

function Editor(props: Editing & { kind: string; title: string; children: unknown; id: string }) {
  const { frame, kind, title, id, form, preview } = props;
  const open = form?.kind === kind;
  return (
    <details class="panel" id={`editor-${id}`} open={open}>
      <summary>{title}</summary>
      {open && preview !== undefined ? <RevisionPreviewPart preview={preview} /> : null}
      <form method="post" action="/taxonomy" class="revision-form">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <input type="hidden" name="kind" value={kind} />
        {props.children}
        <ReasonFields id={id} form={own(form, kind)} today={isoDay(frame.now)} />
      </form>
    </details>
  );
}

function AddEditor(props: Editing) {
  const form = own(props.form, 'addType');
  const { profile } = props;
  return (
    <Editor {...props} kind="addType" title="新增分类" id="a">
      <fieldset>
        <legend>分类</legend>
        <div class="field">
          <label for="a-parent">大类</label>
          <select id="a-parent" name="parent" required>
            <option value="">请选择</option>
            {profile.groups.map(({ code, name }) => (
              <option value={code} selected={code === form.parent}>{`${code} ${name}`}</option>
            ))}
          </select>
        </div>
        <TextField
          id="a-code"
          name="code"
          label="编码（四位，大类开头）"
          value={form.code}
          required
          most={4}
        />
        <TextField id="a-name" name="name" label="名称" value={form.name} required most={40} />
        <div class="field">
          <label for="a-urgency">默认紧急程度</label>
          <select id="a-urgency" name="urgency" required>
            {(['normal', 'livelihood', 'safety'] as const).map((urgency) => (
              <option value={urgency} selected={urgency === form.urgency}>
                {URGENCY[urgency]}
              </option>
            ))}
          </select>
        </div>
        <Definition id="a" form={form} required />
      </fieldset>
      <DutyFields id="a" form={form} profile={profile} />
      <p class="muted small">
        在重新训练以前，新分类只按名称、定义和词语提出，一律由人核定；训练以后定义一并学习。
      </p>
    </Editor>
  );
}

function Definition({ id, form, required }: { id: string; form: RevisionForm; required: boolean }) {
  return (
    <>
      <div class="field">
        <label for={`${id}-definition`}>定义（列出包括哪些情形）</label>
        <textarea id={`${id}-definition`} name="definition" rows={3} maxlength={1000} required={required}>
          {form.definition}
        </textarea>
      </div>
      <TextField id={`${id}-keywords`} name="keywords" label="词语（顿号分开）" value={form.keywords} />
    </>
  );
}

function TypeOptions({ id, form, profile }: { id: string; form: RevisionForm; profile: ProfileView }) {
  return (
    <div class="field">
      <label for={`${id}-code`}>分类</label>
      <select id={`${id}-code`} name="code" required>
        <option value="">请选择</option>
        {profile.issueTypes.map(({ code, name }) => (
          <option value={code} selected={code === form.code}>{`${code} ${name}`}</option>
        ))}
      </select>
    </div>
  );
}

function ChangeEditor(props: Editing) {
  const form = own(props.form, 'changeType');
  return (
    <Editor {...props} kind="changeType" title="改名称、定义或词语" id="c">
      <fieldset>
        <legend>改什么（不改的留空）</legend>
        <TypeOptions id="c" form={form} profile={props.profile} />
        <TextField id="c-name" name="name" label="新名称" value={form.name} most={40} />
        <Definition id="c" form={form} required={false} />
      </fieldset>
    </Editor>
  );
}

function RetireEditor(props: Editing) {
  const form = own(props.form, 'retireType');
  return (
    <Editor {...props} kind="retireType" title="停用分类" id="r">
      <fieldset>
        <legend>停用与接替</legend>
        <TypeOptions id="r" form={form} profile={props.profile} />
        <TextField
          id="r-successors"
          name="successors"
          label="接替的分类编码（顿号分开）"
          value={form.successors}
          required
          hint="此后收到的，判为停用分类的改按接替的分类；有几个接替的由人核定"
        />
      </fieldset>
    </Editor>
  );
}
