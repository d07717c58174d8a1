import type { Span } from './types.ts';
import { matchesOf, presence } from './scan.ts';
import { isFree, nothingTaken, take } from './taken.ts';
import { CHINESE_DIGIT, NUMBER, parseNumber } from './numbers.ts';

/** A sum of money. `value` in yuan; of a range the lower end; absent for 几千块 and the like. */
export type Amount = Span & { readonly value?: number };

const LOOSE = '(?:[多余几来]|好几)';
const YUAN = '(?:元人民币|块钱|元钱|元|块|圆|人民币|RMB|rmb)';
const AFTER = '(?:出头|左右|上下|以上|整|不到)?';

/** 1680元, 四十六块五, 两百多块钱, 600至900元, 26万元, 1.2万元, ¥58. */
const WITH_UNIT = new RegExp(
  `(?:[¥￥]\\s?)?(${NUMBER})(${LOOSE}?[万千百]?)\\s?(?:[至到~～—-]+\\s?(?:${NUMBER})${LOOSE}?\\s?)?(?:${YUAN}(?:([${CHINESE_DIGIT.slice(2)}\\d])(?![\\d${CHINESE_DIGIT}十百千万点个张斤天月年号分.])(?:[毛角])?)?|[毛角]钱?(?!度))(?:[多几](?!少))?${AFTER}`,
  'g',
);
const SIGN = new RegExp(`[¥￥]\\s?(${NUMBER})`, 'g');
const VAGUE = new RegExp(`(?:好?几|数|上)[十百千万]{1,4}${LOOSE}?(?:块钱|元钱|元|块)`, 'g');

/** Words after a number that say it counts or measures something else than money. */
const NOT_MONEY =
  '(?:人|个|户|米|平|公里|里地|里|斤|克|公斤|吨|度|次|天|年|月|日|号|点|时|小时|分|秒|件|张|条|位|名|家|辆|台|步|节|字|票|遍|瓦|转|毫升|升|股|份|页|岁|倍|层|楼|栋|间|床|套|颗|粒|只|头|盏|根|棵|本|部|口|门|站|届|级|码|寸|毫|厘|公分|公顷|亩|单|包|袋|瓶|箱|盒|桶|双|条|片|把|支|顶|幅|车|趟|圈|盘|碗|杯|周|星期|礼拜|口人|平方|字节|兆|[Gg]|[Mm]|%|％|℃|°|家|字|回|声|下|种|项|处|路|分之|来|分贝|赫兹|伏|安|千瓦|大卡|卡路|代|后|前|几[^百千万块元]|师傅|条|街|巷|胡同|院|室|单元|座|线|公交|环|期|路车|组|道|排|号院)';

/** 五千二, 一千一百六, 两千多, 2.7万: said without the unit. */
const BARE_CHINESE = new RegExp(
  `(?<![第${CHINESE_DIGIT}十百千万亿\\d.之几数一])(?:(?:\\d+(?:\\.\\d+)?[万千](?:\\d{1,4})?)|(?:[${CHINESE_DIGIT.slice(2)}十][${CHINESE_DIGIT}十百千万]{0,6}[百千万][${CHINESE_DIGIT}十百千万]{0,8}))(?:[多余来](?=$|[^${CHINESE_DIGIT}十百千万]))?(?:出头|左右|上下)?`,
  'g',
);
const COUNT_NEXT = new RegExp(`^${NOT_MONEY}`);
const FOLLOWED_BY_COUNT = new RegExp(`^[多余来几]?\\s?${NOT_MONEY}`);

/** Words before a bare Arabic number that make it money. */
const MONEY_CUE =
  /(?:花了?|付了?|交了?|收了?|退了?|赔了?|扣了?|充了?|充值|存了?|预存|要价|价格|价|售价|标价|押金|定金|订金|费用?|金额|合计|共计|共|一共|总共|总价|总额|卖|优惠价|原价|活动价|补|罚|罚款|月租|租金|房租|工资|余额|剩|差|赚|骗了?|转了?|刷了?|欠|打了?|给了?|写的|报价|定价|报|实付|货款|本金|只要|才|要了?|代|买的?|送的|补偿|这里|卡里|每人|每位加|每?月|涨到|降到|从)(?:我们|我|他们|他|她|咱|人家|您|你|对方|店家|商家|是|为|就|了|到|近|约|大概|每月|每人|一个月|一年|一次|还|才|也|也就|都|得|有|：|:|的)?\s?$/;
const PRODUCT_THEN_NUMBER =
  /(?:鞋|衣|服|裤|裙|包|表|卡|课|机|镜|帽|茶|酒|票|药|饭|菜|面|床|柜|沙发|戒|链|镯|电脑|手机|大衣|外套|款|套餐|年卡|月卡)\s?$/;
const BARE_ARABIC = /(?<![\d.:：\-/A-Za-z*＊第])\d{2,7}(?:\.\d{1,2})?(?![\d.:：\-/A-Za-z*＊%])/g;

const MONEY_AFTER =
  /^(?:买的?|退我|退给|到手|定的|付的|的(?:单子|押金|房租|发票|衣服|鞋)|每[人位张月]|一[张罐个位盒瓶套件晚月](?!月[^，。]))/;
const EMERGENCY = /^(?:110|119|120|122|12\d{3}|96\d{3}|95\d{3}|10086|10010|10000|114|168)$/;
const TRADE = /买|购|付|充值|退[款费钱我]|价|收费|定金|押金|花了?|消费|下单/;

/** 一块, 两块, 三角 may be pieces of something and corners: money only with 钱, change or the end of a clause. */
function isMoneyPiece(text: string, start: number, whole: string): boolean {
  if (/^[一二两三四五六七八九十几]+角$/.test(whole)) return false;
  if (!/^(?:[一二两三四五六七八九]|十几|几)块$/.test(whole)) return true;
  if (
    /[这那第大小有成]/.test(text[start - 1] ?? '') &&
    !/[收花付交退赔扣][^，。]{0,3}$/.test(text.slice(Math.max(0, start - 5), start))
  )
    return false;
  return !whole.startsWith('一') && /^(?:[，。、；！？\s一退给]|$)/.test(text.slice(start + whole.length));
}

const UNIT = 1;
const DIGIT = 2;
const CHINESE = 4;
const YUAN_SIGN = 8;
const VAGUE_HEAD = 16;
const SCALE = 32;
/** The characters without which a pattern above finds nothing. */
const HOLDS = presence([
  '元块圆币Bb毛角',
  '0123456789',
  `${CHINESE_DIGIT}十百千万亿拾佰仟`,
  '¥￥',
  '几数上',
  '十百千万',
]);

/** The sums of money in a text, from left to right, without overlaps. */
export function findAmounts(text: string): Amount[] {
  const hits: Amount[] = [];
  const taken = nothingTaken(text.length);
  const add = (start: number, end: number, value: number | null) => {
    if (!isFree(taken, start, end)) return;
    take(taken, start, end);
    hits.push(value === null ? { start, end } : { start, end, value });
  };
  const holds = HOLDS(text);
  for (const match of holds & UNIT && holds & (DIGIT | CHINESE) ? matchesOf(WITH_UNIT, text) : []) {
    const [whole, number = '', scale = '', fraction] = match;
    if (
      whole.endsWith('块') &&
      /^\s?(?:砖|木|石|布|玻璃|肉|地|板|牌|儿|屏|表|空地|香皂|手表|豆腐|糖)/.test(
        text.slice(match.index + whole.length),
      )
    )
      continue;
    if (!isMoneyPiece(text, match.index, whole)) continue;
    if (text[match.index - 1] === '第') continue;
    let value = parseNumber(number + scale.replace(/[多余几来]|好几/g, ''));
    if (value !== null && /[毛角]/.test(whole) && !/[元块圆]/.test(whole)) value /= 10;
    else if (value !== null && fraction !== undefined) value += (parseNumber(fraction) ?? 0) / 10;
    add(match.index, match.index + whole.length, value === null ? null : Math.round(value * 100) / 100);
  }
  for (const match of holds & YUAN_SIGN ? matchesOf(SIGN, text) : [])
    add(match.index, match.index + match[0].length, parseNumber(match[1] ?? ''));
  for (const match of holds & VAGUE_HEAD && holds & SCALE ? matchesOf(VAGUE, text) : [])
    add(match.index, match.index + match[0].length, null);
  for (const match of holds & SCALE ? matchesOf(BARE_CHINESE, text) : []) {
    const end = match.index + match[0].length;
    const rest = text.slice(end, end + 6);
    const tail = /[多余来]$/.test(match[0]);
    if (FOLLOWED_BY_COUNT.test(rest) || /^[多余来几]/.test(rest)) continue;
    if (tail && COUNT_NEXT.test(rest)) continue;
    const value = parseNumber(match[0].replace(/[多余来]|出头|左右|上下/g, ''));
    if (value === null || value < 100) continue;
    add(match.index, end, value);
  }
  let trade: boolean | undefined;
  for (const match of holds & DIGIT ? matchesOf(BARE_ARABIC, text) : []) {
    const end = match.index + match[0].length;
    const before = text.slice(Math.max(0, match.index - 8), match.index);
    const rest = text.slice(end, end + 6);
    if (FOLLOWED_BY_COUNT.test(rest) || /^[万千百多余来几]/.test(rest)) continue;
    if (EMERGENCY.test(match[0])) continue;
    const alone =
      /(?:^|[\s，。、：；！？])$/.test(before) &&
      /^(?:[\s，。；！？]|$)/.test(rest) &&
      Number(match[0]) >= 30;
    const cued = MONEY_CUE.test(before) || PRODUCT_THEN_NUMBER.test(before) || MONEY_AFTER.test(rest);
    if (!cued && !(alone && (trade ??= TRADE.test(text)))) continue;
    if (/^(?:19|20)\d\d$/.test(match[0]) && !/[花付交收退赔扣充存价金费]/.test(before.slice(-4))) continue;
    add(match.index, end, Number(match[0]));
  }
  return hits.sort((a, b) => a.start - b.start);
}
