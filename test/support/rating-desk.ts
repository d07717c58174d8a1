import { makeSuggestion } from '../../src/app/knowledge/suggesting.ts';
import { createContext, createServices } from '../../src/app/services.ts';
import type { Actor, Engine, OrderDetail } from '../../src/app/types.ts';
import type { LegalBasis, Misquote } from '../../src/knowledge/types.ts';
import { createApp } from '../../src/http/app.tsx';
import { deskEngine } from './desk-engine.ts';
import { desk, NOW, order, system } from './desk.ts';
import { createHolderOf, entry, LAW, SHIPPED } from './knowledge-site.ts';
import { smallProfile } from './small-profile.ts';

export const keeper: Actor = { id: 'u-k', name: '知识员', role: 'analyst', unit: null };

/** Shown beside every order of this desk, in the words of the entry `ka-001`. */
export const BASIS: LegalBasis = {
  law: LAW,
  article: '第二十五条',
  quote: '消费者有权自收到商品之日起七日内退货',
  effectiveFrom: '2014-03-15',
  verdict: 'unknown',
  why: `适用条件：${entry().applies.join('；')}`,
  ask: entry().ask,
};
const MISQUOTE: Misquote = {
  claim: '七天',
  start: 0,
  end: 2,
  law: LAW,
  article: '第二十五条',
  why: '到店里买的不适用',
};
export const DRAFT = [
  '尊敬的市民，您好！现答复如下：',
  '关于您提出的“退货”（网购）',
  entry().reply.replace('您好。', ''),
  '经办理：{办理情况}。',
  '您对答复不满意的，可以向上一级机关申请复核并说明理由。',
  '某单位　联系人：{联系人}',
].join('\n');

/** A desk whose orders carry law, a misquote and a draft, over a small knowledge, with one order for the handler. */
export async function ratingDesk() {
  const d = await desk();
  const { knowledge, ask } = createHolderOf(d.store);
  const held = { version: SHIPPED.version };
  const engine: Engine = {
    ...deskEngine,
    get versions() {
      return { ...deskEngine.versions, knowledge: held.version };
    },
    triage: (input, aids) => ({
      ...deskEngine.triage(input, aids),
      laws: [BASIS],
      misquoted: [MISQUOTE],
      versions: { ...deskEngine.versions, knowledge: held.version },
    }),
    ask,
    draftReply: () => DRAFT,
  };
  const options = {
    store: d.store,
    engine,
    profile: smallProfile,
    clock: d.clock,
    knowledge,
    accounts: { sessionHours: 12, passwordCost: { n: 16, r: 1, p: 1 } },
  };
  const context = createContext(options);
  const services = createServices(options, context);
  const accept = async (text: string): Promise<OrderDetail> => {
    const [outcome] = await services.intake.accept(system, [order(text)]);
    if (outcome === undefined || outcome.status === 'refused') throw new Error('refused');
    const write = await makeSuggestion(context, outcome.id);
    if (write === null) throw new Error('gone');
    await d.store.write(write);
    return services.orders.get(keeper, outcome.id);
  };
  const app = createApp({ services, profile: smallProfile, clock: { now: () => NOW } });
  return {
    ...d,
    context,
    services,
    knowledge,
    app,
    accept,
    ratings: services.ratings,
    /** From now on answers and triage are of this version. */
    setKnowledge: (version: string) => void (held.version = version),
  };
}
