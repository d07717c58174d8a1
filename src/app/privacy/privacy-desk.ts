import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { appendAudit } from '../../store/audit.ts';
import {
  allErasures,
  boundOrders,
  countUncleaned,
  endHold,
  erasuresOf,
  holdById,
  insertHold,
  listErasures,
  markCleaned,
  openHolds,
  ordersOfPhone,
} from '../../store/erasures.ts';
import { noteErasures, notedErasures } from '../../store/erasure-journal.ts';
import { orderByNumber } from '../../store/order-pages.ts';
import { orderById, ordersByIds } from '../../store/orders.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { SYSTEM_ACTOR } from '../context.ts';
import type { Context } from '../context.ts';
import type { EvidenceDesk } from '../life/evidence-desk.ts';
import { scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';
import { createErasing } from './erasing.ts';
import type { PrivacyDesk } from './privacy-types.ts';
import { createRetaining, retentionLines } from './retaining.ts';
import type { RetentionPlaces } from './retaining.ts';

const SHOWN = 50;
const REASON_LIMIT = 200;

export type PrivacyOptions = {
  readonly evidence: Pick<EvidenceDesk, 'drop'> | null;
  readonly places: RetentionPlaces;
};

/** Erasing on request and by age, one at a time; `settled` before the store is closed. */
export function createPrivacyDesk(
  context: Pick<Context, 'store' | 'clock' | 'log' | 'profile' | 'duplicates' | 'insight' | 'rulings'>,
  { evidence, places }: PrivacyOptions,
): PrivacyDesk {
  const { store, clock, log, profile } = context;
  const erasing = createErasing(context, evidence);
  const retaining = createRetaining(context, erasing, places);
  let busy: { readonly what: string; readonly work: Promise<unknown> } | null = null;
  let problem: string | null = null;

  /** One at a time: what is found and what is changed must not be moved in between. */
  function alone<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (busy !== null) throw new AppError('erasure_refused', { reason: `正在${busy.what}，请稍候` });
    const running = work().finally(() => (busy = null));
    // Awaited by whoever asked; `settled` only waits for its end.
    busy = { what, work: running.catch(() => undefined) };
    return running;
  }

  const record = (actor: Pick<Actor, 'id' | 'name'>, action: string, subject: string, detail: string) =>
    store.write((db) =>
      appendAudit(db, [
        { at: clock.now(), actorId: actor.id, actorName: actor.name, action, subject, detail },
      ]),
    );

  const named = async (order: string): Promise<StoredOrder> => {
    const found = await store.read(
      async (db) => (await orderByNumber(db, order.trim())) ?? (await orderById(db, order.trim())),
    );
    if (found === null) throw new AppError('not_found', { what: `工单 ${order.slice(0, 64)}` });
    return found;
  };

  async function targets(order: StoredOrder, person: boolean): Promise<StoredOrder[]> {
    if (!person || order.phoneReversed === null) return [order];
    const phone = order.phoneReversed;
    return store.read((db) => ordersOfPhone(db, phone));
  }

  function reasonOf(reason: string): string {
    const words = reason.trim();
    if (words === '' || words.length > REASON_LIMIT)
      throw new AppError('erasure_refused', { reason: `须写明理由，不超过 ${REASON_LIMIT} 字` });
    // The reason stays for good: it must not bring back what goes.
    if (/\d{7,}/.test(words.replace(/[\s-]/g, '')))
      throw new AppError('erasure_refused', { reason: '理由里不能有电话、证件号；请写请求的编号或日期' });
    return words;
  }

  async function cleaned(): Promise<boolean> {
    const at = clock.now();
    if ((await store.read(countUncleaned)) === 0) return false;
    if (!(await store.compact())) return false;
    await store.write((db) => markCleaned(db, at, clock.now()));
    return true;
  }

  async function cleanTold(): Promise<void> {
    try {
      await cleaned();
      problem = null;
    } catch (error) {
      log.error({ err: error }, 'free space of the database not cleared');
      problem = error instanceof AppError ? error.message : '磁盘残留没有清理完，详见日志';
    }
  }

  /** In the background; what runs already is enough. */
  function cleanLater(): void {
    if (busy === null) void alone('清理磁盘残留', cleanTold);
  }

  return {
    view: async (actor) => {
      scopeOf(actor, 'privacy.manage');
      const found = await store.read(async (db) => ({
        holds: await openHolds(db),
        erasures: await listErasures(db, SHOWN),
        uncleaned: await countUncleaned(db),
      }));
      const rules = profile.retention;
      return {
        basis: rules === undefined ? null : { title: rules.title, text: rules.basis },
        lines: retentionLines(rules, places),
        ...found,
        busy: busy?.what ?? null,
        problem,
      };
    },
    look: async (actor, { order, person = false }) => {
      scopeOf(actor, 'privacy.manage');
      const first = await named(order);
      const rows = await targets(first, person);
      const ids = rows.map(({ id }) => id);
      const [bound, gone] = await store.read(async (db) => [
        await boundOrders(db, ids),
        await erasuresOf(db, ids),
      ]);
      await record(actor, 'privacy.view', first.id, `${first.number} 等 ${rows.length} 件`);
      return rows.map(({ id, number, receivedAt, state }) => ({
        id,
        number,
        receivedAt,
        state,
        spared: bound.get(id) ?? [],
        erased: gone.filter(({ orderId }) => orderId === id).map(({ what }) => what),
      }));
    },
    erase: async (actor, { order, person = false, what = 'all', reason, confirm }) => {
      scopeOf(actor, 'privacy.manage');
      const words = reasonOf(reason);
      const first = await named(order);
      if (confirm.trim() !== first.number)
        throw new AppError('erasure_refused', { reason: '请再写一遍工单编号以确认，清除之后不能恢复' });
      const name = String((first.input['caller'] as { readonly name?: string } | undefined)?.name ?? '');
      if (name.length > 1 && words.includes(name))
        throw new AppError('erasure_refused', { reason: '理由里不能有来电人的姓名；请写请求的编号或日期' });
      const rows = await targets(first, person);
      const report = await alone('清除个人信息', () =>
        erasing(actor, rows, { what, because: 'request', reason: words }),
      );
      if (report.erased.length === 0) {
        const why = report.spared.map((one) => `${one.number} ${one.why.join('、')}`).join('；');
        throw new AppError('erasure_refused', { reason: why === '' ? '已经清除过' : why });
      }
      cleanLater();
      return report;
    },
    hold: async (actor, order, reason) => {
      scopeOf(actor, 'privacy.manage');
      const words = reasonOf(reason);
      const { id, number } = await named(order);
      const at = clock.now();
      await store.write(async (db) => {
        if ((await openHolds(db)).some(({ orderId }) => orderId === id))
          throw new AppError('conflict', { reason: `工单 ${number} 已经依法保留` });
        const row = { id: newId(), orderId: id, reason: words, byId: actor.id, byName: actor.name, at };
        const none = { endedAt: null, endedById: null, endedByName: null, endReason: null };
        await insertHold(db, { ...row, ...none });
        const who = { at, actorId: actor.id, actorName: actor.name };
        await appendAudit(db, [{ ...who, action: 'hold.add', subject: id, detail: `${number} ${words}` }]);
      });
    },
    release: async (actor, id, reason) => {
      scopeOf(actor, 'privacy.manage');
      const words = reasonOf(reason);
      const at = clock.now();
      await store.write(async (db) => {
        const hold = await holdById(db, id);
        const end = { endedAt: at, endedById: actor.id, endedByName: actor.name, endReason: words };
        if (hold === null || !(await endHold(db, id, end)))
          throw new AppError('not_found', { what: '这一项保留' });
        const who = { at, actorId: actor.id, actorName: actor.name };
        await appendAudit(db, [{ ...who, action: 'hold.end', subject: hold.orderId, detail: words }]);
      });
    },
    retain: async (actor, { apply }) => {
      scopeOf(actor, 'privacy.manage');
      const counts = await alone(apply ? '按保存期限清除' : '清点到期的个人信息', () =>
        retaining(actor, apply),
      );
      const done = counts.filter((one) => one.done > 0);
      if (done.length > 0)
        await record(actor, 'privacy.retain', '-', done.map((one) => `${one.name} ${one.done}`).join('；'));
      const title = profile.retention?.title ?? null;
      return { title, counts, cleaned: apply && (await alone('清理磁盘残留', cleaned)) };
    },
    clean: async (actor) => {
      scopeOf(actor, 'privacy.manage');
      if (busy !== null) throw new AppError('erasure_refused', { reason: `正在${busy.what}，请稍候` });
      await record(actor, 'privacy.clean', '-', '');
      cleanLater();
    },
    cleanNow: () => alone('清理磁盘残留', cleaned),
    again: () => alone('重新清除', again),
    settled: async () => {
      await busy?.work;
    },
  };

  async function again(): Promise<number> {
    const here = await store.read(allErasures);
    const key = (one: { readonly orderId: string; readonly what: string }): string =>
      `${one.orderId} ${one.what}`;
    const known = new Set(here.map(key));
    const noted = await notedErasures(store.url);
    // A kill may have come between the two.
    const listed = new Set(noted.map(key));
    await noteErasures(
      store.url,
      here.filter((one) => !listed.has(key(one))),
    );
    let orders = 0;
    for (const { orderId, what, because } of noted) {
      if (known.has(`${orderId} ${what}`) || known.has(`${orderId} all`)) continue;
      const rows = await store.read((db) => ordersByIds(db, [orderId]));
      const reason = '由备份恢复之后，按清除记录重新清除';
      const { erased } = await erasing(SYSTEM_ACTOR, rows, { what, because, reason, again: true });
      orders += erased.length;
    }
    if (orders > 0) log.warn({ orders }, 'erased again what a restored copy had brought back');
    return orders;
  }
}
