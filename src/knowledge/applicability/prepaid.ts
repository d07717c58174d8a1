import type { Facts } from '../types.ts';
import {
  预付卡条例16,
  预付卡条例17,
  预付卡条例18,
  预付解释11,
  预付解释13,
  预付解释14,
  预付解释15,
  预付解释19,
  预付解释23,
  条例22,
} from './basis.ts';
import { otherwise } from './table.ts';
import type { Rule } from './table.ts';

const concerns = (facts: Facts): boolean => facts.prepaid === true && facts.forBusiness !== true;
const within7 = (facts: Facts): boolean =>
  facts.daysSincePayment !== undefined && facts.daysSincePayment <= 7;

/** Seven days to think: 北京市单用途预付卡管理条例 第十六条 (unused), 预付式消费司法解释 第十四条 (no reason needed). */
export const PREPAID_COOLING_OFF: Rule = {
  name: '预付卡七日内退款',
  subject: [预付卡条例16, 预付解释14],
  concerns,
  rows: [
    {
      when: (facts) => facts.daysSincePayment !== undefined && facts.daysSincePayment > 7,
      verdict: 'does_not_apply',
      why: '自付款之日起已过七日，不能再无理由退；商家未按约定服务或者依法可以解除合同的，余额仍应退',
      ask: '七日之后，商家有没有没做到当初约定的地方？',
      basis: [预付卡条例16, 预付卡条例17],
      entries: ['kb-003'],
    },
    {
      when: (facts) => within7(facts) && facts.serviceStarted === false,
      verdict: 'applies',
      why: '付款七日内没有用过，可以要求退卡，经营者应当自要求之日起五日内一次性全额退回',
      basis: [预付卡条例16, 预付解释14],
      entries: ['kb-001', 'kd-029'],
    },
    {
      when: (facts) => within7(facts) && facts.sameServiceBefore === true,
      verdict: 'does_not_apply',
      why: '卡已经用过，且订立合同时已经从这家或者别家获得过相同商品、服务，不适用七日内无理由返还',
      basis: [预付解释14, 预付卡条例16],
    },
    {
      when: (facts) => within7(facts) && facts.serviceStarted === true && facts.sameServiceBefore === false,
      verdict: 'applies',
      why: '付款七日内请求返还本金的，人民法院应予支持，已用部分扣减；因已用过，不属于条例规定的全额退卡',
      basis: [预付解释14, 预付解释15],
    },
    {
      when: (facts) => within7(facts) && facts.serviceStarted === true,
      verdict: 'unknown',
      why: '卡已用过，条例的全额退卡不适用；司法解释的七日返还，看签约前是否获得过相同商品、服务',
      ask: '签约之前，您在这家或者别家做过同样的项目吗？',
      basis: [预付解释14, 预付卡条例16],
    },
    {
      when: within7,
      verdict: 'unknown',
      why: '付款未满七日；没有用过的可以全额退',
      ask: '办卡到现在用过没有？',
      basis: [预付卡条例16, 预付解释14],
    },
    {
      when: otherwise,
      verdict: 'unknown',
      why: '七日从付款之日起算，没有用过的可以全额退',
      ask: '是哪天付的钱，到现在用过没有？',
      basis: [预付卡条例16, 预付解释14],
    },
  ],
};

/** The rest of the money: 实施条例 第二十二条, 预付卡管理条例 第十七条, 司法解释 第十三条, 第十五条, 第十九条, 第二十三条. */
export const PREPAID_BALANCE: Rule = {
  name: '预付款余额退还',
  subject: [预付卡条例17, 条例22, 预付解释13],
  concerns,
  rows: [
    {
      when: (facts) => facts.shopClosed === true,
      verdict: 'applies',
      why: '商家停业、失联，不能按约定兑付，可以要求退还余额；终止营业又恶意逃避退款的，可以主张惩罚性赔偿，涉嫌犯罪的移送公安',
      ask: '收款的是哪个公司，关门前是否还在收钱？',
      basis: [条例22, 预付卡条例18, 预付卡条例17, 预付解释23],
      entries: ['kb-017', 'kd-005'],
    },
    {
      when: (facts) => facts.merchantBreach === true,
      verdict: 'applies',
      why: '商家没有按约定提供（涨价、降质、搬迁、约不上等），可以要求按约定履行或者退还余额，已用部分按原优惠计算',
      basis: [条例22, 预付解释13, 预付卡条例17],
    },
    {
      when: (facts) => facts.changeOfMind === true && facts.merchantBreach === false,
      verdict: 'does_not_apply',
      why: '商家能够按约定提供，仅因个人不想继续的，法律没有规定必须退，可以协商；协商退的，已用部分按打折前价格扣',
      basis: [预付卡条例17, 预付解释19],
    },
    {
      when: otherwise,
      verdict: 'unknown',
      why: '余额是否应退，看商家有没有违约、双方是否谈妥、是否依法可以解除合同',
      ask: '退款是因为商家出了什么问题，还是您自己不想继续？',
      basis: [预付卡条例17, 条例22, 预付解释13],
    },
  ],
};

/** Handing a card on: 预付式消费司法解释 第十一条. */
export const PREPAID_TRANSFER: Rule = {
  name: '预付卡转让',
  subject: [预付解释11],
  concerns: (facts) => concerns(facts) && facts.wantsTransfer === true,
  rows: [
    {
      when: otherwise,
      verdict: 'applies',
      why: '会员权益可以转让，自通知到达商家时对商家生效，不以商家同意为前提；不限次卡不得借转让让多人轮用',
      ask: '有没有把转让的事书面或者短信通知商家？',
      basis: [预付解释11],
      entries: ['kb-012'],
    },
  ],
};
