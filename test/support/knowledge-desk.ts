import { createHolderOf, type KnowledgeSite } from './knowledge-site.ts';
import { desk, type Desk } from './desk.ts';
import { createContext, createServices } from '../../src/app/services.ts';
import type { Actor } from '../../src/app/types.ts';
import { deskEngine } from './desk-engine.ts';
import { smallProfile } from './small-profile.ts';

export const keeper: Actor = { id: 'u-k', name: '知识员', role: 'analyst', unit: null };

export type CareDesk = Omit<Desk, 'services'> &
  KnowledgeSite & {
    readonly services: ReturnType<typeof createServices>;
    readonly care: NonNullable<ReturnType<typeof createServices>['knowledgeCare']>;
  };

/** A desk that answers from a handful of articles and entries, and lets people change them. */
export async function careDesk(): Promise<CareDesk> {
  const d = await desk();
  const { knowledge, ...site } = createHolderOf(d.store);
  const engine = { ...deskEngine, ask: site.ask };
  const options = {
    store: d.store,
    engine,
    profile: smallProfile,
    clock: d.clock,
    knowledge,
    accounts: {
      sessionHours: 12,
      passwordCost: {
        n: 16,
        r: 1,
        p: 1,
      },
    },
  };
  const context = createContext(options);
  const services = createServices(options, context);
  const care = services.knowledgeCare;
  if (care === undefined) throw new Error('no care');
  return { ...d, context, services, care, knowledge, ...site };
}
