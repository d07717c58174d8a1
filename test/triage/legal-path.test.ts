import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadLegalPaths } from '../../src/profile/legal-paths.ts';
import { pathBook } from '../../src/triage/legal-path.ts';
import { shippedKnowledge } from '../support/shipped-profile.ts';

const paths = loadLegalPaths(join(import.meta.dirname, '../../data/profile/xicheng')) ?? [];
const book = pathBook(paths);
const codes = (text: string): string[] => book.find(text, 'safety').map(({ path }) => path.code);

/** Sentences of callers, each with the paths it speaks of. */
const SAID: readonly (readonly [text: string, ...codes: string[]])[] = [
  ['楼下烧烤店门口两拨人打起来了，还拿着棍子。', 'P110'],
  ['我家刚被偷，门锁都撬坏了。', 'P110'],
  ['有个人站在天台说要跳楼，快来人。', 'P110'],
  ['孩子走丢了，半小时都没找到。', 'P110'],
  ['我妈刚被骗走三万块钱。', 'P110'],
  ['隔壁正在打架，吵得没法睡。', 'P110'],
  ['三层冒浓烟，烧起来了。', 'P119'],
  ['我们被困电梯里出不去。', 'P119'],
  ['厨房天然气味很大，不敢开灯。', 'P119'],
  ['老人晕倒在菜市场门口。', 'P120'],
  ['我爱人羊水破了，路上堵车。', 'P120'],
  ['小区门口追尾了，两辆车堵着路。', 'P122'],
  ['有人被电动车撞倒，司机跑了。', 'P122'],
  ['肇事逃逸，车牌我记下了。', 'P122'],
  ['这个官司一审判了，我不服判决。', 'PCOURT'],
  ['法院已经立案，你们能不能催一催。', 'PCOURT'],
  ['判决书下来半年了，对方就是不给钱，执行局也不管。', 'PCOURT'],
  ['我已经申请劳动仲裁，还没开庭。', 'PARB'],
  ['仲裁裁决书出来了，公司不执行。', 'PARB'],
  ['我不服城管的处罚决定，要求撤销。', 'PREVIEW'],
  ['我要提起行政复议，找哪里？', 'PREVIEW'],
  ['想申请公开拆迁补偿的文件。', 'PREVIEW'],
  ['举报社区书记收好处，谁送礼给谁办。', 'PDISC'],
  ['执法人员吃拿卡要，烟酒照收。', 'PDISC'],
  ['这个科长以权谋私，把摊位都给了亲戚。', 'PDISC'],
  ['这件事信访局已经受理，回执在我手里。', 'PPET'],
  ['对信访的处理意见不服，要求复查。', 'PPET'],
  ['我老家房子在河北，村里不给确权。', 'POUT'],
  ['公司在廊坊，拖欠我三个月工资。', 'POUT'],
  // Alike, and nothing of the kind.
  ['去年楼下着火以后，楼道一直没有粉刷。'],
  ['消防通道堆满杂物，着火了跑不出去。'],
  ['担心电动车进楼充电引发火灾。'],
  ['这个路口经常出交通事故，建议装红绿灯。'],
  ['我想起诉物业，能不能起诉？'],
  ['他们让我去仲裁，我没空去。'],
  ['垃圾桶着急清理，味道很大。'],
  ['商家不退预付卡余额，说老板换人了。'],
  ['路灯坏了三天，晚上看不见。'],
  ['保险公司不赔追尾的维修费。'],
  ['店在法院旁边，晚上唱歌扰民。'],
  ['网上买的鞋要七天无理由退货，商家不同意。'],
];

describe('ways other than the hotline’s', () => {
  it.each(SAID.map(([text, ...wanted]) => ({ text, wanted })))('$text', ({ text, wanted }) => {
    expect(codes(text)).toEqual(wanted);
  });

  it('points at the words in the text as received', () => {
    const text = '＜p＞商场三层着火了，快派人！';
    const [found] = book.find(text, 'safety');
    expect(book.find(text, 'normal')).toEqual([]);
    expect(found?.spans.map(({ start, end }) => text.slice(start, end))).toEqual(['着火']);
  });

  it('does not listen to the agent', () => {
    const call =
      '坐席：您好，着火请打119。\n市民：我问路灯什么时候修。\n坐席：好的，给您登记。\n市民：谢谢。';
    expect(codes(call)).toEqual([]);
    expect(codes(call.replace('我问路灯什么时候修', '楼道着火了'))).toEqual(['P119']);
  });

  it('quotes its law word for word', () => {
    const { articles } = shippedKnowledge();
    for (const { code, laws } of paths) {
      expect(laws.length, code).toBeGreaterThan(0);
      for (const { law, article, quote, effectiveFrom } of laws) {
        const texts = articles.filter((one) => one.law === law && one.article === article);
        const held = texts.some((one) => one.text.includes(quote) && one.effectiveFrom === effectiveFrom);
        expect(held, `${code} ${law}${article}`).toBe(true);
      }
    }
  });

  it('has an expression for every kind, and none that stands for anything', () => {
    expect(new Set(paths.map(({ kind }) => kind)).size).toBe(7);
    expect(codes('')).toEqual([]);
    expect(() => pathBook([{ ...(paths[0] as (typeof paths)[number]), any: ['('] }])).toThrow(SyntaxError);
  });
});
