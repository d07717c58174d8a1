import { matchesOf } from './scan.ts';
import type { ChannelCue, SaleChannel } from './types.ts';

type Cue = readonly [channel: ChannelCue['channel'], weight: number, pattern: RegExp];

const CUES: readonly Cue[] = [
  [
    'pickup',
    3,
    /(?:线上|网上|小程序|官网|[Aa]pp|APP|平台|手机上|公众号|团购)[^。；\n]{0,20}?(?:下单|付款|买|购|订|预约|预订)[^。；\n]{0,24}?(?:到店|门店|店里|柜台|线下|去店|自己去|专柜)[^。；\n]{0,6}?(?:自提|提货|取货|取的|领取|拿货|提的|取)/g,
  ],
  [
    'pickup',
    2.5,
    /到店(?:自提|提货|取货|取)|门店(?:自提|自取|提货|取货)|自提(?:点|柜)?|线上(?:下单|付款|支付)[，,]?(?:线下|到店|门店)(?:提|取)|(?:下单|付款)后[^。；\n]{0,10}?到店(?:提|取)|店取货|去店里取/g,
  ],
  [
    'online',
    2,
    /网购|网上(?:买|购|下单|订)|线上(?:买|购|下单|商城|店|旗舰店)|电商|淘宝|天猫|京东|拼多多|闲鱼|抖音|快手|小红书|美团|饿了么|唯品会|携程|12306|直播间?|带货|主播|网店|旗舰店下单|小程序(?:下单|买|购|付)|(?:[Aa][Pp][Pp]|平台|官网|公众号|朋友圈|微信群|群里)(?:上|里|内)?(?:下单|买|购|订|付|接龙|充值)/g,
  ],
  [
    'online',
    1.5,
    /快递(?:寄|发|到|送|给)|包邮|邮寄|发货|寄(?:来|回|给|到)|物流|收货|确认收货|拆快递|下单|外卖|骑手|差评|店铺客服|客服(?:说|回复|称|让)|退货运费|运费险|链接|自动续费/g,
  ],
  ['online', 1.2, /电视购物|电话购物|电话(?:推销|里推荐)[^。]{0,12}?(?:买|购|下单)|邮购/g],
  [
    'offline',
    1.6,
    /(?:实体|线下)(?:店|门店|购买|商店)?|专柜|柜台|(?:到|在|去|进)[^。；，\n]{0,16}?(?:店|超市|商场|市场|柜台|馆|药房|药店|摊|门店|专卖|门脸|会所|中心|广场)[^。；\n]{0,12}?(?:买|购|花|消费|办了|办理|充|付|刷|吃|做|定|订|配|修|剪|烫)/g,
  ],
  [
    'offline',
    1.3,
    /小票|收银|店员|柜员|营业员|导购|试穿|试戴|试喝|当场|当面|现场(?:付|买|购|称)|店里|店内|到店|进店|店长|店主|老板|刷卡|结账|吊牌|摊主|门市|堂食|点菜|服务员|前台/g,
  ],
  [
    'offline',
    1.2,
    /(?:办|充|续)(?:了|的|理)?[^。；，\n]{0,8}?(?:卡|会员|课|套餐)|储值卡|会员卡|健身卡|美发卡|私教|课时|年卡|次卡|预付/g,
  ],
  [
    'none',
    1.5,
    /噪[音声]|扰民|路灯|井盖|垃圾|停水|停电|暖气|供暖|不热|漏水|下水|堵塞|违建|占道|乱停|停车难|路面|绿化|树枝|物业费|业委会|加装电梯|老旧小区|工资|社保|公积金|劳动合同|辞退|工伤|户口|身份证|居住证|社保卡|低保|养老金|医保|入学|学区|派出所|报警|公交|地铁|红绿灯|押金不退|租房|房东|二房东|群租|燃气味|消防通道|飞线|流浪|狗|油烟|扬尘/g,
  ],
  ['none', 1, /咨询|请问|政策|怎么办理|如何办理|办事|窗口|补贴|补助|表扬|感谢|锦旗|建议/g],
];

/** Clues to the sale channel (source of the rule on seven-day returns): left to right, overlapping ones included. */
export function saleChannelCues(text: string): ChannelCue[] {
  const found: ChannelCue[] = [];
  for (const [channel, weight, pattern] of CUES) {
    for (const match of matchesOf(pattern, text)) {
      const denied = /(?:不是|没有?|并非|不在|没在|不能|不支持)[^，。]{0,3}$/.test(
        text.slice(Math.max(0, match.index - 6), match.index),
      );
      found.push({
        channel,
        weight: denied ? -weight : weight,
        start: match.index,
        end: match.index + match[0].length,
      });
    }
  }
  return found.sort((a, b) => a.start - b.start || b.weight - a.weight);
}

/**
 * The channel the cues speak for, where they speak clearly; `none` where nothing was sold; else `unknown`. A rough
 * reading for rules; the trained model weighs the cues better.
 */
export function guessSaleChannel(text: string): SaleChannel {
  const score = { offline: 0, online: 0, pickup: 0, none: 0.5 };
  // The same word said five times is not five times the evidence.
  const seen = new Set<string>();
  for (const cue of saleChannelCues(text)) {
    const key = `${cue.channel}${text.slice(cue.start, cue.end)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    score[cue.channel] += cue.weight;
  }
  const bought = /买|购|消费|充值|办了?[^，。]{0,6}卡|退款|退货|付款|定金|团购|维修|送修|洗|点了/.test(text);
  if (!bought) return 'none';
  if (score.pickup > 0) return 'pickup';
  const best = (['offline', 'online', 'none'] as const).reduce((a, b) => (score[b] > score[a] ? b : a));
  return score[best] >= 1 ? best : 'unknown';
}
