import { beijingDay } from '../kernel/clock.ts';
import { exposuresIn } from '../text/exposure.ts';
import type { CallerMark } from '../text/exposure.ts';
import { personalSpans } from '../text/redact.ts';
import type { PlaceNames } from '../text/places.ts';
import { citationFault } from './entry-faults.ts';
import type { EntryChecks, Fault } from './entry-faults.ts';
import { isDay } from './law-dates.ts';
import type { KnowledgeCitation } from './types.ts';

/** A handled order turned into something to learn from, without anything that tells who it was about. */
export type TeachingCard = {
  readonly id: string;
  readonly title: string;
  /** Four digits. */
  readonly issueType: string;
  readonly tags: readonly string[];
  /** ISO day the matter came in; the law of the card is that of this day. */
  readonly day: string;
  readonly situation: string;
  readonly request: string;
  readonly outcome: string;
  /** What was done right, and what wrong; one of them may be empty. */
  readonly right: string;
  readonly wrong: string;
  readonly citations: readonly KnowledgeCitation[];
  /** One sentence. */
  readonly lesson: string;
  /** Id of the order it was made from; shown to those alone who may read that order. */
  readonly source: string | null;
};

/** Fields of plain text, in the order in which they are read. */
export const CARD_TEXTS = ['title', 'situation', 'request', 'outcome', 'right', 'wrong', 'lesson'] as const;
export type CardText = (typeof CARD_TEXTS)[number];

export const CARD_FIELDS: Readonly<Record<CardText | 'tags', string>> = {
  title: '标题',
  situation: '情况',
  request: '诉求',
  outcome: '结果',
  right: '做对了什么',
  wrong: '做错了什么',
  lesson: '一句话的教训',
  tags: '标签',
};

/** Characters of each text at most. */
export const CARD_LIMITS: Readonly<Record<CardText, number>> = {
  title: 60,
  situation: 1500,
  request: 400,
  outcome: 1000,
  right: 800,
  wrong: 800,
  lesson: 120,
};
const MOST = { tags: 8, tag: 16, citations: 6, quote: 2000 };

export type CardChecks = Pick<EntryChecks, 'shelf' | 'today' | 'isType'>;

/** What keeps a card from being kept as a draft; a draft may have gaps, but nothing in it may be wrong. */
export function draftCardFaults(card: TeachingCard, { isType, today }: CardChecks): Fault[] {
  const faults: Fault[] = [];
  const fault = (field: string, reason: string): void => void faults.push({ field, reason });
  const text = (field: string, value: string, limit: number): void => {
    if (value.length > limit) fault(field, `最多 ${limit} 个字符，现有 ${value.length} 个`);
    else if (/[\0\p{Cs}]/u.test(value)) fault(field, '含有不能保存的字符');
  };
  for (const field of CARD_TEXTS) text(field, card[field], CARD_LIMITS[field]);
  if (card.title.trim() === '') fault('title', '不能为空');
  if (!isType(card.issueType)) fault('issueType', `没有分类 ${card.issueType.slice(0, 8)}`);
  if (!isDay(card.day)) fault('day', '须为日期，如 2026-04-15');
  else if (card.day > today) fault('day', '不能晚于今天');
  if (card.tags.length > MOST.tags) fault('tags', `最多 ${MOST.tags} 个，现有 ${card.tags.length} 个`);
  for (const tag of card.tags) text('tags', tag, MOST.tag);
  if (card.citations.length > MOST.citations) fault('citations', `最多 ${MOST.citations} 条`);
  card.citations.forEach(({ quote }, i) => text(`citations[${i}].quote`, quote, MOST.quote));
  return faults;
}

/** What keeps a card from being handed in and approved: also gaps, and law that is not quoted to the letter. */
export function cardFaults(card: TeachingCard, checks: CardChecks): Fault[] {
  const faults = draftCardFaults(card, checks);
  const needed = CARD_TEXTS.filter((field) => field !== 'title' && field !== 'right' && field !== 'wrong');
  for (const field of needed) if (card[field].trim() === '') faults.push({ field, reason: '不能为空' });
  if (card.right.trim() === '' && card.wrong.trim() === '')
    faults.push({ field: 'right', reason: '做对了什么、做错了什么至少写一项' });
  if (/[。！？!?]\s*\S/u.test(card.lesson)) faults.push({ field: 'lesson', reason: '只写一句话' });
  if (card.citations.length === 0) faults.push({ field: 'citations', reason: '至少引用一条' });
  if (!isDay(card.day)) return faults;
  const next = beijingDay(Date.parse(`${card.day}T00:00:00+08:00`) + 86_400_000);
  card.citations.forEach((cited, i) => {
    if (cited.quote.trim() === '') {
      faults.push({ field: `citations[${i}].quote`, reason: '不能为空' });
      return;
    }
    // The law of the day of the matter: a card tells what held then.
    const wrong = citationFault(cited, { validFrom: card.day, validTo: next }, checks);
    if (wrong !== null) faults.push({ field: `citations[${i}].${wrong.part}`, reason: wrong.reason });
  });
  return faults;
}

/**
 * Personal data that is left in a card, with its place. `marks`: by what the caller of the order it was made from is known.
 * Quotes of law are left out: they are checked to the letter.
 */
export function personalFaults(card: TeachingCard, names: PlaceNames, marks: readonly CallerMark[]): Fault[] {
  const texts = [
    ...CARD_TEXTS.map((field) => ({ field: field as string, text: card[field] })),
    ...card.tags.map((tag) => ({ field: 'tags', text: tag })),
  ];
  return texts.flatMap(({ field, text }) => {
    const spans = [
      ...personalSpans(text, names),
      ...exposuresIn(text, marks).map(({ what, ...span }) => ({ ...span, label: what })),
    ].sort((a, b) => a.start - b.start || b.end - a.end);
    return spans
      .filter(({ end }, i) => !spans.slice(0, i).some((before) => before.end >= end))
      .map(({ start, end, label }): Fault => {
        const begins = text.slice(start, start + 1);
        return { field, reason: `第 ${start + 1} 至 ${end} 字（“${begins}…”）是${label}，须去掉` };
      });
  });
}

/** A card as lines `字段：内容`, for showing what an edit changed. */
export function cardLines(card: TeachingCard): string[] {
  const many = (name: string, text: string): string[] =>
    text === '' ? [] : text.split('\n').map((line) => `${name}：${line}`);
  return [
    ...many(CARD_FIELDS.title, card.title),
    `问题分类：${card.issueType}`,
    `日期：${card.day}`,
    ...card.tags.map((tag) => `${CARD_FIELDS.tags}：${tag}`),
    ...(['situation', 'request', 'outcome', 'right', 'wrong'] as const).flatMap((field) =>
      many(CARD_FIELDS[field], card[field]),
    ),
    ...card.citations.map(
      ({ law, article, clause, quote }) =>
        `引用：《${law}》${article}${clause ?? ''}：${quote.replace(/\s*\n\s*/gu, ' ')}`,
    ),
    ...many(CARD_FIELDS.lesson, card.lesson),
  ];
}
