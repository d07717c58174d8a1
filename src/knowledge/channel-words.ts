import type { SaleChannel } from '../text/types.ts';

/** Where a text says a thing was bought, and the words that say so. */
export type StatedChannel = {
  readonly channel: Exclude<SaleChannel, 'none' | 'unknown'>;
  readonly start: number;
  readonly end: number;
};

const SITES = '淘宝|天猫|京东|拼多多|抖音|快手|小红书|唯品会|美团|饿了么|得物|苏宁易购|亚马逊|1688';
const NET =
  `(?:${SITES})(?:超市|商城|商场|旗舰店|自营|店铺?)?|网上(?:超市|商城|商场|商店|店铺?)?|线上(?:商城|店铺?)?|网店|电商|` +
  '直播间?|带货|主播|小程序|(?:手机)?[Aa][Pp][Pp]|平台|官网|公众号|朋友圈|微信(?:群|上)?|社群|互联网';
const POST = '电视购物|电视(?:上|台|广告|里)|电话(?:推销|购物|销售|订购|里)|邮购|邮寄';
const SHOP =
  '(?<![网书商舰])店(?=[买购配]的)|线下|实体(?:店|商店|门店)?|专柜|柜台|商场|超市|门店|门市|店里|店内|店面|店铺里|商店|便利店|专卖店|卖场|百货|步行街|' +
  '(?:菜|批发|建材|家具|电子|服装)?市场|集市|地摊|摊位|展销会|会销|讲座|上门推销|当面|到店|进店|逛街|' +
  '(?:在|去|到|从)[^，。；？！\\s]{0,8}(?<![网书商舰])(?:店|药房|商厦|大厦|广场|购物中心|奥特莱斯)';
const BUY = '买|购|下单|付款|付的|拍下|订|交钱|刷卡|结账|选的|配的';

/** Ordered from afar, fetched in the shop. */
const PICKUP = new RegExp(
  `(?:${NET})[^。；？！]{0,12}(?:${BUY}|付)[^。；？！]{0,12}(?:自提|自取|(?:到|去|在)?(?:店里?|门店|柜台|专柜|线下|商场|超市)(?:自己)?(?:去)?(?:提|取|拿)(?!醒))|(?:到|去|门)店里?(?:自提|自取|提货|取货)`,
  'u',
);
const PLACES: readonly (readonly [channel: 'online' | 'offline', pattern: RegExp])[] = [
  ['online', new RegExp(`网购|${NET}|${POST}`, 'gu')],
  ['offline', new RegExp(SHOP, 'gu')],
];
/** The sale is told of: at the place, or right before it. */
const BOUGHT_AFTER = new RegExp(
  `^(?:[^，。；？！店柜场]{0,8}?(?:${BUY})(?!卖|物车)|[^，。；？！]{0,2}的(?!同款|价格|规定))`,
  'u',
);
const BOUGHT_BEFORE = new RegExp(`(?:${BUY})(?:的|了|过|自|于|在|是)?$`, 'u');
/** Nobody bought there: it is denied, quoted from another, or only where the price was seen. */
const DENIED = /(?:不是|并非|没(?:有)?在?|不在|又不是)[^，。；]{0,2}$/u;
const SPEAKS =
  /^(?:的人|那边|方面)?(?:却|就|也|都)?(?:说|称|告诉|答复|回复|拒绝|不肯|不同意|让我|要求我|搜|查|看到|更便宜|才卖|只卖)/u;
/** A rule said of a whole channel, not of this purchase. */
const IN_GENERAL = /^(?:的)?(?:商品|东西|买的?|购物)?(?:都|才|就)?(?:能|可以|有|支持|适用|享受|不行|不能)/u;

/**
 * Where the thing was bought, if the text says so: in a shop, from afar, or ordered from afar and fetched. Words bound
 * to the purchase count more than a bare mention; of two channels merely compared, the one named last is asked about.
 * Null where nothing or both are said.
 */
export function statedChannel(text: string): StatedChannel | null {
  const pickup = PICKUP.exec(text);
  if (pickup) return { channel: 'pickup', start: pickup.index, end: pickup.index + pickup[0].length };
  let best: (StatedChannel & { weight: number }) | null = null;
  let tied = false;
  const remote: [start: number, end: number][] = [];
  for (const [channel, pattern] of PLACES) {
    for (const match of text.matchAll(pattern)) {
      const weight = weightOf(text, match);
      if (channel === 'online') remote.push([match.index, match.index + match[0].length]);
      // 京东超市 is no shop.
      const isInside = remote.some(([from, to]) => match.index >= from && match.index < to);
      if (weight === 0 || (channel === 'offline' && isInside)) continue;
      const found = { channel, start: match.index, end: match.index + match[0].length, weight };
      const isBetter = !best || weight > best.weight;
      const isOther = best !== null && weight === best.weight && channel !== best.channel;
      if (isOther && weight > BARE) tied = true;
      if (isBetter || (isOther && found.start > (best?.start ?? 0))) best = found;
      if (isBetter) tied = false;
    }
  }
  if (!best || tied) return null;
  return { channel: best.channel, start: best.start, end: best.end };
}

/** Characters behind a place that are looked at; the patterns read fewer. */
const BEHIND = 40;
const BARE = 1;
const BOUND = 2;

function weightOf(text: string, match: RegExpExecArray): number {
  const before = text.slice(Math.max(0, match.index - 8), match.index);
  const end = match.index + match[0].length;
  const after = text.slice(end, end + BEHIND);
  if (DENIED.test(before) || SPEAKS.test(after)) return 0;
  if (IN_GENERAL.test(after)) return BARE;
  const bound = match[0] === '网购' || BOUGHT_AFTER.test(after) || BOUGHT_BEFORE.test(before);
  return bound ? BOUND : BARE;
}
