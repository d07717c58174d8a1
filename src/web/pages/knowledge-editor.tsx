import type { ItemDetail } from '../../app/knowledge/knowledge-care-types.ts';
import { KnowledgeTabs } from '../components/knowledge-parts.tsx';
import { Said } from '../components/said.tsx';
import { Select, TypeSelect, type Option } from '../components/select.tsx';
import { articlePath, entryPath, FIELD, fieldId, fieldName, KIND } from '../knowledge-words.ts';
import { Layout } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';
import { HandbookLink } from '../components/handbook-link.tsx';

export type CitationForm = {
  readonly law: string;
  readonly article: string;
  readonly clause: string;
  readonly quote: string;
  /** The article as it stands, for copying from; null: not found. */
  readonly text?: string | null;
};

/** What a person typed, as it is: lists are one a line. */
export type EntryForm = Readonly<
  Record<
    | 'base'
    | 'title'
    | 'kind'
    | 'types'
    | 'unit'
    | 'owner'
    | 'validFrom'
    | 'validTo'
    | 'supersededBy'
    | 'rule'
    | 'applies'
    | 'notApplies'
    | 'ask'
    | 'path'
    | 'keyPoints'
    | 'reply'
    | 'questions'
    | 'asked'
    | 'reviewBy'
    | 'note',
    string
  >
> & { readonly isPublic: boolean; readonly citations: readonly CitationForm[] };

export const EMPTY_CITATION: CitationForm = { law: '', article: '', clause: '', quote: '' };

/** The form of a new entry. */
export const EMPTY_ENTRY: EntryForm = {
  base: '0',
  title: '',
  kind: 'rule',
  types: '',
  unit: '',
  owner: '',
  validFrom: '',
  validTo: '',
  supersededBy: '',
  rule: '',
  applies: '',
  notApplies: '',
  ask: '',
  path: '',
  keyPoints: '',
  reply: '',
  questions: '',
  asked: '',
  reviewBy: '',
  note: '',
  isPublic: false,
  citations: [EMPTY_CITATION, EMPTY_CITATION],
};

const VERDICTS: Readonly<Record<string, string>> = {
  applies: '适用',
  does_not_apply: '不适用',
  unknown: '待核实',
};

/** The form that shows an entry as it is. */
export function entryForm(detail: ItemDetail): EntryForm {
  const body = detail.pending?.body ?? detail.body;
  return {
    base: String(detail.base),
    title: body.title,
    kind: body.kind,
    types: body.types.join(' '),
    unit: body.unit ?? '',
    owner: detail.summary.owner ?? '',
    validFrom: body.validFrom,
    validTo: body.validTo ?? '',
    supersededBy: body.supersededBy ?? '',
    rule: body.rule,
    applies: body.applies.join('\n'),
    notApplies: body.notApplies.join('\n'),
    ask: body.ask ?? '',
    path: body.path ?? '',
    keyPoints: body.keyPoints.join('\n'),
    reply: body.reply,
    questions: body.questions.join('\n'),
    asked: (body.asked ?? [])
      .map(({ text, verdict, first }) => `${text}｜${VERDICTS[verdict] ?? verdict}｜${first + 1}`)
      .join('\n'),
    reviewBy: detail.summary.reviewBy ?? '',
    note: '',
    isPublic: detail.summary.isPublic,
    citations: [...body.citations.map((cited) => ({ ...cited, clause: cited.clause ?? '' })), EMPTY_CITATION],
  };
}

/** A plain form for an entry: works without script, keeps what was typed, says what is wrong beside its name. */
export function KnowledgeEditorPage(props: {
  frame: Frame;
  profile: ProfileView;
  /** Null for a new entry. */
  id: string | null;
  form: EntryForm;
  /** Whether the person chooses the unit that looks after it. */
  chooseOwner: boolean;
  submitted: number | null;
  faults?: readonly { readonly field: string; readonly reason: string }[];
  error?: string | undefined;
}) {
  const { frame, profile, id, form, faults = [] } = props;
  const wrong = new Set(faults.map(({ field }) => fieldId(field)));
  const units: Option[] = profile.units.map(({ code, name }) => ({ value: code, name }));
  const where = id === null ? '/knowledge/entries/new' : `${entryPath(id)}/edit`;
  const name = id === null ? '起草新条目' : `编辑 ${id}`;
  const text = (field: keyof typeof FIELD & keyof EntryForm, rows: number, hint?: string) => (
    <Lines form={form} field={field} rows={rows} hint={hint} wrong={wrong} />
  );
  return (
    <Layout frame={frame} title={name}>
      <KnowledgeTabs frame={frame} submitted={props.submitted} />
      <div class="panel-head">
        <h1>{name}</h1>
        <HandbookLink to="entries" what="怎样写条目" />
      </div>
      <Refused faults={faults} error={props.error} />
      <form method="post" action={where} class="entry-form">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <input type="hidden" name="base" value={form.base} />
        <fieldset class="panel">
          <legend>说什么</legend>
          <Input form={form} field="title" wrong={wrong} required />
          {text('rule', 3, '用平常话写')}
          {text('applies', 3, '一行一个')}
          {text('notApplies', 3, '一行一个')}
          <Input form={form} field="ask" wrong={wrong} />
          {text('keyPoints', 3, '一行一个')}
          {text('reply', 4, '可用 {商家}、{商品}、{金额}、{地点}')}
          <Input form={form} field="path" wrong={wrong} />
          {text('questions', 6, '一行一个，照群众的说法写')}
          {text('asked', 4, '一行一个：问法｜适用、不适用或待核实｜先引第几条')}
        </fieldset>
        <div>
          <fieldset class="panel">
            <legend>归哪里</legend>
            <Select
              id="e-kind"
              name="kind"
              label="类别"
              value={form.kind}
              empty="请选择"
              options={Object.entries(KIND).map(([value, words]) => ({ value, name: words }))}
            />
            <Input form={form} field="types" wrong={wrong} required hint="四位代码，用空格隔开" />
            <details>
              <summary>分类代码</summary>
              <TypeSelect id="e-lookup" label="查代码" value="" empty="查看" profile={profile} />
            </details>
            <Select id="e-unit" name="unit" label="承办单位" value={form.unit} empty="不限" options={units} />
            {props.chooseOwner ? (
              <Select
                id="e-owner"
                name="owner"
                label="维护单位"
                value={form.owner}
                empty="未定"
                options={units}
              />
            ) : (
              <p class="muted small">由您的单位维护。</p>
            )}
            <Input form={form} field="validFrom" wrong={wrong} type="date" required />
            <Input form={form} field="validTo" wrong={wrong} type="date" hint="不含当日，可不填" />
            <Input form={form} field="supersededBy" wrong={wrong} hint="条目编号，可不填" />
            <Input form={form} field="reviewBy" wrong={wrong} type="date" hint="到期列入需复核" />
            <label class="check">
              <input type="checkbox" name="isPublic" checked={form.isPublic} />{' '}
              核准后公开（标题、规则、途径、依据）
            </label>
            <Input form={form} field="note" wrong={wrong} hint="为什么改，给核准的人看" />
          </fieldset>
        </div>
        <CitationsAndActions
          citations={form.citations}
          wrong={wrong}
          back={id === null ? '/knowledge' : entryPath(id)}
          leave="不改了"
        />
      </form>
    </Layout>
  );
}

/** Why nothing was kept: every fault with a link to its control, or the one reason. */
export function Refused(props: {
  faults: readonly { readonly field: string; readonly reason: string }[];
  error: string | undefined;
  /** What was typed was kept as a draft, only not handed in. */
  kept?: boolean;
}) {
  const { faults, error, kept = false } = props;
  if (faults.length === 0) return <Said error={error} />;
  return (
    <div class="notice notice-bad" role="alert">
      <p>{`${kept ? '已存为草稿；' : ''}有 ${faults.length} 处不对，没有${kept ? '提交' : '保存'}：`}</p>
      <ul>
        {faults.map(({ field, reason }) => (
          <li>
            <a href={`#${fieldId(field)}`}>{fieldName(field)}</a>：{reason}
          </li>
        ))}
      </ul>
    </div>
  );
}

type PlainField = Exclude<keyof EntryForm, 'citations' | 'isPublic' | 'base'>;

function Input(props: {
  form: EntryForm;
  field: PlainField;
  wrong: ReadonlySet<string>;
  required?: boolean;
  type?: 'date';
  hint?: string;
}) {
  const { form, field, required = false, hint } = props;
  const id = `e-${field}`;
  return (
    <div class="field">
      <label for={id}>
        {FIELD[field]}
        {hint === undefined ? '' : `（${hint}）`}
      </label>
      <input
        id={id}
        name={field}
        type={props.type ?? 'text'}
        value={form[field]}
        maxlength={1000}
        required={required}
        autocomplete="off"
        aria-invalid={props.wrong.has(id) ? 'true' : undefined}
      />
    </div>
  );
}

function Lines(props: {
  form: EntryForm;
  field: string;
  rows: number;
  hint: string | undefined;
  wrong: ReadonlySet<string>;
}) {
  const { form, field, rows, hint } = props;
  const id = `e-${field}`;
  return (
    <div class="field">
      <label for={id}>
        {FIELD[field]}
        {hint === undefined ? '' : `（${hint}）`}
      </label>
      <textarea
        id={id}
        name={field}
        rows={rows}
        maxlength={20000}
        aria-invalid={props.wrong.has(id) ? 'true' : undefined}
      >
        {String(form[field as PlainField])}
      </textarea>
    </div>
  );
}

/** The citations of a draft, then what can be done with it; `leave`: what leaving it as it is is called. */
export function CitationsAndActions({
  citations,
  wrong,
  back,
  leave,
}: {
  citations: readonly CitationForm[];
  wrong: ReadonlySet<string>;
  back: string;
  leave: string;
}) {
  return (
    <>
      <fieldset class="panel wide" id="e-citations" tabindex={-1}>
        <legend>引用（引文须与条文一字不差）</legend>
        {citations.map((cited, i) => (
          <Citation cited={cited} i={i} wrong={wrong} />
        ))}
        <button type="submit" name="act" value="more" formnovalidate>
          再加一条引用，并显示条文原文
        </button>
      </fieldset>
      <div class="filter-actions wide">
        <button type="submit" class="primary" name="act" value="save">
          存为草稿
        </button>
        <button type="submit" name="act" value="submit">
          保存并提交核准
        </button>
        <a class="button" href={back}>
          {leave}
        </a>
      </div>
    </>
  );
}

/** The controls of one citation; `wrong`: ids of controls with a fault. */
function Citation({ cited, i, wrong }: { cited: CitationForm; i: number; wrong: ReadonlySet<string> }) {
  const control = (part: 'law' | 'article' | 'clause', label: string) => (
    <div class={`field ${part === 'law' ? 'grow' : ''}`}>
      <label for={`e-c${i}-${part}`}>{label}</label>
      <input
        id={`e-c${i}-${part}`}
        name={`c-${part}`}
        value={cited[part]}
        maxlength={200}
        autocomplete="off"
        aria-invalid={wrong.has(`e-c${i}-${part}`) ? 'true' : undefined}
      />
    </div>
  );
  return (
    <fieldset class="cited">
      <legend>第 {i + 1} 条</legend>
      <div class="cited-line">
        {control('law', '法规全称')}
        {control('article', '条号，如 第二十五条')}
        {control('clause', '款项，可不填')}
      </div>
      <div class="field">
        <label for={`e-c${i}-quote`}>引文</label>
        <textarea
          id={`e-c${i}-quote`}
          name="c-quote"
          rows={2}
          maxlength={4000}
          aria-invalid={wrong.has(`e-c${i}-quote`) ? 'true' : undefined}
        >
          {cited.quote}
        </textarea>
      </div>
      {cited.text === undefined ? null : cited.text === null ? (
        <p class="muted small">知识库里没有这一条。</p>
      ) : (
        <details open>
          <summary>条文原文</summary>
          <blockquote class="article-text">{cited.text}</blockquote>
          <a class="small" href={articlePath(cited.law, cited.article)}>
            {cited.article}的历次文本
          </a>
        </details>
      )}
    </fieldset>
  );
}
