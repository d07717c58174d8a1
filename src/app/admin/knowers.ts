import { CONNECTION_EVENT_NAMES } from '../../kernel/connection-events.ts';
import type { ConnectionEventType } from '../../kernel/connection-events.ts';
import { AppError } from '../../kernel/errors.ts';
import { lifeOf } from '../../orders/life.ts';
import type { Life } from '../../orders/life.ts';
import { listKeys, listUsers } from '../../store/accounts.ts';
import { appendAudit } from '../../store/audit.ts';
import type { AuditRow } from '../../store/audit.ts';
import { accountHistory, auditOf, orderByNumber, searchAudit } from '../../store/audit-search.ts';
import { lifeEventsOf } from '../../store/events.ts';
import { sentOfOrder } from '../../store/webhook-deliveries.ts';
import { SYSTEM_ACTOR } from '../context.ts';
import type { Context } from '../context.ts';
import { actorOfKey } from '../key-limits.ts';
import { actionName } from '../policy.ts';
import type { Action } from '../policy.ts';
import { isAllowed, scopeOf, seesCaller } from '../rights.ts';
import type { Subject } from '../rights.ts';
import type { Actor, Role } from '../types.ts';
import { accountsAt } from './account-past.ts';
import { auditName } from './audit-names.ts';
import type { AuditSearch, Knowers, SeenBy } from './audit-types.ts';

/** Rows of the log looked at for lists and backups that were taken away. */
const TAKEN_MOST = 500;

/** What a key may be made for that tells of an order. */
const TELLS: readonly Action[] = ['order.read', 'order.list', 'order.export', 'event.read'];
/** The same of an order whose caller need not be kept. */
const TELLS_OPENLY: readonly Action[] = [...TELLS, 'open311.read'];

const CUT = `工单进来以后取走导出表格或备份的记录太多，每种只看最近 ${TAKEN_MOST} 条；更早的请在审计里查。`;

const UNKNOWN: readonly string[] = [
  '工单列表、检索结果和统计里出现过这张工单的，审计只记检索条件，不逐张记，不能列出看过列表的人。',
  '“当时有权”按现在程序的权限表推算；如果当时用的是权限不同的旧版程序，以旧版为准。',
  '推送记录只保留一段时间，接收方删去时一并删去；更早推送过的、凭密钥读取工单事件的，不能逐个列出。',
  '账号的角色、单位、姓名和停用以审计所记为准；绕过程序直接改数据库的，无从知道。',
  '能登录服务器读数据库文件或备份的运维人员、在旁边看到屏幕的人、口头或纸面得知的人，不在其中。',
];

/** Who could know an order at a moment: who had the right, by accounts as they were then, and who did read it. */
export function createKnowers({
  store,
  clock,
  names,
}: Pick<Context, 'store' | 'clock' | 'names'>): AuditSearch['knowers'] {
  const named = (code: string) => ({ code, name: names.unit(code) });

  return async (actor, number, at) => {
    const right = scopeOf(actor, 'audit.read');
    // A moment is named to the minute: this one has not ended.
    if (at >= clock.now() + 60_000)
      throw new AppError('bad_field', { where: '', field: '时刻', reason: '还没有到，只能查已经过去的' });
    const made = await store.read(async (db): Promise<Knowers> => {
      const order = await orderByNumber(db, number);
      if (order === null) throw new AppError('not_found', { what: `工单 ${number.slice(0, 64)}` });
      const { id, storedAt } = order;
      const events = await lifeEventsOf(db, id);
      const there = storedAt <= at && events.some((event) => event.at <= at);
      const subjectAt = (moment: number): Subject | null => {
        const until = events.filter((event) => event.at <= moment);
        return until.length === 0 ? null : subjectOf(id, lifeOf(until));
      };
      const subject = there ? subjectAt(at) : null;
      const accounts = await listUsers(db, right);
      const history = await accountHistory(db);
      const keys = await listKeys(db, right);
      /** Whether somebody could read the order at a moment; of whom nothing is known by then, yes. */
      const couldAt = (actorId: string, moment: number): boolean => {
        const then = subjectAt(moment);
        const key = keys.find(({ id: keyId }) => keyId === actorId);
        const account = accountsAt(accounts, history, moment).find(({ id: userId }) => userId === actorId);
        const who = key === undefined ? (account as Actor | undefined) : actorOfKey(key);
        return then === null || who === undefined || isAllowed(who, 'order.export', then);
      };
      const { taken, cut } = there ? await takenAway(db, right, storedAt, at) : { taken: [], cut: false };
      return {
        order: { id, number: order.number },
        at,
        standing: subject && {
          state: subject.state,
          units: [
            { ...named(subject.leadUnit), as: 'lead' as const },
            ...(subject.jointUnit === null ? [] : [{ ...named(subject.jointUnit), as: 'joint' as const }]),
            ...(subject.calledUnits ?? []).map((unit) => ({ ...named(unit), as: 'called' as const })),
          ],
        },
        couldRead: accountsAt(accounts, history, at).flatMap(({ role, unit, ...who }) => {
          const then = { ...who, role: role as Role, unit };
          if (subject === null || !isAllowed(then, 'order.read', subject)) return [];
          const inUnit = unit === null ? null : named(unit);
          return [{ ...who, role: then.role, unit: inUnit, seesCaller: seesCaller(then, subject) }];
        }),
        keys: keys
          .filter(({ createdAt, revokedAt }) => createdAt <= at && (revokedAt === null || revokedAt > at))
          .filter(({ expiresAt }) => expiresAt === null || expiresAt > at)
          .flatMap((key) => {
            if (subject === null) return [];
            const then = actorOfKey(key);
            const tells = subject.confidentiality === 'none' ? TELLS_OPENLY : TELLS;
            const means = tells.filter((action) => isAllowed(then, action, subject));
            if (means.length === 0) return [];
            return [
              {
                id: key.id,
                name: key.name,
                unit: key.unit === null ? null : named(key.unit),
                seesCaller: seesCaller(then, subject),
                means: means.map((action) => actionName(action) ?? action),
              },
            ];
          }),
        didRead: byPerson(there ? await auditOf(db, right, id, at) : []),
        mayHold: byPerson(
          taken.filter(
            ({ action, actorId, at: when }) => action !== 'order.export' || couldAt(actorId, when),
          ),
        ),
        told: bySystem(there ? await sentOfOrder(db, right, id, at) : []),
        unknown: cut ? [CUT, ...UNKNOWN] : UNKNOWN,
      };
    });
    const detail = `${made.order.number} ${new Date(at).toISOString()}`;
    const who = { actorId: actor.id, actorName: actor.name };
    const entry = { at: clock.now(), ...who, action: 'audit.knowers', subject: made.order.id, detail };
    await store.write((db) => appendAudit(db, [entry]));
    return made;
  };
}

const subjectOf = (id: string, life: Life): Subject => ({
  id,
  confidentiality: life.confidentiality,
  letIn: life.letIn,
  state: life.state,
  leadUnit: life.lead,
  jointUnit: life.joint,
  calledUnits: [...new Set(life.whistles.flatMap(({ units }) => units.map(({ unit }) => unit)))],
});

/** Lists and backups that went out between two moments. */
async function takenAway(
  db: Parameters<typeof searchAudit>[0],
  right: Parameters<typeof searchAudit>[1],
  from: number,
  until: number,
): Promise<{ readonly taken: readonly AuditRow[]; readonly cut: boolean }> {
  const found: AuditRow[][] = [];
  for (const action of ['order.export', 'backup.download'])
    found.push(await searchAudit(db, right, { action, from, to: until + 1 }, TAKEN_MOST));
  return { taken: found.flat(), cut: found.some(({ length }) => length === TAKEN_MOST) };
}

/** Rows by who acted, first come first. What the program did by itself is left out. */
function byPerson(rows: readonly AuditRow[]): SeenBy[] {
  const people = new Map<string, AuditRow[]>();
  for (const row of rows.toSorted((a, b) => a.at - b.at || a.seq - b.seq))
    if (row.actorId !== SYSTEM_ACTOR.id && row.actorId !== '-')
      people.set(row.actorId, [...(people.get(row.actorId) ?? []), row]);
  return [...people].flatMap(([id, own]) => {
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) return [];
    const how = [...new Set(own.map(({ action }) => auditName(action)))];
    return [{ id, name: last.actorName, first: first.at, last: last.at, times: own.length, how }];
  });
}

/** Messages by who was sent them, first come first. */
function bySystem(rows: Awaited<ReturnType<typeof sentOfOrder>>): SeenBy[] {
  const systems = new Map<string, typeof rows>();
  for (const row of rows) systems.set(row.id, [...(systems.get(row.id) ?? []), row]);
  return [...systems].flatMap(([id, own]) => {
    const [first] = own;
    if (first === undefined) return [];
    return [
      {
        id,
        name: first.name,
        first: first.first,
        last: Math.max(...own.map(({ last }) => last)),
        times: own.reduce((sum, { n }) => sum + n, 0),
        how: own.map(({ type }) => CONNECTION_EVENT_NAMES[type as ConnectionEventType]),
      },
    ];
  });
}
