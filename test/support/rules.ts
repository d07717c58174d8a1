import type { RuleTable } from '../../src/app/knowledge/rule-care-types.ts';
import { LAW } from './knowledge-site.ts';

const basis = [{ law: LAW, article: '第二十五条' }];

/** A small rule that stands on the small knowledge: goods bought online go back within so many days. */
export const returnRule = (more: Partial<RuleTable> = {}): RuleTable => ({
  id: 'small-return',
  name: '七日退货',
  types: ['0101'],
  subject: basis,
  named: ['七天无理由'],
  questions: ['网上买的外套不喜欢能退吗'],
  concerns: [{ when: { saleChannel: '线上' }, weight: 2 }],
  inputs: [
    { fact: 'saleChannel' },
    { fact: 'customMade', presume: '否', confirm: true },
    { fact: 'daysSinceReceipt' },
  ],
  rows: [
    { when: { saleChannel: '非 线上' }, verdict: 'does_not_apply', why: '到店里买的不在其内', basis },
    {
      when: { customMade: '是' },
      verdict: 'does_not_apply',
      why: '定作的商品除外',
      basis,
      entries: ['ka-001'],
    },
    {
      when: { daysSinceReceipt: '≤7' },
      verdict: 'applies',
      why: '签收七日内可以退',
      basis,
      entries: ['ka-001'],
    },
    { when: {}, verdict: 'does_not_apply', why: '已经过了七日', basis },
  ],
  cases: [
    { text: '网上买的外套，收到三天，想退', verdict: 'applies' },
    { text: '网上买的外套，收到十天了想退', verdict: 'does_not_apply' },
    { text: '买的外套', facts: { saleChannel: 'offline' }, verdict: 'does_not_apply' },
  ],
  validFrom: '2014-03-15',
  validTo: null,
  ...more,
});
