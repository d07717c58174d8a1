import { beijingDay } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { FieldFault } from '../kernel/errors.ts';
import { isDay } from '../knowledge/law-dates.ts';
import type { Db } from '../store/client.ts';
import { closeOpenVersions, insertItem, itemVersions, setItemState } from '../store/knowledge-items.ts';
import type { StoredItem } from '../store/knowledge-items.ts';
import { insertNotices } from '../store/knowledge-notices.ts';
import { bumpKnowledgeRevision } from '../store/knowledge-state.ts';
import type { Context, LiveKnowledge } from './context.ts';
import { decidingVersion } from './knowledge-aging.ts';
import { seesVersion } from './knowledge-views.ts';
import {
  audit,
  blank,
  isDeleted,
  mustBe,
  mustSay,
  NOTE_LIMIT,
  refuseFaults,
  shippedVersion,
} from './knowledge-writes.ts';
import { scopeOf } from './rights.ts';
import type { RuleCare, RuleDraft, RuleFault, RuleTable } from './rule-care-types.ts';
import { createRuleReading, noRule, OWN_REFUSAL, rulesOf } from './rule-reading.ts';
import { ruleInForce, rulesInForce, tableOf } from './rule-views.ts';
import type { Actor } from './types.ts';

/** Care of decision tables: reading, trying, checking, handing in and deciding. */
export function createRuleCare(context: Context, knowledge: LiveKnowledge): RuleCare {
  const rules = rulesOf(context, knowledge);
  const reading = createRuleReading(context, knowledge, rules);
  const { store, clock, log, profile } = context;
  const { shippedRules, shippedOf, faultsOf } = rules;
  const { get } = reading;
  /** Answers from the new tables as soon as they are indexed; the page tells when. */
  function refresh(): void {
    knowledge.updates.refresh().catch((error: unknown) => {
      log.error({ err: error }, 'knowledge could not be brought up to date');
    });
  }

  const save: RuleCare['save'] = async (actor, draft) => {
    scopeOf(actor, 'rule.edit');
    const table = { ...trimmed(draft.table), id: (draft.id ?? draft.table.id).trim() };
    refuseFaults(draftFaults(draft, beijingDay(clock.now())));
    const at = clock.now();
    const ref = { kind: 'rule', item: table.id } as const;
    await store.write(async (db) => {
      const all = await itemVersions(db, ref);
      const shipped = shippedOf(table.id);
      const isThere = all.length > 0 ? !isDeleted(all) : shipped !== null;
      if (draft.id === undefined && (all.length > 0 || shipped !== null))
        throw new AppError('conflict', { reason: `编号 ${table.id.slice(0, 64)} 已用过` });
      if (draft.id !== undefined && !isThere) throw noRule(table.id);
      const newest = all.at(-1)?.version ?? 0;
      if (newest !== draft.base)
        throw new AppError('conflict', {
          reason: `${all.at(-1)?.authorName ?? ''}已存为第 ${newest} 版，您改的是第 ${draft.base} 版；请打开最新版本，把改动并进去再保存`,
        });
      refuse(faultsOf(table, await rulesInForce(db, shippedRules)));
      if (all.length === 0 && shipped !== null) await insertItem(db, shippedRow(shipped, at));
      const by = { decidedBy: actor.name, decidedAt: at };
      await closeOpenVersions(db, ref, newest, { ...by, note: '已由后一版接替' });
      const { version } = await insertItem(db, {
        ...blankRow(actor, table.id, at),
        status: 'submitted',
        body: table as unknown as Record<string, unknown>,
        submittedAt: at,
        note: blank(draft.note),
        reviewBy: draft.reviewBy,
      });
      await bumpKnowledgeRevision(db);
      await audit(db, actor, 'rule.submit', table.id, `第 ${version} 版`, at);
    });
    refresh();
    return get(actor, table.id);
  };

  /** Works on a version that waits. */
  async function onWaiting(
    actor: Actor,
    id: string,
    version: number,
    act: string,
    work: (db: Db, row: StoredItem, all: readonly StoredItem[], at: number) => Promise<void>,
  ): Promise<void> {
    const at = clock.now();
    await store.write(async (db) => {
      const all = await itemVersions(db, { kind: 'rule', item: id });
      const row = all.find((one) => one.version === version);
      if (row === undefined || row.body === null || isDeleted(all) || !seesVersion(actor, row))
        throw new AppError('not_found', { what: `规则 ${id.slice(0, 64)} 的第 ${version} 版` });
      const decided = decidingVersion(all)?.version ?? 0;
      if (decided > version)
        throw new AppError('conflict', { reason: `第 ${decided} 版已在其后作出，第 ${version} 版不能再动` });
      mustBe(row, 'submitted', act);
      await work(db, row, all, at);
      await bumpKnowledgeRevision(db);
    });
    refresh();
  }

  /** Issue types of the profile under the prefixes of tables; a rule for all of them gives no news of any. */
  const typesUnder = (tables: readonly (RuleTable | null)[]): string[] => {
    const prefixes = tables.flatMap((table) => table?.types ?? []);
    const codes = profile.issueTypes.map(({ code }) => code);
    return codes.filter((code) => prefixes.some((prefix) => code.startsWith(prefix)));
  };

  const approve: RuleCare['approve'] = async (actor, id, version, note) => {
    scopeOf(actor, 'rule.edit');
    await onWaiting(actor, id, version, '核准', async (db, row, all, at) => {
      if (row.author === actor.id) throw new AppError('forbidden', { reason: OWN_REFUSAL });
      const table = tableOf(row);
      refuse(faultsOf(table, await rulesInForce(db, shippedRules)));
      const old = ruleInForce(shippedOf(id), all);
      const by = { decidedBy: actor.name, decidedAt: at };
      const said = blank(note);
      await setItemState(db, row.id, { status: 'approved', ...by, ...(said === null ? {} : { note: said }) });
      const closing = { ...by, note: `第 ${version} 版已核准，本稿不再处理` };
      await closeOpenVersions(db, { kind: 'rule', item: id }, version, closing);
      await insertNotices(db, {
        kind: 'rule',
        item: id,
        version,
        at,
        what: `${old === null ? '新增' : '更新'}规则“${table.name}”`,
        types: typesUnder([table, old]),
      });
      await audit(db, actor, 'rule.approve', id, `第 ${version} 版`, at);
    });
    return get(actor, id);
  };

  const sendBack: RuleCare['sendBack'] = async (actor, id, version, reason) => {
    scopeOf(actor, 'rule.edit');
    const why = mustSay(reason);
    await onWaiting(actor, id, version, '退回', async (db, row, _, at) => {
      const by = { decidedBy: actor.name, decidedAt: at };
      await setItemState(db, row.id, { status: 'returned', ...by, note: why });
      await audit(db, actor, 'rule.return', id, `第 ${version} 版`, at);
    });
    return get(actor, id);
  };

  const withdraw: RuleCare['withdraw'] = async (actor, id, reason) => {
    scopeOf(actor, 'rule.edit');
    const why = mustSay(reason);
    const at = clock.now();
    await store.write(async (db) => {
      const ref = { kind: 'rule', item: id } as const;
      const all = await itemVersions(db, ref);
      const shipped = shippedOf(id);
      if (all.length === 0 ? shipped === null : isDeleted(all)) throw noRule(id);
      const table = ruleInForce(shipped, all);
      if (table === null) throw new AppError('conflict', { reason: '这条规则没有在用的表，无可撤下' });
      if (all.length === 0 && shipped !== null) await insertItem(db, shippedRow(shipped, at));
      const by = { decidedBy: actor.name, decidedAt: at };
      const row = { ...blankRow(actor, id, at), status: 'withdrawn' as const, body: null, ...by, note: why };
      const { version } = await insertItem(db, row);
      await closeOpenVersions(db, ref, version, { ...by, note: `规则已撤下：${why}` });
      const what = `撤下规则“${table.name}”`;
      await insertNotices(db, { kind: 'rule', item: id, version, at, what, types: typesUnder([table]) });
      await bumpKnowledgeRevision(db);
      await audit(db, actor, 'rule.withdraw', id, `第 ${version} 版`, at);
    });
    refresh();
    return get(actor, id);
  };

  return { ...reading, save, approve, sendBack, withdraw };
}

/** Refuses a table with every fault: which rule, which line, why. */
function refuse(faults: readonly RuleFault[]): void {
  if (faults.length === 0) return;
  const listed: readonly (RuleFault & FieldFault)[] = faults.map((fault) => ({
    ...fault,
    field: fault.row === null ? 'table' : `rows[${fault.row - 1}]`,
  }));
  const reason = faults
    .map(({ rule, row, reason: why }) => `“${rule}”${row === null ? '' : `第 ${row} 行`}：${why}`)
    .join('；');
  throw new AppError('bad_knowledge', { count: faults.length, reason, faults: listed });
}

function draftFaults({ reviewBy, note }: RuleDraft, today: string): FieldFault[] {
  const faults: FieldFault[] = [];
  if (reviewBy !== null && !isDay(reviewBy))
    faults.push({ field: 'reviewBy', reason: '须为日期，如 2027-01-31' });
  else if (reviewBy !== null && reviewBy <= today) faults.push({ field: 'reviewBy', reason: '须晚于今天' });
  if (note !== null && note.length > NOTE_LIMIT)
    faults.push({ field: 'note', reason: `最多 ${NOTE_LIMIT} 个字符` });
  return faults;
}

const shippedRow = (table: RuleTable, at: number): Omit<StoredItem, 'id' | 'version'> => ({
  ...shippedVersion(table, at),
  kind: 'rule',
});

function blankRow(actor: Actor, id: string, at: number) {
  return {
    kind: 'rule' as const,
    item: id,
    unit: null,
    author: actor.id,
    authorName: actor.name,
    createdAt: at,
    submittedAt: null,
    decidedBy: null,
    decidedAt: null,
    reviewBy: null,
    isPublic: false,
  };
}

/** Without white space at the ends of names, cells and texts. */
function trimmed(table: RuleTable): RuleTable {
  const basis = (list: RuleTable['subject']): RuleTable['subject'] =>
    list.map(({ law, article }) => ({ law: law.trim(), article: article.trim() }));
  const cells = (when: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(when).map(([name, cell]) => [name, cell.trim()]));
  return {
    ...table,
    name: table.name.trim(),
    subject: basis(table.subject),
    rows: table.rows.map((row) => ({
      ...row,
      when: cells(row.when),
      why: row.why.trim(),
      basis: basis(row.basis),
    })),
    cases: table.cases.map((one) => ({ ...one, text: one.text.trim() })),
  };
}
