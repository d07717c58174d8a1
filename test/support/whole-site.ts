import { createAdmin } from '../../src/app/admin/admin.ts';
import { createPrivacyDesk } from '../../src/app/privacy/privacy-desk.ts';
import { createSimulationDesk } from '../../src/app/demo/simulation-desk.ts';
import type { DraftClient } from '../../src/app/replies/draft-client.ts';
import { createContext, createServices } from '../../src/app/services.ts';
import type { Engine } from '../../src/app/types.ts';
import { createApp } from '../../src/http/app.tsx';
import type { LogLine } from './client.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import type { Profile } from '../../src/profile/types.ts';
import { openStore } from '../../src/store/store.ts';
import { FILES } from './admin-site.ts';
import { HERE } from './connections-desk.ts';
import { ruledProfile } from './case-desk.ts';
import { fakeUpdates } from './fake-models.ts';
import { createHolderOf } from './knowledge-site.ts';
import { NOW, lifeEngine, lifeProfile } from './life-desk.ts';
import { replyDesk } from './reply-desk.ts';
import { shippedProfile } from './shipped-profile.ts';
import { tempDatabase, tempFolder } from './temp.ts';

type Closing = (close: () => unknown) => void;

/** Answers whatever it is asked with the text it was given. */
const draftClient: DraftClient = {
  model: 'echo',
  closed: () => null,
  complete: async (_system, user) => ({ ok: true, text: user }),
  models: async () => ({ ok: true, names: ['echo'] }),
  close: () => {},
};

const engine: Engine = { ...lifeEngine, replies: replyDesk };

/**
 * The application with every room furnished: evidence, knowledge, models, a local model for drafts, administration,
 * simulation. No route answers that there is no such thing here.
 */
export async function wholeSite(closeLater: Closing) {
  const url = tempDatabase();
  const store = await openStore({ url });
  closeLater(() => store.close());
  const clock = fixedClock(NOW);
  const { care, confidentiality, population, heads } = shippedProfile();
  const profile: Profile = {
    ...ruledProfile(),
    ...lifeProfile(),
    ...(care === undefined ? {} : { care }),
    ...(population === undefined ? {} : { population }),
    ...(heads === undefined ? {} : { heads }),
    ...(confidentiality === undefined ? {} : { confidentiality }),
  };
  const folder = tempFolder();
  const { knowledge, ask } = createHolderOf(store);
  const made = {
    store,
    engine: { ...engine, ask },
    profile,
    clock,
    accounts: { sessionHours: 12, passwordCost: { n: 16, r: 1, p: 1 } },
    knowledge,
    webhookAllow: HERE,
    open311: { isPublic: false, jurisdiction: '' },
    draftClient,
    evidence: { folder, limit: 1 << 20 },
  };
  const context = createContext(made);
  const first = createServices(made, context);
  const models = fakeUpdates({ context, services: first });
  const admin = createAdmin(context, {
    files: FILES,
    passwordCost: made.accounts.passwordCost,
    issuer: 'https://login.example.gov.cn',
  });
  const simulation = createSimulationDesk(context, { demoIds: [], evidence: made.evidence });
  closeLater(async () => {
    await simulation.stop();
    await models.updates.stop();
    await admin.backups.stop();
    await admin.audit.settled();
    await first.laws?.settled();
    context.changes.close();
  });
  const privacy = createPrivacyDesk(context, {
    evidence: first.evidence ?? null,
    places: { importFolder: null, sessionHours: 12, copies: '不自动做' },
  });
  closeLater(() => privacy.settled());
  const services = { ...first, learning: models.services.learning, admin, privacy, simulation };
  const log: LogLine[] = [];
  const write = (fields: object, message: string): void => void log.push({ fields, message });
  const app = createApp({ services, profile, clock, logger: { info: write, error: write } });
  return { url, folder, store, clock, context, profile, services, app, log };
}

export type WholeSite = Awaited<ReturnType<typeof wholeSite>>;
