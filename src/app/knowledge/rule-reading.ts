import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { ruleFaults } from '../../knowledge/applicability/rule-faults.ts';
import { decide } from '../../knowledge/applicability/table.ts';
import { FACTS } from '../../knowledge/facts/all.ts';
import { valueWords } from '../../knowledge/facts/dictionary.ts';
import { factsFromText } from '../../knowledge/facts/read-facts.ts';
import type { Facts } from '../../knowledge/types.ts';
import { itemVersions, listItems } from '../../store/knowledge-items.ts';
import type { StoredItem } from '../../store/knowledge-items.ts';
import { knowledgeRevision } from '../../store/knowledge-state.ts';
import type { Context, LiveKnowledge } from '../context.ts';
import { heldShelf } from './held-shelf.ts';
import { decidingVersion } from './knowledge-aging.ts';
import { wordsOf } from './knowledge-views.ts';
import { refuseFaults } from './knowledge-writes.ts';
import { mayDo, scopeOf } from '../rights.ts';
import type { RuleCare, RuleDetail, RuleFault, RuleSaid, RuleTable } from './rule-care-types.ts';
import {
  compiledRule,
  factsOf,
  lastTable,
  pendingRow,
  ruleHistory,
  ruleInForce,
  rulesInForce,
  ruleSummary,
  tableDifference,
  tableOf,
} from './rule-views.ts';

const TEXT_LIMIT = 4000;
const OWN_REFUSAL = '自己提交的规则须由另一人核准';

export const noRule = (id: string): AppError =>
  new AppError('not_found', { what: `规则 ${id.slice(0, 64)}` });

/** The shipped tables, and how a table is checked against what is held. */
export type RulesAtHand = {
  readonly shippedRules: readonly RuleTable[];
  readonly shippedOf: (id: string) => RuleTable | null;
  /** `inForce`: all rules in force, the table's own among them or not. */
  readonly faultsOf: (table: RuleTable, inForce: readonly RuleTable[]) => RuleFault[];
};

export function rulesOf({ profile }: Context, knowledge: LiveKnowledge): RulesAtHand {
  const shippedRules: readonly RuleTable[] = knowledge.updates.shipped.rules ?? [];
  const shippedById = new Map(shippedRules.map((table) => [table.id, table]));
  const codes = profile.issueTypes.map(({ code }) => code);

  function faultsOf(table: RuleTable, inForce: readonly RuleTable[]): RuleFault[] {
    const { shelf, entries } = heldShelf(knowledge.holder.current().sources);
    return ruleFaults(table, {
      dictionary: FACTS,
      shelf,
      isType: (prefix) => /^\d{2}(\d{2})?$/.test(prefix) && codes.some((code) => code.startsWith(prefix)),
      isEntry: (id) => entries.has(id),
      others: inForce.filter(({ id }) => id !== table.id).map(compiledRule),
    });
  }

  return { shippedRules, shippedOf: (id) => shippedById.get(id) ?? null, faultsOf };
}

/** Lists, single rules, and what a table says before anything is saved. */
export function createRuleReading(
  { store, clock }: Context,
  knowledge: LiveKnowledge,
  { shippedRules, shippedOf, faultsOf }: RulesAtHand,
): Pick<RuleCare, 'facts' | 'list' | 'get' | 'check' | 'try'> {
  const list: RuleCare['list'] = async (actor, text) => {
    scopeOf(actor, 'knowledge.read');
    const words = wordsOf(text);
    const versions = new Map<string, StoredItem[]>();
    for (const row of await store.read((db) => listItems(db, 'rule'))) {
      const held = versions.get(row.item);
      if (held) held.push(row);
      else versions.set(row.item, [row]);
    }
    const rows = [...new Set([...shippedRules.map(({ id }) => id), ...versions.keys()])].flatMap((id) => {
      const all = versions.get(id) ?? [];
      const shipped = shippedOf(id);
      const summary = ruleSummary(actor, id, shipped, all);
      const table = ruleInForce(shipped, all) ?? lastTable(actor, shipped, all);
      return summary !== null && table !== null && matches(table, words) ? summary : [];
    });
    const first = ({ types }: { readonly types: readonly string[] }): string => types[0] ?? '';
    return rows.sort((a, b) =>
      first(a) === first(b) ? (a.name < b.name ? -1 : 1) : first(a) < first(b) ? -1 : 1,
    );
  };

  const get: RuleCare['get'] = async (actor, id) => {
    scopeOf(actor, 'knowledge.read');
    return store.read(async (db): Promise<RuleDetail> => {
      const all = await itemVersions(db, { kind: 'rule', item: id });
      const shipped = shippedOf(id);
      const summary = ruleSummary(actor, id, shipped, all);
      const inForce = ruleInForce(shipped, all);
      const table = inForce ?? lastTable(actor, shipped, all);
      if (summary === null || table === null) throw noRule(id);
      const row = pendingRow(actor, all);
      const edits = mayDo(actor, 'rule.edit');
      const waits = row?.status === 'submitted';
      const revision = await knowledgeRevision(db);
      return {
        summary,
        table,
        facts: factsOf(row === undefined ? [table] : [table, tableOf(row)]),
        pending:
          row === undefined
            ? null
            : {
                version: row.version,
                status: row.status,
                table: tableOf(row),
                authorName: row.authorName,
                note: row.note,
                difference: tableDifference(inForce, tableOf(row)),
                faults: edits && waits ? faultsOf(tableOf(row), await rulesInForce(db, shippedRules)) : null,
              },
        history: ruleHistory(actor, all),
        reviewBy: (decidingVersion(all) ?? row)?.reviewBy ?? null,
        base: all.at(-1)?.version ?? 0,
        live: revision === 0 || knowledge.holder.current().version.endsWith(`+${revision}`),
        can: {
          edit: edits,
          decide: edits && waits && row.author !== actor.id,
          decideRefusal: edits && waits && row.author === actor.id ? OWN_REFUSAL : null,
          withdraw: edits && inForce !== null,
          remove: edits && shipped === null,
        },
      };
    });
  };

  const check: RuleCare['check'] = async (actor, table) => {
    scopeOf(actor, 'rule.edit');
    return faultsOf(table, await store.read((db) => rulesInForce(db, shippedRules)));
  };

  const tryText: RuleCare['try'] = async (actor, id, text) => {
    scopeOf(actor, 'knowledge.read');
    if (text.trim() === '' || text.length > TEXT_LIMIT)
      refuseFaults([
        { field: 'text', reason: text.trim() === '' ? '不能为空' : `最多 ${TEXT_LIMIT} 个字符` },
      ]);
    const all = await store.read((db) => itemVersions(db, { kind: 'rule', item: id }));
    const shipped = shippedOf(id);
    if (ruleSummary(actor, id, shipped, all) === null) throw noRule(id);
    const { facts, evidence } = factsFromText({ text, day: beijingDay(clock.now()) });
    const inForce = ruleInForce(shipped, all);
    const row = pendingRow(actor, all);
    const tables = [inForce, row === undefined ? null : tableOf(row)];
    const columns = new Set(tables.flatMap((table) => table?.inputs.map(({ fact }) => fact) ?? []));
    return {
      facts: Object.entries(facts).flatMap(([name, value]) => {
        const definition = FACTS.get(name);
        if (value === undefined || definition === undefined) return [];
        return {
          name,
          label: definition.label,
          value,
          words: valueWords(definition, value),
          isColumn: columns.has(name),
          spans: evidence
            .filter(({ fact }) => fact === name)
            .map(({ start, end, text: words }) => ({ start, end, text: words })),
        };
      }),
      inForce: inForce === null ? null : said(inForce, facts, decidingVersion(all)?.version ?? 0),
      pending: row === undefined ? null : said(tableOf(row), facts, row.version),
    };
  };

  return { facts: FACTS, list, get, check, try: tryText };
}

function said(table: RuleTable, facts: Facts, version: number): RuleSaid {
  const { verdict, why, ask, restsOn, basis } = decide(compiledRule(table), facts);
  return {
    version,
    verdict,
    why,
    ask,
    restsOn: restsOn.map((name) => FACTS.get(name)?.label ?? name),
    basis,
  };
}

/** Whether all words stand somewhere in what a table says. */
function matches(table: RuleTable, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const { id, name, questions, subject, rows } = table;
  const laws = [...subject, ...rows.flatMap(({ basis }) => basis)].map((b) => `${b.law}${b.article}`);
  const text = [id, name, ...questions, ...rows.map(({ why }) => why), ...laws].join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}
