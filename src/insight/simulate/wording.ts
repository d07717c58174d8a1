import type { Entity, EntityKind, SaleChannel, Form } from '../../text/types.ts';
import type { Random } from '../../kernel/random.ts';
import { between, pick } from '../../kernel/chance.ts';
import type { InventedNames, WrittenOrder } from './types.ts';

type SlotKind = 'place' | 'subject' | 'amount' | 'date' | 'surname' | 'phone';
type Part = string | { readonly kind: SlotKind; readonly raw: string };

/** A written order with what is to be put in anew. */
export type Template = {
  readonly type: string;
  readonly form: Form;
  readonly demandKind: string;
  readonly urgency: string;
  readonly saleChannel: SaleChannel;
  readonly parts: readonly Part[];
};

/** What goes into a text. */
export type Filling = {
  readonly at: number;
  readonly street: string | null;
  readonly place: string | null;
  readonly shop: { readonly name: string; readonly kind: string } | null;
  readonly surname: string;
  readonly other: (random: Random) => string;
};

export type Composed = { readonly text: string; readonly entities: readonly Entity[] };

const TRADE =
  '店|馆|超市|公司|专柜|中心|餐厅|学校|机构|物业|酒店|公寓|俱乐部|会所|商行|工作室|影楼|影院|诊所|门诊|药房|网店|平台|游泳|健身|美容|瑜伽';
const GENERAL = new RegExp(
  `(?<subject>[“"「『][^”"」』\\s，。；：、！？]{2,8}[”"」』])(?=[^，。；\\s]{0,6}(?:${TRADE}))|(?<phone>1\\d{10})|(?<amount>\\d+(?:\\.\\d+)?)(?=元)|(?<date>\\d{1,2}月\\d{1,2}[日号])|(?<surname>[\u4e00-\u9fa5])(?=先生|女士|大爷|阿姨)`,
  'gu',
);
/** What belongs to a place that is taken out. */
const REST =
  /^(?:街道办事处|街道办|街道|社区|小区|[东南西北中]?(?:路口|里|街|侧)?(?:[甲乙丙]?\d+号(?:楼|院)?)?(?:\d+单元)?)/u;
/** Places elsewhere; such an order is told of no street of this town. */
const ELSEWHERE = /[\u4e00-\u9fa5](?:镇|县|乡|州市|村)/u;

/**
 * The written orders as templates, by type; those that tell of a place elsewhere are left out, except where a type has
 * nothing else.
 */
export function templatesOf(
  written: readonly WrittenOrder[],
  realPlaces: readonly string[],
  surnames: readonly string[],
): ReadonlyMap<string, readonly Template[]> {
  const places = new Map<string, string[]>();
  for (const name of realPlaces)
    if (name.length >= 2) places.set(name[0] as string, [...(places.get(name[0] as string) ?? []), name]);
  for (const list of places.values()) list.sort((a, b) => b.length - a.length);
  const known = new Set(surnames);
  const here = new Map<string, Template[]>();
  const elsewhere = new Map<string, Template[]>();
  for (const order of written) {
    const { type, form, demandKind, urgency, saleChannel } = order;
    const list = ELSEWHERE.test(order.text) ? elsewhere : here;
    const parts = partsOf(order, places, known);
    list.set(type, [...(list.get(type) ?? []), { type, form, demandKind, urgency, saleChannel, parts }]);
  }
  for (const [type, list] of elsewhere) if (!here.has(type)) here.set(type, list);
  return here;
}

function partsOf(
  { text, subject, place }: WrittenOrder,
  places: ReadonlyMap<string, readonly string[]>,
  surnames: ReadonlySet<string>,
): Part[] {
  let parts: Part[] = [text];
  if (subject !== null) parts = cut(parts, literal(subject, 'subject'));
  if (place !== null) parts = cut(parts, literal(place, 'place'));
  parts = cut(parts, (one) => placesIn(one, places));
  return cut(parts, (one) => generalIn(one, surnames));
}

type Hit = { readonly from: number; readonly to: number; readonly kind: SlotKind };

function cut(parts: readonly Part[], find: (text: string) => readonly Hit[]): Part[] {
  return parts.flatMap((part): Part[] => {
    if (typeof part !== 'string') return [part];
    const made: Part[] = [];
    let end = 0;
    for (const { from, to, kind } of find(part)) {
      if (from < end) continue;
      if (from > end) made.push(part.slice(end, from));
      made.push({ kind, raw: part.slice(from, to) });
      end = to;
    }
    if (end < part.length) made.push(part.slice(end));
    return made;
  });
}

const literal =
  (words: string, kind: SlotKind) =>
  (text: string): Hit[] => {
    const hits: Hit[] = [];
    for (let from = text.indexOf(words); from >= 0; from = text.indexOf(words, from + words.length))
      hits.push({ from, to: from + words.length, kind });
    return hits;
  };

function placesIn(text: string, places: ReadonlyMap<string, readonly string[]>): Hit[] {
  const hits: Hit[] = [];
  for (let from = 0; from < text.length; from++) {
    const name = places.get(text[from] as string)?.find((one) => text.startsWith(one, from));
    if (name === undefined) continue;
    const rest = REST.exec(text.slice(from + name.length))?.[0].length ?? 0;
    const to = from + name.length + rest;
    hits.push({ from, to, kind: 'place' });
    from = to - 1;
  }
  return hits;
}

function generalIn(text: string, surnames: ReadonlySet<string>): Hit[] {
  return [...text.matchAll(GENERAL)].flatMap(({ index, 0: found, groups = {} }): Hit[] => {
    const kind = (Object.keys(groups) as SlotKind[]).find((one) => groups[one] !== undefined);
    if (kind === undefined || (kind === 'surname' && !surnames.has(found))) return [];
    return [{ from: index, to: index + found.length, kind }];
  });
}

/** A text of its own: what is written is kept, what tells where, who, when and how much is put in anew. */
export function compose(template: Template, filling: Filling, random: Random): Composed {
  const writer = createWriter();
  const { place, street, shop } = filling;
  const scale = 0.6 + random() * 1.1;
  const back = between(random, 1, 5);
  let named = false;
  let sold = false;
  const names = new Map<string, string>();
  for (const part of template.parts) {
    if (typeof part === 'string') writer.put(part);
    else if (part.kind === 'place') {
      const known = names.get(part.raw);
      const name: string = known ?? (named || place === null ? filling.other(random) : place);
      names.set(part.raw, name);
      if (place !== null && !named && street !== null) writer.put(`${street}街道`);
      named ||= name === place;
      writer.put(name, 'place');
    } else if (part.kind === 'subject') {
      if (shop === null) writer.put(part.raw);
      else putShop(writer, shop, part.raw);
      sold ||= shop !== null;
    } else if (part.kind === 'amount') {
      const value = scaled(Number(part.raw), scale, random);
      writer.put(String(value), 'amount', value);
    } else if (part.kind === 'date') writer.put(dayBefore(filling.at, back, part.raw.endsWith('号')));
    else if (part.kind === 'surname') writer.put(filling.surname);
    else writer.put(phoneOf(random));
  }
  if (place !== null && !named) putPlace(writer, template.form, street, place);
  if (shop !== null && !sold) {
    writer.put(template.form === 'transcript' ? '\n坐席：商家叫什么？\n市民：叫' : '被反映的商家是');
    putShop(writer, shop, '“”');
    writer.put('。');
  }
  return writer.done();
}

function putPlace(writer: Writer, form: Form, street: string | null, place: string): void {
  const where = street === null ? '' : `${street}街道`;
  if (form === 'transcript') writer.put(`\n坐席：请说一下具体地点。\n市民：${where}`);
  else writer.put(form === 'summary' ? `地点：${where}` : `\n地址：${where}`);
  writer.put(place, 'place');
  writer.put('。');
}

function putShop(writer: Writer, shop: { readonly name: string }, raw: string): void {
  const quoted = /^[“"「『]/u.test(raw);
  if (quoted) writer.put('“');
  writer.put(shop.name, 'subject');
  if (quoted) writer.put('”');
}

type Writer = ReturnType<typeof createWriter>;

/** Puts a text together and remembers where its names are. */
export function createWriter() {
  let text = '';
  const entities: Entity[] = [];
  return {
    put: (piece: string, kind?: EntityKind, value?: number): void => {
      const start = text.length;
      text += piece;
      if (kind !== undefined && piece !== '')
        entities.push({
          start,
          end: text.length,
          kind,
          text: piece,
          ...(value === undefined ? {} : { value }),
        });
    },
    done: (): Composed => ({ text, entities }),
  };
}

/** About as much, with as many zeros at its end. */
function scaled(value: number, scale: number, random: Random): number {
  if (value === 0) return 0;
  const wanted = Math.max(1, value * scale * (0.95 + random() * 0.1));
  const whole = String(Math.trunc(value));
  const zeros = 10 ** (/0*$/.exec(whole)?.[0].length ?? 0);
  return Math.max(1, Math.round(wanted / zeros) * zeros);
}

const DAY = 86_400_000;

/** `11月3日`, so many days before a moment. */
export function dayBefore(at: number, days: number, spoken = false): string {
  const date = new Date(at + 8 * 3_600_000 - days * DAY);
  return `${date.getUTCMonth() + 1}月${date.getUTCDate()}${spoken ? '号' : '日'}`;
}

/** Eleven digits that no mobile telephone has: none begins with 100. */
export const phoneOf = (random: Random): string =>
  `100${String(Math.floor(random() * 1e8)).padStart(8, '0')}`;

/** Sentences of the written orders of each type that name no place, person or amount: what else somebody might say. */
export function sentencesOf(
  templates: ReadonlyMap<string, readonly Template[]>,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [type, list] of templates) {
    const sentences = list.flatMap(({ parts }) =>
      parts.flatMap((part) => (typeof part === 'string' ? part.split(/(?<=[。！？\n])/u).slice(1, -1) : [])),
    );
    found.set(
      type,
      sentences.map((one) => one.trim()).filter((one) => /^[^：:“”\n]{8,40}[。！？]$/u.test(one)),
    );
  }
  return found;
}

/** What a caller of something that many call about says. */
export function eventText(
  says: string,
  events: {
    readonly openers: readonly string[];
    readonly own: readonly string[];
    readonly asks: readonly string[];
  },
  filling: Filling & { readonly days: number; readonly sentences: readonly string[] },
  random: Random,
): Composed {
  const writer = createWriter();
  const { place, street, shop, days, sentences } = filling;
  writer.put(pick(random, events.openers));
  for (const piece of says.split(/(\{\w+\})/u)) {
    if (piece === '{place}') {
      if (random() < 0.7 && street !== null) writer.put(`${street}街道`);
      writer.put(place ?? '', 'place');
    } else if (piece === '{shop}') {
      if (random() < 0.4 && street !== null) writer.put(`${street}街道的`);
      writer.put('“');
      writer.put(shop?.name ?? '', 'subject');
      writer.put(`”${shop?.kind ?? ''}`);
    } else if (piece === '{days}') writer.put(String(Math.max(2, days)));
    else if (piece === '{time}') writer.put(timeWords(filling.at, random));
    else writer.put(piece);
  }
  writer.put('。');
  if (sentences.length > 0 && random() < 0.65) writer.put(pick(random, sentences));
  writer.put(`${pick(random, events.own)}，`);
  if (random() < 0.5) writer.put(`我住${between(random, 1, 6)}单元${between(random, 1, 24)}层，`);
  writer.put(pick(random, events.asks));
  return writer.done();
}

const PARTS_OF_DAY = ['早上', '上午', '中午', '下午', '傍晚', '晚上', '半夜'];

function timeWords(at: number, random: Random): string {
  const day = pick(random, ['昨天', '前天', '今天', dayBefore(at, 1)]);
  return `${day}${pick(random, PARTS_OF_DAY)}`;
}

/** The same matter in fewer words: some of the clauses, with a beginning of its own. */
export function retold(text: string, opener: string, random: Random): string {
  const said = text
    .replace(/坐席[:：][^\n]*\n?/gu, '')
    .replace(/市民[:：]/gu, '')
    .split(/(?<=[。！？；\n])/u)
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const kept = said.filter(() => random() < 0.75);
  return `${opener}${(kept.length === 0 ? said : kept).join('')}`;
}

export const callerName = (names: InventedNames, surname: string, random: Random): string =>
  random() < 0.8 ? `${surname}${random() < 0.5 ? '先生' : '女士'}` : surname + pick(random, names.given);
