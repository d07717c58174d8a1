import { CHANNEL_NAMES, FORM_NAMES, SALE_CHANNEL_NAMES, URGENCY_NAMES } from '../kernel/order-words.ts';
import type { OrderEvent, OrderState, Role } from '../app/types.ts';
import { EVENT_NAMES } from '../kernel/event-names.ts';
import { MOVER_NAMES, MOVE_NAMES, STATE_NAMES } from '../kernel/move-words.ts';
import type { Move } from '../kernel/move-words.ts';
import type { Entity, Urgency, Verdict } from './view.ts';

/** The words of the field for codes of the program; docs/glossary.md keeps the list. */
export const STATE: Readonly<Record<OrderState, string>> = STATE_NAMES;

export const MOVE: Readonly<Record<Move, string>> = MOVE_NAMES;

export const URGENCY: Record<Urgency, string> = URGENCY_NAMES;

export const ROLE: Readonly<Record<Role, string>> = MOVER_NAMES;

export const EVENT: Readonly<Record<OrderEvent['event'], string>> = EVENT_NAMES;

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

export const CHANNELS = CHANNEL_NAMES;

export const FORM = FORM_NAMES;

export const SALE_CHANNEL = SALE_CHANNEL_NAMES;

/** A channel's name; one the program does not know is shown as it came. */
export const channelName = (channel: string): string => CHANNELS[channel] ?? channel;
