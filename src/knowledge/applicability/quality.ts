import { 产品质量法40, 消法2, 消法23, 消法24 } from './basis.ts';
import { otherwise } from './table.ts';
import type { Rule } from './table.ts';

/** Free repair, exchange and return for defects (三包): 消费者权益保护法 第二十三条, 第二十四条; 产品质量法 第四十条. */
export const QUALITY_REMEDIES: Rule = {
  name: '质量问题的修理、更换、退货（三包）',
  subject: [消法24, 产品质量法40],
  concerns: (facts) =>
    facts.misuse !== undefined || facts.qualityProblem === true || facts.withinWarranty !== undefined,
  onlyWhereItApplies: ['ka-029', 'ka-030', 'ka-034', 'ka-101'],
  rows: [
    {
      when: (facts) => facts.misuse === true,
      verdict: 'does_not_apply',
      why: '使用、保管不当造成的损坏不是质量问题，不属于免费三包，可以付费维修；商家主张人为损坏应当拿出依据',
      ask: '损坏前是怎么使用的，商家依据什么判断是人为造成？',
      basis: [消法23, 消法24],
      entries: ['ka-036'],
    },
    {
      when: (facts) => facts.forBusiness === true,
      verdict: 'does_not_apply',
      why: '为经营购买的商品不按消费者权益处理，质量争议按买卖合同的约定主张',
      basis: [消法2],
      entries: ['ka-027'],
    },
    {
      when: (facts) => facts.qualityProblem === false,
      verdict: 'does_not_apply',
      why: '商品没有质量问题，不发生三包义务；能否退换看购买方式和商家承诺',
      basis: [消法24],
    },
    {
      when: (facts) => facts.qualityProblem === true && facts.withinWarranty === false,
      verdict: 'does_not_apply',
      why: '已过约定的或者国家规定的保修期，一般为付费维修；缺陷造成人身、财产损害的另当别论',
      ask: '保修期是怎么约定的，问题第一次出现是哪一天？',
      basis: [消法24],
    },
    {
      when: (facts) =>
        facts.qualityProblem === true && facts.daysSinceReceipt !== undefined && facts.daysSinceReceipt <= 7,
      verdict: 'applies',
      why: '收到商品七日内出现质量问题，可以退货，也可以要求更换、修理，运输等必要费用由经营者承担',
      basis: [消法24, 产品质量法40],
    },
    {
      when: (facts) => facts.qualityProblem === true && facts.withinWarranty === true,
      verdict: 'applies',
      why: '保修期内正常使用出现质量问题，经营者应当免费修理，符合条件的更换、退货',
      basis: [消法24, 产品质量法40],
      entries: ['ka-029', 'ka-033', 'ka-030', 'ka-034', 'ka-042'],
    },
    {
      when: (facts) => facts.qualityProblem === true,
      verdict: 'unknown',
      why: '质量问题应当退换修，免费与否要看保修期和使用情况；耐用商品六个月内由经营者举证',
      ask: '是哪天买的、约定保修多久，问题是正常使用中出现的吗？',
      basis: [消法24, 产品质量法40, 消法23],
    },
    {
      when: otherwise,
      verdict: 'unknown',
      why: '先要弄清商品有没有质量问题',
      ask: '商品出现了什么问题，是正常使用中出现的吗？',
      basis: [消法24],
    },
  ],
};
