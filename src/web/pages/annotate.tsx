import type { TaskCounts, TaskView } from '../../app/learning/learning-types.ts';
import { dateTime, isoTime } from '../format.ts';
import { channelName, FORM, SALE_CHANNEL, URGENCY } from '../labels.ts';
import { Layout, type KeyHelp } from '../layout.tsx';
import { shownTurns } from '../turns.ts';
import type { Frame, ProfileView } from '../view.ts';

/** Keys of the demand kinds: a letter of their pinyin (bào for 举报, yì for 建议); `q` leads to the search everywhere. */
const KIND_KEYS: Readonly<Record<string, string>> = {
  咨询: 'z',
  求助: 'h',
  投诉: 't',
  举报: 'b',
  建议: 'y',
  表扬: 'p',
};

const KEYS: readonly KeyHelp[] = [
  ['1 – 5', '选对应的分类'],
  ['/', '按编码或名称找其他分类'],
  ...Object.entries(KIND_KEYS).map(([kind, key]): KeyHelp => [key, kind]),
  ['Enter', '保存并到下一件'],
  ['n', '跳过这一件'],
];

/** One text to label. Nothing on it tells what the model or another annotator thinks. */
export function AnnotatePage(props: {
  frame: Frame;
  profile: ProfileView;
  task: TaskView | null;
  waiting: number;
  counts: TaskCounts;
  error?: string | undefined;
  saved?: boolean;
  /** Orders just picked. */
  added?: number;
}) {
  const { frame, task, waiting, error } = props;
  return (
    <Layout frame={frame} title="标注" scripts={['annotate.js']} keys={KEYS} wide="order">
      <div class="order-head">
        <h1>标注</h1>
        <span>待我标注 {waiting} 件</span>
        <a href="/annotate/disagreements">分歧 {props.counts.disagreed} 件</a>
        {task === null ? null : (
          <a class="next" href={`/annotate?after=${task.seq}`} data-key="n" aria-keyshortcuts="N">
            跳过 <kbd>n</kbd>
          </a>
        )}
      </div>
      {error === undefined ? null : (
        <p class="notice notice-bad" role="alert">
          {error}
        </p>
      )}
      {props.saved ? (
        <p class="notice notice-good" role="status">
          已保存。
        </p>
      ) : null}
      {props.added === undefined ? null : (
        <p class="notice notice-good" role="status">
          {props.added === 0 ? '没有可挑选的工单：符合条件的都在任务中了。' : `挑选了 ${props.added} 件。`}
        </p>
      )}
      {task === null ? (
        <div class="empty" role="status">
          <p>没有待标注的内容，可在下面挑选工单补充。</p>
        </div>
      ) : (
        <div class="label-grid">
          <TaskText task={task} />
          <LabelForm
            frame={frame}
            profile={props.profile}
            task={task}
            action={`/annotate/${encodeURIComponent(task.id)}`}
            keyed
          />
        </div>
      )}
      <Counts counts={props.counts} />
      <FillForm frame={frame} />
    </Layout>
  );
}

export function TaskText({ task }: { task: TaskView }) {
  const title = `text-${task.id}`;
  return (
    <section aria-labelledby={title} class="panel">
      <div class="panel-head">
        <h2 id={title}>诉求原文</h2>
        <span class="muted small">
          {task.form === null ? '' : `${FORM[task.form]} · `}
          {task.channel === null ? '' : `${channelName(task.channel)} · `}
          {task.receivedAt === null ? (
            ''
          ) : (
            <time datetime={isoTime(task.receivedAt)}>{dateTime(task.receivedAt)}</time>
          )}
        </span>
      </div>
      <div class="turns">
        {shownTurns(task.text).map((turn) => (
          <p class={`turn turn-${turn.speaker ?? 'plain'}`}>
            {turn.label === null ? null : <b class="speaker">{turn.label}</b>}
            <span class="said">{task.text.slice(turn.start, turn.end)}</span>
          </p>
        ))}
      </div>
    </section>
  );
}

/** The labels as a form; works without scripts, and by single keys with them. */
export function LabelForm(props: {
  frame: Frame;
  profile: ProfileView;
  task: TaskView;
  action: string;
  /** Whether keys 1 to 5, kind letters and Enter belong to this form. */
  keyed?: boolean;
}) {
  const { frame, profile, task, keyed = false } = props;
  const id = (name: string): string => `${name}-${task.id}`;
  return (
    <form method="post" action={props.action} class="panel label-form" id={keyed ? 'label-form' : undefined}>
      <input type="hidden" name="_csrf" value={frame.csrf} />
      {keyed ? (
        <>
          <h2 id="candidates-title">问题分类</h2>
          <ul class="choices" aria-labelledby="candidates-title">
            {task.candidates.map((candidate, i) => (
              <li>
                <button
                  type="button"
                  data-key={String(i + 1)}
                  data-type={`${candidate.code} ${candidate.name}`}
                  aria-keyshortcuts={String(i + 1)}
                  aria-pressed="false"
                >
                  <kbd>{i + 1}</kbd>
                  <span class="choice-kind">{candidate.code}</span>
                  <span class="choice-name">{candidate.name}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <div class="field">
        <label for={id('type')}>{keyed ? '选定的分类（可输入编码或名称查找）' : '问题分类'}</label>
        <input
          id={id('type')}
          name="issueType"
          list={id('types')}
          required
          autocomplete="off"
          aria-keyshortcuts={keyed ? '/' : undefined}
        />
        <datalist id={id('types')}>
          {profile.issueTypes.map((type) => (
            <option value={`${type.code} ${type.name}`}></option>
          ))}
        </datalist>
      </div>
      <fieldset>
        <legend>诉求种类</legend>
        <div class="radios">
          {profile.demandKinds.map((kind) => (
            <label class="check">
              <input
                type="radio"
                name="demandKind"
                value={kind}
                required
                data-kind-key={keyed ? KIND_KEYS[kind] : undefined}
              />{' '}
              {kind} {keyed ? <kbd>{KIND_KEYS[kind]}</kbd> : null}
            </label>
          ))}
        </div>
      </fieldset>
      <div class="label-more">
        <Choice id={id('urgency')} name="urgency" label="紧急程度" options={URGENCY} />
        <Choice id={id('channel')} name="saleChannel" label="购买方式" options={SALE_CHANNEL} />
      </div>
      <div class="field">
        <label for={id('note')}>备注（选填）</label>
        <input id={id('note')} name="note" maxlength={500} autocomplete="off" />
      </div>
      <button
        type="submit"
        class="primary"
        data-key={keyed ? 'Enter' : undefined}
        aria-keyshortcuts={keyed ? 'Enter' : undefined}
      >
        {keyed ? '保存并到下一件' : '裁定'} {keyed ? <kbd>Enter</kbd> : null}
      </button>
    </form>
  );
}

function Choice(props: {
  id: string;
  name: string;
  label: string;
  options: Readonly<Record<string, string>>;
}) {
  return (
    <div class="field">
      <label for={props.id}>{props.label}（选填）</label>
      <select id={props.id} name={props.name}>
        <option value="">不标</option>
        {Object.entries(props.options).map(([value, name]) => (
          <option value={value}>{name}</option>
        ))}
      </select>
    </div>
  );
}

function Counts({ counts: c }: { counts: TaskCounts }) {
  return (
    <section class="panel" aria-labelledby="counts-title">
      <div class="panel-head">
        <h2 id="counts-title">标注进度</h2>
        <a href="/annotate/disagreements#agreement-title">一致性与可用标注</a>
      </div>
      <p>
        任务 {c.tasks} 件：待标 {c.open}，一致 {c.agreed}，分歧 {c.disagreed}，已裁定 {c.adjudicated}。
      </p>
    </section>
  );
}

function FillForm({ frame }: { frame: Frame }) {
  return (
    <section class="panel" aria-labelledby="fill-title">
      <h2 id="fill-title">补充队列</h2>
      <form method="post" action="/annotate/queue" class="inline-form">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <div class="field">
          <label for="fill-how">挑选方式</label>
          <select id="fill-how" name="how">
            <option value="uncertain">最拿不准且互不相同的工单</option>
            <option value="suspect">模型怀疑其更正的工单</option>
          </select>
        </div>
        <div class="field">
          <label for="fill-size">件数</label>
          <input id="fill-size" name="size" type="number" min="1" max="200" value="20" />
        </div>
        <button type="submit">挑选</button>
      </form>
    </section>
  );
}
