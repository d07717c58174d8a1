import { AppError } from '../../kernel/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import {
  actionsInAudit,
  actorIdsOf,
  orderByNumber,
  orderNumbers,
  searchAudit,
} from '../../store/audit-search.ts';
import type { AuditFilter } from '../../store/audit-search.ts';
import type { Db } from '../../store/client.ts';
import { SYSTEM_ACTOR } from '../context.ts';
import type { Context } from '../context.ts';
import { scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';
import { auditName } from './audit-names.ts';
import type { AuditQuery, AuditSearch } from './audit-types.ts';
import { createChainCheck } from './chain-check.ts';
import { createKnowers } from './knowers.ts';

/** Rows of a page. */
export const AUDIT_PAGE = 50;

/** Who acts without an account, by the name that people read. */
const WITHOUT_ACCOUNT: Readonly<Record<string, string>> = {
  运维: 'operator',
  [SYSTEM_ACTOR.name]: SYSTEM_ACTOR.id,
  未登录: '-',
};

/** Search in what was done, who could know an order, and whether the chain is whole. */
export function createAuditSearch(context: Pick<Context, 'store' | 'clock' | 'log' | 'names'>): AuditSearch {
  const { store, clock } = context;

  const search: AuditSearch['search'] = async (actor, query) => {
    const right = scopeOf(actor, 'audit.read');
    const page = await store.read(async (db) => {
      const rows = await searchAudit(db, right, await filterOf(db, query), AUDIT_PAGE + 1);
      const shown = rows.slice(0, AUDIT_PAGE);
      const numbers = await orderNumbers(db, [...new Set(shown.map(({ subject }) => subject))]);
      const last = rows.length > AUDIT_PAGE ? shown.at(-1) : undefined;
      return {
        lines: shown.map(({ seq, at, actorId, actorName, action, subject, detail }) => {
          const number = numbers.get(subject);
          return {
            seq,
            at,
            actor: { id: actorId, name: actorName },
            action,
            actionName: auditName(action),
            subject,
            detail,
            order: number === undefined ? null : { id: subject, number },
          };
        }),
        next: last === undefined ? null : `${last.at}-${last.seq}`,
      };
    });
    await record(actor, 'audit.search', queryWords(query));
    return page;
  };

  const actions: AuditSearch['actions'] = async (actor) => {
    scopeOf(actor, 'audit.read');
    const codes = await store.read(actionsInAudit);
    return codes
      .map((code) => ({ code, name: auditName(code) }))
      .sort((a, b) => a.name.localeCompare(b.name, 'zh-CN'));
  };

  async function record(actor: Actor, action: string, detail: string): Promise<void> {
    const entry = { at: clock.now(), actorId: actor.id, actorName: actor.name, action, subject: '-', detail };
    await store.write((db) => appendAudit(db, [entry]));
  }

  return {
    search,
    actions,
    knowers: createKnowers(context),
    ...createChainCheck(context),
  };
}

async function filterOf(db: Db, query: AuditQuery): Promise<AuditFilter> {
  const { person, action, subject, from, to, after } = query;
  const order = subject === undefined ? null : await orderByNumber(db, subject);
  return {
    ...(person === undefined
      ? {}
      : { actors: [...(await actorIdsOf(db, person)), WITHOUT_ACCOUNT[person] ?? person] }),
    ...(action === undefined ? {} : { action }),
    ...(subject === undefined ? {} : { subjects: [subject, ...(order === null ? [] : [order.id])] }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(after === undefined ? {} : { after: keyOf(after) }),
  };
}

function keyOf(after: string): { readonly at: number; readonly seq: number } {
  const [, at, seq] = /^(-?\d{1,15})-(\d{1,15})$/.exec(after) ?? [];
  if (at === undefined)
    throw new AppError('bad_field', { where: '', field: 'after', reason: '不是翻页的键' });
  return { at: Number(at), seq: Number(seq) };
}

function queryWords({ from, to, ...rest }: AuditQuery): string {
  const times = { from, to };
  return [
    ...Object.entries(rest),
    ...Object.entries(times).map(([name, at]) => [
      name,
      at === undefined ? undefined : new Date(at).toISOString(),
    ]),
  ]
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value.slice(0, 100)}`]))
    .join(' ');
}
