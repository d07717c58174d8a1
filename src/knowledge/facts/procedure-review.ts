import { DAYS, SPAN, amid } from './amid.ts';
import { measured, recentDays, workdays, WORK_SPAN } from './measured.ts';
import { chosen, counted, on } from './cue.ts';
import type { FactCue, FactSet } from './cue.ts';
import { choice, flag, number } from './dictionary.ts';

/** Facts of review, litigation and disclosure of information. */
const definitions = [
  choice(
    'actKind',
    '不服的行为',
    {
      decision: '行政决定',
      silence: '不履行职责',
      mediation: '民事调解',
      petition: '信访办理意见',
      internal: '内部人事处理',
      rule: '规范性文件',
    },
    '不服的是处罚一类的决定、部门不作为、调解，还是信访答复？',
  ),
  number('daysSinceDecision', '知道行政行为后天数', '天', '是哪天收到、知道这个决定的？'),
  flag('notToldRights', '决定没有告知救济权利', '决定书上写没写可以复议、起诉和期限？'),
  flag('afterReview', '已经过行政复议', '申请过行政复议没有，收到复议决定没有？'),
  number('daysSinceReview', '收到复议决定后天数', '天', '是哪天收到复议决定书的？'),
  choice(
    'reviewFirst',
    '应当先复议的情形',
    { spot: '当场处罚', silence: '未履行职责', disclosure: '不予公开信息', none: '都不是' },
    '是当场作出的处罚、部门不履行职责、不公开信息，还是别的决定？',
  ),
  choice(
    'infoKind',
    '申请公开的信息',
    {
      open: '一般政府信息',
      internal: '内部事务信息',
      processing: '过程性信息',
      casefile: '执法案卷',
      private: '他人隐私或者商业秘密',
      request: '借申请提诉求',
    },
    '申请公开的是什么文件，由哪个部门制作？',
  ),
  flag('infoAnsweredBefore', '同一信息已答复过', '同样的信息以前申请过、答复过没有？'),
  number('workdaysSinceInfo', '信息公开申请后工作日数', '个工作日', '申请是哪天收到的，到今天几个工作日？'),
  flag('infoExtended', '已告知延长答复', '部门告知过延长答复期限没有？'),
  flag('petition', '信访', '是到信访部门提出的吗？'),
];

const LITIGATION = '复议|起诉|诉讼|不服|告(?:到|上|行政|区|街|政府|部门)|上诉|打官司';
const INFO = '公开|依申请';

const cues: readonly FactCue[] = [
  // Review and litigation.
  chosen(
    'actKind',
    'decision',
    /处罚(?:决定)?|罚单|罚款|罚了|不予受理|许可|吊销|工伤认定|查封|扣押|征收|不予公开|不予立案|决定书|行政强制|注销/u,
    amid(LITIGATION),
  ),
  chosen(
    'actKind',
    'silence',
    /不作为|不履行(?:职责)?|(?:举报|申请|反映)[^，。；]{0,10}(?:没人管|不管|不理|不答复|不处理)|(?:部门|街道|政府|城管|监管[所局])[^，。；]{0,6}(?:不管|不理|不答复|不处理|装聋)/u,
    amid(LITIGATION),
  ),
  chosen('actKind', 'mediation', /调解(?:结果|协议|书|意见|失败|不成)?|和解/u, {
    unless: /想调解|行政复议调解/u,
    ...amid(LITIGATION),
  }),
  chosen(
    'actKind',
    'petition',
    /信访(?:答复|处理意见|意见|回复|件|事项|局)?|复查意见|复核意见/u,
    amid(LITIGATION),
  ),
  chosen(
    'actKind',
    'internal',
    /(?:记过|降级|免职|考核不|没(?:给)?(?:我)?(?:晋升|评优)|内部处分|处分决定)/u,
    amid(LITIGATION),
  ),
  chosen(
    'actKind',
    'rule',
    /(?:文件|政策|规定|通告)(?:本身)?[^，。；]{0,4}(?:不合理|不合法|违法|太)/u,
    amid(LITIGATION),
  ),
  counted(
    'daysSinceDecision',
    new RegExp(
      `(?:处罚|决定(?:书)?|罚单|罚款|罚了|被罚|不予受理|告知书|答复|认定(?:书)?|驳回|通知书|收到|拿到)[^，。；]{0,10}?${SPAN}`,
      'u',
    ),
    DAYS,
    {
      unless: /复议(?:决定|结果)|规定|多少|几天|期限|听证/u,
      ...amid('复议|起诉|诉讼|告(?:到|上|行政|区|街|政府|部门)'),
    },
  ),
  counted(
    'daysSinceDecision',
    new RegExp(
      `${SPAN}(?:之)?前[^，。；]{0,8}(?:收到|作出|下|给|拿到|接到|被)?[^，。；]{0,8}(?:处罚|决定书?|罚单|告知书|不予受理|被罚|罚|通知书)`,
      'u',
    ),
    DAYS,
    { unless: /复议(?:决定|结果)/u, ...amid('复议|起诉|诉讼') },
  ),
  measured(
    'daysSinceDecision',
    /(?<when>今天|昨天|前天|上周|上星期|上个?月)[^，。；]{0,8}(?:收到|拿到|接到|作出|给|被|下)[^，。；]{0,10}(?:决定|罚|告知书|通知书|答复)/u,
    recentDays,
    { unless: /复议(?:决定|结果)/u, ...amid('复议|起诉|诉讼') },
  ),
  on(
    'notToldRights',
    /(?:没(?:有)?|未|从未|也没)[^，。；]{0,4}(?:告知|告诉|写|说|写明|提)[^，。；]{0,12}(?:复议|诉讼|起诉|救济|期限|权利)/u,
  ),
  on(
    'afterReview',
    /(?:复议(?:决定|结果|维持|驳回|完|过了)|(?:经过|申请过|做过)(?:了)?(?:行政)?复议|复议机关[^，。；]{0,4}(?:维持|驳回|撤销))/u,
    /没|未|想|能不能/u,
  ),
  counted('daysSinceReview', new RegExp(`复议(?:决定(?:书)?|结果)[^，。；]{0,10}?${SPAN}`, 'u'), DAYS),
  measured(
    'daysSinceReview',
    /(?<when>今天|昨天|前天|上周|上星期|上个?月)[^，。；]{0,8}(?:收到|拿到|接到)[^，。；]{0,4}复议(?:决定|结果)/u,
    recentDays,
  ),
  chosen('reviewFirst', 'spot', /当场(?:处罚|罚|开|给|作出)|现场(?:开|罚)|简易程序/u, amid(LITIGATION)),
  chosen(
    'reviewFirst',
    'silence',
    /不作为|不履行|不答复|(?:举报|申请|投诉)[^，。；]{0,10}(?:没人管|不管|不理|没(?:有)?(?:答复|回复|回音))/u,
    amid(LITIGATION),
  ),
  chosen(
    'reviewFirst',
    'disclosure',
    /不(?:予|给)?公开|信息公开[^，。；]{0,8}(?:不给|拒绝|没给)/u,
    amid(LITIGATION),
  ),

  // Disclosure of government information.
  chosen(
    'infoKind',
    'internal',
    /内部(?:流程|事务|管理|工作|通讯录)|人事(?:管理|档案|安排)|后勤|考勤|值班表|(?:奖金|工资)(?:怎么|发放)/u,
    amid(INFO),
  ),
  chosen(
    'infoKind',
    'processing',
    /会议(?:纪要|记录)|讨论(?:记录|稿)|草稿|过程稿|请示|磋商|内部(?:批示|研究|意见)|批示/u,
    amid(INFO),
  ),
  chosen(
    'infoKind',
    'casefile',
    /案卷|(?:执法|调查|检查|询问)(?:笔录|记录|卷宗|视频)|现场检查|卷宗/u,
    amid(INFO),
  ),
  chosen(
    'infoKind',
    'private',
    /(?:邻居|别人|他人|举报人|对方|个人)[^，。；]{0,6}(?:身份|住址|姓名|隐私|电话|病历|房产|合同)|商业秘密|技术图纸/u,
    amid(INFO),
  ),
  chosen(
    'infoKind',
    'request',
    /(?:为什么不(?:处理|处罚|查|管)|要求(?:你们)?(?:查处|处理|解释|答复))|(?:说明|解释)[^，。；]{0,4}(?:理由|原因)|(?:当成|变成)?(?:投诉|举报|信访)[^，。；]{0,6}(?:用|提)/u,
    amid(INFO),
  ),
  chosen(
    'infoKind',
    'open',
    /(?:规划|批复|批准|许可证?|征收补偿|补偿(?:方案|标准)|预算|决算|红头文件|规范性文件|收费标准|环评|中标|统计)/u,
    { unless: /会议|内部|草稿/u, ...amid(INFO) },
  ),
  on(
    'infoAnsweredBefore',
    /(?:以前|上次|去年|之前|已经?)[^，。；]{0,6}(?:答复|回复|申请|给)(?:过|了)|再(?:次)?申请[^，。；]{0,4}(?:同样|相同|一样)|重复申请/u,
    { unless: /没|未|还没/u, ...amid(INFO) },
  ),
  measured(
    'workdaysSinceInfo',
    new RegExp(`(?:申请|公开|寄出|递交|提交|收到)[^，。；]{0,12}?${WORK_SPAN}`, 'u'),
    workdays(20),
    { unless: /多少|几|规定|应当|延长/u, ...amid(INFO) },
  ),
  measured(
    'workdaysSinceInfo',
    new RegExp(`${WORK_SPAN}(?:之)?前[^，。；]{0,8}(?:申请|递交|提交|寄)`, 'u'),
    workdays(20),
    amid(INFO),
  ),
  on('infoExtended', /(?:告知|通知|说|来函|书面)[^，。；]{0,6}(?:要)?延(?:期|长)|延期答复/u, {
    unless: /没|未/u,
    ...amid(INFO),
  }),
];

export const REVIEW_FACTS: FactSet = { definitions, cues };
