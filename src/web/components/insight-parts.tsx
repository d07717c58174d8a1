import type { FoldedWarning, Task, Warning } from '../../app/insight/insight-types.ts';
import { dateTime, isoTime, shortTime } from '../format.ts';
import { TASK_STATE, WARNING_KIND, WARNING_STATE } from '../../kernel/warning-words.ts';
import type { Frame, ProfileView } from '../view.ts';
import { UnitSelect } from './select.tsx';

/** A moment, short, with the whole of it behind. */
export const Moment = ({ at, now }: { at: number; now: number }) => (
  <time datetime={isoTime(at)} title={dateTime(at)}>
    {shortTime(at, now)}
  </time>
);

export const subjectUrl = (name: string): string => `/subjects/${encodeURIComponent(name)}`;

/** Links to pages of a list before and after. */
export function Paging(props: {
  page: number;
  pageSize: number;
  total: number;
  url: (page: number) => string;
}) {
  const { page, pageSize, total, url } = props;
  const last = Math.max(1, Math.ceil(total / pageSize));
  if (last === 1) return null;
  return (
    <nav class="paging" aria-label="翻页">
      {page > 1 ? (
        <a href={url(page - 1)} rel="prev" data-key="[">
          上一页
        </a>
      ) : null}
      <span>{`第 ${page} 页，共 ${last} 页`}</span>
      {page < last ? (
        <a href={url(page + 1)} rel="next" data-key="]">
          下一页
        </a>
      ) : null}
    </nav>
  );
}

/** How far out of the ordinary a warning is, in words. */
export function warningWords({
  days,
  callers,
  expected,
  watchedName,
  kind,
}: Pick<Warning, 'days' | 'callers' | 'expected' | 'watchedName' | 'kind'>): string {
  const usual = expected < 0.1 ? '不到 0.1' : `约 ${expected.toFixed(1)}`;
  const about = kind === 'newTopic' ? `“${watchedName}”平时` : '平时';
  return `${days === 1 ? '一天' : `${days} 天`}内 ${callers} 位不同来电人，${about}${usual} 位`;
}

/** Warnings with their evidence, and forms to decide on them for those who may. */
export function Warnings(props: {
  frame: Frame;
  profile: ProfileView;
  warnings: readonly Warning[];
  may: boolean;
  caption: string;
}) {
  const { frame, profile, warnings, may, caption } = props;
  return (
    <div class="table-wrap">
      <table class="rights">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">预警</th>
            <th scope="col">依据</th>
            <th scope="col">工单</th>
            <th scope="col">状态</th>
            {may ? <th scope="col">研判</th> : null}
          </tr>
        </thead>
        <tbody>
          {warnings.map((warning) => (
            <tr id={`warning-${warning.id}`}>
              <th scope="row">
                {warning.topic === null ? (
                  warning.title
                ) : (
                  <a href={`/topics/${warning.topic}`}>{warning.title}</a>
                )}
                <span class="sub">
                  {WARNING_KIND[warning.kind]} <Moment at={warning.at} now={frame.now} />
                </span>
              </th>
              <td>
                {warningWords(warning)}
                {warning.rules === '-' ? null : <span class="sub">{`规则 ${warning.rules}`}</span>}
                <Folded frame={frame} profile={profile} lead={warning} may={may} />
              </td>
              <td>
                <OrderLinks orders={warning.orders} />
              </td>
              <td>
                {WARNING_STATE[warning.state]}
                {warning.decidedBy === null || warning.decidedAt === null ? null : (
                  <span class="sub">
                    {warning.decidedBy} <Moment at={warning.decidedAt} now={frame.now} />
                    {warning.reason === null ? '' : `：${warning.reason}`}
                  </span>
                )}
                {warning.tasks.map((task) => (
                  <span class="sub">{`${task.unit.name}，${task.dueDay} 前，${TASK_STATE[task.state]}`}</span>
                ))}
              </td>
              {may ? (
                <td>
                  {warning.state === 'tasked' ? null : (
                    <Decide frame={frame} profile={profile} warning={warning} />
                  )}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/**
 * What was told of the same matter later. What waits is decided with the one that leads; where that was decided before,
 * it is open, for somebody has to look again.
 */
function Folded({
  frame,
  profile,
  lead,
  may,
}: {
  frame: Frame;
  profile: ProfileView;
  lead: Warning;
  may: boolean;
}) {
  if (lead.folded.length === 0) return null;
  const waits = (one: FoldedWarning): boolean => lead.state !== 'new' && one.state === 'new';
  return (
    <details open={lead.folded.some(waits)}>
      <summary>{`同一事项 ${lead.folded.length} 条`}</summary>
      <ul class="folded">
        {lead.folded.map((one) => (
          <li id={`warning-${one.id}`}>
            {`${WARNING_KIND[one.kind]} ${one.title}`}
            <span class="sub">
              <Moment at={one.at} now={frame.now} /> {warningWords(one)}，{WARNING_STATE[one.state]}
            </span>
            {may && waits(one) ? <Decide frame={frame} profile={profile} warning={one} /> : null}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The orders a warning was raised by, folded away: their numbers say little. */
function OrderLinks({ orders }: { orders: Warning['orders'] }) {
  return (
    <details>
      <summary>{`${orders.length} 件`}</summary>
      <ul class="order-links">
        {orders.map(({ id, number }) => (
          <li>
            <a class="nowrap" href={`/orders/${encodeURIComponent(id)}`}>
              {number}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Decide({ frame, profile, warning }: { frame: Frame; profile: ProfileView; warning: FoldedWarning }) {
  const id = `w${warning.id}`;
  const hidden = (
    <>
      <input type="hidden" name="_csrf" value={frame.csrf} />
      <input type="hidden" name="back" value={frame.here} />
      <input type="hidden" name="version" value={String(warning.version)} />
    </>
  );
  return (
    <>
      {warning.state === 'new' ? (
        <form method="post" action={`/warnings/${warning.id}/decide`} class="inline-form" data-choose>
          {hidden}
          <div class="field">
            <label for={`${id}-reason`}>原因（排除须写）</label>
            <input id={`${id}-reason`} name="reason" maxlength={500} autocomplete="off" />
          </div>
          <button type="submit" class="small-button" name="state" value="confirmed">
            确认
          </button>
          <button type="submit" class="small-button" name="state" value="dismissed">
            排除
          </button>
        </form>
      ) : null}
      {warning.state === 'dismissed' ? null : (
        <details>
          <summary>派主动办理任务</summary>
          <form method="post" action={`/warnings/${warning.id}/tasks`} class="inline-form">
            {hidden}
            <UnitSelect
              id={`${id}-unit`}
              label="承办单位"
              value={undefined}
              empty="请选择"
              profile={profile}
              required
            />
            <div class="field">
              <label for={`${id}-what`}>办什么</label>
              <input id={`${id}-what`} name="what" required maxlength={200} value={`排查${warning.title}`} />
            </div>
            <div class="field">
              <label for={`${id}-due`}>办结日期</label>
              <input id={`${id}-due`} type="date" name="dueDay" />
            </div>
            <div class="field">
              <label for={`${id}-note`}>说明</label>
              <input id={`${id}-note`} name="note" maxlength={1000} autocomplete="off" />
            </div>
            <button type="submit" class="small-button">
              派出
            </button>
          </form>
        </details>
      )}
    </>
  );
}

/** Tasks with what came of them, and a form to end them for those who may. */
export function Tasks(props: {
  frame: Frame;
  tasks: readonly Task[];
  may: boolean;
  mayCancel: boolean;
  caption: string;
}) {
  const { frame, tasks, may, mayCancel, caption } = props;
  return (
    <div class="table-wrap">
      <table class="rights">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">任务</th>
            <th scope="col">承办单位</th>
            <th scope="col">办结日期</th>
            <th scope="col">派出</th>
            <th scope="col">结果</th>
            {may ? <th scope="col">办结</th> : null}
          </tr>
        </thead>
        <tbody>
          {tasks.map((task) => (
            <tr>
              <th scope="row">
                {task.warningId === null ? (
                  task.what
                ) : (
                  <a href={`/warnings#warning-${task.warningId}`}>{task.what}</a>
                )}
                {task.note === '' ? null : <span class="sub">{task.note}</span>}
              </th>
              <td>{task.unit.name}</td>
              <td class="nowrap">
                {task.dueDay}
                {task.late ? <span class="sub right-lost">已超期</span> : null}
              </td>
              <td>
                {task.madeBy}
                <span class="sub">
                  <Moment at={task.madeAt} now={frame.now} />
                </span>
              </td>
              <td>
                {TASK_STATE[task.state]}
                {task.endedAt === null ? null : (
                  <span class="sub">
                    {task.endedBy} <Moment at={task.endedAt} now={frame.now} />：{task.result}
                  </span>
                )}
              </td>
              {may ? (
                <td>
                  {task.state === 'open' ? (
                    <form
                      method="post"
                      action={`/tasks/${encodeURIComponent(task.id)}/end`}
                      class="inline-form"
                    >
                      <input type="hidden" name="_csrf" value={frame.csrf} />
                      <input type="hidden" name="back" value={frame.here} />
                      <div class="field">
                        <label for={`t-${task.id}`}>结果</label>
                        <input
                          id={`t-${task.id}`}
                          name="result"
                          required
                          maxlength={1000}
                          autocomplete="off"
                        />
                      </div>
                      <button type="submit" class="small-button" name="state" value="done">
                        办结
                      </button>
                      {mayCancel ? (
                        <button type="submit" class="small-button" name="state" value="cancelled">
                          撤销
                        </button>
                      ) : null}
                    </form>
                  ) : null}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
