import { phoneDigits } from '../kernel/phone.ts';
import { cleanText, spanToSource } from './clean.ts';
import { findIdentifiers } from './identifiers.ts';
import type { Identifier } from './identifiers.ts';
import { findPeople, surnameOf } from './people.ts';
import { parseTurns } from './transcript.ts';
import type { Caller, Entity, Span } from './types.ts';

/** What of a caller something tells. */
type What = '姓名' | '电话' | '证件号' | '卡号' | '车牌' | '地址' | '信息';

/** Something by which a caller could be told: as given with the order, or as its own words say. */
export type CallerMark = { readonly what: What; readonly words: string };

/** A stretch of a text that tells who called, and what of them. */
export type Exposure = Span & { readonly what: What };

const WHAT: Readonly<Record<Identifier['kind'], What>> = {
  phone: '电话',
  idNumber: '证件号',
  bankCard: '卡号',
  plate: '车牌',
};
/** Fewer characters than these stand in any text by chance. */
const LEAST: Readonly<Record<What, number>> = {
  姓名: 2,
  电话: 7,
  证件号: 15,
  卡号: 15,
  车牌: 7,
  地址: 3,
  信息: 3,
};

const DOOR =
  /\d{1,5}(?:号院|号楼|栋|幢|单元|号)[^，。；\s]{0,8}?\d{2,5}(?:室|号)?|\d{1,3}号楼\d{0,2}(?:单元)?\d{3,4}/gu;
const LIVES = /(?:家住|居住在?|住址(?:是|为|[：:])?|住在?)([^，。；\n]{2,40})/gu;
/** A long number said to be a card's, also where a slip of the tongue or of the ear broke its check digit. */
const SAID_NUMBER =
  /(身份证|证件号?|银行卡|卡号|账号|账户)[^，。；\n\d]{0,12}(\d(?:[-\s]?\d){14,18}[Xx]?)(?!\d)/gu;
/** Before a plate: that it is on the caller's own car, or said in one breath with what else tells who called. */
const OWN_PLATE =
  /(?:(?:我们?的?|本人的?|自己的?|自家的?|我家的?|车主的?|(?:投诉|举报|来电|诉求|反映)人的|市民的)[^，。；\n]{0,8}|(?:姓名|电话|手机|证号|证件|卡号|银行卡|家?住)[^。；\n]{0,40}[，、]\s*(?:车牌|车号)[号码]{0,2}[为是：:]?\s*)$/u;

/** What tells who called this order. Places and cars of the matter itself do not: the shop may well be named. */
export function marksOf(
  order: { readonly text: string; readonly caller?: Caller },
  entities: readonly Entity[],
): CallerMark[] {
  const { text } = cleanText(order.text);
  const { name = '', phone = '', email = '', account = '', device = '' } = order.caller ?? {};
  const own = findIdentifiers(text).filter(
    ({ kind, start }) => kind !== 'plate' || OWN_PLATE.test(text.slice(Math.max(0, start - 60), start)),
  );
  const homes = [...text.matchAll(LIVES)].flatMap(([, words = '']) =>
    [...words.matchAll(DOOR)].map(([door]) => door.replace(/(?:室|号)$/u, '')),
  );
  const marks = [
    marked('姓名', [
      cleanText(name).text,
      ...entities.flatMap((one) => (one.kind === 'caller' ? [one.text] : [])),
      ...findPeople(text, parseTurns(text)).flatMap(({ start, end, role }) =>
        role === 'caller' ? [text.slice(start, end)] : [],
      ),
    ]),
    marked('电话', phonesOf(phone)),
    ...own.map(({ kind, value }) => marked(WHAT[kind], kind === 'phone' ? phonesOf(value) : [value])),
    ...[...text.matchAll(SAID_NUMBER)].map(([, card = '', number = '']) =>
      marked(/证/u.test(card) ? '证件号' : '卡号', [number.replace(/[-\s]/g, '')]),
    ),
    ...entities.map(({ kind, value, text: said }) => {
      if (kind === 'phone') return marked('电话', phonesOf(String(value ?? said)));
      return kind === 'idNumber' || kind === 'bankCard'
        ? marked(WHAT[kind], [String(value ?? said).replace(/[^\dXx]/g, '')])
        : [];
    }),
    marked('信息', [email, account, device]),
    marked('地址', homes),
  ].flat();
  return [...new Map(marks.map((mark) => [`${mark.what}${mark.words}`, mark])).values()];
}

const marked = (what: What, said: readonly string[]): CallerMark[] =>
  said
    .map((words) => words.trim())
    .filter((words) => words.length >= LEAST[what] && !words.includes('*'))
    .map((words) => ({ what, words }));

/** A number whole, and of a fixed line also as it is dialled in its own town. */
function phonesOf(phone: string): string[] {
  const whole = phoneDigits(phone.normalize('NFKC').split(/转|分机|#/u)[0] ?? '') ?? '';
  const local = /^0(?:10|2\d|[3-9]\d\d)([2-8]\d{6,7})$/.exec(whole)?.[1];
  return local === undefined ? [whole] : [whole, local];
}

/** Before a name: whose it is said to be. */
const ROLE =
  /(?:投诉人|举报人|诉求人|来电人|市民|消费者|顾客|业主|反映人|居民|客户)(?:为|是|系|：|:)?[（(]?$/u;
/** Before a number: that it is somebody's own. */
const PRIVATE =
  /(?:您的|市民|来电人|投诉人|举报人|诉求人|当事人|业主|住户|其本人|顾客|消费者)[^，。；\n]{0,14}$/u;
const HOME = /(?:住|居住|家住|住址|地址|投诉人|诉求人|来电人|市民)[^。；\n]{0,24}$/u;

/**
 * What of a text for the party complained about, or for everybody, tells who called: marks of these callers however they
 * are written, and names, numbers and doors that are said to be a caller's. From left to right, none overlapping.
 */
export function exposuresIn(source: string, marks: readonly CallerMark[]): Exposure[] {
  const clean = cleanText(source);
  const { text } = clean;
  const spoken = spokenAsDigits(text);
  const found: Exposure[] = [];
  const add = (start: number, end: number, what: What): void => {
    if (!found.some((other) => start < other.end && other.start < end)) found.push({ start, end, what });
  };
  for (const { what, words } of marks) {
    const pattern = writings(what, words);
    for (const written of spoken === text ? [text] : [text, spoken])
      for (const { index, 0: whole } of written.matchAll(pattern)) add(index, index + whole.length, what);
  }
  for (const { kind, start, end } of findIdentifiers(text)) {
    const before = text.slice(Math.max(0, start - 60), start);
    if (kind === 'phone' && PRIVATE.test(before)) add(start, end, '电话');
    if (kind === 'plate' && OWN_PLATE.test(before)) add(start, end, '车牌');
  }
  for (const { start, end, role } of findPeople(text, []))
    if (role === 'caller' || ROLE.test(text.slice(Math.max(0, start - 6), start))) add(start, end, '姓名');
  for (const match of text.matchAll(DOOR))
    if (HOME.test(text.slice(Math.max(0, match.index - 28), match.index)))
      add(match.index, match.index + match[0].length, '地址');
  return found
    .sort((a, b) => a.start - b.start)
    .map(({ what, ...span }) => ({ ...spanToSource(clean, span), what }));
}

/** What may stand between two characters of a number that is written in groups. */
const GAP = '[\\s\\-–—_.·•、，,/()（）]{0,2}';
const CALLING = '(?:某{1,2}|先生|女士|小姐|太太|同志|老师|师傅|阿姨|大爷|大妈|大哥|大姐)';

/** A mark in every way in which people write it, in a text that was cleaned. */
function writings(what: What, words: string): RegExp {
  const letters = [...words].map((letter) => letter.replace(/[$()*+.?[\\\]^{|}/-]/gu, '\\$&'));
  switch (what) {
    case '姓名': {
      const surname = surnameOf(words);
      const whole = letters.join('\\s{0,2}');
      return new RegExp(surname === null ? whole : `${whole}|${surname}${CALLING}`, 'gu');
    }
    case '电话':
      return new RegExp(`(?<!\\d)(?:(?:00)?86${GAP}|0)?${letters.join(GAP)}(?!\\d)`, 'gu');
    case '证件号':
    case '卡号':
      return new RegExp(`(?<!\\d)${letters.join(GAP)}(?!\\d)`, 'giu');
    case '车牌':
      return new RegExp(letters.join(GAP), 'giu');
    case '地址': {
      // 7号楼3单元1204 is 7-3-1204 as well.
      const numbers = words.match(/\d+/g) ?? [];
      const parts = numbers.join('(?:[号楼栋幢座院单元门层室#\\s–—-]{1,4})');
      return new RegExp(numbers.length > 1 ? `(?<!\\d)${parts}(?!\\d)` : letters.join('\\s{0,2}'), 'gu');
    }
    case '信息':
      return new RegExp(letters.join(''), 'giu');
  }
}

const SPOKEN = '零〇一幺二两三四五六七八九';
const DIGITS = '0011223456789';

/** The same text, character for character, with figures read out one by one in plain digits: 一三九 is 139. */
const spokenAsDigits = (text: string): string =>
  text.replace(/[零〇一幺二两三四五六七八九]/gu, (figure) => DIGITS[SPOKEN.indexOf(figure)] ?? figure);
