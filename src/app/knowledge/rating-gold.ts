import { createHash } from 'node:crypto';
import type { Verdict } from '../../knowledge/types.ts';
import type { StoredRating } from '../../store/ratings.ts';

type Cited = { readonly law: string; readonly article: string };

/**
 * A question that was rated, as `bench/knowledge-questions.ts` reads it. Where people found the answer useful, `gold`
 * holds the articles they agreed with; where they found it wrong, `gold` is empty and `wrong` says what must not be
 * said again.
 */
export type GoldLine = {
  readonly id: string;
  readonly query: string;
  readonly eventDate: string;
  readonly types: readonly string[];
  readonly gold: readonly Cited[];
  readonly verdict: Verdict | null;
  readonly rule: string;
  readonly note: string;
  readonly wrong?: { readonly citations: readonly Cited[]; readonly verdict: Verdict | null };
};

/** What most of those who said anything think; null where as many think otherwise. */
function opinion(rows: readonly StoredRating[]): 'good' | 'bad' | null {
  const good = rows.filter(({ rating }) => rating === 'useful').length;
  const bad = rows.length - good;
  return good === bad ? null : good > bad ? 'good' : 'bad';
}

const citedOf = (key: string): Cited => {
  const at = key.lastIndexOf('|');
  return { law: key.slice(0, at), article: key.slice(at + 1) };
};

/**
 * Lines of gold out of ratings that count, a question and day each, sorted by question. An article counts as right
 * where most called it useful; where nobody rated it, the first article shown stands or falls with the answer. Questions
 * on which opinions are split, or of which neither articles nor a verdict are settled, are left out.
 */
export function goldLines(rows: readonly StoredRating[]): GoldLine[] {
  const questions = new Map<string, StoredRating[]>();
  for (const row of rows) {
    if (row.question === null) continue;
    const key = JSON.stringify([row.question, row.day]);
    const held = questions.get(key);
    if (held) held.push(row);
    else questions.set(key, [row]);
  }
  return [...questions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, all]) => {
      const line = lineOf(key, all);
      return line === null ? [] : [line];
    });
}

function lineOf(key: string, all: readonly StoredRating[]): GoldLine | null {
  // What was shown changes with the knowledge: what was said of the newest answer is what counts.
  const newest = all.reduce((last, row) => (row.madeAt > last.madeAt ? row : last)).knowledge;
  const rows = all.filter(({ knowledge }) => knowledge === newest);
  const { question, day } = rows[0] as StoredRating;
  const answers = rows.filter(({ kind }) => kind === 'answer');
  const whole = opinion(answers);
  const byArticle = new Map<string, StoredRating[]>();
  for (const row of rows) {
    if (row.kind === 'citation') byArticle.set(row.reference, [...(byArticle.get(row.reference) ?? []), row]);
  }
  const first = answers[0]?.citations[0];
  const judged = new Map([...byArticle].map(([article, said]) => [article, opinion(said)]));
  if (first !== undefined && whole !== null && !judged.has(first)) judged.set(first, whole);
  const of = (wanted: 'good' | 'bad'): Cited[] =>
    [...judged].flatMap(([article, said]) => (said === wanted ? [citedOf(article)] : []));
  const verdicts = rows.filter(({ kind }) => kind === 'verdict');
  const top = verdicts.filter(({ rank }) => rank === 1);
  const said = opinion(top) ?? (top.length === 0 ? whole : null);
  const verdict = top[0]?.verdict ?? answers[0]?.verdict ?? null;
  const reasons = [...new Set(rows.flatMap(({ reason }) => reason ?? []))].sort().join(' ');
  const base = {
    id: `r-${createHash('sha256').update(key).digest('hex').slice(0, 10)}`,
    query: question ?? '',
    eventDate: day,
    types: [],
    rule: top[0]?.reference ?? answers[0]?.reference ?? '',
    note: `评价 ${rows.length}${reasons === '' ? '' : ` ${reasons}`}`,
  };
  const gold = of('good');
  if (gold.length > 0 && said === 'good' && verdict !== null) return { ...base, gold, verdict };
  const citations = of('bad');
  const wrongVerdict = said === 'bad' ? verdict : null;
  if (citations.length === 0 && wrongVerdict === null) return null;
  return { ...base, gold: [], verdict: null, wrong: { citations, verdict: wrongVerdict } };
}
