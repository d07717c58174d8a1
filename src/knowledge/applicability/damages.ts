import { 消法2, 消法24, 消法52, 消法55, 食安法148 } from './basis.ts';
import { otherwise } from './table.ts';
import type { Rule } from './table.ts';

/** Refund and three times the price for deceit: 消费者权益保护法 第五十五条. */
export const TRIPLE_DAMAGES: Rule = {
  name: '退一赔三',
  subject: [消法55],
  concerns: (facts) => facts.fraud !== undefined && facts.saleChannel !== 'none',
  rows: [
    {
      when: (facts) => facts.forBusiness === true,
      verdict: 'does_not_apply',
      why: '为经营购买，不是生活消费，不适用三倍赔偿，按合同主张违约责任',
      basis: [消法2],
    },
    {
      when: (facts) => facts.food === true && facts.foodUnsafe === true && facts.fraud !== true,
      verdict: 'does_not_apply',
      why: '不符合食品安全标准的食品另有规定：可以要求价款十倍或者损失三倍的赔偿金，不足一千元的为一千元',
      basis: [食安法148],
      entries: ['ka-050'],
    },
    {
      when: (facts) => facts.fraud === true,
      verdict: 'applies',
      why: '经营者有欺诈行为的，可以要求增加赔偿价款的三倍，不足五百元的为五百元；是否欺诈须有证据',
      ask: '商家当时是怎么说、怎么写的，跟事实哪一点不一样，有什么证据？',
      basis: [消法55],
      entries: ['ka-045', 'ka-093', 'ka-100', 'ka-096', 'ka-095'],
    },
    {
      when: (facts) => facts.fraud === false,
      verdict: 'does_not_apply',
      why: '没有欺诈行为，不适用三倍赔偿；质量问题可以要求退换修，未按约定履行的可以要求退款、赔偿损失',
      basis: [消法55, 消法24, 消法52],
      entries: ['ka-046'],
    },
    {
      when: otherwise,
      verdict: 'unknown',
      why: '三倍赔偿以欺诈为前提；一般质量问题、履约瑕疵不当然构成欺诈，可以要求退换修或者赔偿损失',
      ask: '商家当时是怎么说、怎么写的，跟事实哪一点不一样？',
      basis: [消法55, 消法24],
      entries: ['ka-046', 'ka-045'],
    },
  ],
};

/** Ten times the price for unsafe food: 食品安全法 第一百四十八条. */
export const TENFOLD_DAMAGES: Rule = {
  name: '食品十倍赔偿',
  subject: [食安法148],
  concerns: (facts) =>
    facts.food === true && (facts.foodUnsafe !== undefined || facts.labelFlawOnly !== undefined),
  rows: [
    {
      when: (facts) => facts.food === false,
      verdict: 'does_not_apply',
      why: '不是食品，不适用价款十倍的赔偿；构成欺诈的按三倍赔偿，商家自己承诺假一赔十的按承诺',
      basis: [消法55],
    },
    {
      when: (facts) => facts.forBusiness === true,
      verdict: 'does_not_apply',
      why: '为经营购买，不是生活消费，不适用惩罚性赔偿',
      basis: [消法2],
    },
    {
      when: (facts) => facts.labelFlawOnly === true && facts.foodUnsafe !== true,
      verdict: 'does_not_apply',
      why: '标签、说明书的瑕疵不影响食品安全且不会误导消费者的，不适用十倍赔偿，可以要求改正',
      basis: [食安法148],
      entries: ['ka-052'],
    },
    {
      when: (facts) => facts.food === true && facts.foodUnsafe === true,
      verdict: 'applies',
      why: '不符合食品安全标准的食品，可以要求价款十倍或者损失三倍的赔偿金，不足一千元的为一千元；向经营者主张须其明知',
      ask: '有没有购买凭证和实物，能否说明商家知道或者应当知道？',
      basis: [食安法148],
      entries: ['ka-050', 'ka-051', 'ka-055'],
    },
    {
      when: (facts) => facts.food === true,
      verdict: 'unknown',
      why: '十倍赔偿以不符合食品安全标准为前提',
      ask: '食品哪里不符合安全标准，过期、变质还是有异物，有没有检测或者照片？',
      basis: [食安法148],
    },
    {
      when: otherwise,
      verdict: 'unknown',
      why: '价款十倍的赔偿只适用于食品',
      ask: '买的是食品吗？',
      basis: [食安法148],
    },
  ],
};
