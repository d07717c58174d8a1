import type { Span } from './types.ts';
import { findNames, type Names } from './names.ts';
import { matchesAround, wordList } from './scan.ts';
import { isFree, nothingTaken, take } from './taken.ts';

/** A name on the ground; `kind` as in a gazetteer (street, community, road, hutong, mall, landmark, …). */
export type PlaceName = {
  readonly name: string;
  readonly kind: string;
  readonly aliases?: readonly string[];
};
export type PlaceNames = Names<PlaceName>;

/** An address or the name of a place; `core` is the part that a gazetteer knows, where it does. */
export type Place = Span & {
  readonly kind: 'place' | 'street' | 'community';
  readonly core?: Span & { readonly entry: PlaceName };
};

const NUM = '[\\d一二三四五六七八九十甲乙丙丁]';
const SIDE =
  '(?:[东西南北](?:侧|口|段|头|门|边|沿|里|南角|北角|南侧|北侧)|路[东西南北](?:侧)?|[中]段|东[南北]角|西[南北]角|北口|把口|拐角|交叉口|十字路口|路口|对面|对过儿?|斜对面)';
const NUMBERED = `(?:${NUM}{1,6}(?:[-—之]\\d{1,4})?(?:号院|号楼|号|弄|栋|幢|座|区|条|巷|里|楼|层)(?:院|楼)?(?:\\d{1,3}|${NUM}{1,3})?(?:号楼|号|门|栋)?)`;
const INSIDE =
  '(?:(?:地下|负|B|F)?[\\d一二三四五六七八九十]{1,3}(?:层|楼|单元|门|室)|[A-Z]座|[A-Z]\\d{1,4}|[\\d]{1,5}室|[东西南北中][区院楼门塔]|顶层|地下[\\d一二三]?层?|首层)';
/** 附近一小区, 旁边那个商场: what stands there, without a name. */
const BUILDING =
  '(?:小区|商场|写字楼|大厦|大楼|居民楼|塔楼|高层|院|大院|平房|四合院|公园|市场|菜市场|超市|学校|小学|中学|幼儿园|医院|酒店|宾馆|饭馆|餐厅|地铁站|车站|公交站|站台|公厕|工地|停车场|广场|胡同|楼|店铺?|门店|药店|公司|会所|健身房|口)';
const NEAR =
  '(?:附近|旁边?|周边|一带|门口|楼下|院内|沿线|南边|北边|东边|西边|那边|那片|这边|这片|里边|里面|内|上|外|后面|对面)';
const TAIL = new RegExp(
  `^(?:${NUMBERED}|${SIDE}|${INSIDE}|${NEAR}?的?(?:某个?|一家?|一处|一个|那个|这个|那家|那)?(?:知名|大型|新建|老旧|地下|高层)?${BUILDING}(?![家里人的长员])|[,，、]?${NUMBERED}|辅路|主路|便道|街道|地区|社区|${NEAR})`,
);

/** What the names of streets, estates and public places end in. */
const NAMED_ENDS =
  '大街|胡同|小区|家园|花园|公寓|大厦|广场|商场|市场|嘉园|苑|社区|村委会|地铁站|公交站|购物中心|大院|写字楼|医院|公园';
const BARE = new RegExp(
  `[\\u4e00-\\u9fa5]{1,6}?(?:${NAMED_ENDS})|[\\u4e00-\\u9fa5]{2,5}?(?:[东西南北内外]?(?:路|街|巷)|(?:里|条|桥|园|寺|庙)(?=[\\d一二三四五六七八九十某东西南北附旁口、，。；\\s上的这那边]|$))`,
  'y',
);
const BARE_ENDS = wordList([...NAMED_ENDS.split('|'), ...'路街巷里条桥园寺庙']);
/** What stands before a place and is not part of it; the longest wins. */
const LEAD =
  /^.*(?:位于|坐落在|坐落于|地址[是为：:]?|住在?|家住|居住在?|租住在?|租住|租的|租了|暂住|路过|经过|沿着|发现|反映|称|来电|投诉|举报|咨询|听说|前往|去了?|到了?|在|于|从|至|往|自|来|走|把|由|向|对|给|跟|和|与|及|是|我|我们|咱们?|他们?|她|您|你|其|该|本|的|了|着|过|就|都|还|又|也|有|这|那|某|一|每|为|等|被|让|叫|说|看|买|办|请|要|想|儿)/;

const DISTRICTS = '西城|东城|朝阳|海淀|丰台|石景山|通州|昌平|大兴|房山|顺义|平谷|怀柔|密云|延庆|门头沟|亦庄';
const PROVINCES =
  '河北|河南|山东|山西|安徽|江苏|浙江|湖北|湖南|四川|黑龙江|吉林|辽宁|陕西|甘肃|天津|内蒙古|福建|广东|江西';
const AREAS = new RegExp(
  `(?:北京市?)?(?:${DISTRICTS})(?:区|县)?(?:[\\u4e00-\\u9fa5]{2,5}(?:镇|乡|村|街道))?|(?:${PROVINCES})(?:省|市)?[\\u4e00-\\u9fa5]{0,3}(?:市|县|镇|村)?`,
  'y',
);
const AREA_HEADS = wordList(['北京', ...DISTRICTS.split('|'), ...PROVINCES.split('|')]);

/**
 * Places in a text from left to right: names of the gazetteer with what follows them (number, building, floor, side),
 * and other names with a suffix of streets and estates. Streets and communities named as such are of their kind.
 */
export function findPlaces(text: string, names: PlaceNames): Place[] {
  const found: Place[] = [];
  const hits = findNames(names, text);
  let until = 0;
  for (let i = 0; i < hits.length; i++) {
    const hit = hits[i];
    if (!hit || hit.start < until) continue;
    let end = extend(text, hit.end);
    // 西单北大街 + 某商场, 车公庄大街 + 官园: names side by side are one address.
    for (let next = hits[i + 1]; next && next.start === end; next = hits[++i + 1])
      end = extend(text, next.end);
    const start = extendLeft(text, hit.start, until);
    const rest = text.slice(hit.end, hit.end + 3);
    const kind =
      /^街道|^地区/.test(rest) && hit.entry.kind === 'street'
        ? 'street'
        : rest.startsWith('社区') || hit.entry.kind === 'community'
          ? 'community'
          : 'place';
    found.push({ start, end, kind, core: { start: hit.start, end: hit.end, entry: hit.entry } });
    until = end;
  }
  const taken = nothingTaken(text.length);
  for (const place of found) take(taken, place.start, place.end);
  const add = (place: Place) => {
    take(taken, place.start, place.end);
    found.push(place);
  };
  for (const match of matchesAround(BARE, text, BARE_ENDS, 1, 6)) {
    const lead = LEAD.exec(match[0].slice(0, -2));
    const start = match.index + (lead ? lead[0].length : 0);
    const base = match.index + match[0].length;
    if (base - start < 3 || !isFree(taken, start, base)) continue;
    if (
      NOT_PLACES.test(text.slice(start, base)) ||
      NOT_PLACE_NAMES.test(text.slice(start, base)) ||
      /^(?:口|由|线|边|灯|障|费|过|况|政|演|径|标|板|面|人|途|段不|不)/.test(text.slice(base, base + 2))
    )
      continue;
    const end = extend(text, base);
    if (!isFree(taken, start, end)) continue;
    const kind = text.slice(start, base + 1).endsWith('街道')
      ? 'street'
      : text.slice(start, base).endsWith('社区')
        ? 'community'
        : 'place';
    add({ start, end, kind });
  }
  for (const match of matchesAround(AREAS, text, AREA_HEADS, 0, 0)) {
    const end = match.index + match[0].length;
    if (
      /^(?:北京市?|西城|东城)$/.test(match[0]) ||
      (/^(?:西城|北京西城|北京市西城)区?$/.test(match[0]) && found.length > 0)
    )
      continue;
    if (isFree(taken, match.index, end) && !/^(?:人|话|菜|籍|牌|户籍|方言|区)/.test(text.slice(end, end + 2)))
      add({ start: match.index, end, kind: 'place' });
  }
  return found.sort((a, b) => a.start - b.start);
}

const NOT_PLACES = /法第|第[一二三四五六七八九十百\d]+条/;
const NOT_PLACE_NAMES =
  /^(?:个|们|哪|几|半|多|全|整|同|各|本|贵|属地|当时|近期|所有|部分|居民|老旧|附近|隔壁|对面|周边|新建|大型|其他|法第|护法|民法|第|证券|劳动|农贸|批发|二手|人才|房地产|三甲|专科|私立|公立|正规|大|小|新|旧|去|上|下|出|进|逛|过|堵|修|骑|走|带|赶|跑|开|挖|压|占|扫|铺|小区|社区|商场|市场|胡同|大街|广场|公寓|一条|几条|多条|整条|那条|这条|哪条|两条|三条|第.条|公里|这里|那里|哪里|家里|院里|心里|屋里|夜里|手里|店里|楼里|群里|单元里|居民楼|写字楼|楼道里|马路|道路|公路|修路|问路|走路|绕路|堵路|上路|电路|水路|思路|网站|车站|本站|公园|菜园|校园|幼儿园|过街|逛街|沿街|临街|对面街|农贸市场|菜市场|老旧小区|电影院)|(?:家里|车里|店里|楼里|群里|嘴里|心里|手里|夜里|院里|屋里|城里|村里|区里|市里|校里|箱里|柜里|袋里|哪里|这里|那里|公里|[万千百]里|法条|一条|两条|三条|几条|规定.条|充电站|网站|加油站|驿站|换电站|加气站|收费站|马路|修路|走路|上楼|下楼|跳楼|办公楼|居民楼|写字楼|高楼|教学楼|门诊楼|住院楼|一楼|二楼|三楼|四楼|五楼|六楼|顶楼|整楼|几楼|号楼|单元楼|公园|校园|幼儿园|花园里|邮局里)$/;

function extend(text: string, from: number): number {
  let at = from;
  for (let i = 0; i < 6; i++) {
    const match = TAIL.exec(text.slice(at, at + 40));
    if (!match || match[0] === '') break;
    at += match[0].length;
  }
  return at;
}

/** 西城区 and 某街道 right before a name belong to the address. */
function extendLeft(text: string, start: number, until: number): number {
  const before = text.slice(Math.max(until, start - 14), start);
  const match = /(?:北京市?)?(?:西城|东城|海淀|朝阳|丰台)区(?:[\u4e00-\u9fa5]{2,5}街道)?$/.exec(before);
  return match ? start - match[0].length : start;
}
