import type { Clause, Sentence } from './reading.ts';
import { RESTATES } from './reading.ts';

/** Says what was found out. */
const FINDING =
  /经(?:(?:我|本|区|市|属地|街道|社区|执法|工作|民警|多方|双方|初步|进一步|详细|实地|再次|依法|向|与)[^，。]{0,14})?(?:查|核|了解|调查|现场|检查|勘|协调|沟通|联系|调解|走访|询问|协商|比对|检测|研究|核对|检验|确认|抽检|评估|鉴定|测量|计算)|现场(?:检查|查看|核|勘|测|未|有|已)|(?:检查|核查|调查|巡查)(?:中)?(?:发现|显示|确认)|(?:未|没有|并未|暂未)(?:发现|查到|见|收到|出现|办理|取得|违反|超)|发现|属实|查明|查实|查证|调取|调阅|(?:监控|记录|资料|材料|票据|合同|档案|系统|台账|检测结果|检测报告)(?:显示|表明|载明)|据[^，。]{1,20}(?:介绍|反馈|说明|称|表示)|(?:执法|监管|检查|工作|管理|维修|技术)人员[^，。]{0,16}(?:到|赴|前往|对|上门|现场)|(?:确有|确实|确系|确认|存在|系因|是因|因为|由于|原因是|原因为|主要是)|(?:表示|称|承认|反馈|答复|说明)[，：:]?|目前|截至|尚未|(?:该|此|上述)(?:店|商家|商户|公司|企业|机构|单位|小区|路段|楼|处|项目|房屋|车辆|车位|设施|人员|情况|问题|行为|商品|产品|课程|卡|学校|工地|餐馆|餐厅|井盖|路灯)[^，。]{0,20}(?:为|是|属|系|有|已|未|无|由|不)|(?:属于|不属于|归属|位于|产权|权属|责任(?:主体|单位|人))/u;
/** Says what was done, will be done by a day, or why not. */
const OUTCOME =
  /已(?:经|于|由|对|向|为|将|责令|督促|要求|安排|组织|约谈|完成|修|清|退|拆|整|更|恢|办|达成|协调|告知|立案|受理|停|补|调|联系|通知|纳入|列入|启动|开|关|张贴|发|支付|签|按|改|制止|劝|下达|依法|制定|批|处|移|加|撤|收|赔|换)|(?:于|在)\d[^，。]{0,16}(?:完成|修复|清理|退还|到账|恢复|更换|整改|开通|启用)|(?:将于|拟于|预计|计划(?:于|在)?|力争)[^，。]{0,24}(?:\d|[一二三四五六七八九十]+(?:日|天|月|个工作日)|年底|月底|季度)|不予|未予|不能|无法|难以|无权|不适用|不支持|不具备|不符合|不属于|不宜|暂不|没有(?:规定|依据|强制|权限|职权|法律)|应当|应(?:由|在|向|按|于)|可(?:以|依法|凭|到|向|拨打|通过|在|按|持|携|自行|申请|选择|要求)|需(?:要|由|携|提供|先|经|持|在|到|按|提交)|须|请您?(?:到|拨|携|凭|持|提供|保留|登录|通过|与|向|于|按|先|准备|将|联系|及时|尽早|保存)|建议(?:您)?[^，。]{0,3}(?:到|向|与|通过|拨|先|保|依|可|按|提|携|选|关注|咨|在|联系|申请|将|先行|协商)|由[^，。]{2,24}(?:负责|承担|办理|管理|管辖|实施|处理|维护|养护)|同意|愿意|达成|退还|退款|退费|赔偿|赔付|补偿|道歉|更换|维修|责令|立案|处罚|警告|约谈|批评教育|予以|制止|整改|改正|换新|补装|拆除|清理|清运|修复|恢复|抢修|停止|关停|下架|解除|办结|终止调解|劝导|劝离|加装|增设|设置|安装|补种|修剪|疏通|开通|发放|(?:依据|根据|按照|依照|按)(?:《|国家|北京|有关|规定|相关|合同|约定|法律|现行|政策|本市|第)|规定|标准(?:为|是)|(?:收费|费用|价格|金额|时间|地点|地址|电话|条件|流程|材料|范围|期限|办理方式)(?:为|是|包括|如下|：|:)|纳入|列入|加强(?:对|巡查|管理)|增加|延长|缩短|调整|表扬|鼓励|转达|采纳|不再|每(?:日|天|周|月|年)|\d+(?:个)?(?:工作日|日|天)内/u;
/** Clauses that say nothing by themselves, whatever words they hold. */
const HOLLOW =
  /^已?由[^，。]{2,26}(?:办理|承办|处理|核实|答复)|高度重视|以人民为中心|急难愁盼|放在心上|千家万户|一如既往|(?:持续)?加大[^，。]{0,6}力度|切实(?:维护|保障|做好)|多次过问|始终坚持|初心|使命|全心全意|持之以恒|不断(?:提升|提高|改进|完善)|履职尽责|担当作为|抓细抓实|高质量发展|满意答卷|贴心|心情|表示(?:理解|歉意|感谢|关注|同情)|深表|感同身受|(?:提出|表达)了?[^，。]{0,8}(?:要求|诉求|愿望|请求)|非常重视|十分重视|收悉|收到您|已收到|已知悉|已记录|已(?:经)?(?:被)?(?:转|移交|转交|转办|转达|反馈|上报|报送|呈报)(?:至|给|到|由|请|有关|相关|责任|职能|主管|办|达|交|送)?|(?:转|交)(?:相关|有关|责任|职能|主管)[^，。]{0,6}(?:部门|单位|科室|领导)|正在(?:积极|认真|抓紧|进一步)?(?:研究|核实|调查|处理|了解|跟进|落实|推进|协调|办理)|(?:将|会|继续|下一步)[^，。]{0,8}(?:尽快|认真|积极|高度|持续|及时|不断|全力|切实|努力)|(?:将|会)(?:进一步)?(?:研究|考虑|核实|调查|处理|关注|跟进|落实|反馈|督促|加强|改进|完善|努力|参考|推进)[^\d]{0,18}$|(?:第一时间)?(?:立即|马上|迅速|及时)(?:组织|安排|开展|召开|派|部署|联系)[^，。]{0,24}(?:调查|核实|处理|了解|核查|力量|研究|专题)|(?:谅解|理解|耐心|放心|知悉|知晓|周知)[！!。，]?$|感谢|谢谢|祝您|欢迎您|欢迎(?:继续)?(?:监督|关注|来电)|敬请|特此|抱歉|歉意|不便|您好|你好|尊敬的|(?:现|兹)(?:将|就|对|答复|回复|予以)|(?:答复|回复|情况|如下)(?:如下)?[：:]?$|此复|支持与|持续关注|保持关注|加强沟通|做好解释|争取(?:您|早日)|早日|尽快(?:解决|处理|办理|落实|回复|答复)/u;
/** The way to object and whom to ask: not an answer to a demand. */
const SERVICE =
  /(?:对|如对?)(?:本|以上|此|上述|该)?[^，。]{0,6}(?:答复|办理结果|处理结果|回复|结果|意见)[^。]{0,10}(?:异议|不满|不服|疑问|不清楚|新的|需要)|如(?:您)?(?:还|仍|另)?有(?:其他|新的|疑问|异议|问题|不明|需要)|(?:可以?|请)(?:再次|继续|随时|直接)?(?:拨打|致电|来电|联系)|联系(?:人|电话|方式|地址)|咨询电话|监督电话|(?:行政复议|行政诉讼|提起诉讼|向人民法院|人民法院(?:提起|起诉)|申请仲裁|消费者协会|调解组织|信访|复查|复核)[^。]{0,30}/u;

/** Clauses that open a finding: what follows in the sentence, and in the sentences behind it, was found out. */
const LEADS =
  /(?:经|据)(?:[^，。：:]{0,14})?(?:查|核实|了解|调查|核查|检查|勘查|勘察|沟通|协调|反馈|介绍|悉)|(?:核实|调查|办理|处理|有关|相关|检查|调解)(?:的)?(?:情况|结果)(?:如下|为|是)?[：:]/u;

/** How much a clause must hold to count by itself, in characters. */
const BARE = 4;
const PLAIN = 8;

/**
 * Whether a clause bears on the answer: not hollow, and it tells a finding, an outcome, or anything in so many words
 * that is no echo of what was asked.
 */
function saysSomething(clause: string, isFound: boolean, isEcho: (words: string) => boolean): boolean {
  const words = clause.replace(/[\s　]/gu, '');
  const length = hanCount(words);
  if (length < BARE) return false;
  if (isHollow(words)) return false;
  if (FINDING.test(words) || OUTCOME.test(words)) return !isEcho(words) || isFound || STRONG.test(words);
  return (isFound || length >= PLAIN || /\d/u.test(words)) && !isEcho(words);
}

/** Findings and outcomes that no restatement holds. */
const STRONG =
  /经(?:查|核实|了解|调查|现场|检查|调解|协调|沟通)|已(?:经|于|责令|完成|退|修|清|整|更|约谈|立案)|不予|无法|不适用|不属于|未发现|属实|同意|达成|依据|根据|按照/u;

/** What takes a clause out of hollowness: a done thing or a day. */
const FIRM =
  /已(?:于|完成|修|清|退|拆|整改|更换|恢复|责令|立案|约谈|达成|告知)|\d+(?:日|天|月|个工作日)|经(?:查|核实|了解|现场)|属实|不予|不能|无法|不适用/u;

export const hanCount = (words: string): number => words.match(/[\u4e00-\u9fa5]/gu)?.length ?? 0;

export const isService = (text: string): boolean => SERVICE.test(text);

/**
 * Clauses of a stretch of sentences that answer: what only restates, greets, thanks, puts off or tells the way to
 * object is left out. `isEcho` tells words that repeat what was asked.
 */
export function answeringClauses(
  sentences: readonly Sentence[],
  own: string,
  isEcho: (words: string) => boolean = () => false,
): Clause[] {
  const found: Clause[] = [];
  let isFound = false;
  for (const sentence of sentences) {
    const words = own.slice(sentence.start, sentence.end);
    const leads = LEADS.test(words);
    if (SIGNS.test(words.trim())) continue;
    if (isService(words) && !leads && !FINDING.test(words)) continue;
    for (const clause of sentence.clauses) {
      const said = own.slice(clause.start, clause.end);
      if (LEADS.test(said)) isFound = true;
      if (!isService(said) && saysSomething(afterRestating(said), isFound, isEcho)) found.push(clause);
    }
  }
  return found;
}

/** A line that is nothing but the name of a unit. */
const SIGNS =
  /^[\u4e00-\u9fa5（）]{2,30}(?:局|委员会|办事处|所|院|支队|大队|中心|集团|公司|管理部|联合会|街道|办公室|部门|政府)$/u;

/** What is left of a clause behind the restatement in it: `关于您反映的停车问题，` leaves nothing. */
export function afterRestating(clause: string): string {
  const match = RESTATES.exec(clause);
  if (!match) return clause;
  const rest = clause.slice(match.index);
  const close = /(?:的)?(?:问题|诉求|事项|情况|一事|建议|咨询|要求|来电|留言|来信)[，。：:]?/u.exec(
    rest.slice(match[0].length),
  );
  return close ? rest.slice(match[0].length + close.index + close[0].length) : '';
}

/** Talks of a set kind, for measuring how much of a reply is nothing else. */
export const isHollow = (clause: string): boolean => HOLLOW.test(clause) && !FIRM.test(clause);
