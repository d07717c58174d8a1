/** Who decides a dispute of this kind, by issue type (prefixes); the first that fits counts. */
const PATHS: readonly { readonly types: RegExp; readonly words: string }[] = [
  {
    types: /^1602/u,
    words:
      '对信访处理意见不服的，可以自收到书面答复之日起 30 日内，向原办理机关、单位的上一级机关、单位请求复查',
  },
  {
    types: /^110[1246]|^1103/u,
    words:
      '与用人单位的争议，可以向调解组织申请调解，或者向劳动人事争议仲裁委员会申请仲裁，对仲裁裁决不服的，除法律另有规定的外，可以向人民法院提起诉讼',
  },
  {
    types: /^(?:01|0608|0611|0707|0708|0801|0806|090[1-5]|1302)/u,
    words:
      '与经营者的争议，可以与其协商和解，请求消费者协会或者依法成立的其他调解组织调解，根据仲裁协议提请仲裁，或者向人民法院提起诉讼',
  },
  {
    types: /^(?:020[1-3]|030[1-5])/u,
    words: '民事争议可以协商解决，请求人民调解委员会调解，或者依约定申请仲裁、向人民法院提起诉讼',
  },
  {
    types: /^1001/u,
    words: '医疗争议可以与医疗机构协商，申请医疗纠纷人民调解，或者向人民法院提起诉讼',
  },
];

const ACT =
  '对行政机关作出的行政行为不服的，可以自知道或者应当知道之日起六十日内申请行政复议，或者自知道或者应当知道之日起六个月内向人民法院提起行政诉讼，法律另有规定的从其规定';

/**
 * How the citizen may object: by demand kind (咨询 求助 投诉 举报 建议 表扬) and by the issue types of the demands, each
 * way once. Sources: 消费者权益保护法第三十九条, 劳动争议调解仲裁法第五条, 行政复议法第二十条, 行政诉讼法第四十六条,
 * 信访工作条例第三十五条.
 */
export function objectionPath(kind: string, issueTypes: readonly string[]): string {
  if (kind === '表扬') return '感谢您的来电，欢迎继续监督。';
  if (kind === '建议') return '感谢您的建议，如有补充，可以拨打 12345 继续反映。';
  if (kind === '咨询')
    return '如仍有疑问或者情况有变化，可以拨打 12345 补充说明，也可以按下面的电话直接联系我们。';
  const ways = new Set<string>();
  let isAct = kind === '举报';
  for (const type of issueTypes) {
    const path = PATHS.find(({ types }) => types.test(type));
    if (path) ways.add(path.words);
    else isAct = true;
  }
  if (isAct || ways.size === 0) ways.add(ACT);
  return `如对以上答复有异议，或者有新的情况、新的理由，可以拨打 12345 补充说明；${[...ways].join('；')}。`;
}
