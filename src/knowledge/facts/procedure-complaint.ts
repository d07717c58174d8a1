import { DAYS, SPAN, amid } from './amid.ts';
import { measured, monthsAsYears, recentDays, workdays, WORK_SPAN, years } from './measured.ts';
import { AMOUNT, chosen, counted, off, on } from './cue.ts';
import type { FactCue, FactSet } from './cue.ts';
import { choice, flag, number } from './dictionary.ts';

/** Facts of complaints and reports to the market authorities. */
const definitions = [
  choice(
    'handledElsewhere',
    '同一争议已由别处处理',
    {
      none: '没有',
      court: '法院或者仲裁',
      agency: '行政机关或者消费者协会',
      mediation: '其他调解组织',
    },
    '这件事有没有起诉、仲裁过，或者由别的部门、消协、调解组织处理过？',
  ),
  number('yearsSinceKnown', '知道权益受损后年数', '年', '是哪一天知道自己吃亏的？'),
  flag('noRespondentData', '说不出被投诉人', '商家叫什么名字、在什么地址？'),
  flag('hidesIdentity', '不提供真实身份', '能不能提供真实姓名和电话？'),
  flag('bulkClaims', '数量次数超出通常消费', '买了多少、买过几次、用来做什么？'),
  flag('realPurchase', '能证明真实消费', '有没有购买凭证，是不是自己生活用的？'),
  flag('outsideMarketDuty', '不属于市场监管职责', '是买东西、消费的争议，还是工资、物业、邻里一类的事？'),
  flag('asksAcceptance', '问是否受理', '是问部门受不受理吗？'),
  number('workdaysSinceComplaint', '投诉后工作日数', '个工作日', '是哪天投诉的，到今天几个工作日？'),
  flag('toldAcceptance', '已告知是否受理', '部门有没有打电话、发短信告知受理还是不受理？'),
  flag('merchantRefuses', '商家拒绝调解', '商家同意调解吗？'),
  flag('wantsForced', '要求强制商家退赔', '是希望部门强制商家退钱吗？'),
  number('daysSinceAcceptance', '受理后天数', '天', '是哪天受理的？'),
  choice(
    'sellerPlace',
    '商家所在地',
    { beijing: '北京', elsewhere: '外地' },
    '商家实际经营或者在平台上公示的地址在哪里？',
  ),
  flag('isPlatformShop', '平台上的店铺', '是在平台上的店铺买的吗？'),
  flag('sellerUnreachable', '公示地址联系不上', '平台上公示了地址吗，按那个地址能联系上吗？'),
  choice(
    'platformPlace',
    '平台公司住所地',
    { beijing: '北京', elsewhere: '外地' },
    '平台公司登记的住所在哪里？',
  ),
  flag('reported', '举报', '是举报违法行为，还是要求解决自己的纠纷？'),
  flag('realName', '实名举报', '举报时留了真实姓名和联系方式没有？'),
  flag('caseDecided', '已决定是否立案', '部门决定立案或者不立案了没有？'),
  choice(
    'reportField',
    '举报的领域',
    { unfair: '不正当竞争', food: '食品安全', other: '其他' },
    '举报的是哪一类违法行为？',
  ),
  flag('repeatReport', '同一事实重复举报', '同一件事以前举报过没有？'),
  flag('newFacts', '有新的事实或者理由', '这次有没有新的情况、新的证据？'),
  flag('reportVerified', '举报查证属实', '举报查实了没有，部门怎么答复的？'),
  flag('mixedComplaint', '举报中一并要求调解', '是不是还要求商家退钱、赔偿？'),
  flag('leadFound', '调解中发现违法线索', '商家涉嫌什么违法，有什么线索？'),
  flag('asksSecrecy', '问举报人信息保密', '担心举报的事被对方知道吗？'),
  flag('asksReward', '问举报奖励', '是问举报有没有奖励吗？'),
];

const COMPLAINT = '投诉|12315|12345|市场监管|市监|工商|消协';
const REPORT = '举报';

const cues: readonly FactCue[] = [
  // Complaints.
  chosen(
    'handledElsewhere',
    'court',
    /(?:已经?|正在|刚|都|前年|去年|上个?月)?(?:起诉|立案|开庭|判决|判了|申请(?:了)?(?:劳动)?仲裁|提起(?:了)?诉讼)(?:了|过|商家|店家|对方)?|(?:法院|仲裁委?)[^，。；]{0,8}(?:已|受理|判|正在|立案|调解)/u,
    {
      unless:
        /(?:想|要不要|准备|打算|如果|可以|只能|建议|让我|能|不想|没(?:有)?|未|去|是否|再)[^，。；]{0,4}(?:起诉|立案|仲裁|诉讼|法院)|起诉[^，。；]{0,3}吗|行政(?:诉讼|复议)|市场监管[^，。；]{0,6}立案|不(?:予)?立案/u,
      ...amid(COMPLAINT),
    },
  ),
  chosen(
    'handledElsewhere',
    'agency',
    /(?:消协|消费者协会|消保委|别的区|另一个(?:区|所)|(?:市场)?监管[所局]|工商所)[^，。；]{0,10}(?:已经?|都)?(?:受理(?:过|了)|调解(?:过|了|完)|处理(?:过|了|完)|结案|终止调解)/u,
    {
      unless: /没(?:有)?(?:受理|调解|处理)|未|不(?:受理|处理|管)|能不能|会不会|是否/u,
      ...amid(`${COMPLAINT}|旅游`),
    },
  ),
  chosen(
    'handledElsewhere',
    'mediation',
    /(?:人民调解|调委会|调解委员会|行业调解|商会)[^，。；]{0,8}(?:调(?:解)?(?:过|了)|受理|处理(?:过|了))/u,
    { unless: /没(?:有)?(?:调解|受理|处理)|未/u, ...amid(COMPLAINT) },
  ),
  measured('yearsSinceKnown', new RegExp(`(?<n>${AMOUNT})年(?<over>多)?(?:之前|以前|前)`, 'u'), years, {
    unless: /快|不到|差/u,
    ...amid(COMPLAINT),
  }),
  measured(
    'yearsSinceKnown',
    new RegExp(`(?:过了|过去|已经|都|有)(?:快)?(?<n>${AMOUNT})年(?<over>多)?了?`, 'u'),
    years,
    {
      unless: /快|不到|差|保修|质保|合约/u,
      ...amid(COMPLAINT),
    },
  ),
  measured(
    'yearsSinceKnown',
    new RegExp(`(?<n>${AMOUNT})个(?<over>多)?月(?:之前|以前|前)`, 'u'),
    monthsAsYears,
    amid(COMPLAINT),
  ),
  on(
    'noRespondentData',
    /不(?:知道|清楚|记得)[^，。；]{0,8}(?:店名|名字|地址|哪家|叫什么|公司名|是谁|在哪)|(?:没有|提供不了|说不出|查不到|不知道)[^，。；]{0,6}(?:商家|店铺|公司|卖家)?(?:的)?(?:店名|地址|名称|信息|公司名)/u,
    amid(COMPLAINT),
  ),
  on(
    'hidesIdentity',
    /(?:冒用|用别人|借(?:用)?别人|假(?:名|身份))[^，。；]{0,6}|(?:不(?:肯|愿意?|想|方便))[^，。；]{0,6}(?:提供|报|给|留|说)[^，。；]{0,6}(?:姓名|身份|名字|真名)|匿名投诉/u,
    amid(COMPLAINT),
  ),
  on(
    'bulkClaims',
    /(?:买|购买|下单)(?:了)?[^，。；]{0,4}(?:\d{2,}|[二三四五六七八九]十|几十|上百|一百|几百)[^，。；]{0,2}(?:份|件|盒|瓶|袋|单|个|次|包|箱)|职业(?:打假|索赔)|专门(?:买|打假|索赔)|批量(?:投诉|购买)|(?:投诉|索赔)(?:了)?(?:几十|上百|十几|几百)/u,
    { unless: /不是职业/u, ...amid(`${COMPLAINT}|索赔|打假`) },
  ),
  on(
    'realPurchase',
    /(?:自己|家里|全家|孩子|单位发)[^，。；]{0,6}(?:吃|用|喝|穿)|有(?:购买)?(?:小票|发票|付款记录|订单)|办(?:酒席|婚礼|喜事)用/u,
    { unless: /没|不是/u, ...amid(`${COMPLAINT}|索赔|打假`) },
  ),
  off(
    'realPurchase',
    /(?:没(?:有)?|并未|未)(?:真的|实际|真)?(?:买|购买|消费|付(?:过)?款)|(?:就是|只是|专门)(?:为了|冲着|奔着)[^，。；]{0,6}(?:赔|索赔|十倍|打假)/u,
    amid(`${COMPLAINT}|索赔|打假`),
  ),
  on(
    'outsideMarketDuty',
    /拖欠(?:我)?工资|欠薪|劳动合同|社保|物业费|医疗事故|信用卡|邻居|房东|离婚|借(?:钱|款)(?:给)?[^，。；]{0,4}不还|学区|噪音|治安/u,
    { unless: /不是/u, ...amid('12315|市场监管|市监|工商') },
  ),
  on(
    'asksAcceptance',
    /(?:会|能|还|给|可以)?不?(?:予)?受理(?!了|后|之后)|(?:还)?(?:管不管|给不给(?:办|管))/u,
    amid(COMPLAINT),
  ),
  measured(
    'workdaysSinceComplaint',
    new RegExp(`(?:投诉|12315)(?!举报)[^，。；]{0,10}?${WORK_SPAN}`, 'u'),
    workdays(7),
    { unless: /受理(?:了|后)|受理[^，。；]{0,4}\d|应当|规定|多(?:少|久)|几/u },
  ),
  measured('workdaysSinceComplaint', new RegExp(`${WORK_SPAN}(?:之)?前[^，。；]{0,8}投诉`, 'u'), workdays(7)),
  measured(
    'workdaysSinceComplaint',
    /(?<when>今天|今早|昨天|前天|刚刚?)[^，。；]{0,6}(?:打|投诉|提交|反映)/u,
    recentDays,
    amid('投诉|12315'),
  ),
  on(
    'toldAcceptance',
    /(?:告知|通知|短信|回复|答复|来电|说)(?:我|了|过)?[^，。；]{0,6}(?:已)?(?:不予)?受理(?:了)?|(?:已经?|都)(?:不予)?受理(?:了)?/u,
    {
      unless: /没(?:有)?(?:告知|通知|回复|答复|说|受理)|未(?:告知|受理)|是否|吗|会不会|多久|几天/u,
      ...amid(COMPLAINT),
    },
  ),
  off(
    'toldAcceptance',
    /(?:没(?:有)?|未|一直没|还没|从未)[^，。；]{0,8}(?:回复|答复|告知|通知|消息|音信|人(?:理|联系|回)|回音|动静|说(?:受理|收))|石沉大海|没下文|杳无音/u,
    amid(COMPLAINT),
  ),
  on(
    'merchantRefuses',
    /(?:商家|店家|对方|老板|他们|店里|公司|被投诉人)[^，。；]{0,8}(?:不(?:同意|接受|愿意?|肯|来|参加|配合|露面)|拒绝|死活不)[^，。；]{0,8}/u,
    amid('调解|市场监管|12315|市监|工商|终止'),
  ),
  off(
    'merchantRefuses',
    /(?:商家|店家|对方|老板|双方)[^，。；]{0,4}(?:都)?(?:同意|愿意|肯|接受)(?:了)?(?:参加)?(?:调解)?/u,
    {
      unless: /不(?:同意|愿意|肯|接受)/u,
      ...amid('调解'),
    },
  ),
  on(
    'wantsForced',
    /(?:强制|责令|必须|勒令|逼|命令)[^，。；]{0,8}(?:商家|店家|退|赔|把钱)/u,
    amid(COMPLAINT),
  ),
  counted(
    'daysSinceAcceptance',
    new RegExp(`(?:受理|调解)(?:了|后|已经?|都|有|到现在|至今|快|满|以后|之后|超过)*${SPAN}`, 'u'),
    DAYS,
    { unless: /多少|几天|规定|应当|工作日/u },
  ),
  chosen(
    'sellerPlace',
    'elsewhere',
    /(?:卖家|商家|店铺|店|发货地?|公司|厂家|注册地?|地址)[^，。；]{0,8}(?:外地|外省|广东|广州|深圳|浙江|杭州|上海|江苏|福建|河北|山东|河南|四川|成都|义乌|东莞|天津|湖北|湖南|安徽|南京|武汉|石家庄)/u,
    { unless: /不在|平台(?:公司|总部|注册|住所|在)/u, ...amid(COMPLAINT) },
  ),
  chosen(
    'sellerPlace',
    'beijing',
    /(?:卖家|商家|店铺|店|(?<!平台)公司|注册地?|地址)[^，。；]{0,8}(?:就)?(?:在|是)[^，。；]{0,4}(?:北京|西城|朝阳|海淀|东城|丰台|通州|大兴|昌平|本市|本地)/u,
    { unless: /不在|不是|平台/u, ...amid(COMPLAINT) },
  ),
  chosen(
    'platformPlace',
    'elsewhere',
    /平台[^，。；]{0,8}在[^，。；]{0,3}(?:外地|杭州|上海|广州|深圳|浙江|广东)/u,
  ),
  chosen(
    'platformPlace',
    'beijing',
    /平台[^，。；]{0,8}(?:在|是)[^，。；]{0,3}(?:北京|朝阳|海淀|本市)/u,
    /不在/u,
  ),
  on(
    'isPlatformShop',
    /(?:淘宝|天猫|京东|拼多多|抖音|快手|小红书|美团|平台|网上|直播间)[^，。；]{0,8}(?:店|卖家|商家|买|购|下单)|网(?:店|购)/u,
    amid(COMPLAINT),
  ),
  on(
    'sellerUnreachable',
    /(?:地址|电话|卖家|商家|店铺)[^，。；]{0,8}(?:联系不上|是假的|是空的|不存在|找不到|查无此)|(?:没(?:有)?|未)(?:公示|写|显示|公布)[^，。；]{0,4}地址/u,
    {
      unless: /关门|跑路/u,
      ...amid(
        `(?:${COMPLAINT})[\\s\\S]*(?:平台|网|店铺|卖家)|(?:平台|网|店铺|卖家)[\\s\\S]*(?:${COMPLAINT})`,
      ),
    },
  ),

  // Reports.
  on('reported', /举报/u, /举报(?:电话|热线|中心)(?:是|多少)/u),
  on(
    'realName',
    /实名(?:举报|反映)?|(?:留|写|填)(?:了|过)[^，。；]{0,4}(?:姓名|名字|身份证|电话)|署(?:了)?名/u,
    {
      unless: /没|不|匿名|未/u,
      ...amid(REPORT),
    },
  ),
  off(
    'realName',
    /匿名|(?:没(?:有)?|未|不)(?:留|写|填|署)[^，。；]{0,4}(?:姓名|名|身份|联系方式|电话)/u,
    amid(REPORT),
  ),
  on('caseDecided', /(?:已经?|决定)(?:不(?:予)?)?立案(?:了)?|(?:不予)?立案(?:决定|告知)/u, {
    unless: /没|未|是否|吗/u,
    ...amid(REPORT),
  }),
  off('caseDecided', /(?:还没|没(?:有)?|未)(?:决定)?立案/u, amid(REPORT)),
  chosen('reportField', 'unfair', /虚假宣传|不正当竞争|仿冒|刷单|商业贿赂|商业诋毁|傍名牌/u, amid(REPORT)),
  chosen(
    'reportField',
    'food',
    /食品|餐馆|后厨|过期|变质|黑作坊|饭店|小作坊|奶茶店|地沟油|熟食/u,
    amid(REPORT),
  ),
  chosen(
    'reportField',
    'other',
    /无照|没有?(?:营业)?执照|缺斤|缺秤|计量|价格|明码标价|三无|特种设备|电梯/u,
    amid(REPORT),
  ),
  on(
    'repeatReport',
    /(?:又|再次|重复|第[二三四五]次|反复|还(?:想|要))[^，。；]{0,4}举报|举报(?:了|过)(?:好几|好多|[两三四五六多几])次|[两三四五六]次举报/u,
  ),
  on(
    'newFacts',
    /新(?:的)?(?:证据|情况|线索|事实|理由|材料|照片|视频)|又(?:拍到|发现|找到)|补充(?:了)?(?:证据|材料)/u,
    /没|无/u,
  ),
  off(
    'newFacts',
    /没(?:有)?(?:什么|任何)?新(?:的)?(?:证据|情况|线索|事实|理由|材料|内容|变化)|还是(?:同一|那|原来|老)(?:件|个)?(?:事|问题|理由)|(?:理由|事情|内容|材料)[^，。；]{0,3}(?:没变|一样|相同)/u,
  ),
  on(
    'reportVerified',
    /查实(?:了)?|查证属实|(?:举报)?属实|被(?:罚|处罚|查处|查封|立案)|已(?:经)?(?:处罚|查处)/u,
    {
      unless: /没|未|是否|如果|不属实|不实|才/u,
      ...amid(REPORT),
    },
  ),
  off(
    'reportVerified',
    /(?:没(?:有)?|未|不能)(?:查实|查到|发现(?:问题|违法)|查出)|不属实|查无实据|(?:还)?在(?:调)?查/u,
    amid(REPORT),
  ),
  on(
    'mixedComplaint',
    /(?:既|又|同时|一并|一起|一块)[^，。；]{0,10}(?:投诉|要(?:求)?(?:退|赔))|投诉(?:和|、|加)?举报(?:一起|都)|(?:还|也|同时)(?:要|想|希望)(?:求)?[^，。；]{0,6}(?:退|赔|调解)/u,
    amid(REPORT),
  ),
  on(
    'asksSecrecy',
    /保密|(?:会不会|怕|担心|别|不要|不想)[^，。；]{0,8}(?:知道|泄露|告诉|报复|查到|透露)|泄露|(?:信息|电话|名字)[^，。；]{0,8}(?:给了?|告诉)(?:了)?(?:商家|店家|老板|对方)/u,
    amid(`${REPORT}|投诉`),
  ),
  on(
    'asksReward',
    /奖励|奖金|(?:有|给|拿|分)[^，。；]{0,4}(?:奖|提成)|分(?:到)?[^，。；]{0,3}罚款/u,
    amid(REPORT),
  ),

  on(
    'leadFound',
    /(?:发现|查到|看到)[^，。；]{0,10}(?:没有?(?:营业)?执照|无照|过期|假货|违法|没有?许可|偷税|冒牌|虚假)/u,
    { unless: /没(?:有)?发现|未发现/u, ...amid('调解|投诉') },
  ),
  off(
    'leadFound',
    /没(?:有)?(?:什么)?违法|不(?:涉及|存在)违法|只是(?:退款|合同|钱)的?(?:纠纷|事)/u,
    amid('查|处罚|调解|投诉'),
  ),
];

export const COMPLAINT_FACTS: FactSet = { definitions, cues };
