/**
 * Fields of what people ask for, by the words both sides use for it: a reply that says 余额 answers one who asked for
 * 退卡. Order is of no meaning.
 */
const FIELDS: readonly RegExp[] = [
  /退[款费钱还卡货订票定押]|返还|退给|余额|退一|全退|退掉|退换/u,
  /赔偿|赔付|补偿|赔钱|[三十][倍]|赔[一三十]|索赔|理赔|损失/u,
  /道歉|致歉|赔礼/u,
  /换货|更换|换新|调换|换一/u,
  /维修|修理|修好|修复|检修|抢修|返修|保修|三包|报修|坏了|故障|不亮|破损|损坏/u,
  /执照|许可证|无证|无照|证照|资质|备案|经营资格|亮照|持证/u,
  /发票|开票|票据|收据/u,
  /价格|标价|收费|乱收|涨价|价签|明码|多收|计价|差价|费用|收取/u,
  /宣传|广告|夸大|虚假|描述不符|货不对板/u,
  /假货|假冒|正品|仿冒|真伪|鉴定|商标|侵权/u,
  /过期|变质|异物|发霉|食品安全|后厨|卫生(?!间)|拉肚子|腹泻|食物中毒|标签/u,
  /质量|瑕疵|缺陷|开胶|起球|掉色|开裂/u,
  /噪[音声]|扰民|喇叭|吵|分贝|音响|打麻将|洗牌|响声|动静/u,
  /油烟|异味|臭味|扬尘|烟味|废气|排烟/u,
  /垃圾|渣土|清运|杂物|堆物|堆放|脏乱|保洁|清扫/u,
  /违停|停车|车位|占道|僵尸车|挪车|泊位/u,
  /路灯|照明|黑灯/u,
  /路面|坑洼|井盖|盲道|坡道|积水|人行道|步道/u,
  /电梯|困梯|维保/u,
  /供暖|暖气|供热|室温|不热/u,
  /漏水|跑水|渗漏|水管|停水|自来水|水压|水质/u,
  /下水|污水|堵塞|疏通|反水|管道/u,
  /停电|跳闸|供电|用电|电表/u,
  /燃气|煤气|天然气/u,
  /物业(?:费|服务|收费|管理)|业委会|物管会|业主大会/u,
  /违建|违法建设|加盖|私搭|拆除/u,
  /摊贩|摆摊|流动|店外经营|占道经营/u,
  /消防|疏散|灭火|飞线|火灾|充电/u,
  /工资|欠薪|加班|薪资|报酬/u,
  /社保|公积金|保险|养老金|医保|生育津贴/u,
  /劳动合同|辞退|解除合同|裁员|经济补偿|离职/u,
  /入学|招生|学位|学区|转学|报名/u,
  /老师|教师|补课|学校|校园|食堂/u,
  /课程|培训|课时|教练|上课/u,
  /充值|预付|会员|年卡|储值|办卡|卡内/u,
  /狗|犬|养犬|遛狗|狗绳/u,
  /树|绿化|花坛|枝|草坪|补种/u,
  /公交|地铁|班次|线路|站台|首末班/u,
  /信号灯|红绿灯|标线|护栏|斑马线|限速/u,
  /出租车|网约车|黑车|拒载|绕路/u,
  /信号|宽带|套餐|话费|流量|网速/u,
  /快递|驿站|邮件|包裹|投递|送货/u,
  /户口|落户|身份证|居住证|护照|签注/u,
  /低保|救助|补贴|补助|津贴|优待|抚恤|奖励/u,
  /养老院|养老服务|老年人|护理|助餐/u,
  /医院|挂号|病历|医生|诊疗|手术|医疗/u,
  /加装|改造|旧改|老旧小区/u,
  /群租|出租房|房东|租金|押金|中介/u,
  /抽烟|吸烟|控烟/u,
  /鼠|蟑螂|消杀|蚊|虫/u,
  /态度|辱骂|服务差|投诉.{0,4}人员/u,
  /个人信息|隐私|骚扰|泄露/u,
  /公厕|厕所|卫生间/u,
  /缺斤|短两|少两|秤|计量|分量|斤[^，。]{0,4}两|称重|足秤/u,
  /发货|交付|交房|逾期|延期/u,
  /房产证|不动产|产权|过户/u,
  /拆迁|征收|安置/u,
  /殡葬|婚姻登记|结婚/u,
  /演出|门票|票务|旅行社|游客|景区/u,
  /处罚|罚款|查处|立案|取缔|追究/u,
  /罚单|违章|扣分|电子眼/u,
  /开通|运营|通车|建成|竣工|开工|完工/u,
  /共享单车|电动车|自行车/u,
  /监控|门禁|保安|安保/u,
  /公共收益|公示|账目|公开/u,
  /诈骗|非法集资|跑路|失联|关门|停业|闭店/u,
];

/** Words said of every matter; pairs that hold one of them tell nothing. */
const COMMON =
  /反映|要求|市民|希望|相关|部门|问题|处理|解决|情况|来电|投诉|举报|咨询|请问|建议|诉求|尽快|工作|人员|进行|目前|现在|可以|不能|没有|这个|那个|一个|时候|我们|他们|商家|有关|是否|如何|怎么|什么|核实|协调|本人|先生|女士|表示|已经|还是|就是|因为|所以|但是|而且|并且|或者|他说|要求|给予|一直|一次|多次|认为|觉得|联系|希望|帮助|帮忙|您好|你好|谢谢|北京|西城/u;

export type Topics = {
  readonly pairs: ReadonlySet<string>;
  readonly fields: ReadonlySet<number>;
};

/** What a text is about: telling pairs of characters, and fields. */
export function topicsOf(text: string): Topics {
  const pairs = new Set<string>();
  for (const run of text.match(/[\u4e00-\u9fa5A-Za-z\d]{2,}/gu) ?? [])
    for (let at = 0; at + 2 <= run.length; at++) {
      const pair = run.slice(at, at + 2);
      if (!COMMON.test(pair) && !/[的了是在我他她它您你和与为将已也都就还又很吗呢吧这那有不没]/u.test(pair))
        pairs.add(pair);
    }
  const fields = new Set<number>();
  FIELDS.forEach((field, index) => {
    if (field.test(text)) fields.add(index);
  });
  return { pairs, fields };
}

/** What of one demand no other demand of the order has; all of it, and `isOwn` false, where nothing is left. */
export function ownTopics(all: readonly Topics[], index: number): Topics & { readonly isOwn: boolean } {
  const mine = all[index] as Topics;
  const others = all.filter((_, other) => other !== index);
  const pairs = [...mine.pairs].filter((pair) => !others.some((other) => other.pairs.has(pair)));
  const fields = [...mine.fields].filter((field) => !others.some((other) => other.fields.has(field)));
  if (pairs.length === 0 && fields.length === 0) return { ...mine, isOwn: false };
  return { pairs: new Set(pairs), fields: new Set(fields), isOwn: true };
}

/** How much of a demand's topics a text takes up, 0 to 1. A field counts as four pairs. */
export function overlap(demand: Topics, text: Topics): number {
  const whole = Math.min(demand.pairs.size, 12) + 4 * Math.min(demand.fields.size, 2);
  if (whole === 0) return 1;
  let shared = 0;
  for (const pair of demand.pairs) if (text.pairs.has(pair)) shared++;
  let fields = 0;
  for (const field of demand.fields) if (text.fields.has(field)) fields++;
  return Math.min(1, (Math.min(shared, 12) + 4 * Math.min(fields, 2)) / whole);
}
