import { AppError } from '../../kernel/errors.ts';
import { lifeOf } from '../../orders/life.ts';
import { listKeys, listUsers } from '../../store/accounts.ts';
import { appendAudit } from '../../store/audit.ts';
import type { AuditRow } from '../../store/audit.ts';
import { accountHistory, auditOf, orderByNumber, searchAudit } from '../../store/audit-search.ts';
import { lifeEventsOf } from '../../store/events.ts';
import { SYSTEM_ACTOR } from '../context.ts';
import type { Context } from '../context.ts';
import { actorOfKey } from '../key-limits.ts';
import { isAllowed, scopeOf } from '../rights.ts';
import type { Subject } from '../rights.ts';
import type { Role } from '../types.ts';
import { accountsAt } from './account-past.ts';
import { auditName } from './audit-names.ts';
import type { AuditSearch, Knowers, SeenBy } from './audit-types.ts';

/** Rows of the log looked at for lists and backups that were taken away. */
const TAKEN_MOST = 500;

const UNKNOWN: readonly string[] = [
  '工单列表、检索结果和统计里出现过这张工单的，审计只记检索条件，不逐张记，不能列出看过列表的人。',
  '“当时有权”按现在程序的权限表推算；如果当时用的是权限不同的旧版程序，以旧版为准。',
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
      const events = (await lifeEventsOf(db, id)).filter((event) => event.at <= at);
      const there = storedAt <= at && events.length > 0;
      const life = there ? lifeOf(events) : null;
      const subject: Subject | null = life && {
        id,
        confidentiality: life.confidentiality,
        letIn: life.letIn,
        state: life.state,
        leadUnit: life.lead,
        jointUnit: life.joint,
        calledUnits: [...new Set(life.whistles.flatMap(({ units }) => units.map(({ unit }) => unit)))],
      };
      const accounts =
        subject === null ? [] : accountsAt(await listUsers(db, right), await accountHistory(db), at);
      const keys = subject === null ? [] : await listKeys(db, right);
      const rows = there ? await auditOf(db, right, id, at) : [];
      const taken = there ? await takenAway(db, right, storedAt, at) : [];
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
        couldRead: accounts.flatMap(({ role, unit, ...who }) => {
          const then = { ...who, role: role as Role, unit };
          if (subject === null || !isAllowed(then, 'order.read', subject)) return [];
          return [{ ...who, role: then.role, unit: unit === null ? null : named(unit) }];
        }),
        keys: keys
          .filter(({ createdAt, revokedAt }) => createdAt <= at && (revokedAt === null || revokedAt > at))
          .filter(({ expiresAt }) => expiresAt === null || expiresAt > at)
          .filter((one) => subject !== null && isAllowed(actorOfKey(one), 'order.read', subject))
          .map(({ id: key, name }) => ({ id: key, name })),
        didRead: byPerson(rows),
        mayHold: byPerson(taken),
        unknown: UNKNOWN,
      };
    });
    const detail = `${made.order.number} ${new Date(at).toISOString()}`;
    const who = { actorId: actor.id, actorName: actor.name };
    const entry = { at: clock.now(), ...who, action: 'audit.knowers', subject: made.order.id, detail };
    await store.write((db) => appendAudit(db, [entry]));
    return made;
  };
}

/** Lists and backups that went out between two moments. */
async function takenAway(
  db: Parameters<typeof searchAudit>[0],
  right: Parameters<typeof searchAudit>[1],
  from: number,
  until: number,
): Promise<AuditRow[]> {
  const found: AuditRow[] = [];
  for (const action of ['order.export', 'backup.download'])
    found.push(...(await searchAudit(db, right, { action, from, to: until + 1 }, TAKEN_MOST)));
  return found;
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
