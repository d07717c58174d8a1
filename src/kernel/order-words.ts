/** How soon an order is to be seen to 紧急程度. */
export const URGENCY_NAMES = { safety: '安全', livelihood: '民生', normal: '一般' } as const;

/** Where an order came in 渠道; others are shown as they came. */
export const CHANNEL_NAMES: Readonly<Record<string, string>> = {
  phone: '电话',
  web: '网站',
  app: 'App',
  wechat: '微信',
  weibo: '微博',
  douyin: '抖音',
  mail: '邮件',
  open311: 'Open311',
};

/** What kind of text it is 文本形式. */
export const FORM_NAMES = { transcript: '通话转写', summary: '坐席摘要', message: '市民留言' } as const;

/** How something was bought 购买方式. */
export const SALE_CHANNEL_NAMES = {
  offline: '线下购买',
  online: '网络购买',
  pickup: '网上下单到店自提',
  none: '不涉及购买',
  unknown: '购买方式不明',
} as const;
