import type { KnowledgeEntry } from '../../knowledge/types.ts';
import type { RuleTable } from '../../knowledge/applicability/table.ts';
import type { Db } from '../../store/client.ts';
import {
  insertNotices,
  listNotices,
  markNoticesRead,
  openOrdersOf,
  unreadNotices,
} from '../../store/knowledge-notices.ts';
import type { StoredNotice } from '../../store/knowledge-notices.ts';
import type { Context } from '../context.ts';
import type { KnowledgeCare, NoticeView } from './knowledge-care-types.ts';
import type { RestingOnLaw } from '../law/law-import.ts';
import { mayDo, scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';

/** Notices shown at once, and how many of them come with their orders, and orders of one. */
const SHOWN = 100;
const WITH_ORDERS = 30;
const ORDERS = 10;

/** What a handler is told of changes of knowledge. */
export function createNotices(context: Context): Pick<KnowledgeCare, 'notices' | 'unread' | 'markRead'> {
  const { store, clock, names } = context;

  async function shown(db: Db, notice: StoredNotice, index: number): Promise<NoticeView> {
    const orders = index < WITH_ORDERS ? await openOrdersOf(db, notice.unit, notice.types, ORDERS) : [];
    const { id, kind, item, version, what, at, readBy, readAt } = notice;
    return {
      id,
      kind,
      item,
      version,
      what,
      at,
      readBy,
      readAt,
      unit: {
        code: notice.unit,
        name: names.unit(notice.unit),
      },
      types: notice.types.map((code) => ({
        code,
        name: names.issueType(code),
      })),
      orders: orders.map((order) => ({
        id: order.id,
        number: order.number,
        excerpt: order.excerpt,
        receivedAt: order.receivedAt,
      })),
    };
  }

  return {
    notices: async (actor) => {
      scopeOf(actor, 'knowledge.read');
      // Keepers see what every unit was told; others what their own was.
      const all = mayDo(actor, 'knowledge.decide');
      if (!all && actor.unit === null) return [];
      return store.read(async (db) => {
        const rows = await listNotices(db, all ? null : actor.unit, SHOWN);
        const views: NoticeView[] = [];
        for (const [i, row] of rows.entries()) views.push(await shown(db, row, i));
        return views;
      });
    },
    unread: async ({ unit }) => (unit === null ? 0 : store.read((db) => unreadNotices(db, unit))),
    markRead: async (actor, ids) => {
      scopeOf(actor, 'knowledge.read');
      const { unit } = actor;
      if (unit === null) return 0;
      return store.write((db) => markNoticesRead(db, unit, ids, { readBy: actor.name, readAt: clock.now() }));
    },
  };
}

/** Issue types of the entries and rules that rest on some laws; rules for all types name none. */
export function typesOfLaws(
  { entries, rules = [] }: RestingOnLaw,
  laws: ReadonlySet<string>,
): Map<string, readonly string[]> {
  const types = new Map<string, Set<string>>();
  const add = (law: string, codes: readonly string[]): void => {
    if (!laws.has(law)) return;
    const held = types.get(law) ?? new Set();
    codes.forEach((code) => held.add(code));
    types.set(law, held);
  };
  const ofEntry = ({ citations, types: codes }: KnowledgeEntry): void =>
    citations.forEach(({ law }) => add(law, codes));
  const ofRule = ({ subject, rows, types: codes }: RuleTable): void =>
    [...subject, ...rows.flatMap(({ basis }) => basis)].forEach(({ law }) =>
      add(
        law,
        codes.filter((code) => code.length === 4),
      ),
    );
  entries.forEach(ofEntry);
  rules.forEach(ofRule);
  return new Map([...types].map(([law, codes]) => [law, [...codes].sort()]));
}

/** Tells the units concerned that laws changed; answers how many notices. Inside the write lane only. */
export async function noticeLaws(
  db: Db,
  concerned: ReadonlyMap<string, readonly string[]>,
  changed: (law: string) => string,
  at: number,
): Promise<number> {
  let told = 0;
  for (const [law, types] of concerned)
    told += await insertNotices(db, { kind: 'law', item: law, version: 0, what: changed(law), types, at });
  return told;
}

/** Who acted, for the audit. */
export const who = ({ id, name }: Actor) => ({ actorId: id, actorName: name });
