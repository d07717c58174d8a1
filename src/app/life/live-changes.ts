import { randomUUID } from 'node:crypto';
import { AppError } from '../../kernel/errors.ts';
import type { OrderState } from '../../kernel/move-words.ts';
import { sha256 } from '../canonical.ts';
import { isAllowed, scopeOf } from '../rights.ts';
import type { Subject } from '../rights.ts';
import type { Actor, Services } from '../types.ts';

/** An order as it stands, as far as the right to read it turns on it. */
export type Standing = Subject & {
  readonly id: string;
  readonly state: OrderState;
  readonly version: number;
};

/** That an order changed; `before` null: it came in. */
export type LiveChange = { readonly before: Subject | null; readonly after: Standing };

/** The numbered line of changes within this process. Published to after the commit, never before. */
export type LiveChanges = {
  readonly publish: (changes: readonly LiveChange[]) => void;
  /**
   * Calls `listen` for each change from now on, and `end` once when the line is closed. `missed`: what came after
   * `lastId`; null where that is not known any more, and everything has to be read again.
   */
  readonly join: (
    member: { readonly listen: (id: string, change: LiveChange) => void; readonly end: () => void },
    lastId?: string,
  ) => {
    readonly missed: readonly (readonly [id: string, change: LiveChange])[] | null;
    readonly lastId: string;
    readonly leave: () => void;
  };
  /** Number of changes so far: what was computed at the same number is still right. */
  readonly seq: () => number;
  /** Ends every member; nobody joins afterwards. */
  readonly close: () => void;
};

/** Changes that are kept for those who come back. */
const KEPT = 2000;

/** `kept`: how many changes are kept for those whose connection broke. */
export function createLiveChanges(kept = KEPT): LiveChanges {
  // Numbers begin anew with the process: those of another one say nothing here.
  const run = randomUUID().slice(0, 8);
  const members = new Set<Parameters<LiveChanges['join']>[0]>();
  const line: { readonly seq: number; readonly change: LiveChange }[] = [];
  let seq = 0;
  let closed = false;
  const idOf = (n: number): string => `${run}-${n}`;

  const since = (lastId: string): (readonly [string, LiveChange])[] | null => {
    const [of, n] = lastId.split('-');
    const from = Number(n);
    const oldest = line[0]?.seq ?? seq + 1;
    if (of !== run || !Number.isInteger(from) || from > seq || from + 1 < oldest) return null;
    return line.filter((one) => one.seq > from).map((one) => [idOf(one.seq), one.change] as const);
  };

  return {
    publish: (changes) => {
      for (const change of changes) {
        line.push({ seq: ++seq, change });
        if (line.length > kept) line.shift();
        for (const member of members) member.listen(idOf(seq), change);
      }
    },
    join: (member, lastId) => {
      if (closed) throw new AppError('conflict', { reason: '正在停止服务' });
      members.add(member);
      return {
        missed: lastId === undefined ? [] : since(lastId),
        lastId: idOf(seq),
        leave: () => void members.delete(member),
      };
    },
    seq: () => seq,
    close: () => {
      closed = true;
      const all = [...members];
      members.clear();
      for (const { end } of all) end();
    },
  };
}

/** Whose connections are counted together: those of one session; the token itself is not kept. */
export const holderOf = (token: string): string => sha256(`live:${token}`);

export type LiveCounts = Awaited<ReturnType<Services['orders']['counts']>>;

/** What a connection is told. `gone`: the order is not within reach any more; `resync`: read everything again. */
export type LiveEvent =
  | { readonly event: 'changed'; readonly id: string; readonly data: LiveOrder }
  | { readonly event: 'gone'; readonly id: string; readonly data: { readonly id: string } }
  | { readonly event: 'resync'; readonly id: string; readonly data: object };
export type LiveOrder = { readonly id: string; readonly state: OrderState; readonly version: number };

export type Live = {
  /**
   * A connection of an actor; `holder` is whose connections are counted together. `from` is the id after which it tells
   * everything, so that a line that breaks before its first change can be taken up again; null where what was missed
   * says so itself. Throws `forbidden` for who may list no orders, `live_full` for one connection too many.
   */
  readonly open: (
    actor: Actor,
    holder: string,
    to: { readonly send: (event: LiveEvent) => void; readonly end: () => void },
    lastId?: string,
  ) => { readonly from: string | null; readonly close: () => void };
  readonly counts: (actor: Actor) => Promise<LiveCounts>;
  /** Connections there are. */
  readonly lines: () => number;
  /** Ends the connections of a holder: its session is over. */
  readonly endHolder: (holder: string) => void;
};

/** Connections of one session or key at a time. A browser has six to a server in all. */
export const LIVE_LIMIT = 4;

/** The line of changes as each actor may see it. */
export function createLive(
  { changes }: { readonly changes: LiveChanges },
  orders: Pick<Services['orders'], 'counts'>,
  limit = LIVE_LIMIT,
): Live {
  const held = new Map<string, Set<() => void>>();
  const counted = new Map<string, { readonly seq: number; readonly counts: Promise<LiveCounts> }>();

  const open: Live['open'] = (actor, holder, { send, end }, lastId) => {
    scopeOf(actor, 'order.list');
    const own = held.get(holder) ?? new Set<() => void>();
    if (own.size >= limit) throw new AppError('live_full', { limit });
    const pass = (id: string, change: LiveChange): void => {
      const event = eventFor(actor, id, change);
      if (event !== null) send(event);
    };
    const finish = (): void => {
      close();
      end();
    };
    const joined = changes.join({ listen: pass, end: finish }, lastId);
    held.set(holder, own.add(finish));
    function close(): void {
      joined.leave();
      own.delete(finish);
      if (own.size === 0 && held.get(holder) === own) held.delete(holder);
    }
    if (joined.missed === null) send({ event: 'resync', id: joined.lastId, data: {} });
    else for (const [id, change] of joined.missed) pass(id, change);
    return { from: joined.missed?.length === 0 ? joined.lastId : null, close };
  };

  /** Counted once for all who see the same, as long as nothing has changed. */
  const counts: Live['counts'] = (actor) => {
    const { unit, letIn } = scopeOf(actor, 'order.list');
    const scope = `${unit ?? '*'} ${letIn?.join() ?? '*'}`;
    const seq = changes.seq();
    const known = counted.get(scope);
    if (known?.seq === seq) return known.counts;
    const fresh = orders.counts(actor);
    counted.set(scope, { seq, counts: fresh });
    fresh.catch(() => counted.delete(scope));
    return fresh;
  };

  const endHolder: Live['endHolder'] = (holder) => {
    for (const finish of held.get(holder) ?? []) finish();
  };

  const lines: Live['lines'] = () => [...held.values()].reduce((sum, own) => sum + own.size, 0);

  return { open, counts, lines, endHolder };
}

/** What an actor is told of a change; null where it is none of theirs, neither before nor after. */
function eventFor(actor: Actor, id: string, { before, after }: LiveChange): LiveEvent | null {
  const { id: order, state, version } = after;
  if (isAllowed(actor, 'order.read', after)) {
    return { event: 'changed', id, data: { id: order, state, version } };
  }
  if (before === null || !isAllowed(actor, 'order.read', before)) return null;
  return { event: 'gone', id, data: { id: order } };
}

/** What the line of changes keeps of an order. */
export function standingOf(order: Standing): Standing {
  const { id, state, version, leadUnit, jointUnit, calledUnits, confidentiality, letIn } = order;
  return { id, state, version, leadUnit, jointUnit, calledUnits: calledUnits ?? [], confidentiality, letIn };
}
