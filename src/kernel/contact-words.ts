/** How a caller was sought 联系方式. */
export const CONTACT_WAY = {
  phone: '电话',
  message: '短信或网上消息',
  visit: '上门',
  meeting: '约见',
} as const;

/**
 * How a caller was told 告知方式; `hotline` where who called is kept from the unit and the hotline tells them; `notice` and
 * `none` where nobody can be told in person.
 */
export const TELL_WAY = { ...CONTACT_WAY, hotline: '热线转告', notice: '公示', none: '无法告知' } as const;

/** What came of it. */
export const CONTACT_RESULT = {
  reached: '已联系上',
  met: '已见面',
  meetingRefused: '拒绝见面',
  noAnswer: '未联系上',
} as const;

/** How a matter ended 办理结果, as the reply says it. */
export const OUTCOME = {
  solved: '实际解决',
  procedural: '程序性办结',
  explained: '解释说明',
  settled: '双方和解',
  mediationEnded: '终止调解',
  true: '属实',
  partlyTrue: '部分属实',
  untrue: '不属实',
  planned: '暂不能解决，已列计划',
} as const;
