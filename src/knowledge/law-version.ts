import {
  DATE_CORRECTIONS,
  END_CORRECTIONS,
  GLUED_HEADINGS,
  MORE_DATE_CORRECTIONS,
  MORE_GLUED_HEADINGS,
} from './law-corrections.ts';
import { commencement } from './law-dates.ts';
import { numberFaults } from './law-faults.ts';
import { parseNumeral } from './numerals.ts';

export const LAW_STATUSES = ['in_force', 'repealed', 'superseded', 'not_yet'] as const;
export type LawStatus = (typeof LAW_STATUSES)[number];

export type VersionArticle = {
  /** `第二十五条`, `第十条之一`; unique within its version. */
  readonly label: string;
  readonly number: number;
  /** Headings above it, joined by ` / `; null where there are none. */
  readonly path: string | null;
  readonly text: string;
  /** ISO day, exclusive, where the article ended before its version. */
  readonly endsOn: string | null;
};

/** One instrument as it stood from one day on, as a source tells it. Days are ISO days. */
export type LawVersion = {
  /** Full title. */
  readonly law: string;
  readonly short: string;
  readonly level: string | null;
  readonly category: string | null;
  readonly issuer: string | null;
  readonly publishedOn: string | null;
  /** Null where nobody says: kept, and not cited. */
  readonly effectiveFrom: string | null;
  /** Where `effectiveFrom` comes from. */
  readonly effectiveSource: string | null;
  /** The day, exclusive, that the source gives for its end. */
  readonly statedTo: string | null;
  readonly status: LawStatus;
  readonly source: string | null;
  readonly articles: readonly VersionArticle[];
};

/** What tells one version of an instrument from another; versions without a day go by their publication. */
export function editionOf(version: Pick<LawVersion, 'effectiveFrom' | 'publishedOn'>): string {
  return version.effectiveFrom ?? `?${version.publishedOn ?? ''}`;
}

/** What was changed or found on the way in, in Chinese. */
export type LawNote = { readonly law: string; readonly text: string };

const NPC = '中华人民共和国';

/** The title as it is said: without the state's name, inside quotation marks as well. */
export function shortTitle(law: string): string {
  return law.replace(new RegExp(`^${NPC}`, 'u'), '').replaceAll(`《${NPC}`, '《') || law;
}

/** Orders articles by number, 之一 after its main article; equal numbers stay as they came. */
export function inOrder(articles: readonly VersionArticle[]): VersionArticle[] {
  const keyed = articles.map((article, index) => ({ article, index, sub: subOf(article.label) }));
  keyed.sort((a, b) => a.article.number - b.article.number || a.sub - b.sub || a.index - b.index);
  return keyed.map(({ article }) => article);
}

export function subOf(label: string): number {
  return parseNumeral(/条之(.+)$/u.exec(label)?.[1] ?? '') ?? 0;
}

/** The number in a label: 第二十五条 is 25, 三 is 3; null where it has none. */
export function numberOf(label: string): number | null {
  return parseNumeral(/^第(.+?)条/u.exec(label)?.[1] ?? label);
}

/** Numbers that are missing, doubled or in disorder, as notes. */
export function numberNotes(version: Pick<LawVersion, 'law' | 'articles'>): LawNote[] {
  const rows = version.articles.map(({ label, number }) => ({ label, number, sub: subOf(label), line: 0 }));
  const missing: string[] = [];
  for (const fault of numberFaults(rows)) {
    if (fault.code !== 'missing_number') continue;
    missing.push(fault.from === fault.to ? `第 ${fault.from} 条` : `第 ${fault.from} 至 ${fault.to} 条`);
  }
  if (missing.length === 0) return [];
  const shown = missing.slice(0, 5).join('、') + (missing.length > 5 ? ` 等 ${missing.length} 处` : '');
  return [{ law: version.law, text: `条号不连续，缺${shown}` }];
}

/** The first day of a text amended later is not the day of the amended text. */
const FIRST_DAY = 'last_article(original)';

/**
 * Puts right what the sources are known to get wrong (law-corrections.ts), orders the articles and finds the day a
 * text takes effect where the source does not say, from its own words. Doing it twice changes nothing more.
 */
export function correctVersion(given: LawVersion): {
  readonly version: LawVersion;
  readonly notes: readonly LawNote[];
} {
  const notes: LawNote[] = [];
  const note = (text: string): void => void notes.push({ law: given.law, text });
  const glued = [...GLUED_HEADINGS, ...MORE_GLUED_HEADINGS].filter(({ law }) => law === given.law);
  const ends = END_CORRECTIONS.filter(({ law, article }) => law === given.law && article !== null);
  const ordered = inOrder(given.articles);
  const articles = ordered.map((article): VersionArticle => {
    let { text, endsOn } = article;
    for (const { articleNo, tail } of glued)
      if (articleNo === article.number && text.endsWith(tail)) text = text.slice(0, -tail.length);
    for (const { article: label, to } of ends)
      if (label === article.label && (endsOn === null || to < endsOn)) endsOn = to;
    return text === article.text && endsOn === article.endsOn ? article : { ...article, text, endsOn };
  });
  const cut = articles.filter((article, i) => article.text !== ordered[i]?.text).length;
  if (cut > 0) note(`${cut} 条末尾粘连的标题已去掉`);
  const dated = datedVersion(given, articles.at(-1)?.text ?? '');
  if (dated.why !== null) note(dated.why);
  let { statedTo } = given;
  if (statedTo !== null && dated.from !== null && statedTo <= dated.from) {
    note(`失效日期 ${statedTo} 不晚于施行日期 ${dated.from}，不予采用`);
    statedTo = null;
  }
  const version = {
    ...given,
    effectiveFrom: dated.from,
    effectiveSource: dated.source,
    statedTo,
    articles,
  };
  return { version, notes };
}

type Dated = { readonly from: string | null; readonly source: string | null; readonly why: string | null };

function datedVersion(given: LawVersion, lastArticle: string): Dated {
  const { effectiveFrom: from, effectiveSource: source, publishedOn } = given;
  const corrected = [...DATE_CORRECTIONS, ...MORE_DATE_CORRECTIONS].find(
    ({ law, carried }) => law === given.law && carried === from,
  );
  if (corrected) {
    const why = corrected.from === from ? null : `施行日期改为 ${corrected.from}：${corrected.reason}`;
    return { from: corrected.from, source: 'corrected', why };
  }
  if (from !== null && source === FIRST_DAY && publishedOn !== null && publishedOn > from) {
    const why = `${from} 是首次施行日，文本为其后修改的文本，按修改公布日 ${publishedOn}`;
    return { from: publishedOn, source: 'amendment_published', why };
  }
  if (from !== null) return { from, source, why: null };
  const said = commencement(lastArticle);
  const day = said.kind === 'day' ? said.day : said.kind === 'publication' ? publishedOn : null;
  if (day === null) return { from: null, source: null, why: '没有施行日期，只存不引' };
  // A text published after the day it names is an amended one.
  const amended = publishedOn !== null && publishedOn > day;
  return {
    from: amended ? publishedOn : day,
    source: amended ? 'amendment_published' : 'last_article',
    why: `施行日期 ${amended ? publishedOn : day} 取自${amended ? '修改公布日' : '末条'}`,
  };
}
