/**
 * Which texts ship beside the entries. Every instrument an entry cites is shipped whole, unless it is listed in
 * CITED_ARTICLES_ONLY (long procedural codes of which a hotline needs a few articles).
 */
export const CITED_ARTICLES_ONLY: ReadonlySet<string> = new Set([
  '中华人民共和国公司法',
  '中华人民共和国民事诉讼法',
  '最高人民法院关于适用《中华人民共和国民事诉讼法》的解释',
  '最高人民法院关于适用《中华人民共和国行政诉讼法》的解释',
  '公安机关办理行政案件程序规定',
  '中华人民共和国认证认可条例',
  '中华人民共和国危险化学品安全法',
  '中华人民共和国出境入境管理法',
  '中华人民共和国商业银行法',
  '中华人民共和国公务员法',
  '中华人民共和国商标法',
  '中华人民共和国体育法',
  '机动车驾驶证申领和使用规定',
  '北京市消防条例',
  '北京市建设工程质量条例',
  '中华人民共和国传染病防治法',
  '中华人民共和国职业病防治法',
  '中华人民共和国基本医疗卫生与健康促进法',
  '退役军人安置条例',
  '北京市轨道交通运营安全条例',
  '医疗器械监督管理条例',
  '中华人民共和国药品管理法实施条例',
  '中华人民共和国文物保护法',
  '中华人民共和国危险化学品安全法',
  '中华人民共和国出境入境管理法',
  '中华人民共和国商业银行法',
  '中华人民共和国公务员法',
]);

/** Shipped whole though no entry cites them: handlers ask for them by name. */
export const ALSO_WHOLE: readonly string[] = [
  '中华人民共和国市场主体登记管理条例',
  '城镇燃气管理条例',
  '中华人民共和国环境保护法',
  '中华人民共和国水污染防治法',
  '中华人民共和国固体废物污染环境防治法',
  '中华人民共和国教育法',
  '中华人民共和国税收征收管理法',
  '北京市街道办事处条例',
  '娱乐场所管理条例',
  '旅行社条例',
  '中华人民共和国户口登记条例',
  '北京市食品安全条例',
  '中华人民共和国残疾人保障法',
  '中华人民共和国反家庭暴力法',
  '中华人民共和国城乡规划法',
  '城市绿化条例',
  '中华人民共和国民办教育促进法',
  '学校卫生工作条例',
  '北京市中小学生人身伤害事故预防与处理条例',
  '导游人员管理条例',
  '历史文化名城名镇名村保护条例',
  '中华人民共和国中医药法',
  '中华人民共和国护照法',
  '北京市殡葬管理条例',
  '中华人民共和国公证法',
  '残疾人教育条例',
  '中华人民共和国预防未成年人犯罪法',
  '中华人民共和国劳动合同法实施条例',
  '失业保险条例',
  '保安服务管理条例',
  '志愿服务条例',
  '国务院关于在线政务服务的若干规定',
  '存款保险条例',
];

/** Of the environmental code only what reaches a city hotline: not seas, nuclear matters, nature reserves, climate. */
export function wantedOfEnvironmentalCode(articleNo: number): boolean {
  const ranges = [
    [1, 173],
    [187, 218],
    [239, 311],
    [464, 599],
    [653, 673],
    [1052, 1084],
    [1094, 1100],
    [1113, 1145],
    [1168, 1192],
    [1204, 1210],
    [1228, 1242],
  ] as const;
  return ranges.some(([from, to]) => articleNo >= from && articleNo <= to);
}

/** Versions that ended before this day are shipped only where an entry cites them. */
export const OLDEST_END = '2024-01-01';
