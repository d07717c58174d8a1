import type { OrderEvent, OrderState, Role } from '../app/types.ts';
import type { Entity, Urgency, Verdict } from './view.ts';

/** The words of the field for codes of the program; docs/glossary.md keeps the list. */
export const STATE: Record<OrderState, string> = {
  received: '待派单',
  dispatched: '已派单',
  acknowledged: '已签收',
};

export const URGENCY: Record<Urgency, string> = { safety: '安全', livelihood: '民生', normal: '一般' };

export const ROLE: Record<Role, string> = {
  admin: '管理员',
  dispatcher: '派单员',
  handler: '承办人',
  analyst: '分析员',
  system: '系统',
};

export const EVENT: Record<OrderEvent['event'], string> = {
  received: '接收',
  triaged: '研判',
  dispatched: '派单',
  corrected: '更正',
  acknowledged: '签收',
  linked: '链接',
  merged: '并单',
  separated: '撤销',
};

export const VERDICT: Record<Verdict, string> = {
  applies: '适用',
  unknown: '待核实',
  does_not_apply: '不适用',
};

export const ENTITY: Record<Entity['kind'], string> = {
  time: '时间',
  caller: '来电人',
  phone: '电话',
  subject: '被诉对象',
  place: '地点',
  street: '街道',
  community: '社区',
  product: '商品服务',
  amount: '金额',
  request: '请求',
  idNumber: '身份证号',
  bankCard: '银行卡号',
  plate: '车牌',
};

export const CHANNELS: Readonly<Record<string, string>> = {
  phone: '电话',
  web: '网站',
  app: 'App',
  wechat: '微信',
  weibo: '微博',
  douyin: '抖音',
  mail: '邮件',
};

export const FORM = { transcript: '通话转写', summary: '坐席摘要', message: '市民留言' } as const;

export const SALE_CHANNEL = {
  offline: '线下购买',
  online: '网络购买',
  pickup: '网上下单到店自提',
  none: '不涉及购买',
  unknown: '购买方式不明',
} as const;

/** A channel's name; one the program does not know is shown as it came. */
export const channelName = (channel: string): string => CHANNELS[channel] ?? channel;
