import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { FieldFault } from '../../kernel/errors.ts';
import { isDay } from '../../knowledge/law-dates.ts';
import type { Db } from '../../store/client.ts';
import { submittedItems } from '../../store/knowledge-items.ts';
import type { Context, LiveKnowledge } from '../context.ts';
import { createItemFlow } from '../intake/item-flow.ts';
import { NOTE_LIMIT, refuseFaults } from './knowledge-writes.ts';
import { scopeOf } from '../rights.ts';
import type { RuleCare, RuleDetail, RuleDraft, RuleFault, RuleTable } from './rule-care-types.ts';
import { createRuleReading, noRule, rulesOf } from './rule-reading.ts';
import { rulesInForce } from './rule-views.ts';
import type { Actor } from '../types.ts';

/** Care of decision tables: reading, trying, checking, handing in and deciding. */
export function createRuleCare(context: Context, knowledge: LiveKnowledge): RuleCare {
  const rules = rulesOf(context, knowledge);
  const reading = createRuleReading(context, knowledge, rules);
  const { store, clock, log, profile } = context;
  const { shippedRules, shippedOf, faultsOf } = rules;
  const { get } = reading;

  const mustHold = async (table: RuleTable, db: Db): Promise<void> =>
    refuse(faultsOf(table, await rulesInForce(db, shippedRules)));

  /** Issue types of the profile under the prefixes of a table; a rule for all of them gives no news of any. */
  const typesUnder = ({ types }: RuleTable): string[] =>
    profile.issueTypes
      .map(({ code }) => code)
      .filter((code) => types.some((prefix) => code.startsWith(prefix)));

  const flow = createItemFlow<RuleTable>(context, {
    kind: 'rule',
    noun: '规则',
    audit: 'rule',
    rights: { write: 'rule.edit', decide: 'rule.edit' },
    ids: null,
    drafts: false,
    deletesShipped: false,
    missing: noRule,
    shippedOf,
    checkSubmitted: mustHold,
    // The law and the other rules may have changed meanwhile.
    checkApproved: mustHold,
    news: (table) => ({ title: table.name, types: typesUnder(table) }),
    /** Answers from the new tables as soon as they are indexed; the page tells when. */
    changed: () => {
      knowledge.updates.refresh().catch((error: unknown) => {
        log.error({ err: error }, 'knowledge could not be brought up to date');
      });
    },
  });

  const save: RuleCare['save'] = async (actor, draft) => {
    scopeOf(actor, 'rule.edit');
    refuseFaults(draftFaults(draft, beijingDay(clock.now())));
    const { id, base, note, reviewBy } = draft;
    const body = { ...trimmed(draft.table), id: (id ?? draft.table.id).trim() };
    const write = { id, base, body, owner: null, note, reviewBy, isPublic: false };
    return get(actor, await flow.save(actor, write));
  };

  const then =
    <A extends readonly unknown[]>(work: (actor: Actor, id: string, ...args: A) => Promise<void>) =>
    async (actor: Actor, id: string, ...args: A): Promise<RuleDetail> => {
      await work(actor, id, ...args);
      return get(actor, id);
    };

  const submissions: RuleCare['submissions'] = async (actor) => {
    scopeOf(actor, 'rule.edit');
    const rows = await store.read((db) => submittedItems(db, 'rule'));
    return Promise.all([...new Set(rows.map(({ item }) => item))].map((id) => get(actor, id)));
  };

  return {
    ...reading,
    save,
    approve: then(flow.approve),
    sendBack: then(flow.sendBack),
    withdraw: then(flow.withdraw),
    remove: flow.remove,
    submissions,
  };
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
