import type { MisreadOrder, MisreadOrders } from '../../app/learning/misreading-types.ts';
import { ABOUT, CAUSES, type Cause } from '../../kernel/misreading-words.ts';
import { Confidence, UrgencyBadge } from '../components/badges.tsx';
import { Said } from '../components/said.tsx';
import { dateTime, isoTime, shortTime } from '../format.ts';
import { Layout } from '../layout.tsx';
import { segmentText } from '../marks.ts';
import type { Frame } from '../view.ts';
import { ERROR_KEYS, errorOrdersPath, type ErrorsQuery } from './misreadings.tsx';

/** What was typed for an order and refused. */
export type CauseForm = { readonly orderId: string; readonly cause: string; readonly note: string };

const WORD: Readonly<Record<MisreadOrder['word'], string>> = {
  adjudicated: '标注裁定',
  agreed: '两人标注一致',
  corrected: '更正',
  confirmed: '确认',
};

/** Words of evidence listed beside the text. */
const WORDS = 8;
const TO_LABELLING = 20;

/** The wrong orders of a pair, with what led there and what would be said now. */
export function MisreadOrdersPage(props: {
  frame: Frame;
  names: { readonly said: string; readonly truth: string };
  found: MisreadOrders;
  /** Whether the person sees texts masked. */
  masked: boolean;
  done?: string | undefined;
  error?: string | undefined;
  form?: CauseForm | undefined;
}) {
  const { frame, names, found, form } = props;
  const { asked, rows, total, page, pageSize } = found;
  const query: ErrorsQuery = { from: asked.from, to: asked.to, about: asked.about };
  const pair = {
    ...(asked.said === undefined ? {} : { said: asked.said }),
    ...(asked.truth === undefined ? {} : { truth: asked.truth }),
    ...(asked.cause === undefined ? {} : { cause: asked.cause }),
  };
  const overview = `/errors?${new URLSearchParams({ ...query }).toString()}`;
  const last = Math.max(1, Math.ceil(total / pageSize));
  return (
    <Layout frame={frame} title="判错的工单" wide="wide" scripts={['rows.js']} keys={ERROR_KEYS}>
      <div class="order-head">
        <a href={overview} data-key="u" aria-keyshortcuts="U">
          ← 错判
        </a>
        <h1>{`${names.said} → ${names.truth}`}</h1>
        <span>{`${total} 件`}</span>
      </div>
      <Said done={props.done} error={props.error} />
      <p class="muted">
        {`${asked.from} 至 ${asked.to}（不含）收到的，${ABOUT[asked.about]}机器判为前者、人定为后者`}
        {asked.cause === undefined
          ? '。'
          : `，原因${asked.cause === 'open' ? '未登记' : `登记为“${CAUSES[asked.cause]}”`}。`}
        {rows.length === 0 ? '' : `本页 ${rows.length} 件，现行模型现在能判对 ${found.mended} 件。`}
        {props.masked ? '来电人信息已遮盖。' : ''}
      </p>
      {rows.length === 0 ? (
        <div class="empty" role="status">
          <p>没有这样的工单。结论可能刚刚改过，回到错判重新统计。</p>
        </div>
      ) : (
        <form method="post" action="/errors/labelling" class="inline-form">
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <Kept query={query} pair={pair} />
          <label for="to-labelling">把相近、未标注的工单加入标注任务，最多</label>
          <input
            id="to-labelling"
            type="number"
            name="size"
            min="1"
            max="100"
            value={String(TO_LABELLING)}
            required
          />
          <button type="submit">加入标注</button>
        </form>
      )}
      {rows.map((row) => (
        <Row frame={frame} row={row} query={query} pair={pair} form={form} page={page} />
      ))}
      {last === 1 ? null : (
        <nav aria-label="分页" class="pages">
          {page > 1 ? <a href={errorOrdersPath(query, { ...pair, page: page - 1 })}>上一页</a> : null}
          <span>{`第 ${page}／${last} 页`}</span>
          {page < last ? <a href={errorOrdersPath(query, { ...pair, page: page + 1 })}>下一页</a> : null}
        </nav>
      )}
    </Layout>
  );
}

type Pair = { readonly said?: string; readonly truth?: string; readonly cause?: string };

/** The way back, in a form. */
function Kept({ query, pair }: { query: ErrorsQuery; pair: Pair }) {
  return (
    <>
      {Object.entries({ ...query, ...pair }).map(([name, value]) => (
        <input type="hidden" name={name === 'cause' ? 'onlyCause' : name} value={value} />
      ))}
    </>
  );
}

function Row(props: {
  frame: Frame;
  row: MisreadOrder;
  query: ErrorsQuery;
  pair: Pair;
  form: CauseForm | undefined;
  page: number;
}) {
  const { frame, row } = props;
  const { orderId, number, said, truth, now } = row;
  const title = `o-${orderId}`;
  return (
    <section class="panel misread" aria-labelledby={title}>
      <div class="panel-head">
        <h2 id={title}>
          <a href={`/orders/${encodeURIComponent(orderId)}`} data-row>
            {number}
          </a>
        </h2>
        <UrgencyBadge value={row.urgency} />
        <time datetime={isoTime(row.receivedAt)} title={dateTime(row.receivedAt)}>
          {shortTime(row.receivedAt, frame.now)}
        </time>
        <span class="muted small">{`${row.model} 所判`}</span>
      </div>
      <div class="misread-columns">
        <p class="said">
          {segmentText(
            row.text,
            row.evidence.map(({ start, end, weight }) => ({
              start,
              end,
              kind: 'evidence',
              label: `依据 ${weight.toFixed(2)}`,
            })),
          ).map((part) =>
            part.marks.length === 0 ? (
              part.text
            ) : (
              <mark class="m-evidence" title={part.marks.map(({ label }) => label).join('、')}>
                {part.text}
              </mark>
            ),
          )}
        </p>
        <div>
          <dl class="misread-facts">
            <dt>机器判为</dt>
            <dd>
              {said.name} <Confidence value={said.confidence} />
            </dd>
            <dt>人定为</dt>
            <dd>
              {truth.name} <span class="muted small">{WORD[row.word]}</span>
            </dd>
            <dt>现在判为</dt>
            <dd>
              {now === null ? (
                '现行模型读不了这段内容'
              ) : (
                <>
                  {now.name} <Confidence value={now.confidence} />{' '}
                  <span class={`badge ${now.mended ? 'right-held' : 'right-lost'}`}>
                    {now.mended ? '已能判对' : '仍判错'}
                  </span>
                </>
              )}
            </dd>
            <dt>依据词</dt>
            <dd>{evidenceWords(row)}</dd>
          </dl>
          <CauseEditor {...props} />
        </div>
      </div>
    </section>
  );
}

function evidenceWords({ text, evidence }: MisreadOrder): string {
  if (evidence.length === 0) return '没有留下依据词';
  const words = evidence
    .slice(0, WORDS)
    .map(
      ({ start, end, weight }) =>
        `${text.slice(start, end)} ${weight >= 0 ? '+' : '−'}${Math.abs(weight).toFixed(2)}`,
    );
  return words.join('，');
}

function CauseEditor(props: {
  frame: Frame;
  row: MisreadOrder;
  query: ErrorsQuery;
  pair: Pair;
  form: CauseForm | undefined;
  page: number;
}) {
  const { frame, row, query, pair, page } = props;
  const { orderId, recorded, likely } = row;
  const kept = props.form?.orderId === orderId ? props.form : undefined;
  const chosen = kept?.cause ?? recorded?.cause ?? likely?.cause;
  const id = (name: string): string => `${name}-${orderId}`;
  return (
    <form method="post" action={`/errors/orders/${encodeURIComponent(orderId)}/cause`} class="cause-form">
      <input type="hidden" name="_csrf" value={frame.csrf} />
      <input type="hidden" name="page" value={String(page)} />
      <Kept query={query} pair={pair} />
      {recorded === null ? null : (
        <p class="small">
          {`已登记：${CAUSES[recorded.cause]}${recorded.note === '' ? '' : `，${recorded.note}`}（${recorded.by} `}
          <time datetime={isoTime(recorded.at)}>{shortTime(recorded.at, frame.now)}</time>）
        </p>
      )}
      <div class="field">
        <label for={id('cause')}>原因</label>
        <select
          id={id('cause')}
          name="cause"
          required
          aria-describedby={likely === null ? undefined : id('why')}
        >
          <option value="">请选择</option>
          {(Object.keys(CAUSES) as Cause[]).map((cause) => (
            <option value={cause} selected={cause === chosen}>
              {CAUSES[cause]}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for={id('note')}>说明</label>
        <input
          id={id('note')}
          name="note"
          maxlength={500}
          autocomplete="off"
          value={kept?.note ?? recorded?.note ?? ''}
        />
      </div>
      <button type="submit" class="small-button" aria-label={`登记 ${row.number} 的原因`}>
        登记
      </button>
      {likely === null ? null : (
        <p class="muted small" id={id('why')}>
          {`可能是${likely.why}。`}
        </p>
      )}
    </form>
  );
}
