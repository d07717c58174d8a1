import type { Child } from 'hono/jsx';
import type {
  CardChange,
  OrderCardLine,
  OrderCondition,
  OrderRuleCard,
} from '../../app/knowledge/rule-card-types.ts';
import { beijingDay } from '../../kernel/clock.ts';
import { articlePath, holdWords, lawPath, rulePath } from '../knowledge-words.ts';
import { VERDICT } from '../labels.ts';
import { HandbookLink } from './handbook-link.tsx';
import { VerdictBadge } from './badges.tsx';
import { RateLine, type RateView } from './rate-line.tsx';

/** Id of the place in the order's text where a fact is told; `OrderText` sets it. */
export const toldId = (start: number): string => `t-${start}`;

/** Rules beside an order as cards that fold out: what counts, what the order says to it, the law, what changed. */
export function RuleCardsPanel(props: { cards: readonly OrderRuleCard[]; rate?: RateView | null }) {
  const { cards, rate = null } = props;
  if (cards.length === 0) return null;
  const calledUp = cards.filter(({ isCalledUp }) => isCalledUp);
  const others = cards.filter(({ isCalledUp }) => !isCalledUp);
  return (
    <section aria-labelledby="rules-title" class="panel">
      <div class="panel-head">
        <h2 id="rules-title">规则卡</h2>
        <HandbookLink to="rule-cards" what="规则卡" />
      </div>
      {calledUp.length === 0 ? <p class="muted">诉求没有说到这一分类的哪一条规则。</p> : null}
      {calledUp.map((card, i) => (
        <Card card={card}>
          <RateLine rate={rate} kind="verdict" rank={i + 1} />
        </Card>
      ))}
      {others.length === 0 ? null : (
        <details class="more-rules">
          <summary>这一分类还可能用到 {others.length} 条规则</summary>
          {others.map((card) => (
            <Card card={card} />
          ))}
        </details>
      )}
    </section>
  );
}

function Card({ card, children = null }: { card: OrderRuleCard; children?: Child }) {
  const { id, name, isCalledUp, verdict, why, ask, lines } = card;
  const counting = lines.filter(({ state }) => state === 'holds' || state === 'open');
  const failing = lines.filter(({ state }) => state === 'fails');
  const behind = lines.filter(({ state }) => state === 'behind');
  return (
    <details class="rule-card">
      <summary>
        {isCalledUp ? <VerdictBadge value={verdict} /> : null} <b>{name}</b>
      </summary>
      <p class="law-why">
        {isCalledUp ? null : <span class="muted">诉求没有说到；按目前所知：{VERDICT[verdict]}。</span>} {why}
      </p>
      {ask === null ? null : (
        <p class="law-ask">
          <b>问：</b>
          {ask}
        </p>
      )}
      {children}
      <h3>看什么</h3>
      <ol class="plain-list card-lines">
        {counting.map((line) => (
          <Line line={line} said={why} />
        ))}
      </ol>
      {failing.length === 0 ? null : isCalledUp ? (
        <details>
          <summary>本单不符合的 {failing.length} 种情形</summary>
          <ol class="plain-list card-lines">
            {failing.map((line) => (
              <Line line={line} only="fails" />
            ))}
          </ol>
        </details>
      ) : (
        <p class="muted small">另有 {failing.length} 种情形按目前所知不符合，见判定表。</p>
      )}
      {behind.length === 0 || !isCalledUp ? null : (
        <p class="muted small">
          第 {behind.map(({ row }) => row).join('、')} 行排在已成立的一行之后，轮不到。
        </p>
      )}
      <h3>依据</h3>
      <ul class="plain-list">
        {card.articles.map(({ law, article, effectiveFrom, effectiveTo }) => (
          <li>
            <a href={articlePath(law, article)}>{`《${law}》${article}`}</a>{' '}
            <span class="muted small nowrap">
              {effectiveFrom === null ? '收到诉求那天没有施行的文本' : holdWords(effectiveFrom, effectiveTo)}
            </span>
          </li>
        ))}
      </ul>
      <h3>有什么变化</h3>
      <Changes card={card} />
      <p>
        <a href={rulePath(id)}>整张判定表、案例和历次版本</a>
      </p>
    </details>
  );
}

const LINE_STATE: Readonly<Record<OrderCardLine['state'], string>> = {
  holds: '成立',
  open: '还要问',
  fails: '不符合',
  behind: '轮不到',
};

/** `only`: conditions in this state alone; `said`: the reason that stands above already. */
function Line(props: { line: OrderCardLine; only?: OrderCondition['state']; said?: string }) {
  const { line, only, said } = props;
  const { row, state, conditions, verdict, why } = line;
  const shown = only === undefined ? conditions : conditions.filter((one) => one.state === only);
  return (
    <li class={`card-line card-line-${state}`}>
      <p>
        <span class="muted small">第 {row} 行</span> <b>{LINE_STATE[state]}</b> → {VERDICT[verdict]}
      </p>
      <ul class="plain-list card-conditions">
        {shown.length === 0 ? <li>其他情形</li> : null}
        {shown.map((condition) => (
          <Condition condition={condition} />
        ))}
      </ul>
      {only === undefined && why !== said ? <p class="small">{why}</p> : null}
    </li>
  );
}

const MARK: Readonly<Record<OrderCondition['state'], readonly [sign: string, words: string]>> = {
  meets: ['✓', '符合'],
  fails: ['✗', '不符合'],
  open: ['？', '没有说'],
};

function Condition({ condition }: { condition: OrderCondition }) {
  const { label, wanted, state, value, isPresumed, spans, ask } = condition;
  const [sign, words] = MARK[state];
  return (
    <li class={`condition condition-${state}`}>
      <span aria-hidden="true" class="condition-mark">
        {sign}
      </span>
      <span>
        {label}：{wanted}{' '}
        <span class="muted small">
          <span class="visually-hidden">{words}，</span>
          {state === 'open' ? (
            `没有说明。问：${ask}`
          ) : isPresumed ? (
            `没有说，按“${value ?? ''}”看`
          ) : (
            <>
              本单：{value}
              {spans.map(({ start, text }) => (
                <>
                  {' '}
                  <a href={`#${toldId(start)}`}>“{text}”</a>
                </>
              ))}
            </>
          )}
        </span>
      </span>
    </li>
  );
}

function Changes({ card }: { card: OrderRuleCard }) {
  const { changes, validFrom, validTo } = card;
  const kin = changes.filter((one) => one.kind === 'rule');
  const wordings = changes.filter((one) => one.kind === 'wording');
  const versions = changes.filter((one) => one.kind === 'version');
  return (
    <ul class="plain-list card-changes">
      <li>{`这条规则 ${validFrom} 起有效${validTo === null ? '' : `，到 ${validTo} 为止（不含当日）`}。`}</li>
      {kin.map(({ id, name, on, is }) => (
        <li>
          {is === 'before' ? `${on} 以前按 ` : `${on} 起按 `}
          <a href={rulePath(id)}>{name}</a>。
        </li>
      ))}
      {successions(changes).map(({ laws, successor, on, basis }) => (
        <li>
          {laws.map((law) => (
            <a href={lawPath(law)}>{`《${law}》`}</a>
          ))}
          {`${on} 起由`}
          <a href={lawPath(successor)}>{`《${successor}》`}</a>
          {`接替${basis === null || laws.length > 1 ? '' : `（见${basis}）`}。`}
        </li>
      ))}
      {wordings.map(({ law, article, until }) => (
        <li>
          <a href={articlePath(law, article)}>{`《${law}》${article}`}</a>
          {`的旧文字到 ${until} 为止（不含当日）。`}
        </li>
      ))}
      {versions.map(({ version, status, at, by, note }) => (
        <li>
          {`本系统第 ${version} 版，${beijingDay(at)}${by === null ? '' : ` ${by}`} ${status === 'withdrawn' ? '撤下' : '核准'}${note === null ? '' : `：${note}`}`}
        </li>
      ))}
      {versions.length === 0 ? <li class="muted">本系统没有改过这条规则。</li> : null}
    </ul>
  );
}

type Succession = {
  readonly laws: readonly string[];
  readonly successor: string;
  readonly on: string;
  readonly basis: string | null;
};

/** Laws that gave way to one other on one day, in one line. */
function successions(changes: readonly CardChange[]): Succession[] {
  const lines = new Map<string, Succession>();
  for (const change of changes) {
    if (change.kind !== 'successor') continue;
    const { law, successor, on, basis } = change;
    const held = lines.get(`${successor}|${on}`);
    lines.set(`${successor}|${on}`, { laws: [...(held?.laws ?? []), law], successor, on, basis });
  }
  return [...lines.values()];
}
