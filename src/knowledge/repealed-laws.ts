import type { Span } from '../text/types.ts';
import type { LawSuccessor } from './law-intervals.ts';
import type { Article } from './types.ts';

/** That a law ended, and what is in force in its place. */
export type Repealed = {
  /** Full title. */
  readonly law: string;
  /** ISO day from which it is no longer in force. */
  readonly on: string;
  /** What took its place, in its marks: `《中华人民共和国民法典》`. */
  readonly instead: string;
};

/** A place that names a law that ended, with the article named with it (empty: none). */
export type RepealedMention = Span & Repealed & { readonly article: string };

/** Laws that gave way to others as a whole. */
export type RepealedLaws = {
  /** Places in a text that name a law that had ended by its ISO day, left to right. */
  readonly in: (text: string, dayOf: (law: string) => string) => RepealedMention[];
  /** The end of the law of a title, with or without 中华人民共和国; `instead` is that of the day. */
  readonly titled: (title: string, day: string) => Repealed | null;
};

const NPC = '中华人民共和国';
const bareOf = (law: string): string => law.replace(/^中华人民共和国/u, '');

/** A title in its marks, as it should be written. */
export const inMarks = (law: string): string => `《${law.replace(/《/gu, '〈').replace(/》/gu, '〉')}》`;

/** What a name is not that of a law behind: 劳动合同法, 保险合同, the rules of a place (北京市信访条例). */
const NOT_BEHIND = '劳动集体保险租赁典市省区县州盟旗〈';
/** What follows where the last character of a name begins another word (合同法律, 合同法定), or another title. */
const OTHER_WORD = /[律定院人官治庭学]/u;
const OTHER_TITLE = /(?:暂行)?实施(?:细则|办法|条例)|暂行/uy;
const ARTICLE = /第?[一二三四五六七八九十百\d]+条/uy;

/**
 * Reads names of ended laws. `links` say which text took the place of which; a law that `articles` have a version of in
 * force has not ended, whatever a link says, and a longer title of theirs (劳动合同法) is not the law it holds.
 */
export function createRepealedLaws(
  links: readonly LawSuccessor[],
  articles: readonly Article[],
): RepealedLaws {
  const byLaw = new Map<string, LawSuccessor[]>();
  for (const link of links) {
    const held = byLaw.get(link.law);
    if (held) held.push(link);
    else byLaw.set(link.law, [link]);
  }
  const versions = new Map<string, { readonly from: string; readonly to: string | null }[]>();
  const titles = new Set<string>();
  for (const { law, effectiveFrom: from, effectiveTo: to } of articles) {
    titles.add(bareOf(law));
    if (!byLaw.has(law)) continue;
    const held = versions.get(law) ?? [];
    if (!held.some((one) => one.from === from && one.to === to)) held.push({ from, to });
    versions.set(law, held);
  }
  const inForce = (law: string, day: string): boolean =>
    (versions.get(law) ?? []).some(({ from, to }) => from <= day && (to === null || day < to));

  /** What is in force in the place of a law on a day: what took the place of its successors, where these ended too. */
  function insteadOf(law: string, day: string, before: readonly string[] = []): string[] {
    const next = (byLaw.get(law) ?? []).filter(({ on }) => on <= day).map(({ successor }) => successor);
    return next.flatMap((successor) => {
      const path = [...before, law];
      const further = path.includes(successor) ? [] : insteadOf(successor, day, path);
      return further.length > 0 ? further : [successor];
    });
  }

  function endOf(law: string, day: string): Repealed | null {
    const days = (byLaw.get(law) ?? []).map(({ on }) => on).sort();
    const on = days.findLast((one) => one <= day) ?? days[0];
    if (on === undefined || inForce(law, day)) return null;
    const instead = [...new Set(insteadOf(law, day > on ? day : on))].map(inMarks).join('、');
    return { law, on, instead };
  }

  const names = [...byLaw.keys()]
    .map((law) => {
      const name = bareOf(law);
      const longer = [...titles].flatMap((title) => {
        const at = title.indexOf(name);
        return at < 0 || title === name ? [] : [{ title, at }];
      });
      return { law, name, longer };
    })
    // The longer ones first.
    .sort((a, b) => b.name.length - a.name.length);
  const lawOf = new Map(names.map(({ name, law }) => [name, law]));

  return {
    in: (text, dayOf) => {
      const found: RepealedMention[] = [];
      /** Characters that belong to a name: of two at one place the longer one is meant. */
      const taken = new Set<number>();
      for (const { law, name, longer } of names) {
        for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
          const place = placeOf(text, at, at + name.length);
          if (place === null || taken.has(at)) continue;
          if (longer.some((one) => text.startsWith(one.title, at - one.at))) continue;
          for (let i = at; i < at + name.length; i++) taken.add(i);
          const day = dayOf(law);
          const ended = endOf(law, day);
          if (ended !== null && ended.on <= day) found.push({ ...place, ...ended });
        }
      }
      return found.sort((a, b) => a.start - b.start);
    },
    titled: (title, day) => {
      const law = lawOf.get(bareOf(title));
      return law === undefined ? null : endOf(law, day);
    },
  };
}

/** The whole of a name in a text: its marks, what stands before it, and the article behind. Null: it is another word. */
function placeOf(text: string, from: number, to: number): (Span & { readonly article: string }) | null {
  const isWhole = text.startsWith(NPC, from - NPC.length);
  let start = isWhole ? from - NPC.length : from;
  const before = text[start - 1] ?? '';
  if (before === '《') start--;
  else if (before !== '' && (before === '〈' || (!isWhole && NOT_BEHIND.includes(before)))) return null;
  let end = to;
  OTHER_TITLE.lastIndex = end;
  if (text[end] === '》') end++;
  else if (OTHER_WORD.test(text[end] ?? '') || OTHER_TITLE.test(text)) return null;
  ARTICLE.lastIndex = end;
  const article = ARTICLE.exec(text)?.[0] ?? '';
  return { start, end: end + article.length, article };
}
