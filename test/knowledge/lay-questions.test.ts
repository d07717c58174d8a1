import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/knowledge/types.ts';
import { files, shippedBase } from './shelf.ts';

const knowledge = shippedBase();
const ask = (query: string): Answer => knowledge.ask({ query, eventDate: '2026-11-28' });
const NO = 'does_not_apply';
const YES = 'applies';
const OPEN = 'unknown';
const SEVEN = '七日无理由退货';
const QUALITY = '质量问题的修理、更换、退货（三包）';
const TRIPLE = '退一赔三';
const TENFOLD = '食品十倍赔偿';
const COOLING = '预付卡七日内退款';
const BALANCE = '预付款余额退还';
const TRANSFER = '预付卡转让';
const PRICE = '购买后降价补差价';

/** Question, rule it turns on, verdict, id of the entry the answer must come from (where one is the right one). */
const QUESTIONS: readonly (readonly [string, string, string, string?])[] = [
  ['线下买的鞋没有质量问题，可以七天无理由退货吗', SEVEN, NO, 'ka-018'],
  ['实体店买的衣服不喜欢能退吗', SEVEN, NO, 'ka-018'],
  ['专柜买的包后悔了，七天内能退吗', SEVEN, NO, 'ka-018'],
  ['在商场买了条裙子，吊牌没剪，能无理由退货吗', SEVEN, NO, 'ka-018'],
  ['超市买的锅不想要了可以退吗', SEVEN, NO, 'ka-018'],
  ['店里买的鞋不合脚店家不给退怎么办', SEVEN, NO, 'ka-018'],
  ['柜台上买的手表能七天无理由退吗', SEVEN, NO, 'ka-018'],
  ['当面看好付的钱，回家不喜欢能退吗', SEVEN, NO, 'ka-018'],
  ['门店买的外套尺码大了能退吗', SEVEN, NO, 'ka-018'],
  ['昨天逛街买的帽子，今天想退', SEVEN, NO, 'ka-018'],
  ['为什么网购能七天无理由，实体店不行', SEVEN, NO, 'ka-018'],
  ['到店试过才买的沙发，七天内能退吗', SEVEN, NO, 'ka-018'],
  ['展销会上买的锅，七天无理由退货可以吗', SEVEN, NO, 'ka-018'],
  ['批发市场买的玩具没质量问题能退吗', SEVEN, NO, 'ka-018'],
  ['网购的裙子不喜欢可以退吗', SEVEN, YES, 'ka-001'],
  ['淘宝买的鞋没有质量问题，能退货吗', SEVEN, YES, 'ka-001'],
  ['直播间买的包后悔了能退吗', SEVEN, YES, 'ka-013'],
  ['小程序下单买的水杯不想要了能退吗', SEVEN, YES],
  ['网上看中去实体店买的鞋能退吗', SEVEN, NO, 'ka-018'],
  ['这双鞋能退吗', SEVEN, OPEN],
  ['手机店买的耳机不喜欢能退吗', SEVEN, NO, 'ka-018'],
  ['电话推销买的按摩仪不想要了能退吗', SEVEN, YES, 'ka-015'],
  ['电视购物买的锅能七天无理由退吗', SEVEN, YES, 'ka-015'],
  ['京东超市买的电饭锅能无理由退货吗', SEVEN, YES, 'ka-001'],
  ['不是在店里买的，是网上买的，能七天无理由退吗', SEVEN, YES],
  ['网上买的衣服试穿过还能退吗', SEVEN, YES, 'ka-001'],
  ['网上下单到店自提的手机可以七天无理由退吗', SEVEN, OPEN, 'ka-017'],
  ['七天无理由退货适用吗', SEVEN, OPEN],
  ['网上定做的窗帘能七天无理由退货吗', SEVEN, NO, 'ka-008'],
  ['网购生鲜水果能无理由退吗', SEVEN, NO, 'ka-009'],
  ['网购的软件光盘拆封了能退吗', SEVEN, NO, 'ka-010'],
  ['网购手机已经拆封激活了还能退吗', SEVEN, NO, 'ka-006'],
  ['网购的鞋穿出去走了一天，脏了，能退吗', SEVEN, NO, 'ka-005'],
  ['网购收货超过七天了还能无理由退货吗', SEVEN, NO, 'ka-002'],
  ['网上买的，签收十天了，不喜欢可以退吗', SEVEN, NO, 'ka-002'],
  ['公司采购的办公椅，网上买的，能七天无理由吗', SEVEN, NO, 'ka-027'],
  ['店里写着七天可退，现在不给退', SEVEN, YES, 'ka-019'],
  ['商场承诺七天无理由退货，现在反悔了', SEVEN, YES, 'ka-019'],
  ['网上买的演出票能七天无理由退吗', SEVEN, NO, 'kd-025'],
  ['手机自己摔坏了，保修期内要求免费修合理吗', QUALITY, NO, 'ka-036'],
  ['手机进水了能要求三包免费修吗', QUALITY, NO, 'ka-036'],
  ['店里买的鞋穿三天就开胶了能退吗', QUALITY, YES],
  ['冰箱在保修期内正常使用坏了，能免费修吗', QUALITY, YES],
  ['衣服质量不好，没有欺诈，能退一赔三吗', TRIPLE, NO, 'ka-046'],
  ['鞋子掉色能要求退一赔三吗', TRIPLE, OPEN, 'ka-046'],
  ['买到假货能退一赔三吗', TRIPLE, YES, 'ka-045'],
  ['超市买到过期面包，能退一赔十吗', TENFOLD, YES],
  ['衣服是假货能退一赔十吗', TENFOLD, NO, 'ka-045'],
  ['包装上有错别字能要求十倍赔偿吗', TENFOLD, NO, 'ka-052'],
  ['健身房关门了，卡里的钱怎么办', BALANCE, YES, 'kb-017'],
  ['办卡三天后悔了，一次没用，能退吗', COOLING, YES, 'kb-001'],
  ['办卡三天后悔了能退吗', COOLING, OPEN, 'kb-001'],
  ['办卡十天了不想去了还能无条件退吗', COOLING, NO, 'kb-003'],
  ['健身卡不想去了能转给别人吗', TRANSFER, YES, 'kb-012'],
  ['美容卡办了三天，能七天无理由退吗', SEVEN, NO, 'kd-029'],
  ['刚买完第二天就降价了，能要求补差价吗', PRICE, NO, 'ka-069'],
  ['商家承诺保价，降价了不退差价怎么办', PRICE, YES, 'ka-019'],
];

const idOf = (answer: Answer): string | undefined =>
  files.entries.find((entry) => entry.keyPoints.join() === answer.keyPoints.join())?.id;

describe('short questions of citizens', () => {
  it.each(QUESTIONS.map(([question, rule, verdict, entry]) => ({ question, rule, verdict, entry })))(
    '$question',
    (line) => {
      const { question, rule, verdict, entry } = line;
      const answer = ask(question);
      const outcome = answer.verdicts[0];
      expect([outcome?.rule, outcome?.verdict]).toEqual([rule, verdict]);
      if (verdict === OPEN) expect(outcome?.ask ?? '').toMatch(/？$/u);
      if (entry) expect(idOf(answer)).toBe(entry);
      expect(answer.reply.startsWith(`${rule}：`)).toBe(true);
    },
  );

  it('never shows an entry for distant sales where seven days do not apply, nor the reverse', () => {
    for (const [question, rule, verdict] of QUESTIONS.filter((line) => line[1] === SEVEN)) {
      const shown = idOf(ask(question)) ?? '';
      const seven = files.rules.find((other) => other.name === rule);
      if (verdict === NO) expect(seven?.onlyWhereItApplies ?? [], question).not.toContain(shown);
      if (verdict === YES)
        expect(['ka-018', 'ka-008', 'ka-009', 'ka-027', 'kd-025'], question).not.toContain(shown);
    }
  });

  it('says plainly that a shop purchase has no seven days by law, why, and what there is instead', () => {
    const answer = ask('线下买的鞋没有质量问题，可以七天无理由退货吗');
    expect(answer.verdicts[0]?.verdict).toBe(NO);
    expect(answer.reply).toMatch(/^七日无理由退货：不适用。[^\n]*法律没有规定七日无理由退货[^\n]*承诺/u);
    expect(answer.reply).toContain('《中华人民共和国消费者权益保护法》第二十五条');
    expect(answer.reply).toContain('《中华人民共和国消费者权益保护法》第二十四条');
    expect(answer.reply).toContain('《中华人民共和国消费者权益保护法》第十六条');
    expect(answer.keyPoints[0]).toBe('七日无理由退货不适用于实体店当面购买');
    // The seven days of this article are for goods that fall short; quoting them here would mislead.
    const quality = answer.citations.find((c) => c.article === '第二十四条');
    expect(quality?.quote).toContain('不符合质量要求');
  });

  it('says nothing of returns where only the place of purchase is told', () => {
    for (const question of ['在超市摔伤了找谁赔', '商场里的店说我偷东西要搜身'])
      expect(
        ask(question).verdicts.map((v) => v.rule),
        question,
      ).not.toContain(SEVEN);
  });

  it('names only entries that exist', () => {
    const known = new Set(files.entries.map((entry) => entry.id));
    for (const rule of files.rules) {
      const named = rule.rows.flatMap((row) => row.entries ?? []);
      for (const id of [...named, ...(rule.bothSides ?? []), ...(rule.onlyWhereItApplies ?? [])])
        expect(known, `${rule.name} ${id}`).toContain(id);
    }
  });
});
