import { describe, expect, it } from 'vitest';
import { checkCitation } from '../../src/knowledge/citation-check.ts';
import { MAX_CITATIONS } from '../../src/knowledge/ask.ts';
import type { Question } from '../../src/knowledge/ask.ts';
import { createKnowledge } from '../../src/knowledge/knowledge-base.ts';
import { MAX_LAWS } from '../../src/knowledge/order-basis.ts';
import type { Facts } from '../../src/knowledge/types.ts';
import { files, shelf, shippedBase } from './shelf.ts';

const knowledge = shippedBase();
const ask = (query: string, eventDate = '2026-11-22', facts?: Facts) =>
  knowledge.ask({ query, eventDate, ...(facts ? { facts } : {}) } satisfies Question);
const top = (query: string, eventDate?: string): string => {
  const first = ask(query, eventDate).citations[0];
  return `${first?.law}${first?.article}`;
};
const NPC = '中华人民共和国';

describe('asking', () => {
  it('finds an article by number and short title, quoted whole', () => {
    for (const query of ['消法25条', '消保法第二十五条', '消费者权益保护法25']) {
      const first = ask(query).citations[0];
      expect([first?.law, first?.article], query).toEqual([`${NPC}消费者权益保护法`, '第二十五条']);
      expect(first?.quote).toContain('定作');
      expect(first?.quote).toContain('退回商品的运费');
    }
    expect(top('食品安全法148')).toBe(`${NPC}食品安全法第一百四十八条`);
    expect(top('第一百四十八条')).toBe(`${NPC}食品安全法第一百四十八条`);
  });

  it('finds every article it holds by full title and number', () => {
    const day = '2026-11-22';
    const inForce = files.articles.filter(
      (a) => a.effectiveFrom <= day && (a.effectiveTo === null || a.effectiveTo > day),
    );
    for (let i = 0; i < inForce.length; i += 97) {
      const article = inForce[i] as (typeof inForce)[0];
      expect(top(`《${article.law}》${article.article}`, day)).toBe(article.law + article.article);
    }
  });

  it('cites another instrument for the same complaint a day later', () => {
    expect(top('投诉举报办法 第10条', '2026-04-14')).toBe('市场监督管理投诉举报处理暂行办法第十条');
    expect(top('投诉举报办法 第10条', '2026-04-15')).toBe('市场监督管理投诉举报处理办法第十条');
    const laws = (day: string): Set<string> =>
      new Set(ask('向市场监管投诉要提供什么材料', day).citations.map((c) => c.law));
    expect(laws('2026-04-14').has('市场监督管理投诉举报处理暂行办法')).toBe(true);
    expect(laws('2026-04-14').has('市场监督管理投诉举报处理办法')).toBe(false);
    expect(laws('2026-04-15').has('市场监督管理投诉举报处理办法')).toBe(true);
    expect(laws('2026-04-15').has('市场监督管理投诉举报处理暂行办法')).toBe(false);
  });

  it('takes the law of procedure from the day of filing, the rest from the day of the event', () => {
    const answer = knowledge.ask({
      query: '投诉举报办法第10条',
      eventDate: '2026-03-01',
      filingDate: '2026-05-01',
    });
    expect(answer.citations[0]?.law).toBe('市场监督管理投诉举报处理办法');
  });

  it('says that a law named has ended, and does not cite it', () => {
    const answer = ask('噪声污染防治法第四十三条', '2026-09-01');
    expect(answer.citations.some((c) => c.law === `${NPC}噪声污染防治法`)).toBe(false);
    expect(answer.reply).toContain(
      `《${NPC}噪声污染防治法》已于 2026-08-15 停止施行，不再引用；现行的是《${NPC}生态环境法典》。`,
    );
    // No article of these is held: a link alone tells.
    expect(ask('按收养法第十五条能解除吗', '2026-09-01').reply).toContain(
      `《${NPC}收养法》已于 2021-01-01 停止施行，不再引用；现行的是《${NPC}民法典》。`,
    );
    expect(ask('劳动合同法第三十八条怎么写的', '2026-09-01').reply).not.toContain('停止施行');
    expect(top('噪声污染防治法第四十三条', '2026-08-14')).toBe(`${NPC}噪声污染防治法第四十三条`);
  });

  it('lets nothing out that is not an exact quote in force on the day, for every entry and many days', () => {
    const days = [
      '2022-01-01',
      '2024-06-30',
      '2024-07-01',
      '2025-11-30',
      '2026-04-14',
      '2026-04-15',
      '2026-08-15',
    ];
    let checked = 0;
    files.entries.forEach((entry, i) => {
      const day = days[i % days.length] as string;
      const answer = ask(entry.questions[0] as string, day);
      expect(answer.citations.length).toBeLessThanOrEqual(MAX_CITATIONS);
      for (const citation of answer.citations) {
        expect(checkCitation(shelf, citation, day), `${entry.id} ${citation.law}${citation.article}`).toBe(
          null,
        );
        checked++;
      }
      const scores = answer.citations.map((c) => c.score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
    });
    expect(checked).toBeGreaterThan(2000);
  });

  it('finds an entry by its own question', () => {
    let right = 0;
    let asked = 0;
    for (const entry of files.entries) {
      const day = entry.validTo === null ? '2026-11-22' : entry.validFrom;
      const cited = new Set(entry.citations.map((c) => `${c.law}|${c.article}`));
      const answer = ask(entry.questions[0] as string, day);
      asked++;
      if (answer.citations.slice(0, 3).some((c) => cited.has(`${c.law}|${c.article}`))) right++;
    }
    expect(right / asked).toBeGreaterThan(0.97);
  });

  it('answers by the facts handed in', () => {
    const verdict = (facts: Facts): string | undefined =>
      ask('这件衣服能七天无理由退货吗', '2026-11-22', facts).verdicts.find((v) => v.rule === '七日无理由退货')
        ?.verdict;
    expect(verdict({ saleChannel: 'offline' })).toBe('does_not_apply');
    expect(verdict({ saleChannel: 'online' })).toBe('applies');
    expect(verdict({ saleChannel: 'pickup' })).toBe('unknown');
    expect(verdict({ saleChannel: 'offline', shopPromisesReturn: true })).toBe('applies');
  });

  it('cites nothing for what it knows nothing of', () => {
    for (const query of ['你好', 'python怎么读取文件', '世界杯冠军是谁', '', '。'])
      expect(ask(query).citations, query).toEqual([]);
    expect(ask('你好').reply).toContain('没有找到');
  });

  it('gives the same answer again', () => {
    expect(ask('健身房跑路了怎么退钱')).toEqual(ask('健身房跑路了怎么退钱'));
  });

  it('works with no entries and no handled orders at all', () => {
    const bare = createKnowledge({ entries: [], articles: files.articles.slice(0, 50) });
    expect(bare.ask({ query: '随便问问', eventDate: '2026-01-01' }).similarOrders).toEqual([]);
    expect(
      createKnowledge({ entries: [], articles: [] }).ask({ query: '消法25条', eventDate: '2026-01-01' })
        .citations,
    ).toEqual([]);
  });
});

describe('the law beside an order', () => {
  const basis = (
    text: string,
    issueType: string,
    saleChannel: 'offline' | 'online' | 'pickup' | 'none',
    day = '2026-09-01',
  ) => knowledge.legalBasis({ text, issueType, saleChannel, demandKind: '投诉', eventDate: day });

  it('refuses seven days in a shop, and answers the claim', () => {
    const result = basis('在商场专柜买的羽绒服不合适，消法规定七天无理由退货，要求退款', '0101', 'offline');
    const article = result.laws.find(
      (law) => law.article === '第二十五条' && law.law.endsWith('消费者权益保护法'),
    );
    expect(article?.verdict).toBe('does_not_apply');
    expect(result.misquoted.map((m) => m.article)).toEqual(['第二十五条']);
  });

  it('grants them online, and asks for an order collected in the shop', () => {
    expect(basis('网上买的衣服不喜欢，商家不给退', '0102', 'online').laws[0]).toMatchObject({
      article: '第二十五条',
      verdict: 'applies',
    });
    const pickup = basis('线上下单到店自提的鞋，昨天拿今天想退', '0102', 'pickup');
    const law = pickup.laws.find((l) => l.article === '第二十五条');
    expect(law?.verdict).toBe('unknown');
    expect(law?.ask).toContain('付的');
  });

  it('cites only law in force, quoted exactly, five at most', () => {
    for (const order of files.precedents.filter((_, i) => i % 20 === 0)) {
      const result = basis(order.text, order.issueType, 'none', order.date);
      expect(result.laws.length).toBeLessThanOrEqual(MAX_LAWS);
      for (const law of result.laws) expect(checkCitation(shelf, law, order.date), law.law).toBe(null);
    }
  });

  it('is found in the beginning and the end of a text of any length', () => {
    const filler = '市民补充说明了一些情况。'.repeat(2000);
    const short = basis('楼上漏水，物业不管，要求维修', '0203', 'none');
    const long = basis(`楼上漏水，物业不管，要求维修。${filler}`, '0203', 'none');
    expect(long.laws).toHaveLength(MAX_LAWS);
    expect(long.laws.some((law) => short.laws.some((other) => other.article === law.article))).toBe(true);
  });

  it('keeps the rules of consumption away from matters that are none', () => {
    const ids = basis('楼上漏水，物业不管', '0203', 'none').verdicts.map(({ id }) => id);
    for (const id of ['seven-day-return', 'quality-remedies', 'triple-damages'])
      expect(ids).not.toContain(id);
  });
});
