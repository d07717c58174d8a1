import type { Child } from 'hono/jsx';
import type { Relations } from '../../app/relations/duplicate-types.ts';
import type { OrderRuleCard } from '../../app/knowledge/rule-card-types.ts';
import type { CardHint } from '../../app/knowledge/teaching-card-types.ts';
import type { OrderDetail } from '../../app/types.ts';
import { ConfidentialBadge, StateBadge, UrgencyBadge } from '../components/badges.tsx';
import { Laws, Misquotes } from '../components/law.tsx';
import { Confidential } from '../components/order-confidential.tsx';
import { OrderChecklist } from '../components/order-checklist.tsx';
import { OrderClocks } from '../components/order-clocks.tsx';
import { LikeCards, LikeOrders } from '../components/order-help.tsx';
import { OrderHistory } from '../components/order-history.tsx';
import { OrderMoves } from '../components/order-moves.tsx';
import { OrderPeople, OrderStanding } from '../components/order-people.tsx';
import { ReplyMove } from '../components/order-reply.tsx';
import { Entities, OrderText, type Told } from '../components/order-text.tsx';
import { ReplyEditor, type ReplyView } from '../components/reply-editor.tsx';
import { RateForm, type RateView } from '../components/rate-line.tsx';
import { PaperOfficeOnly } from '../components/paper.tsx';
import { RelationsBox } from '../components/relations.tsx';
import { RuleCardsPanel } from '../components/rule-cards.tsx';
import { choicesOf, TriagePanel } from '../components/order-triage.tsx';
import { dateTime, isoTime, waited } from '../format.ts';
import type { KeptForm } from '../kept-form.ts';
import { channelName, MOVE, SALE_CHANNEL } from '../labels.ts';
import { keysOf } from '../../kernel/keys.ts';
import { Layout, type KeyHelp } from '../layout.tsx';
import { MOVE_KEYS } from '../move-panel.ts';
import type { Frame, ProfileView } from '../view.ts';
import { HandbookLink } from '../components/handbook-link.tsx';
import { Said } from '../components/said.tsx';

/** What was just done, for the line above the order; a fixed word from the address, never its text. */
export const DONE = ['dispatched', 'acknowledged', 'corrected', 'checked', ...keysOf(MOVE)] as const;
export type Done = (typeof DONE)[number];

/** After these the order is out of the person's hands. */
const PASSED_ON: ReadonlySet<Done> = new Set<Done>([
  'dispatched',
  'checked',
  'reply',
  'close',
  'proposeReturn',
  'acceptReturn',
  'refuseReturn',
  'rule',
  'refuse',
  'grantExtension',
  'grantHold',
  'grantExclusion',
  'grantMediationEnd',
  'grantTermination',
]);

function doneText(done: Done, order: OrderDetail): string {
  if (done === 'dispatched')
    return `已派单至${order.leadUnit.name}。${recallable(order) ? '派错了按 u 撤回。' : ''}`;
  if (done === 'acknowledged') return '已签收。';
  if (done === 'checked') return '抽查已记下。';
  if (done === 'corrected') return `已更正：${order.issueType.name}，${order.leadUnit.name}。`;
  return `已办：${MOVE[done]}。`;
}

/** What was just sent out is taken back by the key that else leads back to the queue. */
const recallable = ({ moves }: OrderDetail): boolean =>
  moves.some(({ move, open }) => move === 'recall' && open);

function keyHelp({ order, next, relations, model, evidenceKeys = [] }: OrderProps): KeyHelp[] {
  const related = (relations?.related.length ?? 0) > 0;
  const choices = choicesOf(order).length;
  return [
    ...(order.can.dispatch ? [['Enter', '派单'] as KeyHelp] : []),
    ...(order.spotCheck
      ? ([
          ['y', '抽查：派对'],
          ['x', '抽查：派错'],
        ] as KeyHelp[])
      : []),
    ...order.moves.flatMap(({ move, name, open }) => {
      const key = open ? MOVE_KEYS[move] : undefined;
      return key === undefined ? [] : [[key, name] as KeyHelp];
    }),
    ...(order.can.correct && choices > 0
      ? [[choices === 1 ? '1' : `1 – ${choices}`, '改为对应的分类或单位'] as KeyHelp]
      : []),
    ...(order.can.correct ? [['e', '改为其他分类或单位'] as KeyHelp] : []),
    ...(order.suggestion ? [['c', '复制答复草稿'] as KeyHelp, ['f', '答复的下一处问题'] as KeyHelp] : []),
    ...(order.suggestion && model !== null ? [['m', '让本地模型改写答复'] as KeyHelp] : []),
    ...evidenceKeys,
    ...(related ? [['r', '比对重复或相关的工单'] as KeyHelp] : []),
    ...(next === null ? [] : [['n', '下一件待办'] as KeyHelp]),
    ...(recallable(order) ? [] : [['u', '回到队列'] as KeyHelp]),
  ];
}

/** One order on one screen: the text, the decision and its acts, the law and the help for a reply. */
export function OrderPage(props: {
  frame: Frame;
  profile: ProfileView;
  order: OrderDetail;
  /** What was said before of the matter; null where nobody looks for it. */
  relations: Relations | null;
  /** Rules beside the order, as cards. */
  rules: readonly OrderRuleCard[];
  /** Teaching cards like this order. */
  cards: readonly CardHint[];
  /** Whether this person may make a card of it. */
  mayMakeCard: boolean;
  /** Address of the next order that waits for this person. */
  next: string | null;
  /** Address of the queue to go back to. */
  back: string;
  /** The reply with what the check finds in it; null until it is drafted. */
  reply: ReplyView | null;
  /** Name of the local model that may put the reply in other words; null where there is none for this person. */
  model: string | null;
  /** Ratings of what is suggested; null where the person may give none. */
  rate?: RateView | null;
  done?: Done | undefined;
  /** Why the last act was refused. */
  error?: string | undefined;
  /** The form that was refused, with what was typed. */
  kept?: KeptForm | null;
  /** Evidence files of the order, and what else belongs under its checklist. */
  evidence?: Child;
  /** The keys of these. */
  evidenceKeys?: readonly KeyHelp[];
  /** What somebody should look at before going on. */
  hints?: Child;
}) {
  const { frame, order, next, done, error, rate = null, kept = null } = props;
  const { now } = frame;
  // Who still has to decide where it goes reads the decision first; who works on it reads what is to be done.
  const decides = order.can.dispatch || (order.can.correct && order.state === 'received');
  const triage = <TriagePanel frame={frame} order={order} profile={props.profile} />;
  return (
    <Layout
      frame={frame}
      title={`工单 ${order.number}`}
      scripts={[
        'copy.js',
        'order.js',
        'reply.js',
        ...(props.model === null ? [] : ['reply-rewrite.js']),
        ...(rate === null ? [] : ['rate.js']),
        'live.js',
      ]}
      keys={keyHelp(props)}
      wide="order"
    >
      <PaperOfficeOnly screen={false} />
      <div class="order-head" data-watch={order.id} data-version={String(order.version)}>
        <a
          href={props.back}
          id="back"
          {...(recallable(order) ? {} : { 'data-key': 'u', 'aria-keyshortcuts': 'U' })}
        >
          ← 队列
        </a>
        <h1>{order.number}</h1>
        <UrgencyBadge value={order.urgency} />
        <StateBadge state={order.state} waits={order.state === 'received' && order.action === 'review'} />
        <ConfidentialBadge value={order.confidentiality} />
        <span>
          {channelName(order.channel)} ·{' '}
          <time datetime={isoTime(order.receivedAt)}>{dateTime(order.receivedAt)}</time>
          {order.state === 'received' ? ` · 等待 ${waited(order.receivedAt, frame.now)}` : ''}
        </span>
        <Caller order={order} />
        <Claimed order={order} profile={props.profile} />
        <RelatedHint relations={props.relations} />
        {next === null || (done !== undefined && PASSED_ON.has(done)) ? null : (
          <a class="next" href={next} data-key="n" aria-keyshortcuts="N">
            下一件 <kbd>n</kbd>
          </a>
        )}
      </div>
      <Said error={error} />
      {done === undefined ? null : (
        <p class="notice notice-good" role="status">
          {doneText(done, order)}{' '}
          {next !== null && PASSED_ON.has(done) ? (
            <a class="button" href={next} data-key="n" data-focus aria-keyshortcuts="N">
              下一件 <kbd>Enter</kbd>
            </a>
          ) : null}
        </p>
      )}
      <RateForm rate={rate} />
      <div class="order-grid">
        <div class="col" role="region" aria-label="诉求" tabindex={0}>
          <OrderText order={order} told={toldOf(props.rules)} />
          <Entities order={order} />
          <OrderHistory order={order} now={now} />
        </div>
        <div class="col" role="region" aria-label="办理" tabindex={0}>
          {order.spotCheck ? <SpotCheck frame={frame} order={order} /> : null}
          <Confidential frame={frame} order={order} />
          {props.hints ?? null}
          {decides ? triage : <OrderStanding order={order} now={now} />}
          <OrderClocks order={order} now={now} />
          <OrderMoves frame={frame} order={order} profile={props.profile} kept={kept} />
          <OrderChecklist order={order} now={now} />
          {props.evidence ?? null}
          <OrderPeople order={order} now={now} />
          {decides || !order.can.correct ? null : triage}
          <RelationsBox id={order.id} relations={props.relations} now={now} />
          {decides ? <Likes {...props} /> : null}
        </div>
        <div class="col" role="region" aria-label="法律依据与答复" tabindex={0}>
          <Misquotes misquoted={order.triage.misquoted} text={order.input.text} rate={rate} />
          {order.can.correct ? null : <Reply {...props} />}
          <Laws laws={order.triage.laws} rate={rate} />
          <RuleCardsPanel cards={props.rules} rate={rate} />
          {order.can.correct ? <Reply {...props} /> : triage}
          {decides ? null : <Likes {...props} />}
        </div>
      </div>
    </Layout>
  );
}

type OrderProps = Parameters<typeof OrderPage>[0];

/** The reply in the making; what was replied stands with the people it was told to. */
function Reply({ frame, order, reply, model, rate = null, kept = null }: OrderProps) {
  if (order.life.reply !== null) return null;
  // A reply can be written where there is no draft of it yet.
  const mayReply = order.moves.some(({ move, open }) => move === 'reply' && open);
  const shown = reply ?? (mayReply ? { text: '', checked: null, isTyped: false } : null);
  return (
    <ReplyEditor
      frame={frame}
      order={order}
      reply={shown}
      model={model}
      rate={rate}
      finish={<ReplyMove order={order} kept={kept} now={frame.now} />}
    />
  );
}

function Likes({ order, rate = null, cards, mayMakeCard }: OrderProps) {
  return (
    <>
      <LikeOrders order={order} rate={rate} />
      <LikeCards order={order} cards={cards} mayMake={mayMakeCard} />
    </>
  );
}

/** Every place that a card points to, once. */
function toldOf(rules: readonly OrderRuleCard[]): Told[] {
  const places = new Map<string, Told>();
  for (const { lines } of rules)
    for (const { label, spans } of lines.flatMap(({ conditions }) => conditions))
      for (const { start, end } of spans) places.set(`${start}-${end}`, { start, end, label });
  return [...places.values()];
}

/** Whether triage sent it to the right place; wrong and where it belongs is a correction, which counts as the answer. */
function SpotCheck({ frame, order }: { frame: Frame; order: OrderDetail }) {
  const correctable = order.state === 'dispatched';
  return (
    <section aria-labelledby="check-title" class="panel">
      <div class="panel-head">
        <h2 id="check-title">抽查：自动派往{order.leadUnit.name}，派对了吗</h2>
        <HandbookLink to="spotchecks" what="抽查" />
      </div>
      <form method="post" action={`/orders/${encodeURIComponent(order.id)}/spot-check`} class="acts">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <button type="submit" name="right" value="yes" data-key="y" aria-keyshortcuts="Y">
          派对 <kbd>y</kbd>
        </button>{' '}
        <button type="submit" name="right" value="no" data-key="x" aria-keyshortcuts="X">
          派错 <kbd>x</kbd>
        </button>
      </form>
      <p class="muted small">
        {correctable ? '知道该派哪里的，直接改派即可，同样记作派错。' : '已签收的不能改派，只记对错。'}
      </p>
    </section>
  );
}

/** What must not be missed before dispatching: that the matter goes on elsewhere, or may be a duplicate. */
function RelatedHint({ relations }: { relations: Relations | null }) {
  if (relations === null) return null;
  const { survivor, related } = relations;
  const waiting = related.filter(({ status }) => status === 'proposed').length;
  if (survivor === null && waiting === 0) return null;
  return (
    <a href="#relations-title" class="hint">
      {survivor === null ? '' : `已并入 ${survivor.number}`}
      {survivor !== null && waiting > 0 ? '，' : ''}
      {waiting === 0 ? '' : `${waiting} 件重复或相关待确认`}
    </a>
  );
}

function Caller({ order }: { order: OrderDetail }) {
  const { caller, place } = order.input;
  const parts = [caller?.name, caller?.phone, place?.address].filter((part) => part !== undefined);
  return parts.length === 0 ? null : <span>{parts.join(' · ')}</span>;
}

/** What whoever sent it says it is; triage decided by the text. */
function Claimed({ order, profile }: { order: OrderDetail; profile: ProfileView }) {
  const { claimed, links = [] } = order.input;
  const code = claimed?.issueType;
  const type = profile.issueTypes.find((one) => one.code === code)?.name ?? code;
  const bought = claimed?.saleChannel === undefined ? undefined : SALE_CHANNEL[claimed.saleChannel];
  const said = [type, bought].filter((part) => part !== undefined).join('，');
  return (
    <>
      {said === '' ? null : <span>来源自称：{said}</span>}
      {links.length === 0 ? null : <span>附网址 {links.join(' ')}</span>}
    </>
  );
}
