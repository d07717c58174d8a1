import { phoneDigits } from '../kernel/phone.ts';
import type { Entity } from '../text/types.ts';

/** What tells one matter from another, read from one order. */
export type MatterFacts = {
  /** UTC milliseconds. */
  readonly receivedAt: number;
  /** Digits of the caller's telephone; null where there is none or part of it is masked. */
  readonly phone: string | null;
  readonly issueType: string;
  readonly street: string | null;
  /** Names of who is complained about, proper names only. */
  readonly names: readonly string[];
  /** Of these, what stands in quotation marks and nothing says that it is a party: as likely a word as a name. */
  readonly merelyQuoted: readonly string[];
  readonly places: readonly PlaceFact[];
  /** Amounts of money in yuan. */
  readonly amounts: readonly number[];
  /** The clean text, in which the other order's names are looked for. */
  readonly text: string;
};

/** A place as far as it can be compared. */
export type PlaceFact = {
  /** What comes before the house number. */
  readonly stem: string;
  /** `31号楼`; empty where none is told. */
  readonly house: string;
  /** Narrow enough for two orders about it to be about one spot. */
  readonly exact: boolean;
};

export type Agreement = 'same' | 'near' | 'differ' | 'unknown';

/** Below this an amount is everybody's. */
const TELLING_AMOUNT = 100;
const QUOTED = /[“"「『《〈]([^”"」』》〉“「『\s，。；：、！？]{2,14})[”"」』》〉]/g;
/** Ends of a name that say what kind of business it is. */
const TRADE =
  /(?:有限)?(?:责任)?(?:股份)?(?:公司|集团|专卖店|专柜|旗舰店|连锁店|分店|门店|总店|超市|商店|商城|药店|酒店|饭店|餐厅|餐馆|酒楼|美容院|健身房|培训机构|中心|店铺?|馆|铺)$/;
/** What a party is: at the end of a name, or beside it as what it is the name of. */
const PARTY =
  '公司|集团|企业|工厂|商[家户场城店]|店[家铺]?|[专旗]柜|超市|市场|药房|诊所|医院|酒[店楼]|宾馆|民宿|餐[厅馆]|饭[店馆]|面馆|火锅|烧烤|烤肉|奶茶|咖啡|美容|美发|理发|养生|健身|瑜伽|舞蹈|影楼|摄影|影城|影院|培训|教育|学校|书院|幼儿园|托育|机构|中介|品牌|平台|网站|小程序|[Aa][Pp][Pp]|直播间|主播|账号|旅行社|俱乐部|协会|家政|搬家|装饰|装修|家具|小区|大厦|公寓|花园|嘉园|广场';
/** What a name in quotation marks is the name of stands before it (`商家“甲”`, `一家叫“甲”的`) or after it (`“甲”健身房`). */
const PARTY_BEFORE = new RegExp(`(?:${PARTY}|名[为叫]|叫做?|[一这那该此]家)(?:名?[为叫是])?[：:]?$`, 'u');
const PARTY_AFTER = new RegExp(
  `^(?:的)?[^给由向到在和与的是了被对让把找，。；：、！？\\s]{0,5}?(?:${PARTY})`,
  'u',
);
const PARTY_END = new RegExp(`(?:${PARTY}|[堂坊阁斋轩]|文化|科技|通讯|早点|厨房|书法|特约服务)$`, 'u');

/** Words that name nobody: 某商场, 一家店, 物业. */
const NOBODY =
  /[某一个家这那该此其哪它]|物业|商[家户场]|店[家主员]|老板|开发商|中介|施工|工地|邻居|房东|住户|业主|单位|学校|医院|街道|居委|社区|部门|平台|司机|骑手|经营|市民|公[司安]|银行|员工|客服|经理|隔壁|楼[上下]/;
/** Streets run on: a name ending so is a place to meet at only with a number behind it. */
const ROAD = /(?:路|街|大街|道|巷|胡同|桥|条|里|地区|街道|社区|区|市|县|镇|站)$/;
const HOUSE = /[\d一二三四五六七八九十]+(?:[-—]\d+)?(?:号楼|号院|[号栋幢座弄院])/;
/** Floors and rooms tell nothing that another caller would say too. */
const INSIDE = /(?:地下|负)?[\d一二三四五六七八九十]+(?:层|楼|单元|门|室).*$/;

/** The facts of an order. `text` is clean; entities are those of triage. */
export function matterFacts(order: {
  readonly receivedAt: number;
  readonly phone: string | null;
  readonly issueType: string;
  readonly street: string | null;
  readonly text: string;
  readonly entities: readonly Entity[];
  /** Address given beside the text. */
  readonly address: string | null;
}): MatterFacts {
  const { receivedAt, issueType, street, text, entities } = order;
  const said = (kind: Entity['kind']): string[] =>
    entities.filter((e) => e.kind === kind).map((e) => (typeof e.value === 'string' ? e.value : e.text));
  const quoted = quotedNames(text);
  const named = said('subject').flatMap((name) => properName(name) ?? []);
  const parties = new Set([...named, ...quoted.flatMap(({ name, isParty }) => (isParty ? [name] : []))]);
  const names = [...new Set([...quoted.map(({ name }) => name), ...named])];
  const places = [...(order.address === null ? [] : [order.address]), ...said('place'), ...said('community')];
  return {
    receivedAt,
    phone: wholePhone(order.phone),
    issueType,
    street,
    names,
    merelyQuoted: names.filter((name) => !parties.has(name)),
    places: distinctPlaces(places.flatMap((place) => placeFact(place) ?? [])),
    amounts: entities.flatMap((e) =>
      e.kind === 'amount' && typeof e.value === 'number' && e.value >= TELLING_AMOUNT ? [e.value] : [],
    ),
    text,
  };
}

function wholePhone(phone: string | null): string | null {
  const digits = phone === null ? null : phoneDigits(phone);
  return digits === null || digits.includes('*') || digits.length < 7 ? null : digits;
}

/** Names in quotation marks; sentences in quotation marks are not names. */
function quotedNames(text: string): { readonly name: string; readonly isParty: boolean }[] {
  return [...text.matchAll(QUOTED)].flatMap((match) => {
    const inside = match[1] as string;
    const name = properName(inside);
    if (name === null) return [];
    const before = text.slice(Math.max(0, match.index - REACH), match.index);
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + REACH);
    const isParty =
      TRADE.test(inside) || PARTY_END.test(inside) || PARTY_BEFORE.test(before) || PARTY_AFTER.test(after);
    return [{ name, isParty }];
  });
}

/** Characters looked at on each side of a quotation. */
const REACH = 12;

/** A name without marks and kind of business; null where it names nobody in particular. */
function properName(name: string): string | null {
  const bare = name.replace(/[“”"「」『』《》〈〉\s]/g, '').toLowerCase();
  const core = bare.replace(TRADE, '');
  const kept = core.length >= 2 ? core : bare;
  return kept.length < 2 || kept.length > 10 || NOBODY.test(kept) || ROAD.test(kept) ? null : kept;
}

/** A place to compare; null where it is no place in particular (a district, a province, a single road). */
function placeFact(place: string): PlaceFact | null {
  const bare = place
    .replace(/\s/g, '')
    .replace(/^北京市?/, '')
    .replace(/^[\u4e00-\u9fa5]{2,3}区(?=[\u4e00-\u9fa5]{2})/, '');
  // 西里, 三条 belong to the name: only numbers of houses part it.
  const house = HOUSE.exec(bare);
  const head = (house === null ? bare : bare.slice(0, house.index)).replace(INSIDE, '');
  const stem = head.replace(
    /(?:附近|旁边?|周边|门口|对面|楼下|院内|内|里面|[某一那][\u4e00-\u9fa5]*|[东南西北]+侧?)$/,
    '',
  );
  if (stem.length < 2) return null;
  const exact = house !== null || (stem.length >= 3 && !ROAD.test(stem));
  return { stem, house: house?.[0].replace(/[楼院]$/, '') ?? '', exact };
}

function distinctPlaces(places: readonly PlaceFact[]): PlaceFact[] {
  const seen = new Map(places.map((place) => [placeKey(place), place]));
  return [...seen.values()];
}

/** One word for a place under which orders about it can be found again. */
export function placeKey({ stem, house }: PlaceFact): string {
  return `${stem}#${house}`;
}

/**
 * Whether the same party is complained about: a name of one order stands in the other, or names clash. Words
 * that are not `telling` (燃气, 岗前培训 in quotation marks) prove nothing by standing in both.
 */
export function namesAgree(
  a: MatterFacts,
  b: MatterFacts,
  telling: (name: string) => boolean,
): { agreement: Agreement; name: string } {
  const inB = a.names.filter((name) => b.text.toLowerCase().includes(name));
  const inA = b.names.filter((name) => a.text.toLowerCase().includes(name));
  const name = [...inB, ...inA].find(telling);
  if (name !== undefined) return { agreement: 'same', name };
  // A word that both say tells nothing, but neither do their other names clash for certain.
  const clash = a.names.some(telling) && b.names.some(telling) && inA.length === 0 && inB.length === 0;
  return { agreement: clash ? 'differ' : 'unknown', name: '' };
}

/** Whether the same place is meant: `near` is the same street or compound, where a house is not told by both. */
export function placesAgree(a: MatterFacts, b: MatterFacts): { agreement: Agreement; place: string } {
  let near = '';
  let neighbours = false;
  for (const p of a.places) {
    for (const q of b.places) {
      if (!p.stem.includes(q.stem) && !q.stem.includes(p.stem)) continue;
      if (p.house === q.house && p.exact && q.exact) return { agreement: 'same', place: p.stem + p.house };
      // Another house of the same compound may be another matter or the next window on the same one.
      if (p.house !== '' && q.house !== '') neighbours = true;
      else near = p.stem.length <= q.stem.length ? p.stem : q.stem;
    }
  }
  if (near !== '') return { agreement: 'near', place: near };
  if (neighbours) return { agreement: 'unknown', place: '' };
  if (a.street !== null && b.street !== null && a.street !== b.street) {
    return { agreement: 'differ', place: '' };
  }
  const clash = a.places.some((p) => p.exact) && b.places.some((p) => p.exact);
  return { agreement: clash ? 'differ' : 'unknown', place: '' };
}

/** An amount of money that both orders name. */
export function sharedAmount(a: MatterFacts, b: MatterFacts): number | null {
  return a.amounts.find((amount) => b.amounts.includes(amount)) ?? null;
}
