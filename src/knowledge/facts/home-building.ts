import { chosen, off, on } from './cue.ts';
import type { FactCue, FactSet } from './cue.ts';
import { flag } from './dictionary.ts';

/** More facts of buildings, noise, fumes and dogs: who asks, what was measured, how far matters have got. */
const definitions = [
  flag('workOddHours', '中午或者清晨六点以后施工', '是几点施工，是不是晚上十点到早上六点之间？'),
  flag('decoratorAsks', '装修的人问能不能装', '是您家要装修，还是别家装修吵到您？'),
  flag('fumeOldShop', '早就开着没有改扩建', '这家店是哪年开的，最近有没有新开、扩建、换成餐饮？'),
  flag('fumeOver', '油烟检测超标', '油烟检测过吗，超标没有？'),
  flag('fumeNotTrade', '是住户自己做饭', '油烟是餐馆的，还是住户自己做饭？'),
  flag('noiseHomeDevice', '是住户自用的设备', '是店家经营用的设备，还是住户自家的空调？'),
  flag('hawkNotTrade', '不是做广告的声音', '播的是广告、招揽，还是别的内容？'),
  flag('businessLicenceClaimed', '说办了证就不用邻居同意', '开店之前征求过本栋楼业主的意见吗？'),
  flag('businessNoVisitors', '没有客人上门或者不是经营', '有没有挂牌、有没有客人上门？'),
  flag('leakBreakIn', '自己破门进楼上', '开门之前找物业、报警了吗？'),
  flag('wallOwnRight', '认为自己的房子可以拆', '要拆的是不是承重墙，有没有设计方案？'),
  flag(
    'demolitionStepsDone',
    '限期催告公告都已走完',
    '限期拆除、催告、公告做完了吗，当事人复议、起诉了没有？',
  ),
  flag('buildingNotBuilding', '只是修缮或者拆除', '是新盖、加高，还是修屋顶、做防水？'),
  flag('buildingTimeBarClaimed', '说过了两年时效', '违建现在还在吗？'),
  flag('dogKeeperAsks', '养狗的人问能不能养', '是您自己要养，还是别人家养的？'),
  flag('thrownWholeBuilding', '要全楼分摊', '是要求全楼分摊，还是找扔的人赔？'),
  flag('thrownBefore2026', '发生在2026年以前', '是哪天扔的？'),
  flag('thrownByWind', '风吹落、没有危险', '是有人扔的，还是风吹落的，扔的是什么？'),
  flag('thrownByChild', '扔的是孩子', '扔东西的人多大年纪？'),
  flag('fellThrown', '是有人故意扔的、推的或者自己掉的', '是自己脱落的，还是有人扔的、推的？'),
  flag(
    'fellOwnThing',
    '掉的是住户自己的东西、物业已尽责',
    '掉下来的是公共部位，还是住户自己的东西，物业巡查、警示过没有？',
  ),
  flag('clearanceBackOut', '退租后反悔或者要求按征收加钱', '退租协议签了没有，现在要的是什么？'),
  flag('clearanceOrdinaryCut', '是欠费停供', '是征收断水电，还是欠费停供？'),
  flag('rentFamily', '是一家人或者亲戚同住', '住的是一家人，还是分别出租给不相干的人？'),

  flag('noiseWithinLimit', '检测没有超标', '检测过吗，结果是多少？'),
  flag('fumeAsksMay', '问能不能开', '是您自己要开，还是别人开的影响到您？'),
  flag('buildingNotMine', '不是自己盖的', '违建现在归谁所有、谁在用？'),
  flag('dogAtHome', '狗在自己家里', '狗是在自己家里，还是带到外面？'),
];

/** The grammar of facts, as in `consumer.ts`. */
const cues: readonly FactCue[] = [
  // Noise.
  on(
    'workOddHours',
    /中午[^，。；]{0,8}(?:施工|不停|没(?:停|歇)|十二点)?|十二点到两点|(?:早上|早晨|凌晨|清晨)?六点(?:半|多|零五|二十|零五分|一刻)/u,
    /装修|到中午/u,
  ),
  on(
    'workAtNight',
    /(?:晚上|夜里)?(?:十一|十二|十)点(?:四十|多|半|一刻|后|以后|还)|昨晚(?:十|十一|十二)点/u,
    /早上|上午|六点|中午/u,
  ),
  off('workAtNight', /晚上(?:九点半?|八点)|下午[一两二三四五]点|上午/u, /到(?:夜里|凌晨|十一点)/u),
  off(
    'nightPermit',
    /(?:围挡|墙)[^，。；]{0,4}(?:啥|什么)?(?:证|都)(?:也)?没贴|光秃秃|没有?办[^，。；]{0,8}(?:证|手续|证明)|没办[^，。；]{0,4}手续|一点证明没有/u,
  ),
  on(
    'nightPermit',
    /(?:夜施证|批文|许可|证明)[^，。；]{0,6}(?:还)?(?:没过期|贴在|是有的|也公示|都公示|拿着)|(?:拿着|持有|贴出?|开的|出具的)[^，。；]{0,8}(?:夜施证|批文|证明)|有(?:夜施证|批文|这个证)|只知道有证|证是有的|夜施证办了/u,
    /没有|无|是不是|还没/u,
  ),
  on(
    'nightNoticePosted',
    /(?:公示牌|都公示|也公示|公告也?贴|还?贴在(?:大门口|门口)|公示了|证明还贴)/u,
    /没|未|要不要/u,
  ),
  off('nightNoticePosted', /没有?(?:一处|任何)?(?:公告|公示)|整条街没有/u),
  on(
    'noiseOverLimit',
    /(?:测|检测|仪器)[^，。；]{0,14}(?:出来)?(?:超了|超标|确实超)|确实超标|超标准了|音箱|喇叭开到最大/u,
    /没测|没有测|不超|未超|没有?超/u,
  ),
  off(
    'noiseOverLimit',
    /(?:报告|监测|检测|测)[^，。；]{0,8}(?:达标|合格|不超)|音量也?(?:合格|按规定)|(?:时间|时段|音量)[^，。；]{0,10}(?:都)?(?:按|在)[^，。；]{0,6}规定|场地牌子写的就是/u,
    /证|没/u,
  ),
  on(
    'noiseOverLimit',
    /(?:写明|规定|告示|牌子)[^，。；]{0,12}(?:八|九)点(?:半)?[^，。；]{0,8}(?:停|收|不能用|后不)/u,
    /写的就是|没有写/u,
  ),
  chosen('noiseKind', 'dance', /(?:跳舞(?!机)|跳到(?:十|九)点|公园管理处|组织者|舞队)/u, /舞蹈|书舞|养老/u),
  chosen(
    'noiseKind',
    'hawk',
    /(?:店家|商家|鞋店|水果|超市|门店|促销)[^，。；]{0,12}(?:喇叭|音响|反复播|循环|喊)|反复播/u,
    /预警|应急|撤离|小声|背景音乐/u,
  ),
  on(
    'hawkNotTrade',
    /(?:预警|应急|撤离|防汛)[^，。；]{0,6}(?:广播|喇叭|通知)|应急部门用广播|小声放|背景音乐/u,
  ),
  on(
    'noiseHomeDevice',
    /(?:邻居家|人家|自家|自己家|隔壁人家)[^，。；]{0,6}(?:空调|鱼缸|水泵)[^，。；]{0,8}(?:外机)?/u,
    /饭店|餐厅|超市/u,
  ),
  on('decoratorAsks', /(?:能|可以|让)(?:不能)?装修(?:吗|么|嘛)?[？?]?$/u, /物业不/u),
  on('urgentRepair', /(?:水管|阀门|暖气)[^，。；]{0,4}(?:爆|崩)|(?:周末|周六|周日)抢修/u, /要不要/u),

  // Fumes and trades in dwellings.
  on(
    'fumeOldShop',
    /(?:十|九|八|五|多)年(?:前)?(?:就)?(?:开|有|在)[^，。；]{0,6}|(?:20(?:0\d|1\d))年(?:就)?开|开了(?:十|八|五|几)年|原样经营|没(?:改|扩)没(?:改|扩)|没有(?:扩建|新增)/u,
    /扩了|接手|改成/u,
  ),
  on('fumeOver', /(?:测|检测)[^，。；]{0,8}(?:油烟)?[^，。；]{0,3}超(?:标)?/u, /没|未|是不是|算/u),
  off('fumeOver', /(?:检测|检查|报告)[^，。；]{0,10}(?:合格|达标|正常)/u, /没/u),
  on('fumeUntreated', /净化(?:器|设备)?[^，。；]{0,6}(?:拔了|拆走|不开|没开)|电源拔了/u),
  on('fumeNotTrade', /(?:楼下|楼上)?住户自己|邻居(?:自己)?(?:炸|炒)/u),
  chosen(
    'fumeSite',
    'dwelling',
    /(?:楼里|一层|楼下)[^，。；]{0,8}(?:新?开(?:了|家|的)?|改成|盘出去|新店主)[^，。；]{0,12}(?:饭店|餐馆|餐厅|饭馆|烧烤|火锅|面馆|麻辣烫|川菜馆|米线|炒菜|小吃)|改成(?:麻辣烫|烧烤|川菜馆|火锅)|纯居民楼/u,
    /商住|商场|没开张|不知道|理发|超市/u,
  ),
  chosen('fumeSite', 'fit', /(?:整栋|独立)[^，。；]{0,3}商场|没有住户/u),
  on(
    'businessLicenceClaimed',
    /(?:营业执照|执照|证照|手续|办了证)[^，。；]{0,8}(?:都办|齐全|有错|就能|就(?:可以|不用)|还不行)|有手续就能|办了证就/u,
  ),
  on('businessNoVisitors', /没(?:有)?(?:挂牌|客人|顾客)|(?:自家)?亲戚[^，。；]{0,8}(?:住|来|看病)|没收钱/u),
  chosen('businessConsent', 'most', /多数赞成|就一家不同意/u),
  chosen('businessConsent', 'none', /(?:没有?一户|楼里没人|没人)同意/u),
  on('businessOtherBuilding', /(?:旁边|对面)[^，。；]{0,4}(?:号楼|楼的)|[两三]栋外/u),

  // Leaks, walls, buildings.
  chosen(
    'leakSource',
    'upstairs',
    /楼上[^，。；]{0,8}(?:管子|刚装修|漏水|跑水|房子租出去)|邻居家(?:地漏|卫生间|水管)|装修把防水层|他家新接/u,
    /怀疑|不知道|也许|是不是|公共|冲马桶/u,
  ),
  on('leakBreakIn', /(?:锁匠|开锁)|强行进|直接(?:开|进)(?:去|门)?$/u, /门禁|共享/u),
  on('wallBearing', /剪力墙|混凝土墙|梁下/u, /裂|是不是/u),
  off('wallBearing', /(?:隔断|石膏板|轻体|砖)[^，。；]{0,3}墙/u, /承重墙上/u),
  on(
    'wallOwnRight',
    /承重墙[^，。；]{0,4}想(?:动就动|拆就拆)|(?:自己(?:家)?的?房子?)[^，。；]{0,10}(?:想动就动|不能改|谁都管|为(?:啥|什么)不能)/u,
  ),
  chosen('buildingStage', 'going', /墙砌(?:一半|到)|砌墙呢|正(?:往上)?砌|打地基|在房顶加盖|接着盖/u, /住着/u),
  chosen(
    'buildingStage',
    'done',
    /(?:举报|投诉)(?:都)?[^，。；]{0,4}个月|下了?通知|通知书|认定(?:是|书|为)|复议|住着的违建|限期拆除|违建[^，。；]{0,3}(?:昨天|还在)/u,
    /正在|没复议/u,
  ),
  on('demolitionStepsDone', /(?:催告|公告)(?:都)?(?:走完|做完|发完|期满)|没复议也没(?:起诉|诉讼)/u),
  on('buildingNotBuilding', /修屋顶|做?防水[^，。；]{0,8}(?:卷材|没加高)|铺卷材|翻修屋面|拆自家/u),
  on(
    'buildingPermit',
    /规划许可证?挂|有许可证的翻建|有合法许可|(?:拿出)?\d{4}年规划许可/u,
    /没有?许可|怎么看真假/u,
  ),
  on('buildingTimeBarClaimed', /(?:过了?|早过|就过)(?:两年|了)?[^，。；]{0,3}时效/u, /没过|还没过/u),

  // Dogs and things that fall.
  on(
    'dogKeeperAsks',
    /(?:能|可以)(?:不能)?(?:养|办证|都办证)[^，。；]{0,4}(?:吗|么|不)?|又想再?养|(?:我|我家)[^，。；]{0,6}(?:养(?:了|的)|登记了|已经有)|家里(?:一只|已经有)|托我再养/u,
    /邻居|楼上|他家/u,
  ),
  on('thrownWholeBuilding', /全楼|整栋|分摊|我家也要|还要我补偿/u),
  off('throwerKnown', /(?:没|还没)查到人|警察(?:查了|说等查)/u),
  on(
    'thrownBefore2026',
    /20(?:1\d|2[0-5])年[^，。；]{0,10}(?:扔|抛|月)|去年[^，。；]{0,6}(?:扔|抛)|2025年抛物/u,
  ),
  on('thrownByWind', /(?:吹落|被风吹|纸片|飘)|没危险/u, /广告牌|树|外墙/u),
  on('thrownByChild', /(?:小孩|孩子|[三四五六七八九]岁)[^，。；]{0,6}(?:扔|抛|往下|孩子)/u),
  on('fellThrown', /(?:扔|抛|推下|被人砍断|砍断倒)/u, /不是扔|没人扔/u),
  on(
    'fellOwnThing',
    /(?:他家|自己|业主自己|楼上自家|人家)(?:在窗台|自己)?(?:的|挂|晾|擦窗|家的)[^，。；]{0,8}(?:架|花盆|抹布|掉)?|巡查(?:单|有记录)/u,
    /我家|砸我/u,
  ),
  on(
    'thingFellOff',
    /(?:外墙|瓷(?:砖|片)|保温板|广告牌|雨搭|空调外?机?(?:支架|架子)|架子|外立面|花盆)[^，。；]{0,10}(?:悬|松|晃|锈断|要掉|往下掉|掉了|掉下)/u,
    /扔|抛|推/u,
  ),

  // Clearance, rooms let.
  on('clearanceBackOut', /反悔|要回来住|恢复租赁|跟征收一样|按征收(?:补|给)|加[^，。；]{0,4}万/u),
  on(
    'clearanceVoluntary',
    /退租(?:协议|是自愿|款|给的钱)|腾退(?:通知|组|公司)|签(?:完|了)退租|不退租/u,
    /租房|房东|押金/u,
  ),
  on('clearanceOrdinaryCut', /(?:停供|停水|停电)[^，。；]{0,3}欠费|欠费户/u),
  on(
    'rentFamily',
    /(?:是)?一家(?:三代|人|子)(?!还是)|亲戚(?:来|住)|一人一间|人均十|正规卧室|正经卧室/u,
    /还是隔断|车库|不好说/u,
  ),
  on(
    'groupCrowded',
    /(?:打成|隔成|隔出)[^，。；]{0,3}(?:[五六七八九十]|\d)间|租给(?:二十|十)多人|群租房(?:举报)?/u,
    /吗|算/u,
  ),

  on(
    'fumeAsksMay',
    /(?:能|能不能|可以|还能)(?:新)?开[^，。；]{0,6}(?:吗|么|面馆|餐馆|饭店)|就能开/u,
    /投诉|不能开/u,
  ),
  on('buildingNotMine', /(?:不是我|前房主|原房主)(?:也不是)?盖|前房主/u),
  on('buildingTimeBarClaimed', /没人举报就|(?:老|历史)违建[^，。；]{0,8}(?:不让拆|能办|合法)/u),
  on(
    'dogAtHome',
    /(?:院里|院子里|自家|屋里|家里)[^，。；]{0,6}(?:养狗|养犬|叫|不拴)|狗在自家/u,
    /楼上|出来|跑出/u,
  ),
  on('dogKeeperAsks', /狗(?:可以|能)进|能带狗|可以带狗/u, /导盲/u),
  on('dogUnregistered', /养了[^，。；]{0,4}没办(?:过)?证/u),
  on('noiseOrdinaryLife', /跳绳|拖鞋|婴儿|上厕所|冲马桶/u, /装修/u),
  off(
    'noiseOrdinaryLife',
    /(?:弹|练|吹|拉)[^，。；]{0,3}(?:古筝|吉他|琴|唢呐|二胡)|放DJ|电视开到最大|半夜唱|架子鼓|打鼓/u,
    /店|酒吧|公园|广场/u,
  ),
  on('groupCrowded', /群租|隔断间/u, {
    isWeak: true,
    unless: /吗[？?]?$|算|没走中介|中介|不知道是|发现群租|赶|断人家|举报成|说“?群租|群租人|当群租|是群租/u,
  }),
  on(
    'noiseWithinLimit',
    /(?:没有?|未|不)超标|(?:检测|监测|报告|测)[^，。；]{0,8}(?:达标|合格|没超|不超)/u,
    /没测|油烟|水/u,
  ),
];

export const BUILDING_FACTS: FactSet = {
  definitions,
  cues,
  implied: [
    { fact: 'noiseOrdinaryLife', value: true, implies: 'noiseKind', is: 'home' },
    { fact: 'noiseOrdinaryLife', value: false, implies: 'noiseKind', is: 'home' },
    { fact: 'noiseOverLimit', value: false, implies: 'noiseWithinLimit', is: true },
    { fact: 'nightNoticePosted', value: true, implies: 'nightPermit', is: true },
    { fact: 'nightPermit', value: true, implies: 'workAtNight', is: true },
  ],
};
