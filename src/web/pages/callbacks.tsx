import type { CallbackRow } from '../../app/callback/callback-types.ts';
import { CALLBACK_RESULT, verdictWords } from '../../kernel/callback-words.ts';
import { OUTCOME } from '../../kernel/contact-words.ts';
import { HandbookLink } from '../components/handbook-link.tsx';
import { Said } from '../components/said.tsx';
import { dateTime, isoTime, shortTime, span } from '../format.ts';
import { Layout, type KeyHelp } from '../layout.tsx';
import type { Frame } from '../view.ts';

const KEYS: readonly KeyHelp[] = [
  ['j k', '下一行、上一行'],
  ['Enter', '打开选中的工单'],
  ['g', '回到第一行'],
];

/** What was just done, as the address names it. */
export const CALLBACK_DONE = [
  'close',
  'reopen',
  'none',
  'noAnswer',
  'refused',
  'wrongNumber',
  'released',
] as const;
export type CallbackDone = (typeof CALLBACK_DONE)[number];
export const CALLBACK_SAID: Readonly<Record<CallbackDone, string>> = {
  close: '已记录，工单已办结。',
  reopen: '已记录，工单已重办。',
  none: '已记录，工单留待处理。',
  noAnswer: '已记录：未接通。',
  refused: '已记录：拒绝回访，工单已办结。',
  wrongNumber: '已记录：号码有误，工单已办结。',
  released: '已放弃，别人可以拨打。',
};

/** `closed`: why nobody may be called now, in words. */
type ListedRow = CallbackRow & { readonly closed: string | null };
type Lists = Readonly<Record<'due' | 'judged' | 'later', readonly ListedRow[]>>;
const GROUPS = [
  { key: 'due', name: '现在可拨打' },
  { key: 'judged', name: '已有评价，待处理' },
  { key: 'later', name: '稍后可拨打' },
] as const;

type Names = { readonly unit: (code: string) => string; readonly issueType: (code: string) => string };

export const callbackUrl = (id: string): string => `/callbacks/${encodeURIComponent(id)}`;

/** Who is to be called back, who waits for a decision on what they said, and who may be called later. */
export function CallbacksPage(props: {
  frame: Frame;
  lists: Lists;
  names: Names;
  /** Of so many of the oldest alone; left out: of all. */
  cutAt?: number | undefined;
  done?: CallbackDone | undefined;
  isLive: boolean;
}) {
  const { frame, lists, names, cutAt, done, isLive } = props;
  const total = lists.due.length + lists.judged.length + lists.later.length;
  return (
    <Layout frame={frame} title="回访" scripts={isLive ? ['queue.js', 'live.js'] : ['queue.js']} keys={KEYS}>
      <h1>
        回访 <HandbookLink to="callbacks" what="回访" />
      </h1>
      <Said done={done === undefined ? undefined : CALLBACK_SAID[done]} error={undefined} />
      {/* What time alone changes is read again each minute: who may be called by now, how long is left. */}
      <div data-live="rows" data-live-every="60">
        <p role="status">
          现在可拨打 {lists.due.length} 件，待处理 {lists.judged.length} 件，稍后 {lists.later.length} 件。
          {cutAt === undefined ? '' : `只列告知最早的 ${cutAt} 件里的。`}
        </p>
        {total === 0 ? (
          <div class="empty">
            <p>没有要回访的工单。</p>
          </div>
        ) : (
          <div class="table-wrap">
            <table class="queue callbacks" id="queue">
              <caption class="visually-hidden">{`回访，共 ${total} 件`}</caption>
              <thead>
                <tr>
                  <th scope="col">单号</th>
                  <th scope="col">分类</th>
                  <th scope="col">承办单位</th>
                  <th scope="col">告知时间</th>
                  <th scope="col">已打</th>
                  <th scope="col">期限</th>
                  <th scope="col">现在</th>
                  <th scope="col">内容摘要</th>
                </tr>
              </thead>
              {GROUPS.filter(({ key }) => lists[key].length > 0).map(({ key, name }) => (
                <tbody>
                  <tr class="group">
                    <th scope="rowgroup" colspan={8}>
                      {name}（{lists[key].length} 件）
                    </th>
                  </tr>
                  {lists[key].map((row) => (
                    <Row row={row} names={names} now={frame.now} />
                  ))}
                </tbody>
              ))}
            </table>
          </div>
        )}
      </div>
    </Layout>
  );
}

function Row({ row, names, now }: { row: ListedRow; names: Names; now: number }) {
  const { standing, attempts, claimedBy, verdict } = row;
  const last = attempts.at(-1);
  return (
    <tr>
      <th scope="row">
        <a href={callbackUrl(row.id)}>{row.number}</a>
      </th>
      <td>
        {row.issueType} {names.issueType(row.issueType)}
      </td>
      <td>
        {names.unit(row.unit)}
        <span class="sub">{OUTCOME[row.outcome]}</span>
      </td>
      <td>
        <time datetime={isoTime(row.toldAt)} title={dateTime(row.toldAt)}>
          {shortTime(row.toldAt, now)}
        </time>
      </td>
      <td>
        {attempts.length} 次
        {last === undefined ? null : <span class="sub">{CALLBACK_RESULT[last.result]}</span>}
      </td>
      <td>
        {standing.state !== 'due' ? (
          <span class="muted">无</span>
        ) : (
          <>
            <time datetime={isoTime(standing.until)} title={dateTime(standing.until)}>
              {shortTime(standing.until, now)}
            </time>
            <span class="sub">还剩 {span(standing.until - now)}</span>
          </>
        )}
      </td>
      <td>
        {verdict === null ? (
          claimedBy === null ? (
            (row.closed ?? '可以拨打')
          ) : (
            <b>{claimedBy.name}正在回访</b>
          )
        ) : (
          <b>{verdictWords(verdict)}</b>
        )}
      </td>
      <td class="excerpt">
        <span class="clamp">{row.excerpt}</span>
      </td>
    </tr>
  );
}
