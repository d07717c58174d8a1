import { ofId, warned, type Cases } from './contract-cases.ts';
import { told, type ContractSite, type Who } from './contract-site.ts';
import type { Given } from './generated-client.ts';
import { PEOPLE } from './life-desk.ts';

type Row = { readonly id: string; readonly version: number };

const versionOf = ({ id, version }: Row): Given => ({ parameters: { id }, body: { version } });

async function confirmed(site: ContractSite): Promise<Row> {
  const warning = await warned(site);
  if (warning.version > 1) return warning;
  const client = await site.as('leader');
  return told<Row>(await client['postWarningsByIdDecide']!(versionOf(warning)));
}

const task = async (site: ContractSite): Promise<Given> => {
  const { postWarningsByIdTasks: add } = await site.as('leader');
  return ofId(told<Row>(await add!(versionOf(await confirmed(site)))).id);
};

/** What the leader recorded, still to be approved; or approved. */
async function recorded(site: ContractSite, approved = false): Promise<string> {
  const { postScoresRecords: add } = await site.as('leader');
  const { id } = told<Row>(await add!(await scored(site)));
  if (approved) told(await (await site.as('admin'))['postScoresRecordsByIdDecide']!(ofId(id)));
  return id;
}

const scored = async (site: ContractSite, receivedAt = '2026-04-14T09:30:00+08:00'): Promise<Given> => {
  const id = await site.take('西单的鞋开胶，商家不给退', { receivedAt });
  return { body: { order: (await site.services.orders.get(PEOPLE.admin, id)).number } };
};

async function appealable(site: ContractSite): Promise<Given> {
  await recorded(site, true);
  const { getScoresLedger: ledger } = await site.as('unitLeader');
  const { lines } = told<{ lines: readonly { key: string; appealable: boolean }[] }>(await ledger!());
  return { body: { key: lines.find(({ appealable }) => appealable)?.key ?? '' } };
}

async function appealed(site: ContractSite): Promise<Given> {
  const { postScoresAppeals: add } = await site.as('unitLeader');
  return ofId(told<Row>(await add!(await appealable(site))).id);
}

/** Something drafted by the analyst, before it was sent to be decided or after. */
const drafted =
  (what: 'Cards' | 'Entries' | 'Rules', state: 'draft' | 'submitted' | 'approved' = 'draft') =>
  async (site: ContractSite): Promise<Given> => {
    const client = await site.as(what === 'Rules' ? 'analyst' : 'handler');
    const keeper = await site.as('admin');
    const call = `postKnowledge${what}`;
    let row = await made(client, call);
    if (what === 'Rules') row = ruleRow(row);
    if (state !== 'draft' && what !== 'Rules')
      row = told<Row>(await client[`${call}ByIdSubmit`]!(versionOf(row)));
    if (state === 'approved') {
      const approved = told<Row>(await keeper[`${call}ByIdApprove`]!(versionOf(row)));
      row = what === 'Rules' ? ruleRow(approved) : approved;
    }
    return versionOf(row);
  };

/** A rule tells of its state in a summary. */
function ruleRow(row: unknown): Row {
  const { summary, pending } = row as { summary: Row; pending: { version: number } | null };
  return { id: summary.id, version: pending?.version ?? summary.version };
}

let rules = 0;
async function made(client: Awaited<ReturnType<ContractSite['as']>>, call: string): Promise<Row> {
  if (call !== 'postKnowledgeRules') return told<Row>(await client[call]!());
  const { asked } = await client['postKnowledgeRulesCheck']!();
  const { table } = asked.body as { table: object };
  return told<Row>(await client[call]!({ body: { table: { ...table, id: `online-return-${++rules}` } } }));
}

const idOnly =
  (from: (site: ContractSite) => Promise<Given>) =>
  async (site: ContractSite): Promise<Given> => {
    const { parameters } = await from(site);
    return parameters === undefined ? {} : { parameters };
  };

const edited =
  (what: 'Cards' | 'Entries' | 'Rules') =>
  async (site: ContractSite): Promise<Given> => {
    const { parameters, body } = await drafted(what)(site);
    const base = (body as Row).version;
    if (what !== 'Rules') return { ...(parameters === undefined ? {} : { parameters }), body: { base } };
    const { asked } = await (await site.as('analyst'))['postKnowledgeRulesCheck']!();
    const table = { ...(asked.body as { table: object }).table, id: parameters?.['id'] };
    return { parameters: parameters ?? {}, body: { base, table } };
  };

const labelled = async (site: ContractSite, who: readonly Who[] = []): Promise<Given> => {
  const admin = await site.as('admin');
  const { id } = told<Row>(
    await admin['postAnnotationTasks']!({ body: { text: `楼下工地夜里施工，噪声很大${Math.random()}` } }),
  );
  for (const [i, one] of who.entries())
    await (
      await site.as(one)
    )['postAnnotationTasksByIdAnnotations']!(ofId(id, { issueType: i === 0 ? '0501' : '0402' }));
  return ofId(id);
};

let revisions = 9;
const revised = async (site: ContractSite): Promise<Given> => {
  const { postProfileRevisions: draft, postProfileRevisionsPreview: preview } = await site.as('analyst');
  const { asked } = await preview!();
  const [change] = (asked.body as { changes: readonly object[] }).changes;
  // Each a day later: two of one day would be one too many.
  const effectiveFrom = `2026-05-${String(++revisions).padStart(2, '0')}`;
  return ofId(told<Row>(await draft!({ body: { changes: [{ ...change, effectiveFrom }] } })).id);
};

const misread = async (site: ContractSite): Promise<Given> => {
  const id = await site.take('拿不准的施工噪声');
  await site.services.handling.correct(PEOPLE.dispatcher, id, { issueType: '0402' });
  return ofId(id);
};

const trained = async (site: ContractSite): Promise<Given> => {
  const client = await site.as('admin');
  return ofId(told<Row>(await client['postTrainingRuns']!()).id);
};

const law = async (site: ContractSite): Promise<Given> => {
  const client = await site.as('admin');
  await site.services.laws?.settled();
  const { id } = told<Row>(await client['postKnowledgeLawImports']!());
  await site.services.laws?.settled();
  return ofId(id);
};

export const INSIGHT_CASES: Cases = {
  'GET /figures/cases': { given: async () => ({ parameters: { rate: 'response' } }) },
  'GET /topics': { as: 'leader', given: async (site) => (await warned(site), {}) },
  'GET /topics/chronic': { as: 'leader' },
  'GET /topics/{id}': {
    as: 'leader',
    given: async (site) => ofId(((await warned(site)) as unknown as { topic: number }).topic),
  },
  'GET /warnings': { as: 'leader' },
  'POST /warnings/{id}/decide': { as: 'leader', given: async (site) => versionOf(await warned(site)) },
  'POST /warnings/{id}/tasks': { as: 'leader', given: async (site) => versionOf(await confirmed(site)) },
  'GET /tasks': { as: 'leader' },
  'POST /tasks/{id}/end': { as: 'handler', given: task },
  'GET /subjects/{name}': { as: 'leader' },
  'POST /subjects/{name}/acts': { as: 'dispatcher' },
  'POST /scores/settlements': { given: lastYear },
  'POST /scores/records': { as: 'leader', given: (site) => scored(site) },
  'POST /scores/records/{id}/decide': { given: async (site) => ofId(await recorded(site)) },
  'GET /scores/records': { as: 'leader' },
  'GET /scores/appeals': { as: 'leader' },
  'POST /scores/appeals': { as: 'unitLeader', given: appealable },
  'POST /scores/appeals/{id}/decide': { as: 'leader', given: appealed },
  'GET /reports/finals/{id}': { as: 'leader', given: finished },
  'GET /reports/finals': { as: 'leader', given: async (site) => (await finished(site), {}) },
  'POST /rulings/{id}/end': { as: 'leader', given: ruled },
  'POST /rulings/preview': { as: 'leader' },
  'POST /profile-revisions': { as: 'analyst' },
  'POST /profile-revisions/preview': { as: 'analyst' },
  'POST /profile-revisions/{id}/approve': { given: revised },
  'POST /profile-revisions/{id}/refuse': { given: revised },
  'POST /profile-revisions/{id}/withdraw': { as: 'analyst', given: revised },
};

/** A year that is over, with something in it. */
async function lastYear(site: ContractSite): Promise<Given> {
  const { postScoresRecords: add } = await site.as('leader');
  const { body } = await scored(site, '2025-12-10T09:30:00+08:00');
  const { id } = told<Row>(await add!({ body: { ...(body as object), day: '2025-12-20' } }));
  told(await (await site.as('admin'))['postScoresRecordsByIdDecide']!(ofId(id)));
  return {};
}

async function finished(site: ContractSite): Promise<Given> {
  const { getReportsFinals: list, postReportsByKindFinal: finish } = await site.as('leader');
  await finish!();
  const { rows } = told<{ rows: readonly Row[] }>(await list!());
  return ofId(rows[0]?.id ?? '');
}

async function ruled(site: ContractSite): Promise<Given> {
  const { getRulings: list, postRulings: add } = await site.as('leader');
  await add!();
  return ofId(told<readonly Row[]>(await list!())[0]?.id ?? '');
}

export const KNOWLEDGE_CASES: Cases = {
  'POST /ratings': {
    as: 'handler',
    given: async (site) => {
      const { getRatingsSuggestions: asked } = await site.as('handler');
      const [first] = told<readonly Row[]>(await asked!({ parameters: { q: '网上买的外套不喜欢能退吗' } }));
      return { body: { suggestion: first?.id } };
    },
  },
  'GET /ratings/suggestions': {
    as: 'handler',
    given: async () => ({ parameters: { q: '网上买的外套不喜欢能退吗' } }),
  },
  'POST /replies/check': { as: 'handler' },
  'POST /annotation/tasks/{id}/annotations': { as: 'analyst', given: (site) => labelled(site) },
  'POST /annotation/tasks/{id}/adjudication': {
    as: 'other admin',
    given: (site) => labelled(site, ['analyst', 'admin']),
  },
  'GET /annotation/next': { as: 'analyst', given: async (site) => (await labelled(site), {}) },
  'GET /annotation/disagreements': {
    as: 'other admin',
    given: async (site) => (await labelled(site, ['analyst', 'admin']), {}),
  },
  'POST /errors/orders/{id}/cause': { as: 'analyst', given: misread },
  'POST /errors/labelling': { as: 'analyst', given: async (site) => (await misread(site), {}) },
  'GET /errors': { as: 'analyst', given: async (site) => (await misread(site), {}) },
  'GET /errors/orders': {
    as: 'analyst',
    given: async (site) => (await misread(site), { parameters: { said: '0501', truth: '0402' } }),
  },
  // Models are trained for the profile that is shipped, not for one that was revised meanwhile.
  'POST /models/{version}/compare': { alone: true },
  'POST /models/{version}/promote': { alone: true },
  'POST /training-runs': { alone: true },
  'GET /training-runs/{id}': { alone: true, given: trained },
  'POST /training-runs/{id}/cancel': { alone: true, given: trained },
  'POST /models/rollback': {
    alone: true,
    given: async (site) => {
      await (
        await site.as('admin')
      )['postModelsByVersionPromote']!();
      return {};
    },
  },
  ...versioned('cards', 'Cards'),
  ...versioned('entries', 'Entries'),
  ...versioned('rules', 'Rules'),
  ...discussed('cards', 'Cards'),
  ...discussed('entries', 'Entries'),
  'POST /knowledge/rules/{id}/try': { as: 'analyst', given: idOnly(drafted('Rules')) },
  'POST /knowledge/law-imports': {
    given: async (site) => (await site.services.laws?.settled(), {}),
  },
  'GET /knowledge/law-imports/{id}': { given: law },
  'GET /open311/v2/requests/{service_request_id}.{format}': { as: 'system', given: requested },
  'GET /open311/v2/requests.{format}': { as: 'system' },
  'POST /open311/v2/requests.{format}': { as: 'system' },
  'GET /open311/v2/tokens/{token}.{format}': {
    as: 'system',
    given: async (site) => ({ parameters: { token: await site.take('西单的鞋') } }),
  },
};

async function requested(site: ContractSite): Promise<Given> {
  const client = await site.as('system');
  const [made] = told<readonly { service_request_id: string }[]>(
    await client['postOpen311V2RequestsByFormat']!(),
  );
  return { parameters: { service_request_id: made?.service_request_id } };
}

/** What drafts of the three kinds go through alike. */
function versioned(path: string, what: 'Cards' | 'Entries' | 'Rules'): Cases {
  const keeper = what === 'Rules' ? 'other admin' : 'admin';
  const author = what === 'Rules' ? 'analyst' : 'handler';
  const at = `/knowledge/${path}`;
  const waiting = drafted(what, 'submitted');
  return {
    [`POST ${at}`]: { as: author },
    [`GET ${at}`]: { as: author, given: async (site) => (await drafted(what)(site), {}) },
    [`GET ${at}/{id}`]: { as: author, given: idOnly(drafted(what)) },
    [`DELETE ${at}/{id}`]: { as: keeper, given: idOnly(drafted(what)) },
    [`POST ${at}/{id}/versions`]: { as: author, given: edited(what) },
    [`POST ${at}/{id}/approve`]: { as: keeper, given: waiting },
    [`POST ${at}/{id}/return`]: { as: keeper, given: waiting },
    [`POST ${at}/{id}/withdraw`]: { as: keeper, given: idOnly(drafted(what, 'approved')) },
  };
}

/** What is submitted to somebody else, and commented on. */
function discussed(path: string, what: 'Cards' | 'Entries'): Cases {
  return {
    [`POST /knowledge/${path}/{id}/submit`]: { as: 'handler', given: drafted(what) },
    [`POST /knowledge/${path}/{id}/comments`]: {
      as: 'dispatcher',
      given: idOnly(drafted(what, 'approved')),
    },
  };
}
