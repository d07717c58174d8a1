import type { Span } from './types.ts';
import type { Place } from './places.ts';
import { matchesAround, matchesOf, wordAt, wordList, wordsFrom } from './scan.ts';

/** Whom a complaint is about. Higher `score`: named and closer to what the caller complains of. */
export type Subject = Span & { readonly score: number };

/** What a business or body is called by its last characters. */
const ORG_WORDS =
  '卖场|数码城|通讯市场|电器行|表行|车行|纸行|皮草行|生活馆|推拿馆|体验馆|理发馆|汗蒸馆|儿童乐园|管理中心|美甲店|爆肚店|肉铺|茶铺|维修点|经销商|茶城|日用百货|染发馆|快修店|旗舰店|专卖店|专柜|专营店|体验店|授权店|连锁店|便利店|服装店|鞋店|药店|药房|饭店|酒店|理发店|美发店|美容院|美甲店|水果店|蛋糕店|眼镜店|文具店|宠物店|宠物医院|火锅店|烧烤店|烤鸭店|奶茶店|咖啡店|咖啡馆|茶庄|茶馆|茶叶店|珠宝店|金店|手机店|家具店|特产店|小吃店|早点铺|包子铺|家政公司|物业公司|装修公司|家装公司|中介公司|搬家公司|旅行社|租赁公司|科技公司|文化公司|教育公司|培训机构|培训学校|培训班|托管班|机构|公司|驾校|健身房|健身中心|健身馆|健身会所|俱乐部|会所|工作室|影楼|摄影店|照相馆|美术馆|琴行|舞蹈室|画室|瑜伽馆|游泳馆|足疗店|按摩店|养生馆|口腔诊所|诊所|门诊部|卫生院|医院|养老院|幼儿园|超市|商场|商店|商行|商城|商铺|餐厅|餐馆|饭馆|菜馆|面馆|小馆|酒吧|酒楼|食堂|市场|洗衣店|干洗店|洗车店|维修店|修理店|修理厂|汽修店|汽修厂|4S店|四S店|房产中介|中介门店|门店|客栈|民宿|宾馆|旅馆|公寓|网吧|电竞馆|剧本杀|密室|影院|电影院|剧场|书店|银行|网点|营业厅|快递点|快递站|驿站|平台|直播间|网店|店铺|小店|店|铺子|摊位|摊|玉器行|典当行|拍卖行|房地产公司|开发商|印刷厂|工厂|厂家|物管会|业委会|居委会|村委会|热力公司|供热站|自来水公司|燃气公司|供电公司|公交集团|热力集团|停车场|停车公司|澡堂子|浴池|工地|施工队|项目部|学校|小学|中学|棋牌室|门脸|小卖部|报刊亭|加油站';
const ORG = `(?:${ORG_WORDS})`;
const ORG_LIST = wordList(ORG_WORDS.split('|'));
const ROLES = wordList(
  '征收部门|征收实施单位|资金中心|房管所|产权单位|登记部门|登记中心|安检员|保安|狗主人|停车公司|保险公司|快递公司|一层住户|二层住户|三层住户|四层住户|五层住户|六层住户|七层住户|八层住户|九层住户|隔壁|文化公司|基金公司|测评机构|幼儿园|镇政府|村里|前台|大夫|医生|护士|老师|管家|勿业|开发商|物业公司|物业|二房东|房东|房主|中介|平台|商家|商户|店家|店主|老板|卖家|经营者|摊主|业委会|物管会|居委会|村委会|街道办|街道|驾校|教练|施工方|施工单位|施工队|工地|装修公司|包工头|单位|公司|学校|医院|银行|快递员|外卖员|骑手|司机|运营商|供热站|热力公司|邻居|楼上住户|楼上|对门|号贩子|黄牛|主播|派出所|社保所|窗口|登记中心|征收办|热力集团|公交集团|用人单位|机构|销售|店方|厂家|客服'.split(
    '|',
  ),
);

const BARE_ORG = new RegExp(`^(?:那个|这个|一家|一个|某|该|这家|那家|本|此|其)?${ORG}$`);
const ENDS_AS_ORG = new RegExp(`${ORG}$`);
const QUOTED = /[“"「]([^“”"「」，。！？；：\n]{2,14})[”"」]/g;
const NAMED_BEFORE =
  /(?:叫|名叫|名为|店名|招牌[是写]?|门头写着?|牌子|中介|公司|机构|店|品牌|商家|商户|微信名|网名|显示|执照|柜台|号叫)[：:]?$/;
/** Weaker: the quoted words follow a place or a particle. */
const PLACED_BEFORE = /(?:的|位于|在|与|和|向|由|被|从|经|到|去|给|找|跟|上|层|路|街|附近|旁)$/;
/** The quoted words are all that is said: an answer to the question for the name. */
const ALONE_BEFORE = /(?:^|[\n：:，。、\s])$/;
const NAME_ASKED = /店名|叫什么|商家|哪家|招牌|名字|柜台|名称|什么店|哪个公司|单位名/;
/** A place, then what stands there: 西单一家皮草行, 三里河东路某电器行, 白云路那个车行. */
const STANDS_THERE =
  /^的?(?:一家|一|某个?|那家|那个|这家|一个|多家)([\u4e00-\u9fa5A-Z]{2,9}?)(?=买|购|花|办|订|定|充|进了|门口|[，。；（(\s]|做|剪|配|修|送|的|采购|就餐|用餐|消费|称|以|里|内|用|被|吃|给|\d|长期|存在|涉嫌|销售|关门|拖欠|收)/;
const ORG_AFTER = new RegExp(`^(?:[\\u4e00-\\u9fa5]{0,6}?${ORG}|公司|总店|分店|专柜|直营)`);
const SPEECH_BEFORE =
  /(?:说|称|表示|答复|回复|回|道|写的?是|写明|注明|标注|显示|提示|承诺|宣称|所谓|认为|以为|喊|播放|循环|贴着?|印着?|条幅|标语|理由|以|为由|属于|系|改成|选|按|点|收取?|收了|叫做|视为|涉嫌|构成|存在|开具|备注|名目)[：:，]?$/;
const SPEECH_INSIDE =
  /[不没无未已请可会能要被给让吗吧呢啊了着过就都还谁什怎]|元|折|免费|无理由|费$|款$|元$|卡$|套餐$|课$|课程$|价$|证$|险$/;

/** 金融街某基金销售公司, 一家口腔诊所: indefinite and plain names of businesses, from the last break on. */
const LONGEST_LEAD = 16;
/** After these the word is part of another: 店长, 公司里, 店铺. */
const NOT_AFTER_ORG = '长员主家门铺面里';

const inLead = (unit: number): boolean =>
  (unit >= 0x4e00 && unit <= 0x9fa5) ||
  (unit >= 0x30 && unit <= 0x39) ||
  (unit >= 0x41 && unit <= 0x5a) ||
  (unit >= 0x61 && unit <= 0x7a) ||
  LEAD_MARKS.includes(String.fromCharCode(unit));
const LEAD_MARKS = '·（）()';

/** Length of the word for a business that stands at `at`; 0 where none does. */
function orgAt(text: string, at: number): number {
  for (const word of wordsFrom(ORG_LIST, text, at)) {
    const end = at + word.length;
    if (text.startsWith(word, at) && (end === text.length || !NOT_AFTER_ORG.includes(text[end] as string)))
      return word.length;
  }
  return 0;
}

/** Where a name begins whose beginning lies outside a bracket it ends in: 合同（某工作室. */
function afterOpenBracket(text: string, start: number, end: number): number {
  let depth = 0;
  let from = start;
  for (let at = end - 1; at >= start && from === start; at--) {
    if ('）)'.includes(text[at] as string)) depth++;
    else if ('（('.includes(text[at] as string) && --depth < 0) from = at + 1;
  }
  return from;
}

/** Each word for a business with up to 16 letters before it, without overlaps. */
function orgNames(text: string): Span[] {
  const found: Span[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const length = orgAt(text, at);
    if (length === 0) continue;
    let start = at;
    while (start > from && at - start < LONGEST_LEAD && inLead(text.charCodeAt(start - 1))) start--;
    from = at + length;
    found.push({ start, end: from });
    at = from - 1;
  }
  return found;
}

const COMPANY_ENDS = '有限责任公司|股份有限公司|有限公司|集团公司|集团|分公司|合作社|事务所';
const COMPANY = new RegExp(`[\\u4e00-\\u9fa5（）()]{2,20}?(?:${COMPANY_ENDS})`, 'y');
const COMPANY_END_LIST = wordList(COMPANY_ENDS.split('|'));
const BREAK =
  /^.*(?:位于|在|于|到|去|来|从|向|对|给|跟|和|与|被|由|经|把|将|让|叫|是|有|找|称|反映|举报|投诉|咨询|发现|认为|因|为|的|了|着|过|其|我|我们|他|她|该|此|这|那|就|都|还|也|要求|希望|请|责令|通过|委托|入职|路过|住|等|当时|说|问|买|家住|附近|旁边|旁|对面|楼下|门口|里|内|上|前|后|号|层|楼|侧|口|段)(?=.)/;

/**
 * The likely subjects of a complaint, best first: quoted and registered names of businesses, businesses described
 * (某健身房), then those spoken of by their role (物业, 房东).
 */
export function findSubjects(text: string, places: readonly Place[]): Subject[] {
  const found: Subject[] = [];
  // Index + 1 of the subject that holds each unit.
  const owner = new Int32Array(text.length);
  const add = (start: number, end: number, score: number) => {
    if (end - start < 2) return;
    const early = 1 - start / Math.max(text.length, 1);
    const made = { start, end, score: score + 0.5 * early };
    let clash = 0;
    for (let i = start; i < end && clash === 0; i++) clash = owner[i] ?? 0;
    const held = found[clash - 1];
    if (held && held.score >= made.score) return;
    if (held) found[clash - 1] = made;
    else found.push(made);
    owner.fill(held ? clash : found.length, start, end);
  };
  let asked: boolean | undefined;
  for (const place of places) {
    const there = STANDS_THERE.exec(text.slice(place.end, place.end + 16));
    if (there)
      add(
        place.start,
        place.end + there[0].length,
        /店|馆|行|铺|公司|中心|厂|城|吧|校|院|机构|场|房|坊|室|部|站|摊/.test(there[1] ?? '') ? 2.6 : 1.2,
      );
  }
  for (const match of matchesOf(QUOTED, text)) {
    const inside = match[1] ?? '';
    const before = text.slice(Math.max(0, match.index - 6), match.index);
    const end = match.index + match[0].length;
    const after = ORG_AFTER.exec(text.slice(end, end + 12));
    const named = ENDS_AS_ORG.test(inside);
    if (SPEECH_BEFORE.test(before) && !after && !named) continue;
    if (SPEECH_INSIDE.test(inside) && !after) continue;
    const strong = NAMED_BEFORE.test(before);
    const placed = PLACED_BEFORE.test(before) && !/\d/.test(inside) && inside.length <= 8;
    const alone =
      (asked ??= NAME_ASKED.test(text)) &&
      ALONE_BEFORE.test(before) &&
      inside.length <= 8 &&
      /^[，。,\s]|^$/.test(text.slice(end, end + 1));
    if (!after && !named && !strong && !placed && !alone) continue;
    add(
      match.index,
      end + (after?.[0].length ?? 0),
      after ? 4 : named ? 3.8 : strong ? 3.2 : alone ? 2.7 : 2.2,
    );
  }
  for (const match of matchesAround(COMPANY, text, COMPANY_END_LIST, 2, 20)) {
    const lead = BREAK.exec(match[0].slice(0, -3));
    const end = match.index + match[0].length;
    add(afterOpenBracket(text, match.index + (lead?.[0].length ?? 0), end), end, 3.5);
  }
  let near = 0;
  for (const name of orgNames(text)) {
    const { end } = name;
    const lead = BREAK.exec(text.slice(name.start, end - 1));
    let start = name.start + (lead?.[0].length ?? 0);
    while ((places[near]?.end ?? Infinity) <= start) near++;
    const candidate = places[near];
    const place = candidate && candidate.start <= start && candidate.end < end ? candidate : undefined;
    if (place && place.start < start) start = place.start;
    start = afterOpenBracket(text, start, end);
    const words = text.slice(start, end);
    const bare = BARE_ORG.test(words);
    add(start, end, bare ? (/^(?:某|一家)/.test(words) ? 1.8 : 1) : 2.4);
  }
  for (let at = 0; at < text.length; at++) {
    const length = wordAt(ROLES, text, at);
    if (length === 0) continue;
    add(at, at + length, 0.8);
    at += length - 1;
  }
  return found.sort((a, b) => b.score - a.score || a.start - b.start);
}
