/**
 * Corrections to the statute collection, each with its reason. The collection sometimes carries the day an
 * amendment was adopted, or the day of the first version, where the day it took effect belongs.
 */
export type DateCorrection = {
  readonly law: string;
  /** The date the collection carries; picks the version. */
  readonly carried: string | null;
  readonly from: string;
  readonly reason: string;
};

const DECREE_797 = '国务院令第797号修改，2024-12-06 公布，2025-01-20 起施行';
const DECREE_752 = '国务院令第752号修改，2022-03-29 公布，2022-05-01 起施行';
const AMENDED = '原表为首次施行日，文本为修改后的文本；按修改公布日';

export const DATE_CORRECTIONS: readonly DateCorrection[] = [
  {
    law: '中华人民共和国食品安全法',
    carried: '2025-09-12',
    from: '2025-12-01',
    reason: '2025-09-12 通过修改决定，2025-12-01 起施行',
  },
  {
    law: '中华人民共和国治安管理处罚法',
    carried: '2012-10-26',
    from: '2013-01-01',
    reason: '2012-10-26 通过修改决定，2013-01-01 起施行',
  },
  {
    law: '快递暂行条例',
    carried: '2025-04-13',
    from: '2025-06-01',
    reason: '2025-04-13 公布修改决定，2025-06-01 起施行',
  },
  { law: '医疗器械监督管理条例', carried: '2024-12-06', from: '2025-01-20', reason: DECREE_797 },
  { law: '中华人民共和国药品管理法实施条例', carried: '2024-12-06', from: '2025-01-20', reason: DECREE_797 },
  { law: '公共场所卫生管理条例', carried: '2024-12-06', from: '2025-01-20', reason: DECREE_797 },
  { law: '互联网上网服务营业场所管理条例', carried: '2024-12-06', from: '2025-01-20', reason: DECREE_797 },
  { law: '中华人民共和国计量法实施细则', carried: '2022-03-29', from: '2022-05-01', reason: DECREE_752 },
  { law: '中华人民共和国道路运输条例', carried: '2022-03-29', from: '2022-05-01', reason: DECREE_752 },
  { law: '保安服务管理条例', carried: '2022-03-29', from: '2022-05-01', reason: DECREE_752 },
  { law: '互联网上网服务营业场所管理条例', carried: '2022-03-29', from: '2022-05-01', reason: DECREE_752 },
  {
    law: '中华人民共和国民事诉讼法',
    carried: '2021-12-24',
    from: '2022-01-01',
    reason: '2021-12-24 通过修改决定，2022-01-01 起施行',
  },
  {
    law: '中华人民共和国民事诉讼法',
    carried: '2023-09-01',
    from: '2024-01-01',
    reason: '2023-09-01 通过修改决定，2024-01-01 起施行',
  },
  {
    law: '中华人民共和国监察法',
    carried: '2024-12-25',
    from: '2025-06-01',
    reason: '2024-12-25 通过修改决定，2025-06-01 起施行',
  },
  {
    law: '中华人民共和国村民委员会组织法',
    carried: '2025-10-28',
    from: '2026-01-01',
    reason: '与城市居民委员会组织法同日修订，均自 2026-01-01 起施行',
  },
  {
    law: '全国年节及纪念日放假办法',
    carried: '2024-11-10',
    from: '2025-01-01',
    reason: '2024-11-10 公布修改决定，2025-01-01 起施行',
  },
  {
    law: '侵害消费者权益行为处罚办法',
    carried: '2015-03-15',
    from: '2020-10-23',
    reason: '文本为 2020-10-23 修订后的文本',
  },
  {
    law: '网络购买商品七日无理由退货暂行办法',
    carried: '2017-03-15',
    from: '2020-10-23',
    reason: '文本为总局令第31号（2020-10-23）修订后的文本',
  },
  {
    law: '市场监督管理投诉举报处理暂行办法',
    carried: '2020-01-01',
    from: '2020-01-01',
    reason: '文本为 2022 年修改后的文本，修改施行日未核实，保留首次施行日',
  },
  {
    law: '道路交通安全违法行为处理程序规定',
    carried: '2009-04-01',
    from: '2020-05-01',
    reason: '2020-04-07 修订，2020-05-01 起施行',
  },
  {
    law: '公安机关办理行政案件程序规定',
    carried: '2013-01-01',
    from: '2020-08-06',
    reason: '文本为 2020-08-06 修改后的文本',
  },
  {
    law: '工伤保险条例',
    carried: '2004-01-01',
    from: '2011-01-01',
    reason: '2010-12-20 修改，2011-01-01 起施行',
  },
  { law: '社会救助暂行办法', carried: '2014-05-01', from: '2019-03-02', reason: AMENDED },
  { law: '北京市物业管理条例', carried: '2020-05-01', from: '2024-03-29', reason: AMENDED },
  { law: '物业管理条例', carried: '2003-09-01', from: '2018-03-19', reason: AMENDED },
  { law: '不动产登记暂行条例', carried: '2015-03-01', from: '2019-03-24', reason: AMENDED },
  { law: '缺陷汽车产品召回管理条例', carried: '2013-01-01', from: '2019-03-02', reason: AMENDED },
  { law: '电力供应与使用条例', carried: '1996-09-01', from: '2019-03-02', reason: AMENDED },
  { law: '城市道路管理条例', carried: '1996-10-01', from: '2019-03-24', reason: AMENDED },
  { law: '城镇燃气管理条例', carried: '2011-03-01', from: '2016-02-06', reason: AMENDED },
  { law: '城市绿化条例', carried: '1992-08-01', from: '2017-03-01', reason: AMENDED },
  { law: '导游人员管理条例', carried: '1999-10-01', from: '2017-10-07', reason: AMENDED },
  { law: '历史文化名城名镇名村保护条例', carried: '2008-07-01', from: '2017-10-07', reason: AMENDED },
  { law: '北京市出租汽车管理条例', carried: '1998-01-01', from: '2002-03-29', reason: AMENDED },
  { law: '北京市殡葬管理条例', carried: '1996-10-01', from: '2016-11-25', reason: AMENDED },
  {
    law: '北京市实施《中华人民共和国消费者权益保护法》办法',
    carried: '1995-09-01',
    from: '1997-09-05',
    reason: AMENDED,
  },
  {
    law: '工资支付暂行规定',
    carried: null,
    from: '1995-01-01',
    reason: '第二十条：自 1995 年 1 月 1 日起执行',
  },
];

const WITH_PUBLICATION = '由大会公告公布施行，公布之日即施行之日';

/** As above, for texts that do not ship beside the entries. */
export const MORE_DATE_CORRECTIONS: readonly DateCorrection[] = [
  {
    law: '中华人民共和国网络安全法',
    carried: '2025-10-28',
    from: '2026-01-01',
    reason: '2025-10-28 通过修改决定，2026-01-01 起施行',
  },
  {
    law: '中华人民共和国反垄断法',
    carried: '2022-06-24',
    from: '2022-08-01',
    reason: '2022-06-24 通过修改决定，2022-08-01 起施行',
  },
  { law: '中华人民共和国宪法', carried: null, from: '2018-03-11', reason: WITH_PUBLICATION },
  { law: '中华人民共和国宪法修正案（1988年）', carried: null, from: '1988-04-12', reason: WITH_PUBLICATION },
  { law: '中华人民共和国宪法修正案（1993年）', carried: null, from: '1993-03-29', reason: WITH_PUBLICATION },
  { law: '中华人民共和国宪法修正案（1999年）', carried: null, from: '1999-03-15', reason: WITH_PUBLICATION },
  { law: '中华人民共和国宪法修正案（2004年）', carried: null, from: '2004-03-14', reason: WITH_PUBLICATION },
  { law: '中华人民共和国宪法修正案（2018年）', carried: null, from: '2018-03-11', reason: WITH_PUBLICATION },
];

/** The day a text ended where the collection does not say so. `article` null: the whole text. */
export const END_CORRECTIONS: readonly {
  readonly law: string;
  readonly article: string | null;
  readonly to: string;
  readonly reason: string;
}[] = [
  {
    law: '北京市消防条例',
    article: null,
    to: '2025-05-01',
    reason: '修订文本自 2025-05-01 起施行，收录的是 2011 年文本',
  },
  {
    law: '最高人民法院关于审理劳动争议案件适用法律问题的解释（一）',
    article: '第三十二条',
    to: '2025-09-01',
    reason: '第一款自 2025-09-01 起废止',
  },
];

/** Texts that must not be cited: an older text than the one in force. */
export const NOT_CITED: readonly string[] = ['北京市人口与计划生育条例', '医疗机构管理条例'];

/** Headings glued to the end of the preceding article; `tail` is cut off exactly once. */
export const GLUED_HEADINGS: readonly {
  readonly law: string;
  readonly articleNo: number;
  readonly tail: string;
}[] = [
  ...(
    [
      [147, '第一分编 通 则'],
      [186, '第二分编 大气污染防治'],
      [265, '第三分编 水污染防治'],
      [333, '第四分编 海洋污染防治'],
      [393, '第五分编 土壤污染防治'],
      [463, '第六分编 固体废物污染防治'],
      [545, '第七分编 噪声污染防治'],
      [599, '第八分编 放射性污染防治'],
      [643, '第九分编 化学物质污染风险管控、电磁辐射和光污染防治'],
    ] as const
  ).map(([articleNo, tail]) => ({ law: '中华人民共和国生态环境法典', articleNo, tail: `\n${tail}` })),
  { law: '网络交易监督管理办法', articleNo: 6, tail: '网络交易经营者' },
  { law: '网络交易监督管理办法', articleNo: 32, tail: '监督管理' },
  { law: '网络交易监督管理办法', articleNo: 38, tail: '法律责任' },
  { law: '网络交易监督管理办法', articleNo: 55, tail: '附则' },
];

/** As above, for texts that do not ship beside the entries. */
export const MORE_GLUED_HEADINGS: typeof GLUED_HEADINGS = (
  [
    ['中华人民共和国刑事诉讼法', 307, '附则'],
    ['中华人民共和国合同法', 129, '分 则'],
    ['中华人民共和国合同法', 427, '附 则'],
    ['中华人民共和国物权法', 245, '附则'],
    ['人体器官捐献和移植条例', 49, '附 则'],
    ['教师资格条例', 22, '附则'],
    ['未成年人网络保护条例', 58, '\u200b\n附 则'],
    [
      '最高人民法院关于审理军队、武警部队、政法机关移交、撤销企业和与党政机关脱钩企业相关纠纷案件若干问题的规定',
      6,
      '二、移交、撤销、脱钩企业破产案件的处理',
    ],
    [
      '最高人民法院关于审理涉及农村土地承包纠纷案件适用法律问题的解释',
      19,
      '四、土地征收补偿费用分配及土地承包经营权继承纠纷的处理',
    ],
  ] as const
).map(([law, articleNo, tail]) => ({ law, articleNo, tail: `\n${tail}` }));
