import { placeOrder } from '../../src/app/insight/placing.ts';
import { INSIGHT_TOPIC } from '../../src/app/context.ts';
import { startRunner } from '../../src/jobs/runner.ts';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { DAY, HOUR, NOW, lifeServices } from './life-desk.ts';
import type { LifeDesk } from './life-desk.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/** Use cases over a database, with the outbox worked off as far as topics go. */
export async function insightSite(url: string, later: (store: Store) => void) {
  const store = await openStore({ url });
  later(store);
  const d = await lifeServices(store);
  const settle = () => settleTopics(d);
  /** A call `ago` before now. */
  const call = (text: string, phone: string, ago: number): Promise<string> =>
    d.take(text, { receivedAt: new Date(NOW - ago).toISOString(), caller: { phone } });
  return { ...d, store, url, settle, call };
}

/** Works off the outbox as far as topics go. */
export async function settleTopics({ store, clock, context }: Pick<LifeDesk, 'store' | 'clock' | 'context'>) {
  const handlers = {
    [INSIGHT_TOPIC]: (payload: Readonly<Record<string, unknown>>) =>
      placeOrder(context, String(payload['orderId'])),
  };
  const runner = startRunner({ store, clock, log: SILENT, handlers, topics: [INSIGHT_TOPIC] });
  await runner.drain();
  await runner.stop();
}

export type InsightSite = Awaited<ReturnType<typeof insightSite>>;

/** A call a day about this and that. */
const EVERYDAY = [
  '楼道的路灯不亮了，老人摸黑上楼。',
  '自来水发黄，烧开以后有沉淀。',
  '垃圾桶三天没有清运，满地都是。',
  '行道树的枯枝快要掉下来砸到行人。',
  '井盖松动，汽车压过去哐当响。',
  '共享单车堵住了盲道。',
  '想问医保卡丢了怎么补办。',
  '公交站牌歪了，看不清时刻。',
  '健身器材生锈，孩子划破了手。',
  '宽带报修一个星期没有人来。',
  '快递送错了人家，不肯赔偿。',
  '楼上漏水，把天花板泡坏了。',
  '电梯关人，物业说等配件。',
  '幼儿园的入园登记从哪天开始。',
  '饭馆排的油烟熏得开不了窗。',
  '路口的信号灯绿灯时间太短。',
  '广场舞的音响开到夜里十一点。',
  '出租车拒载，报了车牌没有回音。',
  '下水道返味，厨房没法待人。',
  '公园厕所没有纸，也没有洗手液。',
  '暖气片漏了，谁来修理。',
  '流浪狗追着小学生跑。',
  '墙上贴满了开锁的小广告。',
  '居住证到期怎么续签。',
];
export async function history(s: Pick<InsightSite, 'call'>): Promise<void> {
  for (const [i, text] of EVERYDAY.entries()) await s.call(text, `139000000${10 + i}`, (24 - i) * DAY);
}
export const COAT = (i: number): string =>
  `市民反映在西单“雪屿”羽绒服专柜买的羽绒服跑绒，店员不给退款${'，态度不好'.repeat(i % 2)}。`;
export async function event(s: Pick<InsightSite, 'call'>, n = 6): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < n; i++) ids.push(await s.call(COAT(i), `1380000000${i}`, (n - i) * HOUR));
  return ids;
}
