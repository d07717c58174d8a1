import { findIdentifiers } from './identifiers.ts';
import { findPeople } from './people.ts';
import type { Entity, Span } from './types.ts';

/** By what a caller could be told from a text: as given with the order, and as its own words say. */
export type CallerMarks = {
  readonly names: readonly string[];
  /** Digits (and the X of an identity card) of telephones, cards and identity cards. */
  readonly numbers: readonly string[];
  /** Doors of where they live, and other words of theirs: mail addresses, accounts. */
  readonly others: readonly string[];
};

/** A stretch of a text that tells who called, and what of them. */
export type Exposure = Span & { readonly what: '姓名' | '电话' | '证件号' | '地址' | '信息' };

const DOOR =
  /\d{1,5}(?:号院|号楼|栋|幢|单元|号)[^，。；\s]{0,8}?\d{2,5}(?:室|号)?|\d{1,3}号楼\d{0,2}(?:单元)?\d{3,4}/gu;
const LIVES = /(?:家住|居住在?|住址(?:是|为|[：:])?|住在?)([^，。；\n]{2,40})/gu;

/** What tells who called this order. Places of the matter itself are none: the shop may well be named. */
export function marksOf(
  order: {
    readonly text: string;
    readonly caller?: {
      readonly name?: string;
      readonly phone?: string;
      readonly email?: string;
      readonly account?: string;
      readonly device?: string;
    };
  },
  entities: readonly Entity[],
): CallerMarks {
  const { name, phone, email, account, device } = order.caller ?? {};
  const said = (kinds: readonly string[]): Entity[] => entities.filter(({ kind }) => kinds.includes(kind));
  const homes = [...order.text.matchAll(LIVES)].flatMap((match) => {
    const words = match[1] ?? '';
    return [...words.matchAll(DOOR)].map(([door]) => door.replace(/(?:室|号)$/u, ''));
  });
  return {
    names: distinct([name ?? '', ...said(['caller']).map(({ text }) => text), ...ownNames(order.text)], 2),
    numbers: distinct(
      [
        digitsOf(phone ?? ''),
        ...said(['phone', 'idNumber', 'bankCard']).map(({ value, text }) => digitsOf(String(value ?? text))),
        ...findIdentifiers(order.text).flatMap(({ kind, value }) =>
          kind === 'plate' ? [] : [digitsOf(value)],
        ),
      ],
      7,
    ),
    others: distinct([email ?? '', account ?? '', device ?? '', ...homes], 3),
  };
}

/** Names that a text gives as the caller's own. */
const ownNames = (text: string): string[] =>
  findPeople(text, []).flatMap(({ start, end, role }) => (role === 'caller' ? [text.slice(start, end)] : []));

const distinct = (words: readonly string[], least: number): string[] => [
  ...new Set(words.map((word) => word.trim()).filter((word) => word.length >= least)),
];
const digitsOf = (number: string): string =>
  number
    .normalize('NFKC')
    .replace(/[^\dXx]/g, '')
    .toUpperCase();

/** Before a name: whose it is said to be. */
const ROLE =
  /(?:投诉人|举报人|来电人|诉求人|市民|消费者|顾客|业主|反映人|居民|客户)(?:为|是|系|：|:)?[（(]?$/u;
/** Before a number: that it is somebody's own. */
const PRIVATE =
  /(?:您的|市民|来电人|投诉人|举报人|诉求人|当事人|业主|住户|其本人|顾客|消费者)[^，。；\n]{0,14}$/u;
const HOME = /(?:住|居住|家住|住址|地址|投诉人|诉求人|来电人|市民)[^。；\n]{0,24}$/u;

/**
 * What of a text for the party complained about, or for everybody, tells who called: marks of this caller however they
 * are written, and names, numbers and doors that are said to be a caller's. From left to right, none overlapping.
 */
export function exposuresIn(text: string, marks: CallerMarks): Exposure[] {
  const found: Exposure[] = [];
  const add = (start: number, end: number, what: Exposure['what']): void => {
    if (!found.some((other) => start < other.end && other.start < end)) found.push({ start, end, what });
  };
  for (const name of marks.names) for (const { start, end } of placesOf(text, name)) add(start, end, '姓名');
  for (const number of marks.numbers)
    for (const { start, end } of numbersIn(text, number))
      add(start, end, number.length > 12 ? '证件号' : '电话');
  for (const other of marks.others)
    for (const { start, end } of placesOf(text, other)) add(start, end, '信息');
  for (const { kind, start, end } of findIdentifiers(text))
    if (kind === 'phone' && PRIVATE.test(text.slice(Math.max(0, start - 20), start))) add(start, end, '电话');
  for (const { start, end, role } of findPeople(text, []))
    if (role === 'caller' || ROLE.test(text.slice(Math.max(0, start - 6), start))) add(start, end, '姓名');
  for (const match of text.matchAll(DOOR))
    if (HOME.test(text.slice(Math.max(0, match.index - 28), match.index)))
      add(match.index, match.index + match[0].length, '地址');
  return found.sort((a, b) => a.start - b.start);
}

function placesOf(text: string, words: string): Span[] {
  const places: Span[] = [];
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length))
    places.push({ start: at, end: at + words.length });
  return places;
}

/** A number with blanks, hyphens or full-width digits in it, wherever no other digit stands beside it. */
function numbersIn(text: string, number: string): Span[] {
  // Full-width digits are one unit each, as the plain ones are.
  const plain = text.replace(/[\uff10-\uff19]/g, (digit) =>
    String.fromCharCode(digit.charCodeAt(0) - 0xfee0),
  );
  const pattern = new RegExp(`(?<!\\d)${[...number].join('[\\s-]?')}(?!\\d)`, 'giu');
  return [...plain.matchAll(pattern)].map(({ index, 0: whole }) => ({
    start: index,
    end: index + whole.length,
  }));
}
