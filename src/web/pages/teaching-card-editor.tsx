import type { CardDetail, CardText } from '../../app/knowledge/teaching-card-types.ts';
import { HandbookLink } from '../components/handbook-link.tsx';
import { KnowledgeTabs } from '../components/knowledge-parts.tsx';
import { Select, TypeSelect } from '../components/select.tsx';
import { cardPath, FIELD, fieldId } from '../knowledge-words.ts';
import { Layout } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';
import { CitationsAndActions, EMPTY_CITATION, Refused, type CitationForm } from './knowledge-editor.tsx';

/** What a person typed, as it is. */
export type CardForm = Readonly<
  Record<
    | 'base'
    | 'source'
    | 'title'
    | 'issueType'
    | 'tags'
    | 'day'
    | 'situation'
    | 'request'
    | 'outcome'
    | 'right'
    | 'wrong'
    | 'lesson'
    | 'owner'
    | 'note',
    string
  >
> & { readonly citations: readonly CitationForm[] };

/** The form of a card that was filled in from an order, or of one that is edited. */
export function cardForm(body: CardText, more: { base: number; owner: string | null }): CardForm {
  return {
    base: String(more.base),
    source: body.source ?? '',
    title: body.title,
    issueType: body.issueType,
    tags: body.tags.join(' '),
    day: body.day,
    situation: body.situation,
    request: body.request,
    outcome: body.outcome,
    right: body.right,
    wrong: body.wrong,
    lesson: body.lesson,
    owner: more.owner ?? '',
    note: '',
    citations: [...body.citations.map((one) => ({ ...one, clause: one.clause ?? '' })), EMPTY_CITATION],
  };
}

export const formOfCard = ({ pending, body, base, summary }: CardDetail): CardForm =>
  cardForm(pending?.body ?? body, { base, owner: summary.owner });

/** A plain form for a card: works without script, keeps what was typed, says what is wrong and where. */
export function TeachingCardEditorPage(props: {
  frame: Frame;
  profile: ProfileView;
  /** Null for a new card. */
  id: string | null;
  form: CardForm;
  /** Whether the person chooses the unit that looks after it. */
  chooseOwner: boolean;
  submitted: number | null;
  faults?: readonly { readonly field: string; readonly reason: string }[];
  error?: string | undefined;
  /** What was typed was kept as a draft, only not handed in. */
  kept?: boolean;
}) {
  const { frame, profile, id, form, faults = [], kept = false } = props;
  const wrong = new Set(faults.map(({ field }) => fieldId(field)));
  const name = id === null ? '做成案例卡' : `编辑 ${id}`;
  const back =
    id !== null
      ? cardPath(id)
      : form.source === ''
        ? '/knowledge/cards'
        : `/orders/${encodeURIComponent(form.source)}`;
  const text = (field: TextField, rows: number, hint?: string) => (
    <Text form={form} field={field} rows={rows} hint={hint} wrong={wrong} />
  );
  return (
    <Layout frame={frame} title={name}>
      <KnowledgeTabs frame={frame} submitted={props.submitted} />
      <div class="panel-head">
        <h1>{name}</h1>
        <HandbookLink to="cards" what="怎样做案例卡" />
      </div>
      <Refused faults={faults} error={props.error} kept={kept} />
      <p class="muted">姓名、电话、证件号、卡号、车牌、门牌须去掉；留有的，提交时会指出在哪一栏第几字。</p>
      <form
        method="post"
        action={id === null ? '/knowledge/cards/new' : `${cardPath(id)}/edit`}
        class="entry-form"
      >
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <input type="hidden" name="base" value={form.base} />
        <input type="hidden" name="source" value={form.source} />
        <fieldset class="panel">
          <legend>案例</legend>
          {text('title', 1)}
          {text('situation', 7, '发生了什么，不写是谁')}
          {text('request', 2, '要什么')}
          {text('outcome', 4, '查下来怎样，怎么办的')}
          {text('right', 2)}
          {text('wrong', 2)}
          {text('lesson', 1, '只写一句')}
        </fieldset>
        <fieldset class="panel">
          <legend>归哪里</legend>
          <TypeSelect
            id="e-issueType"
            label="问题分类"
            value={form.issueType}
            empty="请选择"
            profile={profile}
          />
          {text('tags', 1, '用空格隔开，最多 8 个')}
          <div class="field">
            <label for="e-day">日期（收到诉求的一天；法律按这一天）</label>
            <input
              id="e-day"
              name="day"
              type="date"
              value={form.day}
              required
              aria-invalid={wrong.has('e-day') ? 'true' : undefined}
            />
          </div>
          {props.chooseOwner ? (
            <Select
              id="e-owner"
              name="owner"
              label="维护单位"
              value={form.owner}
              empty="未定"
              options={profile.units.map(({ code, name: unit }) => ({ value: code, name: unit }))}
            />
          ) : (
            <p class="muted small">由您的单位维护。</p>
          )}
          {text('note', 1, '为什么改，给核准的人看')}
        </fieldset>
        <CitationsAndActions citations={form.citations} wrong={wrong} back={back} leave="不做了" />
      </form>
    </Layout>
  );
}

type TextField = Exclude<keyof CardForm, 'citations' | 'base' | 'source' | 'issueType' | 'day' | 'owner'>;

/** One line or several. */
function Text(props: {
  form: CardForm;
  field: TextField;
  rows: number;
  hint: string | undefined;
  wrong: ReadonlySet<string>;
}) {
  const { form, field, rows, hint } = props;
  const id = `e-${field}`;
  const invalid = props.wrong.has(id) ? 'true' : undefined;
  return (
    <div class="field">
      <label for={id}>
        {FIELD[field]}
        {hint === undefined ? '' : `（${hint}）`}
      </label>
      {rows === 1 ? (
        <input
          id={id}
          name={field}
          value={form[field]}
          maxlength={1000}
          required={field === 'title'}
          autocomplete="off"
          aria-invalid={invalid}
        />
      ) : (
        <textarea id={id} name={field} rows={rows} maxlength={4000} aria-invalid={invalid}>
          {form[field]}
        </textarea>
      )}
    </div>
  );
}
