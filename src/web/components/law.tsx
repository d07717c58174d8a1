import type { LegalBasis, Misquote, Verdict } from '../view.ts';
import { VerdictBadge } from './badges.tsx';
import { RateLine, type RateView } from './rate-line.tsx';
import { HandbookLink } from './handbook-link.tsx';

const ORDER: Readonly<Record<Verdict, number>> = { applies: 0, unknown: 1, does_not_apply: 2 };

/** Legal basis for an order: what applies first, then what must be asked, then what does not apply. */
export function Laws({ laws, rate = null }: { laws: readonly LegalBasis[]; rate?: RateView | null }) {
  const sorted = [...laws].sort((a, b) => ORDER[a.verdict] - ORDER[b.verdict]);
  return (
    <section aria-labelledby="law-title" class="panel">
      <div class="panel-head">
        <h2 id="law-title">法律依据</h2>
        <HandbookLink to="verdicts" what="适用、不适用、待核实" />
      </div>
      {sorted.length === 0 ? <p class="muted">没有找到直接适用的条文。</p> : null}
      <ul class="laws">
        {sorted.map((law) => (
          <li class={`law law-${law.verdict}`}>
            <p class="law-head">
              <VerdictBadge value={law.verdict} />{' '}
              <b>
                《{law.law}》{law.article}
              </b>{' '}
              <span class="muted small nowrap">{law.effectiveFrom} 起施行</span>
            </p>
            <p class="law-why">{law.why}</p>
            {law.ask === null ? null : (
              <p class="law-ask">
                <b>问：</b>
                {law.ask}
              </p>
            )}
            <blockquote>{law.quote}</blockquote>
            <RateLine rate={rate} kind="law" rank={laws.indexOf(law) + 1} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Rules the citizen relies on that do not apply, said before anything else about the law. */
export function Misquotes(props: { misquoted: readonly Misquote[]; text: string; rate?: RateView | null }) {
  const { misquoted, text, rate = null } = props;
  if (misquoted.length === 0) return null;
  return (
    <section aria-labelledby="misquote-title" class="panel panel-warn">
      <div class="panel-head">
        <h2 id="misquote-title">市民引用的规定不适用</h2>
        <HandbookLink to="misquotes" what="误引" />
      </div>
      <ul class="plain-list">
        {misquoted.map((item, i) => (
          <li>
            <p>
              原文“<b>{text.slice(item.start, item.end)}</b>”
            </p>
            <p>{item.why}</p>
            <p class="muted small">
              《{item.law}》{item.article}
            </p>
            <RateLine rate={rate} kind="misquote" rank={i + 1} />
          </li>
        ))}
      </ul>
    </section>
  );
}
