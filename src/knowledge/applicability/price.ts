import { 价格法6, 消法10, 消法16 } from './basis.ts';
import { otherwise } from './table.ts';
import type { Rule } from './table.ts';

/** Price cut after the purchase: 价格法 第六条 leaves prices to the trader; a promise binds (消费者权益保护法 第十六条). */
export const PRICE_DROP: Rule = {
  name: '购买后降价补差价',
  subject: [消法10, 价格法6],
  concerns: (facts) => facts.priceDropped === true || facts.pricePromise !== undefined,
  rows: [
    {
      when: (facts) => facts.pricePromise === true,
      verdict: 'applies',
      why: '商家承诺保价、买贵退差的，承诺就是约定，应当兑现',
      ask: '保价承诺是怎么写的，期限和条件是什么？',
      basis: [消法16],
      entries: ['ka-019'],
    },
    {
      when: (facts) => facts.priceDropped === true,
      verdict: 'does_not_apply',
      why: '商品价格由经营者自主制定，成交后降价不等于交易不公平，没有保价承诺的，法律没有规定补差价',
      ask: '商家有没有承诺保价或者退差价？',
      basis: [价格法6, 消法10],
      entries: ['ka-069'],
    },
    {
      when: otherwise,
      verdict: 'unknown',
      why: '是否补差价看商家的承诺',
      ask: '购买后价格变了多少，商家有没有承诺保价？',
      basis: [价格法6],
    },
  ],
};
