import type { Article } from '../types.ts';
import { fault } from './fault.ts';
import type { ReplyFault } from './fault.ts';
import type { Reading } from './reading.ts';

/** Wrong writing -> right one. Each is wrong wherever it stands; what may be right is left out. */
const WRONG: readonly (readonly [RegExp, string])[] = [
  [/[帐](?=号|户|单(?!车)|目|款|面|期|本)|(?<=[结付转记对入到查做])帐(?!篷|子|幕|棚)/gu, '账'],
  [/布署/gu, '部署'],
  [/既使/gu, '即使'],
  [/即然/gu, '既然'],
  [/截止(?=目前|今日|现在|\s*\d{4}\s*年[^，。]{0,9}(?:日|月)?[，,]|昨日|发稿|本月)/gu, '截至'],
  [/(?<![看当叫认])做为(?!期|人|准)/gu, '作为'],
  [/按装(?!饰|修|置|配)/gu, '安装'],
  [
    /(?<=您|市民|群众|所|来电|居民|业主)反应(?=的?(?:问题|情况|事项|诉求|了|有|称|说|，|：))|反应(?=的问题|的情况|的事项|的诉求)/gu,
    '反映',
  ],
  [
    /(?<![自知利律克身异])己(?=经[^历济理]|完成|收悉|整改|责令|要求|联系|处理|办理|修|退|按|于\d|对该|将|向您|由|恢复|约谈|立案|督促|安排)|(?<!自|知|利|律|克|身|异)己经/gu,
    '已',
  ],
  [/巳经|巳(?=完成|于|将|责令|处理)/gu, '已'],
  [/以经(?=完成|处理|解决|退|联系|责令|修|换|安排|告知|立案|整改|要求|办结|约谈)/gu, '已经'],
  [/未尾/gu, '末尾'],
  [/末(?=发现|办理|取得|收到|按规定|经许可|能提供|予以|公示|明码)/gu, '未'],
  [/因该(?=[是由在为会能予当将])/gu, '应该'],
  [/防碍/gu, '妨碍'],
  [/水笼头/gu, '水龙头'],
  [/家俱/gu, '家具'],
  [/陪(?=偿|付款|礼|款|钱)|(?<=退一|假一)陪/gu, '赔'],
  [/赔理道歉/gu, '赔礼道歉'],
  [/甚致/gu, '甚至'],
  [/急待(?=解决|处理|修)/gu, '亟待'],
  [/按排/gu, '安排'],
  [/通迅/gu, '通讯'],
  [/报消(?!防)/gu, '报销'],
  [/核时(?=，|属|后|情况)/gu, '核实'],
  [/属时[，。]/gu, '属实'],
  [/调节(?=员|委员会|未果|成功|纠纷|协议|不成|无果|双方)|(?<=组织|进行|经)调节(?=[，。])/gu, '调解'],
  [/介时/gu, '届时'],
  [/侯(?=车|诊|补|机)|气侯|时侯|等侯/gu, '候'],
  [/复盖/gu, '覆盖'],
  [/座谈纪要|会议记要/gu, '纪要'],
  [/既(?=将(?!来)|便(?=是|如|在))/gu, '即'],
  [/必需(?=立即|停止|整改|按照|按规定|遵守|依法|在\d|于)/gu, '必须'],
  [/再接再励/gu, '再接再厉'],
  [/迫不急待/gu, '迫不及待'],
  [/一愁莫展/gu, '一筹莫展'],
  [/不径而走/gu, '不胫而走'],
  [/(?<![裁判])决对/gu, '绝对'],
  [/(?<!原)原由(?=如下|是)/gu, '缘由'],
  [/督捉|督促促/gu, '督促'],
  [/执发(?=人员|检查|部门)/gu, '执法'],
  [/消废者|消费着/gu, '消费者'],
  [/经(?:营)?着(?=应当|负责|表示|同意)/gu, '经营者'],
  [/市厂监/gu, '市场监'],
  [/行证(?=处罚|复议|诉讼|机关)/gu, '行政'],
  [/人名法院/gu, '人民法院'],
  [/投拆/gu, '投诉'],
  [/拆求|诉球/gu, '诉求'],
  [/营业执招/gu, '营业执照'],
  [/退(?:宽|欸)(?=[，。！]|给|到)/gu, '退款'],
  [/(?<!流)连系(?=电话|人|方式|您|商家)/gu, '联系'],
  [/解绝/gu, '解决'],
  [/处里(?=结果|情况|完)/gu, '处理'],
  [/答覆/gu, '答复'],
  [/在次(?=联系|核实|检查|到|向|来|感谢|对|前往|组织|协调)/gu, '再次'],
  [/尽(?:块)(?=处理|解决|办理|退|修)/gu, '尽快'],
  [/谅接|凉解/gu, '谅解'],
  [/抱谦|报歉|道谦/gu, '道歉'],
  [/严历/gu, '严厉'],
  [/违张(?=停车|建筑)/gu, '违章'],
  [/噪因|躁音|燥音/gu, '噪音'],
  [/燥声|躁声/gu, '噪声'],
  [/峻工/gu, '竣工'],
  [/渡假/gu, '度假'],
  [/松驰/gu, '松弛'],
  [/复苏该|覆行/gu, '履行'],
  [/粗造滥制/gu, '粗制滥造'],
  [/化装品/gu, '化妆品'],
  [/幅射/gu, '辐射'],
  [/贮备(?=不足)/gu, '储备'],
  [/备按/gu, '备案'],
  [/立按/gu, '立案'],
  [/现厂/gu, '现场'],
  [/合同(?=约订)/gu, '合同'],
  [/约订/gu, '约定'],
  [/明码标介|价各/gu, '价格'],
  [/检察(?=发现|时发现|中发现)/gu, '检查'],
  [/权利机关/gu, '权力机关'],
  [/不径/gu, '不经'],
];

export function typoFaults({ text }: Reading): ReplyFault[] {
  const faults: ReplyFault[] = [];
  for (const [pattern, right] of WRONG)
    for (const match of text.matchAll(pattern)) {
      const end = match.index + match[0].length;
      if (faults.some((other) => match.index < other.end && other.start < end)) continue;
      faults.push(
        fault(
          'typo',
          match.index,
          end,
          `“${text.slice(match.index, Math.min(text.length, end + 2)).trim()}”疑为错字，应为“${right}”。`,
        ),
      );
    }
  return faults;
}

const MARKS = /([，、；：。,;:])\1+|[，、；：][。，、；：！？]|[。！？][，、；：。]/gu;
const ONE = /([的了是在我您与为将已对请按由被把于从及并该经])\1(?!\1)/gu;
/** Words written twice; verbs that are said twice on purpose, and numbers, are not meant. */
const WORD = /([\u4e00-\u9fa5]{2,8})\1/gu;
const ON_PURPOSE =
  /^(?:研究|讨论|商量|考虑|了解|沟通|协调|锻炼|学习|休息|关心|高兴|打听|琢磨|观察|尝试|许多|许许|一层|一步|一个|一点|一次|一家|一件|一户|一条|一栋|一项|一遍|逐个|逐条|逐户|点点|多多|年年|天天|人人|常常|往往|仅仅|渐渐|刚刚|稍稍|处处|时时|哈哈|谢谢|拜拜|宝宝|好好|妈妈|爸爸|爷爷|奶奶|姐姐|哥哥|弟弟|妹妹)$/u;
const MEANT_ONE = /不了了|目的的|对对(?=方|联)|经经|请请|在在/u;

export function doubledFaults({ text, own, law }: Reading): ReplyFault[] {
  const faults: ReplyFault[] = [];
  const add = (start: number, words: string, what: string): void => {
    const end = start + words.length;
    if (faults.some((other) => start < other.end && other.start < end)) return;
    faults.push(fault('doubled', start, end, `${what}“${words}”，请删去多余的。`));
  };
  for (const match of text.matchAll(MARKS)) {
    if (/[：:]{2}|[;:,]/u.test(match[0]) && /\d/u.test(text[match.index - 1] ?? '')) continue;
    add(match.index, match[0], '标点重复');
  }
  for (const match of own.matchAll(WORD)) {
    const word = match[1] as string;
    if (ON_PURPOSE.test(word) || /^(.)\1+$|每/u.test(word)) continue;
    if (word.length === 2 && isSeam(word, law.shelf.all)) continue;
    add(match.index, match[0], '词语重复');
  }
  for (const match of own.matchAll(ONE)) {
    const around = text.slice(Math.max(0, match.index - 1), match.index + 3);
    if (MEANT_ONE.test(around) || !isSlip(around, match[1] as string)) continue;
    add(match.index, match[0], '字重复');
  }
  return faults;
}

/** Articles looked at for how often a pair is written. */
const LOOKED_AT = 4000;

/** 行出行出 is the seam of 出行 said twice: the law's own texts tell which of both orders is a word. */
function isSeam(pair: string, articles: readonly Article[]): boolean {
  const turned = `${pair.charAt(1)}${pair.charAt(0)}`;
  let [straight, reversed] = [0, 0];
  for (const { text } of articles.slice(0, LOOKED_AT)) {
    if (text.includes(pair)) straight++;
    if (text.includes(turned)) reversed++;
  }
  return reversed > straight;
}

/** Characters that make a word with what stands behind: 对 对方, 请 请示 are two words that meet. */
const MEETS: Readonly<Record<string, string>> = {
  对: '方象比应',
  请: '求示教假',
  经: '营过济理常费',
  是: '否非',
  于: '是',
  将: '军来',
  及: '时格',
  了: '解',
  从: '事业前',
  在: '场职校编',
};

function isSlip(around: string, char: string): boolean {
  const after = around.charAt(around.indexOf(char + char) + 2);
  return after === '' || !(MEETS[char] ?? '').includes(after);
}

const PAIRS: Readonly<Record<string, string>> = {
  '）': '（',
  '》': '《',
  '”': '“',
  '」': '「',
  '』': '『',
  '】': '【',
  '’': '‘',
  '〉': '〈',
};
const OPENERS = new Set(Object.values(PAIRS));

/** Brackets and quotation marks without a partner. A half bracket behind a number at the head of a clause is a list. */
export function unmatchedFaults({ text }: Reading): ReplyFault[] {
  const faults: ReplyFault[] = [];
  const open: { char: string; at: number }[] = [];
  const lone = (at: number): void => {
    faults.push(
      fault('unmatched_marks', at, at + 1, `“${text[at] as string}”没有成对，请补上另一半或者删去。`),
    );
  };
  for (let at = 0; at < text.length; at++) {
    const char = (text[at] as string).replace('(', '（').replace(')', '）');
    if (OPENERS.has(char)) open.push({ char, at });
    const partner = PAIRS[char];
    if (partner === undefined) continue;
    if (char === '’' && open.every((one) => one.char !== '‘')) continue;
    let last = open.length - 1;
    while (last >= 0 && open[last]?.char !== partner) last--;
    if (last >= 0) {
      for (const skipped of open.splice(last).slice(1)) lone(skipped.at);
    } else if (!(
      char === '）' &&
      /(?:^|[\s。；，：、])(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[a-zA-Z])$/u.test(
        text.slice(Math.max(0, at - 4), at),
      )
    ))
      lone(at);
  }
  for (const { char, at } of open) if (char !== '‘') lone(at);
  return faults.sort((a, b) => a.start - b.start);
}
