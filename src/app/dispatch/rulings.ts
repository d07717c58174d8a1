import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { nextTurn } from '../../kernel/next-turn.ts';
import { holdsOn } from '../../kernel/periods.ts';
import type { Profile } from '../../profile/types.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { decisionsOf } from '../../store/decisions.ts';
import { orderById } from '../../store/orders.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { endRuling, insertRuling, listRulings, ordersOfType, rulingById } from '../../store/rulings.ts';
import type { StoredRuling } from '../../store/rulings.ts';
import { cleanText } from '../../text/clean.ts';
import { datedDuties } from '../../triage/duties.ts';
import { conflictingRuling, rulingFor, underRulings } from '../../triage/rulings.ts';
import type { RuledMatter, Ruling } from '../../triage/rulings.ts';
import type { Context } from '../context.ts';
import { scopeOf } from '../rights.ts';
import type { NewRuling, RulingPreview, Rulings, RulingView } from './ruling-types.ts';
import type { Actor, OrderInput, TriageResult } from '../types.ts';

const PREVIEW_DAYS = 90;
/** Orders a preview looks at; a type of a city has more in 90 days, the newest tell enough. */
const PREVIEW_ORDERS = 5_000;
const EXAMPLES = 10;
const DAY_MS = 86_400_000;
/** Milliseconds of reading in one go before requests have their turn. */
const TURN_MS = 10;

/** Rulings: who may see, make and end them. Rights are checked on every call. */
export function createRulings(context: Context): Rulings {
  const { store, clock, profile } = context;
  const dutiesOn = datedDuties(profile);

  const list: Rulings['list'] = async (actor) => {
    scopeOf(actor, 'ruling.read');
    const rows = await store.read(listRulings);
    return rows.map(shown).reverse();
  };

  const preview: Rulings['preview'] = async (actor, made) => {
    scopeOf(actor, 'ruling.set');
    const known = await store.read(async (db) => {
      await accepted(db, profile, made);
      return listRulings(db);
    });
    return previewOf(made, known);
  };

  const add: Rulings['add'] = async (actor, made) => {
    scopeOf(actor, 'ruling.set');
    const at = clock.now();
    const row = await store.write((db) => addRulingIn(context, db, actor, made, at));
    context.rulings.forget();
    return shown(row);
  };

  const end: Rulings['end'] = async (actor, id, { effectiveTo, reason }) => {
    scopeOf(actor, 'ruling.set');
    const at = clock.now();
    const row = await store.write(async (db) => {
      const held = await rulingById(db, id);
      if (held === null) throw new AppError('not_found', { what: `裁定 ${id.slice(0, 32)}` });
      checkEnd(held, effectiveTo, beijingDay(at));
      await endRuling(db, id, { effectiveTo, endedBy: actor.name, endedAt: at, endReason: reason });
      const who = { actorId: actor.id, actorName: actor.name };
      const detail = `${effectiveTo} 起不再执行：${reason}`;
      await appendAudit(db, [{ at, ...who, action: 'ruling.end', subject: id, detail }]);
      return rulingById(db, id);
    });
    context.rulings.forget();
    if (row === null) throw new Error(`Ruling ${id} is gone.`);
    return shown(row);
  };

  function shown(row: StoredRuling): RulingView {
    const today = beijingDay(clock.now());
    const name = (code: string): string => (code === 'STREET' ? '属地街道办事处' : context.names.unit(code));
    return {
      ...row,
      issueTypeName: context.names.issueType(row.issueType),
      unitName: row.byStation ? `${name(row.unit)}（按街道所站）` : name(row.unit),
      jointName: typeof row.joint === 'string' ? name(row.joint) : null,
      state: holdsOn(row, today) ? 'in_force' : row.effectiveFrom > today ? 'future' : 'over',
    };
  }

  /** Asks of every order of the type where it would go with the ruling in force. */
  async function previewOf(made: NewRuling, known: readonly Ruling[]): Promise<RulingPreview> {
    const since = clock.now() - PREVIEW_DAYS * DAY_MS;
    const rows = await store.read((db) => ordersOfType(db, made.issueType, since, PREVIEW_ORDERS + 1));
    const orders = rows.slice(0, PREVIEW_ORDERS);
    const candidate: Ruling = { ...made, id: '' };
    const rulings = [...known, candidate];
    const day = made.effectiveFrom;
    const duties = dutiesOn(day);
    let matched = 0;
    let elsewhere = 0;
    const examples: RulingPreview['examples'][number][] = [];
    let turn = performance.now();
    for (const order of orders) {
      if (performance.now() - turn > TURN_MS) {
        await nextTurn();
        turn = performance.now();
      }
      const matter = await matterOf(order, made, day);
      if (rulingFor(rulings, made.issueType, matter) !== candidate) continue;
      matched++;
      const ruled = underRulings(duties, rulings, matter);
      const to = ruled.lead(ruled.type(made.issueType), order.street);
      if (to === order.leadUnit) continue;
      elsewhere++;
      if (examples.length === EXAMPLES) continue;
      const { id, number, excerpt } = order;
      const name = context.names.unit;
      examples.push({ id, number, excerpt, from: name(order.leadUnit), to: name(to) });
    }
    return {
      days: PREVIEW_DAYS,
      orders: orders.length,
      limited: rows.length > orders.length,
      matched,
      elsewhere,
      examples,
    };
  }

  /** The channel is in the stored decision alone, and read only where the ruling asks for it. */
  async function matterOf(order: StoredOrder, made: NewRuling, day: string): Promise<RuledMatter> {
    const decision =
      made.condition.saleChannels === undefined
        ? undefined
        : (await store.read((db) => decisionsOf(db, [order.id]))).get(order.id);
    return {
      text: cleanText((order.input as unknown as OrderInput).text).text,
      street: order.street,
      demandKind: order.demandKind,
      saleChannel: (decision as TriageResult | undefined)?.saleChannel ?? 'unknown',
      day,
    };
  }

  return { list, preview, add, end, forTriage: context.rulings.all };
}

/**
 * Keeps a ruling in somebody else's write. Whoever wrote it forgets the rulings in memory (`context.rulings.forget`)
 * once the write is done. Throws `forbidden`, `bad_field`, `ruling_conflict`.
 */
export async function addRulingIn(
  { profile }: Pick<Context, 'profile'>,
  db: Db,
  actor: Actor,
  made: NewRuling,
  at: number,
): Promise<StoredRuling> {
  scopeOf(actor, 'ruling.set');
  await accepted(db, profile, made);
  const stored = await insertRuling(db, { ...made, enteredBy: actor.name, at });
  const detail = `${stored.issueType} → ${stored.unit}，${stored.effectiveFrom} 起，${stored.decidedBy}`;
  const who = { actorId: actor.id, actorName: actor.name };
  await appendAudit(db, [{ at, ...who, action: 'ruling.add', subject: stored.id, detail }]);
  return stored;
}

/** Throws `bad_field` or `ruling_conflict` where a ruling cannot stand beside profile and other rulings. */
async function accepted(db: Db, profile: Profile, made: NewRuling): Promise<void> {
  const { unit, joint, byStation, condition, effectiveFrom, effectiveTo } = made;
  const isUnit = (code: string): boolean => code === 'STREET' || profile.units.some((u) => u.code === code);
  const streets = new Set(profile.units.flatMap((u) => u.street ?? []));
  const fail = (field: string, reason: string): never => {
    throw new AppError('bad_field', { where: '', field, reason });
  };
  if (!profile.issueTypes.some(({ code }) => code === made.issueType))
    fail('issueType', `没有分类 ${made.issueType}`);
  if (!isUnit(unit)) fail('unit', `没有单位 ${unit}`);
  if (typeof joint === 'string' && !isUnit(joint)) fail('joint', `没有单位 ${joint}`);
  // One that is merged later hands its duties on; one that is no more by then cannot be ruled to have them.
  for (const [field, code] of [
    ['unit', unit],
    ['joint', joint],
  ] as const) {
    const held = profile.units.find((u) => u.code === code);
    if (held !== undefined && !holdsOn(held, effectiveFrom))
      fail(field, `${effectiveFrom} 没有单位 ${held.code}（未设立或已并入其他单位）`);
  }
  if (joint === unit) fail('joint', '协办单位不能与主办单位相同');
  if (byStation && !profile.units.some((u) => u.kind === 'station' && u.parent === unit))
    fail('byStation', `${unit} 没有按街道设的所站`);
  const unknown = (condition.streets ?? []).find((street) => !streets.has(street));
  if (unknown !== undefined) fail('streets', `没有街道 ${unknown}`);
  if (effectiveTo !== null && effectiveTo <= effectiveFrom) fail('effectiveTo', '须晚于起始日期');
  if (made.originOrder !== null && (await orderById(db, made.originOrder)) === null)
    fail('originOrder', `没有工单 ${made.originOrder.slice(0, 64)}`);
  const other = conflictingRuling(await listRulings(db), made);
  if (other === null) return;
  const until = other.effectiveTo === null ? '未定终止' : `至 ${other.effectiveTo}（不含）`;
  const reason = `${other.effectiveFrom} 起${until}，同一分类、条件相交而承办不同；请缩小其一的条件，或先终止前一裁定`;
  throw new AppError('ruling_conflict', { ruling: other.id, reason });
}

function checkEnd(held: StoredRuling, effectiveTo: string, today: string): void {
  const fail = (reason: string): never => {
    throw new AppError('bad_field', { where: '', field: 'effectiveTo', reason });
  };
  if (held.effectiveTo !== null && held.effectiveTo <= effectiveTo)
    fail(`裁定已定于 ${held.effectiveTo} 终止，只能提前`);
  if (effectiveTo < today) fail('不能早于今天：已派出的工单不受影响，追溯终止没有意义');
  if (effectiveTo < held.effectiveFrom) fail('不能早于裁定的起始日期');
}
