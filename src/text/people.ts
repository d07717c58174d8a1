import type { Span, Turn } from './types.ts';
import { matchesAround, matchesOf, presence, wordList } from './scan.ts';
import { isFree, nothingTaken, take } from './taken.ts';

/** A person's name or how a person is called. */
export type Person = Span & { readonly role: 'caller' | 'other' };

/** The family names of nearly everybody (the 2020 census lists them by frequency), two-character ones first. */
const SURNAMES =
  '欧阳|司徒|上官|诸葛|夏侯|东方|皇甫|尉迟|公孙|慕容|令狐|司马|宇文|长孙|端木|南宫|呼延|王|李|张|刘|陈|杨|黄|赵|吴|周|徐|孙|马|朱|胡|郭|何|高|林|罗|郑|梁|谢|宋|唐|许|韩|冯|邓|曹|彭|曾|肖|田|董|袁|潘|于|蒋|蔡|余|杜|叶|程|苏|魏|吕|丁|任|沈|姚|卢|姜|崔|钟|谭|陆|汪|范|金|石|廖|贾|夏|韦|付|方|白|邹|孟|熊|秦|邱|江|尹|薛|闫|段|雷|侯|龙|史|陶|黎|贺|顾|毛|郝|龚|邵|万|钱|严|覃|武|戴|莫|孔|向|汤|温|康|施|文|牛|樊|葛|邢|安|齐|易|乔|伍|庞|颜|倪|庄|聂|章|鲁|岳|翟|殷|詹|申|欧|耿|关|兰|焦|俞|左|柳|甘|祝|包|宁|尚|符|舒|阮|柯|纪|梅|童|凌|毕|单|季|裴|霍|涂|成|苗|谷|盛|曲|翁|冉|骆|蓝|路|游|辛|靳|欧|管|柴|蒙|鲍|华|喻|祁|蒲|房|滕|屈|饶|解|牟|艾|尤|阳|时|穆|农|司|卓|古|吉|缪|简|车|项|连|芦|麦|褚|娄|窦|戚|岑|景|党|宫|费|卜|冷|晏|席|卫|米|柏|宗|瞿|桂|全|佟|应|臧|闵|苟|邬|边|卞|姬|师|和|仇|栾|隋|商|刁|沙|荣|巫|寇|桑|郎|甄|丛|仲|虞|敖|巩|明|佘|池|查|麻|苑|迟|邝|官|封|谈|匡|鞠|惠|荆|乐|冀|郁|胥|南|班|储|原|栗|燕|楚|鄢|劳|谌|奚|皮|粟|冼|蔺|楼|盘|满|闻|位|厉|伊|仝|区|郜|海|阚|花|权|强|帅|屠|豆|朴|盖|练|廉|禹|井|祖|漆|巴|丰|支|卿|国|狄|平|计|索|宣|晋|相|初|门|云|容|敬|来|扈|晁|芮|都|普|阙|浦|戈|伏|鹿|薄|邸|雍|辜|羊|阿|乌|母|裘|亓|修|邰|赫|杭|况|那|宿|鲜|印|逯|隆|茹|诺|战|慕|危|玉|银|亢|嵇|公|哈|湛|宾|戎|勾|茅|利|於|呼|居|揭|干|但|尉|冶|斯|元|束|檀|衣|常|隗|濮|仉|信|展|阴|昝|智|幸|奉|植|衡|富|尧|闭|由|郦|逄|买|邴|滑|扬|苍|咸|庾|郗|璩|暨|空|晴';
/** Family names that are everyday characters too: not taken before a calling, after 老 or 小, or inside a phrase. */
const EVERYDAY = new Set(
  '修费林车楼卫班边由皮位金向养教司时原包店房单应和来商门花区管项经老某那都查明全能党钱居住水户米学鹿安平古干成公家海国云清计初国强印展支空信路石简相城普幸植厉诺危阳盛富路万师巴衣段东保板区街干勾'.split(
    '',
  ),
);
const POLITE = '先生|女士|小姐|太太|老先生|老太太|老爷子';
const CALLINGS =
  '大爷|大妈|阿姨|叔叔|大哥|大姐|师傅|老师|同志|奶奶|爷爷|医生|大夫|经理|店长|老板|总|主任|警官|律师|教练|护士|科长|所长|队长|书记';
const FULL_NAME = new RegExp(`^(${SURNAMES})(?!(?:${POLITE}|${CALLINGS}|某某?)$)[\\u4e00-\\u9fa5]{1,2}$`);

/** The family name of a name written in full; null for 王女士, 老王 and what is no Chinese name. */
export const surnameOf = (name: string): string | null => FULL_NAME.exec(name)?.[1] ?? null;
const TITLED = new RegExp(`(${SURNAMES})([\\u4e00-\\u9fa5]{0,2}?)(${POLITE})(?!们|专用)`, 'y');
const CALLED = new RegExp(`(${SURNAMES})(${CALLINGS})(?![们傅店])`, 'y');
const HIDDEN = new RegExp(`(${SURNAMES})某(?:某|[\\u4e00-\\u9fa5](?=[，。、；！？\\s（(]|要求|$))?`, 'y');
const TWICE = new RegExp(
  `(${SURNAMES})[，。、\\s]{1,2}(\\1[\\u4e00-\\u9fa5]{1,2})(?=[，。；！？\\s]|$)`,
  'g',
);
const QUOTED_NICK = new RegExp(`[“"](?:老|小|大)(?:${SURNAMES})[”"]`, 'g');
const AFTER_HIDDEN =
  /^(?:公司|商|街|路|小|店|院|学|医|单位|机|酒|大厦|大楼|饭|餐|写|高|楼|银|美|健|培|品|处|胡同|社|超|市|日|年|月|种|些|个|栋|号|平台|品牌|中|幼|汽|药|茶|连|网|知|老|新|私|国|物|房|火|地|电|快|直|宾|民|居)/;
const SAYS_NAME = new RegExp(
  `(?:(?:我(?:的名字)?叫|本人叫?|姓名[：:]?\\s?|联系人[：:]?\\s?|来电人[：:]\\s?|我是[^，。\\s]{0,12}的(?:居民|业主|住户)|名叫|叫做|收钱的叫|老板叫|签名[：:]?|署名[：:]?|投诉人[：:]?|举报人[：:]?|申请人[：:]?|反映人[：:]?|诉求人[：:]?|人都叫[她他]|叫))((?:${SURNAMES})[\\u4e00-\\u9fa5]{1,2})(?=[，。、；！？：:\\s（(\\d]|$|[称说的来表反在])`,
  'g',
);
const FAMILY = new RegExp(`(?:我|免贵|本人|您|他|她|是)?姓((?:${SURNAMES}))(?![名氏])`, 'g');
const NICK = new RegExp(
  `(?<![大较最太很不缩多少])[老小大](${SURNAMES})(?=[，。、；！？：:\\s说在是来把就跟和（(称那]|$|他|她|知道)`,
  'y',
);
const CALLER_AFTER =
  /^(?:（[^（）]{1,20}）|\([^()]{1,20}\))?(?:来电|反映|称|表示|咨询|投诉|举报|求助|致电|来信|诉|建议|来访|系|于|为|，\d|1[3-9]\d|，电话|、?电话)/;
const NOT_NAMES =
  /^(?:班主任|老师|谢谢|卫生|高兴|安全|方面|方便|方法|成功|平时|和谐|公司|国家|时间|时候|明白|车主|房东|商家|全部|相关|应该|包括|都是|都没|那个|由于|关于|单位|路边|路口|文明|金额|干净|经常|从来|来电|原来|解决|解释|任何|万一|向我|于是|古树|海鲜|石头|水果|花费|官方|门口|信息|智能|强制|利用|利息|居民|居住|空调|富余|元旦|银行|危险|修理|乐意|平台|平房|相信|印象|位置|区域|原价|时常|何时|毛病|马路|马上|白天|白条|黄色|黄牛|江苏|龙头|田地|金融|温度|向上)/;

const SURNAME_WORDS = wordList(SURNAMES.split('|'));
const POLITE_WORDS = wordList(POLITE.split('|'));
const CALLING_WORDS = wordList(CALLINGS.split('|'));
const HIDDEN_WORDS = wordList(['某']);
const NICK_WORDS = wordList(['老', '小', '大']);

const ANNOUNCED = 1;
const POLITE_END = 2;
const HIDING = 4;
const FAMILY_WORD = 8;
const QUOTE = 16;
/** The characters without which a pattern above finds nothing. */
const HOLDS = presence(['叫名人是', '生士姐太子', '某', '姓', '”"']);

/** Whether a character stands again soon after a comma or blank, as the family name does in 王，王小明. */
function hasEcho(text: string): boolean {
  for (let i = 1; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const parts =
      unit === 0xff0c || unit === 0x3002 || unit === 0x3001 || unit <= 0x20 || (unit >= 0xa0 && !isHan(unit));
    if (!parts) continue;
    const last = text.charCodeAt(i - 1);
    for (let ahead = 1; ahead <= 3; ahead++) if (text.charCodeAt(i + ahead) === last) return true;
  }
  return false;
}

const isHan = (unit: number): boolean => unit >= 0x4e00 && unit <= 0x9fff;

/**
 * People named in a text: a family name with a title (王女士, 褚师傅, 王某), 姓苗, a full name after words that
 * announce one, 老赵 and 小范. The caller is who is said to call, or who names himself in a citizen's turn.
 */
export function findPeople(text: string, turns: readonly Turn[] = []): Person[] {
  const found: Person[] = [];
  const taken = nothingTaken(text.length);
  const add = (start: number, end: number, role: Person['role']) => {
    if (!isFree(taken, start, end)) return;
    take(taken, start, end);
    found.push({ start, end, role });
  };
  const holds = HOLDS(text);
  for (const match of holds & ANNOUNCED ? matchesOf(SAYS_NAME, text) : []) {
    const name = match[1] ?? '';
    if (NOT_NAMES.test(name) || name.length < 2) continue;
    const start = match.index + match[0].length - name.length;
    add(
      start,
      start + name.length,
      /(?:我|本人|姓名|联系人|来电人|投诉人|举报人|申请人|反映人|诉求人|市民|居民)/.test(match[0])
        ? 'caller'
        : 'other',
    );
  }
  for (const match of hasEcho(text) ? matchesOf(TWICE, text) : []) {
    const name = match[2] ?? '';
    const start = match.index + match[0].length - name.length;
    if (!NOT_NAMES.test(name))
      add(start, start + name.length, speaksOfSelf('', match.index, turns) ? 'caller' : 'other');
  }
  for (const match of holds & POLITE_END
    ? matchesAround(TITLED, text, POLITE_WORDS, 1, 4, SURNAME_WORDS)
    : []) {
    const [whole, surname = '', given = '', title = ''] = match;
    if (NOT_NAMES.test(surname + given + title) || /[的上下位个老那这一]/.test(given)) continue;
    if (EVERYDAY.has(surname) && given === '' && !atBoundary(text, match.index)) continue;
    const after = text.slice(match.index + whole.length, match.index + whole.length + 24);
    const before = text.slice(Math.max(0, match.index - 5), match.index);
    const caller =
      CALLER_AFTER.test(after) || /(?:^|\n|联系人[：:]?|来电人[：:]?|市民|我是|本人)$/.test(before);
    add(match.index, match.index + whole.length, caller ? 'caller' : 'other');
  }
  for (const match of matchesAround(CALLED, text, CALLING_WORDS, 1, 2, SURNAME_WORDS)) {
    if (EVERYDAY.has(match[1] ?? '') && !atBoundary(text, match.index)) continue;
    if (NOT_NAMES.test(match[0])) continue;
    add(
      match.index,
      match.index + match[0].length,
      CALLER_AFTER.test(text.slice(match.index + match[0].length, match.index + match[0].length + 24))
        ? 'caller'
        : 'other',
    );
  }
  for (const match of holds & HIDING ? matchesAround(HIDDEN, text, HIDDEN_WORDS, 1, 2, SURNAME_WORDS) : []) {
    const end = match.index + match[0].length;
    if (AFTER_HIDDEN.test(text.slice(match.index + match[0].indexOf('某') + 1, end + 4))) continue;
    if (
      /^[于和由向任时单应查经在有对把从至到路区街]/.test(match[0]) &&
      !/市民$|居民$/.test(text.slice(Math.max(0, match.index - 2), match.index))
    )
      continue;
    add(
      match.index,
      end,
      /市民|来电人|居民|联系人/.test(text.slice(Math.max(0, match.index - 3), match.index))
        ? 'caller'
        : 'other',
    );
  }
  for (const match of holds & FAMILY_WORD ? matchesOf(FAMILY, text) : []) {
    const at = match.index + match[0].length;
    add(
      at - 2 >= 0 ? at - (match[1] ?? '').length - 1 : match.index,
      at,
      speaksOfSelf(match[0], match.index, turns) ? 'caller' : 'other',
    );
  }
  for (const match of holds & QUOTE ? matchesOf(QUOTED_NICK, text) : [])
    add(match.index + 1, match.index + match[0].length - 1, 'other');
  for (const match of matchesAround(NICK, text, NICK_WORDS, 0, 0)) {
    if (!EVERYDAY.has(match[1] ?? '')) add(match.index, match.index + match[0].length, 'other');
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Whether a clause, a turn or a quotation begins here. */
function atBoundary(text: string, at: number): boolean {
  return at === 0 || /[\s，。、；！？：:“”"（(]/.test(text[at - 1] ?? '');
}

/** 我姓王 and 免贵姓王 are the caller; a bare 姓王 is when it is all that the citizen answers. */
function speaksOfSelf(words: string, at: number, turns: readonly Turn[]): boolean {
  if (/^(?:我|免贵|本人)/.test(words)) return true;
  let low = 0;
  let high = turns.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((turns[middle]?.start ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const turn = turns[low - 1];
  return turn !== undefined && turn.speaker === 'citizen' && at - turn.start <= 2 && turn.end >= at;
}
