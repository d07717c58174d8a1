import { dispatchProposals as proposals } from '../../src/store/schema/outcomes.ts';
import { createCourier } from '../../src/app/connections/webhook-courier.ts';
import { startWebhooks } from '../../src/jobs/webhooks.ts';
import { HERE } from './connections-desk.ts';
import { UNIT, told, type ContractSite, type Who } from './contract-site.ts';
import type { Given } from './generated-client.ts';
import { event, history, settleTopics } from './insight-site.ts';
import { PEOPLE } from './life-desk.ts';

/** Who asks for an operation, and what has to be there for its example to succeed. */
export type Case = {
  readonly as?: Who;
  /** On a site of its own, where nothing has happened yet. */
  readonly alone?: true;
  readonly given?: (site: ContractSite) => Promise<Given>;
};
export type Cases = Readonly<Record<string, Case>>;

type Row = { readonly id: string; readonly version: number };

export const ofId = (id: string | number, body?: unknown): Given => ({
  parameters: { id },
  ...(body === undefined ? {} : { body }),
});

const numberOf = async ({ services }: ContractSite, id: string): Promise<string> =>
  (await services.orders.get(PEOPLE.admin, id)).number;

/** Answers everything that was asked for, so that nothing of it has to be mended. */
const REPLY =
  '您好！您反映的鞋开胶、商家不给退一事，经核实，店方已同意退款，款项已于4月14日原路退回。如对处理结果有异议，可以再次拨打12345反映。';

/** A proposal that went out by itself and was drawn to be looked at. */
const DRAWN = {
  issueType: '0101',
  unit: UNIT,
  confidence: 0.95,
  line: 0.9,
  duty: '-',
  model: 'fake-1',
  catalogue: 'c1',
  automatic: true,
  spotCheck: true,
};

let many = 0;
const text = (): string => `西单的鞋第${++many}双开胶，商家不给退`;

const fresh = (as?: Who): Case => ({
  ...(as === undefined ? {} : { as }),
  given: async (site) => ofId(await site.take(text())),
});

/** An order that is there to be found. */
const beside = (as: Who): Case => ({ as, given: async (site) => (await site.take(text()), {}) });

async function replied(site: ContractSite): Promise<string> {
  const id = await site.handled(text());
  await site.move(PEOPLE.handler, id, 'reply', site.replyData({ text: REPLY }));
  return id;
}

/** An order that nobody has sent yet. */
const doubtful = (site: ContractSite): Promise<string> => site.take(`拿不准的${text()}`);

const linkOf = async (site: ContractSite): Promise<Given> => {
  const { postOrdersByIdCallbackLink: link } = await site.as('callback');
  const { path } = told<{ path: string }>(await link!(ofId(await replied(site))));
  return { parameters: { token: path.split('/').at(-1) ?? '' } };
};

const evidenceOf = async (site: ContractSite, by: Who = 'handler'): Promise<{ id: string; file: string }> => {
  const id = await site.take(text());
  const { postOrdersByIdEvidence: add } = await site.as(by);
  const { files } = told<{ files: readonly Row[] }>(await add!(ofId(id)));
  return { id, file: files[0]?.id ?? '' };
};

const flagged = async (site: ContractSite): Promise<string> => {
  const { postOrdersByIdAbuse: flag } = await site.as('dispatcher');
  return told<Row>(await flag!(ofId(await site.take(text())))).id;
};

async function webhook(site: ContractSite): Promise<Given> {
  const { postAdminWebhooks: add } = await site.as('admin');
  const made = told<Row>(
    await add!({ body: { name: `平台${++many}`, url: `${site.address}/healthz`, events: [] } }),
  );
  return ofId(made.id);
}

async function person(site: ContractSite): Promise<Given> {
  const { postAdminPeople: add } = await site.as('admin');
  const username = `ren${++many}`;
  told(await add!({ body: { username } }));
  const { getAdminPeople: list } = await site.as('admin');
  const [row] = told<readonly Row[]>(await list!({ parameters: { q: username } }));
  return ofId(row?.id ?? '');
}

async function key(site: ContractSite): Promise<Given> {
  const { postAdminKeys: add } = await site.as('admin');
  return ofId(told<Row>(await add!({ body: { name: `平台${++many}` } })).id);
}

export const ORDER_CASES: Cases = {
  'POST /imports': { as: 'dispatcher', given: async () => ({ fileName: '工单.csv' }) },
  'GET /orders/export': beside('dispatcher'),
  'GET /imports/{id}': { as: 'dispatcher', given: imported },
  'GET /imports/{id}/refused': { as: 'dispatcher', given: imported },
  'DELETE /import-maps/{name}': {
    given: async ({ as }) => {
      told(await (await as('admin'))['putImportMapsByName']!({ parameters: { name: '旧平台' } }));
      return { parameters: { name: '旧平台' } };
    },
  },
  'POST /orders': { as: 'system' },
  'GET /orders': beside('dispatcher'),
  'GET /orders/{id}': fresh('dispatcher'),
  'GET /orders/{id}/trace': fresh('dispatcher'),
  'POST /orders/{id}/correct': fresh('dispatcher'),
  'POST /orders/{id}/dispatch': { as: 'dispatcher', given: async (site) => ofId(await doubtful(site)) },
  'POST /orders/{id}/acknowledge': fresh('handler'),
  'POST /orders/{id}/moves': {
    as: 'handler',
    given: async (site) => {
      const id = await site.take(text());
      await site.services.handling.acknowledge(PEOPLE.handler, id);
      site.pass(60_000);
      return ofId(id);
    },
  },
  'GET /callbacks': { as: 'callback', given: async (site) => (await replied(site), {}) },
  'POST /orders/{id}/callback/take': { as: 'callback', given: async (site) => ofId(await replied(site)) },
  'POST /orders/{id}/callback/release': {
    as: 'callback',
    given: async (site) => {
      const id = await replied(site);
      told(await (await site.as('callback'))['postOrdersByIdCallbackTake']!(ofId(id)));
      return ofId(id);
    },
  },
  'POST /orders/{id}/callback': { as: 'callback', given: async (site) => ofId(await replied(site)) },
  'POST /orders/{id}/callback/link': { as: 'callback', given: async (site) => ofId(await replied(site)) },
  'GET /public/callback/{token}': { given: linkOf },
  'POST /public/callback/{token}': { given: linkOf },
  'POST /public/progress': {
    given: async (site) => ({ body: { number: await numberOf(site, await site.take(text())) } }),
  },
  'GET /orders/{id}/evidence': {
    as: 'handler',
    given: async (site) => ofId((await evidenceOf(site)).id),
  },
  'POST /orders/{id}/evidence': fresh('handler'),
  'POST /orders/{id}/evidence/references': fresh('handler'),
  'GET /orders/{id}/evidence/{file}': {
    as: 'handler',
    given: async (site) => ({ parameters: await evidenceOf(site) }),
  },
  'POST /orders/{id}/evidence/{file}/remove': {
    as: 'handler',
    given: async (site) => ({ parameters: await evidenceOf(site) }),
  },
  'GET /orders/{id}/proof.zip': {
    as: 'handler',
    given: async (site) => ofId((await evidenceOf(site)).id),
  },
  'GET /orders/{id}/case': fresh('handler'),
  'GET /orders/{id}/hints': fresh('handler'),
  'GET /orders/{id}/brief': fresh('dispatcher'),
  'GET /orders/{id}/abuse': {
    as: 'dispatcher',
    given: async (site) => {
      const id = await site.take(text());
      told(await (await site.as('dispatcher'))['postOrdersByIdAbuse']!(ofId(id)));
      return ofId(id);
    },
  },
  'POST /orders/{id}/abuse': fresh('dispatcher'),
  'GET /abuse': { as: 'leader', given: async (site) => (await flagged(site), {}) },
  'POST /abuse/{id}/review': { as: 'leader', given: async (site) => ofId(await flagged(site)) },
  'GET /search': beside('dispatcher'),
  'POST /orders/{id}/spot-check': {
    as: 'dispatcher',
    given: async (site) => {
      const id = await site.take(text());
      await site.store.write((db) =>
        db.insert(proposals).values({ ...DRAWN, orderId: id, at: site.clock.now() }),
      );
      return ofId(id);
    },
  },
  'POST /orders/{id}/draft': fresh('handler'),
  'POST /orders/{id}/draft/rewrite': fresh('handler'),
  'POST /orders/{id}/draft/rewrite/{proposal}/accept': {
    as: 'handler',
    given: async (site) => {
      const id = await site.take(text());
      const { postOrdersByIdDraftRewrite: rewrite } = await site.as('handler');
      return { parameters: { id, proposal: told<Row>(await rewrite!(ofId(id))).id } };
    },
  },
  'GET /orders/{id}/relations': fresh('dispatcher'),
  'POST /orders/{id}/relations/{otherId}': {
    as: 'dispatcher',
    given: async (site) => {
      const same = text();
      return { parameters: { id: await site.take(same), otherId: await site.take(`又说一遍：${same}`) } };
    },
  },
  'GET /orders/{id}/rule-cards': fresh('handler'),
  'GET /orders/{id}/cards': fresh('handler'),
  'GET /orders/{id}/card-draft': {
    as: 'handler',
    given: async (site) => {
      const id = await site.take(text());
      await site.services.handling.acknowledge(PEOPLE.handler, id);
      return ofId(id);
    },
  },
};

async function imported(site: ContractSite): Promise<Given> {
  const client = await site.as('dispatcher');
  const { id } = told<Row>(await client['postImports']!({ fileName: '工单.csv' }));
  for (;;) {
    const job = told<{ state: string }>(await client['getImportsById']!(ofId(id)));
    if (job.state === 'done') return ofId(id);
    if (job.state === 'failed') throw new Error(JSON.stringify(job));
  }
}

export const OFFICE_CASES: Cases = {
  'POST /rota/duties': { as: 'unitLeader', given: rotaPerson },
  'DELETE /rota/duties/{id}': {
    as: 'unitLeader',
    given: async (site) => ofId((await rota(site, 'postRotaDuties')).duties[0]?.id ?? ''),
  },
  'GET /rota': { as: 'unitLeader', given: async (site) => (await rota(site, 'postRotaDuties'), {}) },
  'POST /rota/absences': { as: 'unitLeader', given: rotaPerson },
  'DELETE /rota/absences/{id}': {
    as: 'unitLeader',
    given: async (site) => ofId((await rota(site, 'postRotaAbsences')).absences[0]?.id ?? ''),
  },
  'POST /rota/import': { as: 'unitLeader', given: rotaPerson },
  'GET /units/{unit}/on-duty': {
    as: 'unitLeader',
    given: async (site) => {
      await rotaPerson(site);
      const body = { day: '2026-04-14', period: '00:00-24:00' };
      await (
        await site.as('unitLeader')
      )['postRotaDuties']!({ body });
      return {};
    },
  },
  'GET /units/{unit}/people': { as: 'unitLeader' },
  'GET /events': { as: 'system', given: async (site) => (await site.take(text()), {}) },
  'GET /admin/webhooks': { given: async (site) => (await webhook(site), {}) },
  'GET /admin/webhooks/{id}': { given: webhook },
  'DELETE /admin/webhooks/{id}': { given: webhook },
  'POST /admin/webhooks/{id}/secret': { given: webhook },
  'POST /admin/webhooks/{id}/stop': { given: webhook },
  'POST /admin/webhooks/{id}/start': { given: webhook },
  'POST /admin/webhooks/{id}/test': { given: webhook },
  'GET /admin/webhooks/{id}/messages': { given: webhook },
  'POST /admin/webhooks/{id}/messages/{seq}/resend': {
    given: async (site) => {
      const { parameters } = await webhook(site);
      await site.take(text());
      await deliverAll(site);
      const client = await site.as('admin');
      const messages = told<readonly { seq: number }[]>(
        await client['getAdminWebhooksByIdMessages']!({ parameters: parameters ?? {} }),
      );
      return { parameters: { ...parameters, seq: messages[0]?.seq } };
    },
  },
  'POST /simulation': { alone: true },
  'DELETE /simulation': {
    alone: true,
    given: async (site) => {
      const client = await site.as('admin');
      told(await client['postSimulation']!());
      for (;;) {
        const { state } = told<{ state: string }>(await client['getSimulation']!());
        if (state !== 'running') return {};
      }
    },
  },
  'GET /reminders': { as: 'dispatcher' },
  'POST /reminders/seen': { as: 'dispatcher' },
  'PUT /admin/people/{id}': { given: person },
  'POST /admin/people/{id}/password': { given: person },
  'POST /admin/people/{id}/disable': { given: person },
  'POST /admin/people/{id}/enable': {
    given: async (site) => {
      const given = await person(site);
      await (
        await site.as('admin')
      )['postAdminPeopleByIdDisable']!(given);
      return given;
    },
  },
  'DELETE /admin/people/{id}/sessions': { given: person },
  'PUT /admin/people/{id}/identity': { given: person },
  'DELETE /admin/people/{id}/identity': {
    given: async (site) => {
      const given = await person(site);
      await (
        await site.as('admin')
      )['putAdminPeopleByIdIdentity']!({ ...given, body: { subject: 'idp-2' } });
      return given;
    },
  },
  'GET /admin/keys': { given: async (site) => (await key(site), {}) },
  'POST /admin/keys/{id}/rotate': { given: key },
  'DELETE /admin/keys/{id}': { given: key },
  'GET /admin/audit/knowers': {
    given: async (site) => {
      const number = await numberOf(site, await site.take(text()));
      site.pass(60_000);
      return { parameters: { number } };
    },
  },
  'GET /admin/backups/{name}': {
    given: async (site) => {
      const client = await site.as('admin');
      await client['postAdminBackups']!();
      for (;;) {
        const { list } = told<{ list: readonly { name: string }[] }>(await client['getAdminBackups']!());
        if (list[0] !== undefined) return { parameters: { name: list[0].name } };
      }
    },
  },
  'POST /admin/privacy/erasures': {
    given: async (site) => {
      const id = await replied(site);
      told(await (await site.as('callback'))['postOrdersByIdCallback']!(ofId(id)));
      const order = await numberOf(site, id);
      return { body: { order, confirm: order } };
    },
  },
  'POST /admin/privacy/holds/{id}/end': {
    given: async (site) => {
      const client = await site.as('admin');
      const body = { order: await numberOf(site, await site.take(text())) };
      told(await client['postAdminPrivacyHolds']!({ body }));
      const { holds } = told<{ holds: readonly Row[] }>(await client['getAdminPrivacy']!());
      return ofId(holds[0]?.id ?? '');
    },
  },
  'GET /admin/privacy/erasures': {
    given: async (site) => ({ parameters: { order: await numberOf(site, await replied(site)) } }),
  },
  'POST /admin/privacy/holds': {
    given: async (site) => ({ body: { order: await numberOf(site, await site.take(text())) } }),
  },
};

/** Sends every message that is due, to nobody but this machine. */
async function deliverAll({ context }: ContractSite): Promise<void> {
  const courier = createCourier(context, { allowed: HERE, random: () => 0.5, timeoutMs: 2000 });
  const line = { changes: context.changes, log: context.log };
  const rounds = startWebhooks(courier, line, { everyMs: 3_600_000 });
  await rounds.drain();
  await rounds.stop();
}

async function rotaPerson(site: ContractSite): Promise<Given> {
  await site.as('handler');
  await site.as('unitLeader');
  return {};
}

async function rota(site: ContractSite, add: 'postRotaDuties' | 'postRotaAbsences') {
  await rotaPerson(site);
  const client = await site.as('unitLeader');
  await client[add]!();
  const parameters = { unit: UNIT, from: '2026-04-01', to: '2026-05-01' };
  return told<{ duties: readonly Row[]; absences: readonly Row[] }>(await client['getRota']!({ parameters }));
}

/** A warning with its topic, as it stands. */
export async function warned(site: ContractSite): Promise<Row> {
  const client = await site.as('leader');
  const list = async (): Promise<Row | undefined> =>
    told<{ rows: readonly Row[] }>(await client['getWarnings']!()).rows[0];
  if ((await list()) === undefined) {
    const call = (words: string, phone: string, ago: number): Promise<string> =>
      site.take(words, { receivedAt: new Date(site.clock.now() - ago).toISOString(), caller: { phone } });
    await history({ call });
    await event({ call });
    await settleTopics(site);
  }
  const found = await list();
  if (found === undefined) throw new Error('Nobody was warned.');
  return found;
}
