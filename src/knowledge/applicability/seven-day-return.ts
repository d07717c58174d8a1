import type { Facts } from '../types.ts';
import {
  条例19,
  消法16,
  消法2,
  消法24,
  消法25,
  预付卡条例16,
  退货办法10,
  退货办法6,
  退货办法7,
  退货办法8,
  退货办法9,
} from './basis.ts';
import { otherwise } from './table.ts';
import type { Rule } from './table.ts';

const inShop = (facts: Facts): boolean =>
  facts.saleChannel === 'offline' || (facts.saleChannel === 'pickup' && facts.paidInShop === true);
const WHERE = '这件商品是在哪里下单、付款的：网上、电话、电视，还是店里？';

/** Return within seven days without a reason: 消费者权益保护法 第二十五条, its 实施条例 第十九条 and the 暂行办法. */
export const SEVEN_DAY_RETURN: Rule = {
  name: '七日无理由退货',
  subject: [消法25],
  concerns: (facts) =>
    facts.prepaid !== true &&
    facts.saleChannel !== 'none' &&
    (facts.saleChannel !== undefined || facts.liveStream === true || facts.changeOfMind === true) &&
    !(facts.service === true && facts.changeOfMind !== true),
  rows: [
    {
      when: (facts) => facts.shopPromisesReturn === true,
      verdict: 'applies',
      why: '商家自己承诺了可以退货，承诺就是约定，应当按承诺的条件履行，与购买方式无关',
      ask: '承诺是怎么写、怎么说的，有没有照片、小票或者录音？',
      basis: [消法16],
      entries: ['ka-019'],
    },
    {
      when: (facts) => facts.saleChannel === 'none',
      verdict: 'does_not_apply',
      why: '不是购买商品，七日无理由退货只针对远程购买的商品',
      basis: [消法25],
    },
    {
      when: (facts) => facts.forBusiness === true,
      verdict: 'does_not_apply',
      why: '为经营购买，不是生活消费，不适用七日无理由退货，按合同约定处理',
      basis: [消法2],
      entries: ['ka-027'],
    },
    {
      when: (facts) => facts.prepaid === true,
      verdict: 'does_not_apply',
      why: '办卡、充值不是远程购买商品，不适用消费者权益保护法的七日无理由退货，另看预付卡七日内退款的规定',
      basis: [消法25, 预付卡条例16],
      entries: ['kd-029', 'kb-001', 'kb-003'],
    },
    {
      when: (facts) => facts.service === true,
      verdict: 'does_not_apply',
      why: '购买的是服务，七日无理由退货只针对商品，按合同约定和退订规则处理',
      basis: [消法25],
      entries: ['kb-036', 'kd-025'],
    },
    {
      when: inShop,
      verdict: 'does_not_apply',
      why: '在实体店看货付款，不是网络、电视、电话、邮购等方式，法律没有规定七日无理由退货；商家承诺可退的按承诺，有质量问题的按质量问题退换修',
      ask: '店家有没有写过或者说过可以退，商品本身有没有质量问题？',
      basis: [消法25, 消法24, 消法16],
      entries: ['ka-018', 'ka-016'],
    },
    {
      when: (facts) => facts.customMade === true,
      verdict: 'does_not_apply',
      why: '按消费者个人要求定作的商品，不适用七日无理由退货；与约定不符或者有质量问题的仍可要求处理',
      basis: [消法25, 退货办法6],
      entries: ['ka-008', 'ka-099'],
    },
    {
      when: (facts) => facts.perishable === true,
      verdict: 'does_not_apply',
      why: '鲜活易腐的商品不适用七日无理由退货；到货腐坏、短少属于质量问题，仍应退换',
      basis: [消法25, 退货办法6],
      entries: ['ka-009'],
    },
    {
      when: (facts) => facts.digitalOpened === true,
      verdict: 'does_not_apply',
      why: '已经在线下载或者拆封的音像制品、软件等数字化商品，不适用七日无理由退货',
      basis: [消法25, 退货办法6],
      entries: ['ka-010'],
    },
    {
      when: (facts) => facts.periodical === true,
      verdict: 'does_not_apply',
      why: '已经交付的报纸、期刊不适用七日无理由退货',
      basis: [消法25, 退货办法6],
      entries: ['ka-010'],
    },
    {
      when: (facts) => facts.confirmedNonReturnable === true,
      verdict: 'does_not_apply',
      why: '根据性质不宜退货的商品，且购买时经消费者确认，不适用无理由退货；商家须能拿出这一单的确认记录',
      ask: '下单时是您自己点选确认的，还是系统已经默认勾好？',
      basis: [消法25, 退货办法7, 条例19],
      entries: ['ka-012', 'ka-011', 'ka-097'],
    },
    {
      when: (facts) => facts.daysSinceReceipt !== undefined && facts.daysSinceReceipt > 7,
      verdict: 'does_not_apply',
      why: '已过七日：期限从签收次日起算，七日内须发出退货通知；有质量问题的另按质量问题处理',
      ask: '退货的申请或者消息最早是哪一天发出的？',
      basis: [消法25, 退货办法10],
      entries: ['ka-002'],
    },
    {
      when: (facts) => facts.goodsIntact === false,
      verdict: 'does_not_apply',
      why: '退回的商品应当完好；超出查验需要使用、剪掉商标、损坏一次性密封包装的，视为不完好',
      basis: [消法25, 退货办法8, 退货办法9],
      entries: ['ka-004', 'ka-005', 'ka-006', 'ka-007'],
    },
    {
      when: (facts) => facts.saleChannel === 'pickup' && facts.paidInShop !== false,
      verdict: 'unknown',
      why: '线上下单、到店自提：线上已付款成立合同的按远程购物处理，到店看货才付款的按线下购买处理',
      ask: '钱是在网上下单时付的，还是到店看了货才付的？',
      basis: [消法25],
      entries: ['ka-017'],
    },
    {
      when: (facts) => facts.saleChannel === undefined && facts.liveStream !== true,
      verdict: 'unknown',
      why: '是否适用取决于购买方式：远程购买适用，实体店当面购买不适用',
      ask: WHERE,
      basis: [消法25],
      entries: ['ka-001', 'ka-018'],
    },
    {
      when: (facts) => facts.saleChannel === 'unknown' && facts.liveStream !== true,
      verdict: 'unknown',
      why: '是否适用取决于购买方式：远程购买适用，实体店当面购买不适用',
      ask: WHERE,
      basis: [消法25],
      entries: ['ka-001', 'ka-018'],
    },
    {
      when: (facts) => facts.saleChannel === 'pickup' && facts.daysSinceReceipt === undefined,
      verdict: 'applies',
      why: '线上下单时已经付款，合同在线上成立，到店只是提货，按远程购物处理：提货次日起七日内可以退货，商品须完好',
      ask: '是哪一天提的货，退货申请是哪一天提出的？',
      basis: [消法25, 退货办法10],
      entries: ['ka-017'],
    },
    {
      when: (facts) => facts.daysSinceReceipt !== undefined && facts.goodsIntact === true,
      verdict: 'applies',
      why: '远程购买、收货未满七日、商品完好，可以退货且无需说明理由',
      basis: [消法25, 条例19],
    },
    {
      when: (facts) => facts.daysSinceReceipt !== undefined,
      verdict: 'applies',
      why: '远程购买、收货未满七日，商品完好即可退货，无需说明理由；打开包装查验不影响完好',
      ask: '商品和配件现在是否齐全、有没有使用或者污损？',
      basis: [消法25, 退货办法8, 条例19],
    },
    {
      when: otherwise,
      verdict: 'applies',
      why: '远程购买的商品，自签收次日起七日内可以退货且无需说明理由，商品须完好',
      ask: '是哪一天签收的，退货申请是哪一天提出的？',
      basis: [消法25, 退货办法10, 条例19],
    },
  ],
  bothSides:
    // prettier-ignore
    ['ka-002', 'ka-004', 'ka-005', 'ka-006', 'ka-007', 'ka-010', 'ka-011', 'ka-012', 'ka-019', 'ka-097', 'ka-099'],
  onlyWhereItApplies: ['ka-001', 'ka-003', 'ka-013', 'ka-014', 'ka-015', 'ka-020', 'ka-023'],
};
