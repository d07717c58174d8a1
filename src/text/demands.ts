import { matchesOf, presence } from './scan.ts';
import type { DemandSpan, Span, Turn } from './types.ts';
import { callerTurns, sentencesIn } from './sentences.ts';

/** Openings of a clause that start another matter, with how much they count. */
const SECOND_MATTER: readonly (readonly [RegExp, number])[] = [
  [
    /(?:另外|此外|另|还|同时|顺便|顺带|附带)[，,]?(?:市民|其|他|她|来电人|该市民|居民|家长|诉求人|举报人|[\u4e00-\u9fa5]{1,2}(?:先生|女士))?(?:还|又|也|再|一并|顺带|附带)?(?:反映|投诉|举报|咨询|询问|称|提到|提出|想问|说|发现|建议|观察)/,
    1,
  ],
  [/(?:另|又)(?:据|称|说|问|外)?(?:市民|其|他|她)?(?:反映|投诉|举报|询问|咨询|观察|发现|称|说|有)/, 0.9],
  [/^(?:【|[(（])?另(?:有|该|其|一|外|：|:|，|[\u4e00-\u9fa5])/, 0.9],
  [
    /(?:市民|其|来电人|诉求人|他|她|居民|家长)(?:另|同时|还|又)(?:不满|另|反映|要求|发现|指出|投诉|提|称|说)/,
    0.9,
  ],
  [/^(?:再有|再就|还有啊|附带|捎带|顺带)/, 0.8],
  [/(?:另外|此外|除此之外|再者|再有|还有啊?|另)(?=[，,：:一])/, 0.8],
  [/(?:另外|此外)/, 0.8],
  [/(?:还有|再有|再说|又有)(?:一|个|件)+(?:个|件)?(?:事|问题|情况)/, 1],
  [/(?:还有|再|另)一(?:个|件|点)(?:事|问题|是)?/, 0.9],
  [/(?:第二|其次|二是|二、|2、|2\.(?!\d)|（二）|\(2\)|\(二\))(?:件事|个问题|个事)?/, 0.5],
  [/^(?:哎?对了|哎?还有|顺便|顺带|再就是|还有就是|再一个|另一个|还想问|再问|捎带)/, 0.8],
  [/(?:对了|顺便(?:说|问|提|反映|帮)?|顺带|捎带手?|附带)/, 0.7],
  [/^(?:还有|同时)/, 0.55],
];

/** What people ask for a second matter: somebody else should see to it too. */
const ALSO_WANTED =
  /(?:也|一并|一块儿?|一起|顺便|同步|同时|附带|另外)[^，。；]{0,8}?(?:请|希望|盼|给|管|查|清|修|处理|整治|治理|核实|维修|清走|清理|制止|登记|记|看看|检查|管管|解决|反映|收了|劝|转)|(?:请|希望|盼着?|要求|想)[^，。；]{0,14}?(?:也|一并|一起|顺便|另行|同步)/;
/** A thing that only supports the first matter, or is not part of the call. */
const NOT_ANOTHER =
  /不在本次|本次不|不主张|不追究|不要求|另行|另案|另走|另有工单|已(?:另|有单独)|单独(?:有)?工单|不用管|这些都不|不投诉|无(?:其他)?(?:诉求|要求)|不提|自行协商|已(?:经)?(?:解决|处理|修好|退)|仅供参考|补充(?:说明|称|材料)|另附|附(?:图|视频|照片)|可提供|表示(?:感谢|理解|愿意)|证据|截图|录音|录像|照片|留有|保留|留存/;
/** Openings that only go on with the same matter, or report what the other side says. */
const SIDE_REMARK =
  /^(?:顺便说一句|另外(?:别|把|[一两二三四五六七八九几\d]+[位个名])|(?:店主|店方|商家|物业|对方|房东|公司|学校|机构|开发商|老板|经理|老师|客服)(?:另|还|又|同时)|并称)|只要主诉求|不是投诉|不涉及|反映过了/;
/** Other fields of duty; a clause that names one not named before speaks of another matter. */
const FIELDS: readonly RegExp[] = [
  /停车|占道|车位|违停|僵尸车|乱停/,
  /噪[音声]|扰民|喇叭|太吵|吵得|敲打|施工到|播放/,
  /垃圾|渣土|清运|杂物|堆物|堆放|旧家具|堆在|楼道[^，。]{0,6}堆|碎砖/,
  /路灯|灯不亮|灯[^，。]{0,5}(?:黑|坏|不亮)|黑灯/,
  /油烟|扬尘|异味|臭味|焚烧|浓烟|废水|污水/,
  /老鼠|蟑螂|灭鼠|消杀|蚊蝇|虫/,
  /消防通道|疏散通道|消防|灭火|充电|飞线|火灾/,
  /抽烟|吸烟|控烟|烟味/,
  /营业执照|亮照|无照|许可证|没执照/,
  /发票|偷税|税务|逃税/,
  /社保|公积金|保险费|养老金/,
  /工资|欠薪|加班费|劳动合同|工伤/,
  /食品|卫生|异物|变质|过期|拉肚子|做饭|后厨/,
  /收费|停车费|乱收|价格|标价|计价|收了?[\d一二三四五六七八九十]+/,
  /摊贩|摆摊|流动|早点车|烤肠|占道经营|店外经营|推到门外|摊儿?都?摆/,
  /路面|井盖|坑|盲道|步道|坡道|破损/,
  /电梯|维保|困梯/,
  /物业|业委会|保安|门禁|监控/,
  /缺斤|短两|称[也有]|分量|实重|秤/,
  /三无|标签|假货|假冒|质量/,
  /退款|退卡|退费|余额|押金|赔偿/,
  /狗|遛狗|犬/,
  /信号|网络|快递|驿站/,
  /树|绿化|花坛|枝/,
  /漏水|跑水|下水|堵塞|反水|自来水/,
  /停电|跳闸|供电/,
  /个人信息|隐私|骚扰电话|推销|手机号/,
  /广告|小广告|虚假宣传|招牌/,
  /学校|入学|老师|校车|护学/,
  /无障碍|残疾|轮椅/,
  /群租|短租|民宿|出租/,
  /违建|加盖|承重墙|私搭/,
  /改造|加装|旧改/,
  /黄牛|揽客|黑车|非法营运/,
  /补贴|补助|抚恤|丧葬/,
];

/** Another body is asked: 请交管部门拖离, 请园林部门查看. */
const OTHER_BODY =
  /请(?:[\u4e00-\u9fa5]{1,8}?(?:部门|人员|方面|机关|单位|企业|公司|局|队|委|所)|交管|公安|民警|派出所|城管|环保|消防|街道|社区|属地|物业|残联|教委|园林|环卫|税务|市政|运营商)[^，。]{0,4}?(?:也|一并|同时|同步|另行|协助|予以|督促|派|查|看|拖|清|处|核|制止|回收|管|治|劝|补|维修|介入|关注|认定|打击)/;
/** The agent says that there are two matters. */
const AGENT_COUNTS =
  /(?:两|2|二)(?:件事|个问题|个事|样|个诉求|项)[^。]{0,8}(?:登记|记录|转|处理|反映)|分别(?:转办|登记|记录|派)|(?:问题|这个)(?:也|单独|另外|一并)(?:给您)?(?:登记|记录|提示|转)|一并(?:记录|登记|提示|转办)|另外(?:记录|登记|反映)/;

/** Fields of duty a stretch of text touches, as bits of a big integer would be; a set of indices. */
function fieldsOf(text: string): Set<number> {
  const fields = new Set<number>();
  FIELDS.forEach((pattern, i) => {
    if (pattern.test(text)) fields.add(i);
  });
  return fields;
}

const CLAUSE_BREAK =
  /[，,](?=(?:另外?|此外|还有|顺便|顺带|对了|同时|附带|另外|还反映|还想|又说|再一个|二是))|(?<=[^\s])[ 　](?=(?:另外|还有|对了|顺便))/g;

/** Clauses of the caller's turns: sentences, cut again at commas before a word that opens a matter. */
function clauses(text: string, turns: readonly Turn[]): Span[] {
  const found: Span[] = [];
  for (const turn of callerTurns(turns, text)) {
    for (const sentence of sentencesIn(text, turn)) {
      let start = sentence.start;
      const words = text.slice(sentence.start, sentence.end);
      for (const match of matchesOf(CLAUSE_BREAK, words)) {
        const at = sentence.start + match.index + 1;
        if (at - start >= 6) {
          found.push({ start, end: at });
          start = at;
        }
      }
      found.push({ start, end: sentence.end });
    }
  }
  return found;
}

/** Where the clauses of the caller's words begin: places where another matter may. */
export function clauseStarts(text: string, turns: readonly Turn[]): number[] {
  return clauses(text, turns).map((clause) => clause.start);
}

/**
 * The matters of a call, in order; at least one, together covering the text. A new matter begins where the caller
 * opens one (另外, 还反映, 第二, 顺便…) and speaks of a field of duty not spoken of so far, or asks for it to be
 * seen to as well. Doubtful openings do not split: a wrongly split call costs more than a joined one.
 */
export function splitDemands(text: string, turns: readonly Turn[]): DemandSpan[] {
  const parts = clauses(text, turns);
  const known: KnownFields = { upTo: 0, fields: new Set() };
  let counted: boolean | undefined;
  const spans: DemandSpan[] = [];
  let seen = 0;
  let start = 0;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Span;
    // What is said in the first few words is the matter itself.
    if (seen < 12) {
      seen += part.end - part.start;
      continue;
    }
    const opened = openingOf(text, parts, i);
    if (opened === 0) continue;
    counted ??= agentCounts(text, turns);
    const bonus = counted ? COUNTED_WEIGHT : 0;
    if (opened + MOST_FRESH + bonus < THRESHOLD) continue;
    if (opened + freshOf(text, parts, i, known) + bonus < THRESHOLD || part.start - start < 12) continue;
    spans.push({ start, end: part.start });
    start = part.start;
  }
  spans.push({ start, end: text.length });
  return spans;
}

const THRESHOLD = 1.4;
const COUNTED_WEIGHT = 0.5;
const FRESH_WEIGHT = 0.45;
const MOST_FRESH = 2 * FRESH_WEIGHT;

/** The fields of duty that the clauses before `upTo` touch; read only once a clause may open another matter. */
type KnownFields = { upTo: number; readonly fields: Set<number> };

/** How much clause `i` gains by the fields it touches that no clause before it did. */
function freshOf(text: string, parts: readonly Span[], i: number, known: KnownFields): number {
  for (; known.upTo < i; known.upTo++) {
    const part = parts[known.upTo] as Span;
    for (const field of fieldsOf(text.slice(part.start, part.end))) known.fields.add(field);
  }
  const part = parts[i] as Span;
  let fresh = 0;
  for (const field of fieldsOf(text.slice(part.start, part.end))) if (!known.fields.has(field)) fresh++;
  return Math.min(fresh, 2) * FRESH_WEIGHT;
}

function agentCounts(text: string, turns: readonly Turn[]): boolean {
  return turns.some(
    (turn) => turn.speaker === 'agent' && AGENT_COUNTS.test(text.slice(turn.start, turn.end)),
  );
}

const OPENING = 1;
const PLEASE = 2;
const ALSO = 4 | 8;
/** The characters without which SECOND_MATTER, OTHER_BODY and ALSO_WANTED find nothing. */
const HOLDS = presence(['另此还同顺附又再除其二2对捎', '请', '也一同顺附另', '也并块起便步时带外行']);

/** How much clause `i` speaks for another matter by its opening words and by who else is asked; 0 where it does not. */
function openingOf(text: string, parts: readonly Span[], i: number): number {
  const part = parts[i] as Span;
  const next = parts[i + 1];
  const hereEnd = next && next.end - part.start < 120 ? next.end : part.end;
  const here = text.slice(part.start, hereEnd);
  const holds = HOLDS(here);
  if (holds === 0) return 0;
  const words = text.slice(part.start, part.end);
  const opening = holds & OPENING ? openingWeight(words.slice(0, 16)) : 0;
  const also = (holds & ALSO) === ALSO && ALSO_WANTED.test(here);
  const body = (holds & PLEASE) !== 0 && OTHER_BODY.test(here);
  if (opening === 0 && !also && !body) return 0;
  if (NOT_ANOTHER.test(here) || SIDE_REMARK.test(words)) return 0;
  return opening + (also && body ? 1 : also || body ? 0.6 : 0);
}

function openingWeight(head: string): number {
  let opening = 0;
  for (const [pattern, weight] of SECOND_MATTER) {
    if (weight <= opening) continue;
    const match = pattern.exec(head);
    if (match && match.index <= 6) opening = weight;
  }
  return opening;
}

const WANTED =
  /(?:要求|请求|希望|诉求|恳请|盼望?|建议|强烈要求|主张)|(?:^|[，。；、\s：])(?:望|请(?!讲|问|您|说|假|客|注意)|麻烦)|我(?:就|只|是)?想(?:要|让|请|知道|问|咨询|查|退|找|投诉|举报|求)|(?:想|就)(?:要|让|请)[^，。]{0,10}?(?:退|赔|修|查|管|给|处理|解决|换)|能不能|可不可以|是否可以|能否|可否|行不行|给(?:个|我|我们)(?:说法|退|换|修|解决|处理|查|答复)|你们(?:得|来|给|管|快|赶紧|派)|赶紧|尽快|(?:退|赔|换|修|还|补)(?:给)?(?:我|钱|款|一|押金)|应该(?:退|赔|管|处理)|凭什么不|怎么(?:办理?|申请|算|处理|解决)|找谁|哪里(?:办|投诉|可以)|管不管|管一管|查一查|查处|取缔|核实|责令|转达|表扬/;
const NO_REQUEST = /^(?:他们?|她|店家|商家|物业|对方|客服|店员|老板|经理)[^，。]{0,6}(?:要求|让|说|称)/;
/** A confirmation of what the agent has read back counts as the request itself. */
const CONFIRMED = /(?:您的?诉求是|您是(?:想|希望|要求)|希望|要求)/;

/** Sentences (clean spans) that say what is wanted; in a dialogue also the agent's reading of it that is confirmed. */
export function findRequests(text: string, turns: readonly Turn[]): Span[] {
  const found: Span[] = [];
  for (let i = 0; i < turns.length; i++) {
    const turn = turns[i] as Turn;
    if (turn.speaker === 'agent') {
      const answer = turns[i + 1];
      const agreed =
        answer !== undefined &&
        answer.speaker === 'citizen' &&
        /^(?:对|是|嗯|没错|就是|行|好)/.test(text.slice(answer.start, answer.end));
      if (!agreed) continue;
      for (const sentence of sentencesIn(text, turn)) {
        const words = text.slice(sentence.start, sentence.end);
        if (CONFIRMED.test(words) && words.length > 8 && !/^您的?诉求是[？?]?$/.test(words))
          found.push(sentence);
      }
      continue;
    }
    for (const sentence of sentencesIn(text, turn)) {
      const words = text.slice(sentence.start, sentence.end);
      if (WANTED.test(words) && !NO_REQUEST.test(words)) found.push(sentence);
    }
  }
  return found;
}
