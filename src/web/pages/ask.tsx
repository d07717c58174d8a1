import { CopyButton } from '../components/copy-button.tsx';
import { VerdictBadge } from '../components/badges.tsx';
import { RateForm, RateLine, type RateView } from '../components/rate-line.tsx';
import { Layout, type KeyHelp } from '../layout.tsx';
import type { Answer, Frame, ProfileView } from '../view.ts';
import { HandbookLink } from '../components/handbook-link.tsx';

const KEYS: readonly KeyHelp[] = [
  ['/', '到问题框'],
  ['c', '复制答复'],
];

export const ASK_LIMIT = 2000;

/** Questions to the knowledge base: what applies, what to say, and the words of the law it rests on. */
export function AskPage(props: {
  frame: Frame;
  profile: ProfileView;
  query: string;
  date: string;
  answer: Answer | null;
  /** Ratings of the answer; null where the person may give none. */
  rate?: RateView | null;
  error?: string;
}) {
  const { frame, answer, error, rate = null } = props;
  return (
    <Layout
      frame={frame}
      title="政策问答"
      scripts={['copy.js', ...(rate === null ? [] : ['rate.js'])]}
      keys={KEYS}
    >
      <form method="get" action="/ask" class="ask-form" role="search" aria-label="政策问答">
        <h1>政策问答</h1>
        {error === undefined ? null : (
          <p class="notice notice-bad" role="alert">
            {error}
          </p>
        )}
        <div class="ask-fields">
          <div class="field grow">
            <label for="q">问题</label>
            <input
              id="q"
              name="q"
              type="search"
              required
              maxlength={ASK_LIMIT}
              value={props.query}
              placeholder="例如：在商场买的衣服不喜欢，七天内能退吗"
              aria-keyshortcuts="/"
              autofocus={answer === null}
            />
          </div>
          <div class="field">
            <label for="date">事情发生日期</label>
            <input id="date" name="date" type="date" value={props.date} aria-describedby="date-help" />
          </div>
          <button type="submit" class="primary">
            查询
          </button>
        </div>
        <p id="date-help" class="muted small">
          按事情发生那天有效的法律回答；不填为今天。
        </p>
      </form>
      <RateForm rate={rate} />
      {answer === null ? null : <AnswerView answer={answer} profile={props.profile} rate={rate} />}
    </Layout>
  );
}

function AnswerView(props: { answer: Answer; profile: ProfileView; rate: RateView | null }) {
  const { answer, profile, rate } = props;
  const nothing = answer.citations.length === 0 && answer.verdicts.length === 0 && answer.reply === '';
  if (nothing) {
    return (
      <div class="empty" role="status">
        <p>知识库中没有找到相关的规定。请换一种说法，或写明商品、地点和经过。</p>
        <RateLine rate={rate} kind="answer" rank={1} lead="这个回答：" />
      </div>
    );
  }
  return (
    <div class="ask-grid">
      <div>
        {answer.verdicts.length === 0 ? null : (
          <section aria-labelledby="verdict-title" class="panel">
            <div class="panel-head">
              <h2 id="verdict-title">是否适用</h2>
              <HandbookLink to="verdicts" what="适用、不适用、待核实" />
            </div>
            <ul class="laws">
              {answer.verdicts.map((item, i) => (
                <li class={`law law-${item.verdict}`}>
                  <p class="law-head">
                    <VerdictBadge value={item.verdict} /> <b>{item.rule}</b>
                  </p>
                  <p class="law-why">{item.why}</p>
                  {item.ask === null ? null : (
                    <p class="law-ask">
                      <b>问：</b>
                      {item.ask}
                    </p>
                  )}
                  <RateLine rate={rate} kind="verdict" rank={i + 1} />
                </li>
              ))}
            </ul>
          </section>
        )}
        {answer.keyPoints.length === 0 ? null : (
          <section aria-labelledby="points-title" class="panel">
            <h2 id="points-title">要点</h2>
            <ul>
              {answer.keyPoints.map((point) => (
                <li>{point}</li>
              ))}
            </ul>
          </section>
        )}
        {answer.reply === '' ? null : (
          <section aria-labelledby="reply-title" class="panel">
            <div class="panel-head">
              <h2 id="reply-title">可以这样答复</h2>
              <CopyButton />
              <span id="copy-said" role="status" class="small"></span>
            </div>
            <p id="draft" class="reply">
              {answer.reply}
            </p>
            <RateLine rate={rate} kind="answer" rank={1} lead="这个回答：" />
          </section>
        )}
      </div>
      <div>
        <section aria-labelledby="cite-title" class="panel">
          <h2 id="cite-title">法条原文</h2>
          {answer.terms.map(({ said, means, note }) => (
            <p class="small">
              “{said}”，法律上的说法：{means.join('、')}
              {note === undefined ? null : <span class="muted">（{note}）</span>}
            </p>
          ))}
          {answer.citations.length === 0 ? <p class="muted">没有找到直接适用的条文。</p> : null}
          <ol class="laws">
            {answer.citations.map((item, i) => (
              <li class="law">
                <p class="law-head">
                  <b>
                    《{item.law}》{item.article}
                  </b>{' '}
                  <span class="muted small">
                    {item.effectiveTo === null
                      ? `${item.effectiveFrom} 起施行，现行有效`
                      : `施行期间 ${item.effectiveFrom} 至 ${item.effectiveTo}（不含当日）`}
                  </span>
                </p>
                <blockquote>{item.quote}</blockquote>
                <RateLine rate={rate} kind="citation" rank={i + 1} />
              </li>
            ))}
          </ol>
        </section>
        {answer.similarOrders.length === 0 ? null : (
          <section aria-labelledby="similar-title" class="panel">
            <h2 id="similar-title">类似工单</h2>
            <ul class="likes">
              {answer.similarOrders.map((item, i) => (
                <li>
                  <span class="muted small">
                    {profile.issueTypes.find((type) => type.code === item.issueType)?.name ?? item.issueType}
                  </span>
                  <span class="clamp">{item.text}</span>
                  <RateLine rate={rate} kind="like" rank={i + 1} />
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </div>
  );
}
