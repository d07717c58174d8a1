import type { CallersProgress } from '../../app/caller/progress-asking.ts';
import { PublicPage } from '../components/public-page.tsx';
import { dateTime, isoTime, spokenDay } from '../format.ts';
import type { Frame } from '../view.ts';

export type ProgressView = {
  readonly number: string;
  readonly tail: string;
  readonly found?: CallersProgress;
  readonly error?: string;
  /** Which field is wrong. */
  readonly field?: 'number' | 'tail';
};

/** How far a matter is, for its caller. */
export function ProgressPage({ frame, view }: { frame: Frame; view: ProgressView }) {
  const { found } = view;
  return (
    <PublicPage frame={frame} title={found === undefined ? '查询办理进度' : `编号 ${found.number}`}>
      {found === undefined ? null : <Found found={found} now={frame.now} />}
      {view.error === undefined ? null : (
        <p class="notice notice-bad" role="alert" id="progress-error">
          {view.error}
        </p>
      )}
      {found === undefined ? <p>填写受理时告知您的编号，和您来电号码的后四位。</p> : <h2>查询另一件</h2>}
      <form method="post" action="/progress" class="callback-form">
        <Field name="number" label="编号" view={view} maxlength={40} />
        <Field name="tail" label="来电号码后四位" view={view} maxlength={8} numeric />
        <button type="submit" class="primary">
          查询
        </button>
      </form>
      <p class="small">没有留电话的，或者号码已经换了的，请拨打 12345，由话务员查询。</p>
    </PublicPage>
  );
}

function Found({ found, now }: { found: CallersProgress; now: number }) {
  const { unit, dueAt, steps } = found;
  return (
    <>
      {/* No script here: the answer takes the focus by itself. */}
      <p tabindex={-1} autofocus>
        <strong>{found.stands}</strong>
      </p>
      <p>
        受理时间 {dateTime(found.receivedAt)}
        {unit === null ? null : `；承办单位 ${unit}`}
      </p>
      {dueAt === null ? null : (
        <p>{dueAt >= now ? `办理时限到${spokenDay(dueAt)}。` : '已经过了办理时限，正在催办。'}</p>
      )}
      <ol class="progress-steps">
        {steps.map(({ name, at }) => (
          <li class={at === null ? 'muted' : undefined}>
            {name} {at === null ? '（还没有）' : <time datetime={isoTime(at)}>{dateTime(at)}</time>}
          </li>
        ))}
      </ol>
    </>
  );
}

function Field(props: {
  name: 'number' | 'tail';
  label: string;
  view: ProgressView;
  maxlength: number;
  numeric?: boolean;
}) {
  const { name, view } = props;
  const wrong = view.error !== undefined && view.field === name;
  return (
    <div class="field">
      <label for={`p-${name}`}>{props.label}</label>
      <input
        id={`p-${name}`}
        name={name}
        type="text"
        inputmode={props.numeric ? 'numeric' : undefined}
        autocomplete="off"
        maxlength={props.maxlength}
        required
        value={view.found === undefined ? view[name] : ''}
        autofocus={wrong || (name === 'number' && view.found === undefined && view.error === undefined)}
        aria-invalid={wrong ? 'true' : undefined}
        aria-describedby={wrong ? 'progress-error' : undefined}
      />
    </div>
  );
}
