import type { RulingPreview, RulingView } from '../../app/dispatch/ruling-types.ts';
import { RulingEditor, type RulingForm } from '../components/ruling-editor.tsx';
import { dateTime, isoTime, shortTime } from '../format.ts';
import { SALE_CHANNEL } from '../labels.ts';
import { Said } from '../components/said.tsx';
import { Layout } from '../layout.tsx';
import type { Frame, ProfileView } from '../view.ts';
import { HandbookLink } from '../components/handbook-link.tsx';

export type { RulingForm };

/** What was just done, as the address names it. */
export const RULING_DONE = ['added', 'ended'] as const;
export type RulingDone = (typeof RULING_DONE)[number];

const DONE_WORDS: Readonly<Record<RulingDone, string>> = {
  added: '裁定已作出，自下一件工单起执行。',
  ended: '裁定的终止已记下。',
};

const STATE_WORDS: Readonly<Record<RulingView['state'], string>> = {
  in_force: '执行中',
  future: '未到日期',
  over: '已终止',
};

/** Rulings on grey areas: what was decided, trying a new one, ending one. */
export function RulingsPage(props: {
  frame: Frame;
  profile: ProfileView;
  rulings: readonly RulingView[];
  /** Whether the person may make and end rulings. */
  may: boolean;
  /** An order a new ruling is for. */
  origin: string;
  form?: RulingForm;
  preview?: RulingPreview;
  done?: RulingDone;
  error?: string;
}) {
  const { frame, profile, rulings, may, done, error } = props;
  return (
    <Layout frame={frame} title="裁定">
      <div class="panel-head">
        <h1>裁定</h1>
        <HandbookLink to="rulings" what="裁定" />
      </div>
      <Said error={error} done={done === undefined ? undefined : DONE_WORDS[done]} />
      <p class="muted">
        职责不清的事项，作一次裁定，以后同样的工单照此派出，先于派单目录。条件更窄的是例外，先于条件更宽的；
        {''}
        条件相交而互不包含、承办又不同的，是矛盾，不能并存。裁定不改不删，只能终止。
      </p>
      {rulings.length === 0 ? (
        <div class="empty" role="status">
          <p>还没有裁定，工单都按派单目录派出。</p>
        </div>
      ) : (
        <Table rulings={rulings} may={may} frame={frame} />
      )}
      {may ? (
        <RulingEditor
          frame={frame}
          profile={profile}
          origin={props.origin}
          {...(props.form === undefined ? {} : { form: props.form })}
          {...(props.preview === undefined ? {} : { preview: props.preview })}
        />
      ) : null}
    </Layout>
  );
}

function Table({ rulings, may, frame }: { rulings: readonly RulingView[]; may: boolean; frame: Frame }) {
  const inForce = rulings.filter(({ state }) => state === 'in_force').length;
  return (
    <div class="table-wrap">
      <table class="rights" id="rulings">
        <caption>{`共 ${rulings.length} 项，执行中 ${inForce} 项`}</caption>
        <thead>
          <tr>
            <th scope="col">裁定号</th>
            <th scope="col">问题分类</th>
            <th scope="col">条件</th>
            <th scope="col">承办</th>
            <th scope="col">条款或理由</th>
            <th scope="col">裁定人</th>
            <th scope="col">执行期</th>
            <th scope="col">状态</th>
            {may ? <th scope="col">终止</th> : null}
          </tr>
        </thead>
        <tbody>
          {rulings.map((ruling) => (
            <tr id={ruling.id} class={ruling.state === 'over' ? 'suspended' : ''}>
              <th scope="row">
                {ruling.id}
                {ruling.originOrder === null ? null : (
                  <span class="sub">
                    <a href={`/orders/${encodeURIComponent(ruling.originOrder)}`}>来自工单</a>
                  </span>
                )}
              </th>
              <td>
                {ruling.issueTypeName}
                <span class="sub">{ruling.issueType}</span>
              </td>
              <td>{conditionWords(ruling.condition).join('；')}</td>
              <td>
                {ruling.unitName}
                <span class="sub">{jointWords(ruling)}</span>
              </td>
              <td>{ruling.reason}</td>
              <td>
                {ruling.decidedBy}
                <span class="sub">
                  {ruling.enteredBy}{' '}
                  <time datetime={isoTime(ruling.at)} title={dateTime(ruling.at)}>
                    {shortTime(ruling.at, frame.now)}
                  </time>{' '}
                  录入
                </span>
              </td>
              <td>
                {ruling.effectiveFrom} 起
                {ruling.effectiveTo === null ? '' : `，至 ${ruling.effectiveTo}（不含）`}
                {ruling.endReason === null ? null : (
                  <span class="sub">{`${ruling.endedBy ?? ''}终止：${ruling.endReason}`}</span>
                )}
              </td>
              <td>
                <span class={`badge ${ruling.state === 'in_force' ? 'right-held' : 'right-lost'}`}>
                  {STATE_WORDS[ruling.state]}
                </span>
              </td>
              {may ? (
                <td>{ruling.state === 'over' ? null : <EndForm frame={frame} ruling={ruling} />}</td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EndForm({ frame, ruling }: { frame: Frame; ruling: RulingView }) {
  const { id } = ruling;
  return (
    <details>
      <summary aria-label={`终止 ${id}`}>终止…</summary>
      <form method="post" action={`/rulings/${encodeURIComponent(id)}/end`}>
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <div class="field">
          <label for={`to-${id}`}>自哪天起不再执行</label>
          <input id={`to-${id}`} type="date" name="effectiveTo" required />
        </div>
        <div class="field">
          <label for={`why-${id}`}>理由</label>
          <input id={`why-${id}`} name="reason" maxlength={500} required autocomplete="off" />
        </div>
        <button type="submit" class="small-button">
          终止 {id}
        </button>
      </form>
    </details>
  );
}

function jointWords({ joint, jointName }: RulingView): string {
  if (joint === undefined) return '协办按目录';
  return joint === null ? '不设协办' : `协办：${jointName ?? joint}`;
}

/** A condition in words, one part each. */
export function conditionWords(condition: RulingView['condition']): string[] {
  const { any, all, none, streets, demandKinds, saleChannels } = condition;
  const parts = [
    any && `含“${any.join('”或“')}”`,
    all && `含“${all.join('”和“')}”`,
    none && `不含“${none.join('”“')}”`,
    streets && `${streets.join('、')}街道`,
    demandKinds && demandKinds.join('、'),
    saleChannels && saleChannels.map((channel) => SALE_CHANNEL[channel]).join('、'),
  ].filter((part) => typeof part === 'string');
  return parts.length === 0 ? ['本分类全部诉求'] : parts;
}
