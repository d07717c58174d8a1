import { DAYS, SPAN, amid } from './amid.ts';
import { measured, monthsAsYears, recentDays, years } from './measured.ts';
import { AMOUNT, chosen, counted, off, on } from './cue.ts';
import type { FactCue, FactSet } from './cue.ts';
import { choice, flag, number } from './dictionary.ts';

/** Facts of petitions, the hotline and penalties. */
const definitions = [
  number('daysSincePetition', '提出信访后天数', '天', '信访是哪天提出、哪天登记的？'),
  choice(
    'petitionStage',
    '信访办到哪一步',
    { none: '还没有意见', opinion: '已有处理意见', review: '已有复查意见', final: '已有复核意见' },
    '收到处理意见、复查意见还是复核意见了？',
  ),
  number('daysSincePetitionReply', '收到信访意见后天数', '天', '这份意见是哪天收到的？'),
  flag('petitionExtended', '信访办理已告知延期', '有没有告知过延期和理由？'),
  choice(
    'matterKind',
    '诉求的性质',
    {
      plain: '一般诉求',
      emergency: '紧急警情',
      court: '诉讼仲裁',
      discipline: '纪检监察',
      review: '复议或者信息公开',
      petition: '已进入信访',
      outside: '外地事项',
    },
    '是什么事，发生在哪里，有没有进入诉讼、信访？',
  ),
  flag('hotline', '打市民热线', '是打12345反映吗？'),
  flag('sameMatterAgain', '同一事项再次提出', '同一件事以前反映过没有，办到哪一步？'),
  number('yearsSinceViolation', '违法行为发生后年数', '年', '违法行为是哪年发生、哪年停止的？'),
  flag('stillGoingOn', '违法行为仍在继续', '这个行为现在停了没有？'),
  flag('foundInTime', '期限内已被发现', '当时有没有部门发现、立案或者接到过举报？'),
  flag('harmsHealth', '危害生命健康或者金融安全', '有没有人身伤害、健康损害或者钱款被骗的后果？'),
  flag('publicOrder', '违反治安管理', '是打架、偷窃、骚扰一类的治安案件吗？'),
  choice(
    'penaltyKind',
    '拟作出的处罚',
    { heavy: '较大数额罚款没收', revoke: '吊销降级', shutdown: '停业关闭', light: '警告或者小额罚款' },
    '告知书上拟作的处罚是什么，罚多少钱？',
  ),
  number('daysSinceHearingNotice', '收到听证告知后天数', '天', '处罚告知书是哪天收到的？'),
];

const PETITION = '信访|复查|复核|上访';
const HOTLINE = '12345|热线|接诉即办';
const PENALTY = '罚|追究|举报|查处|时效|立案';

const cues: readonly FactCue[] = [
  // Petitions.
  on('petition', /信访|上访/u),
  counted(
    'daysSincePetition',
    new RegExp(`(?:信访(?!局长|答复|意见|处理)|上访|递(?:了)?材料|登记)[^，。；]{0,10}?${SPAN}`, 'u'),
    DAYS,
    {
      unless: /受理|意见|规定|多少|几天/u,
      ...amid(PETITION),
    },
  ),
  counted(
    'daysSincePetition',
    new RegExp(`${SPAN}(?:之)?前[^，。；]{0,8}(?:去|到|向|在)?[^，。；]{0,6}(?:信访|上访)`, 'u'),
    DAYS,
  ),
  chosen('petitionStage', 'opinion', /(?:信访)?(?:处理意见|答复意见|信访答复|办理意见)(?!还没)/u, {
    unless: /没(?:有)?(?:收到|给|出)|未|还没/u,
    ...amid(PETITION),
  }),
  chosen('petitionStage', 'review', /复查(?:意见|结果|答复|下来|完|结论|决定)/u, /没|未|还没/u),
  chosen(
    'petitionStage',
    'final',
    /复核(?:意见|结果|答复|下来|完|结论|终结|过)|三级终结|已经?复核/u,
    /没|未|还没|想|请求|申请/u,
  ),
  chosen(
    'petitionStage',
    'none',
    /(?:没(?:有)?|还没|未)[^，。；]{0,6}(?:收到|给|出|拿到)[^，。；]{0,6}(?:意见|答复|回复|说法)|没(?:有)?(?:结果|下文|答复|回音|人理)/u,
    amid(PETITION),
  ),
  counted(
    'daysSincePetitionReply',
    new RegExp(
      `(?:处理意见|答复(?:意见)?|复查意见|复查结果|意见书|办理意见)(?:书)?[^，。；]{0,8}?${SPAN}`,
      'u',
    ),
    DAYS,
    { unless: /规定|多少|几天|没/u, ...amid(PETITION) },
  ),
  measured(
    'daysSincePetitionReply',
    /(?<when>今天|昨天|前天|上周|上星期|上个?月)[^，。；]{0,8}(?:收到|拿到|接到)[^，。；]{0,10}(?:意见|答复)/u,
    recentDays,
    amid(PETITION),
  ),
  on('petitionExtended', /(?:告知|通知|说)[^，。；]{0,6}延(?:期|长)|延期告知/u, {
    unless: /没|未/u,
    ...amid(PETITION),
  }),

  // The hotline.
  on('hotline', /12345|市民热线|接诉即办/u),
  chosen(
    'matterKind',
    'emergency',
    /着火|起火|火灾|失火|(?:正在)?打(?:起来|架)|持刀|抢劫|入室|要跳楼|晕倒|昏迷|心脏病发|心梗|煤气(?:泄漏|中毒)|车祸|撞(?:了)?人/u,
    { unless: /去年|上个?月|上次|以前/u, ...amid(HOTLINE) },
  ),
  chosen(
    'matterKind',
    'court',
    /(?:法院|判决|法官|执行局|仲裁委|仲裁裁决)[^，。；]{0,12}|(?:已经?)?(?:起诉|开庭|立案)了/u,
    { unless: /想起诉|要不要|建议|让我/u, ...amid(HOTLINE) },
  ),
  chosen(
    'matterKind',
    'discipline',
    /(?:干部|工作人员|领导|书记|主任|民警|科长|所长)[^，。；]{0,10}(?:受贿|收(?:了)?(?:钱|红包|礼)|贪|吃拿卡要|违纪|腐败|索贿|索要)|纪委|监察委|贪污|受贿/u,
    amid(HOTLINE),
  ),
  chosen('matterKind', 'review', /行政复议|申请复议|信息公开/u, amid(HOTLINE)),
  chosen(
    'matterKind',
    'petition',
    /信访(?:局|部门|件|事项|办)?[^，。；]{0,6}(?:已|正在|受理|办理|登记|接)/u,
    amid(HOTLINE),
  ),
  chosen(
    'matterKind',
    'outside',
    /(?:在|是)(?:河北|天津|上海|外地|外省|老家|廊坊|燕郊|广州|深圳|涿州)[^，。；]{0,8}/u,
    amid(HOTLINE),
  ),
  chosen(
    'matterKind',
    'plain',
    /路灯|漏水|停水|停电|垃圾|噪音|噪声|扰民|停车|井盖|坑|供暖|物业|电梯|路面|违建/u,
    { isWeak: true, ...amid(HOTLINE) },
  ),
  on(
    'sameMatterAgain',
    /(?:又|再|反复|一直|天天|多次|第[二三四五六七八九十]次)[^，。；]{0,6}(?:打|反映|拨|投诉)(?:了)?|打(?:了|过)?(?:[三四五六七八九十]|好几|十几|几十|无数|好多)[^，。；]{0,2}(?:次|遍|回)|(?:反映|打)(?:过|了)(?:[两三四五六多几]|好几|好多)次|同(?:一|样)(?:件|个)?(?:事|问题)/u,
    amid(HOTLINE),
  ),

  // Penalties.
  measured(
    'yearsSinceViolation',
    new RegExp(`(?<n>${AMOUNT})年(?<over>多)?(?:之前|以前|前)(?:的)?`, 'u'),
    years,
    amid(PENALTY),
  ),
  measured(
    'yearsSinceViolation',
    new RegExp(`(?:过了|过去|已经|都|有)(?<n>${AMOUNT})年(?<over>多)?`, 'u'),
    years,
    amid(PENALTY),
  ),
  measured(
    'yearsSinceViolation',
    new RegExp(`(?<n>${AMOUNT})个(?<over>多)?月(?:之前|以前|前)`, 'u'),
    monthsAsYears,
    amid(PENALTY),
  ),
  measured(
    'yearsSinceViolation',
    /(?<when>去年|前年|上个?月|上周|昨天|大前年)/u,
    ({ when }) => ({ 去年: 1, 前年: 2.5, 大前年: 3.5 })[when ?? ''] ?? 0.1,
    {
      unless: /去年底到现在/u,
      ...amid('处罚|罚款|追究|时效|还能罚|还罚|能罚'),
    },
  ),
  on(
    'stillGoingOn',
    /(?:一直|还在|仍在|至今|持续|现在还)[^，。；]{0,10}(?:经营|卖|干|开|存在|生产|继续|违法|没拆|没改|这么|用|营业|挂)/u,
    { unless: /没(?:有)?(?:经营|干|卖)/u, ...amid(PENALTY) },
  ),
  off(
    'stillGoingOn',
    /(?:早就?|已经?|后来)[^，。；]{0,3}(?:停|关|改|不干|拆|整改|撤)(?:了|业|止|正|好)?|就(?:那)?一次/u,
    amid(PENALTY),
  ),
  on('foundInTime', /(?:当时|当年)[^，。；]{0,6}(?:就)?(?:举报|报(?:过|了)|立案|被查|查过)(?:过|了)?/u, {
    unless: /没|未/u,
    ...amid(PENALTY),
  }),
  off(
    'foundInTime',
    /(?:没(?:有)?|未|从没|一直没)(?:人|被)?[^，。；]{0,4}(?:发现|举报(?:过)?|查(?:过|到)|管(?:过)?|立案)/u,
    amid(PENALTY),
  ),
  on(
    'harmsHealth',
    /吃(?:坏|出(?:了)?(?:病|毛病))|中毒|住(?:了)?院|致(?:伤|残|死)|受(?:了)?伤|死亡|死了|爆炸|非法集资|骗(?:走|了)[^，。；]{0,8}(?:钱|万|本金|积蓄)/u,
    { unless: /没(?:有)?(?:人)?(?:受伤|住院|中毒|吃坏)/u, ...amid(PENALTY) },
  ),
  off(
    'harmsHealth',
    /没(?:有)?(?:造成|出)?(?:人|什么|任何)?[^，。；]{0,3}(?:受伤|伤亡|后果|吃坏|出事|损失|住院)|没(?:什么)?后果|没伤人/u,
    amid(PENALTY),
  ),
  on(
    'publicOrder',
    /打架|赌博|嫖|偷(?:窃|了|东西)|殴打|打(?:了)?人|治安|寻衅|骂人|辱骂|骚扰|猥亵/u,
    amid(PENALTY),
  ),
  chosen('penaltyKind', 'revoke', /吊销|降低资质|吊照/u, amid('听证')),
  chosen('penaltyKind', 'shutdown', /停产停业|停业整顿|责令停业|责令关闭|限制从业|关停/u, amid('听证')),
  chosen(
    'penaltyKind',
    'heavy',
    /较大数额|(?:罚(?:款)?|没收)[^，。；]{0,6}(?:\d+|[一二三四五六七八九十几两]+)(?:多)?(?:十|百)?万/u,
    amid('听证'),
  ),
  chosen(
    'penaltyKind',
    'light',
    /警告|通报批评|罚(?:款)?[^，。；]{0,4}(?:[一二三四五六七八九两几]|[1-9])(?:百|十)|罚(?:款)?[^，。；]{0,4}[1-9]\d{1,2}(?:元|块)/u,
    amid('听证'),
  ),
  counted(
    'daysSinceHearingNotice',
    new RegExp(`(?:告知(?:书)?|收到)[^，。；]{0,8}?${SPAN}`, 'u'),
    DAYS,
    amid('听证'),
  ),
  measured(
    'daysSinceHearingNotice',
    /(?<when>今天|昨天|前天|上周|上星期|上个?月)[^，。；]{0,8}(?:收到|拿到|接到)[^，。；]{0,10}(?:告知|通知)/u,
    recentDays,
    amid('听证'),
  ),
];

export const HOTLINE_FACTS: FactSet = { definitions, cues };
