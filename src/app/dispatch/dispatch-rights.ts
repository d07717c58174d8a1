import { AppError } from '../../kernel/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { cellName, listCells, listRightChanges, openSpotChecks, proposalOf } from '../../store/outcomes.ts';
import type { Proposal } from '../../store/outcomes.ts';
import { ordersByIds } from '../../store/orders.ts';
import type { Context } from '../context.ts';
import type { CellRight, DispatchRights, SpotCheckView } from './dispatch-types.ts';
import type { Handling } from '../life/handling.ts';
import { RIGHT_REASONS, rightMissing } from './right-words.ts';
import type { Actor, OrderInput } from '../types.ts';
import type { RightsBook } from './rights-book.ts';
import { isLetIn, scopeOf } from '../rights.ts';
import { excerptFor } from '../intake/without-caller.ts';

const CHANGES_SHOWN = 100;
const SPOT_CHECKS_SHOWN = 50;
/** Enough to find one that is not the order just looked at. */
const NEXT_CHECKS = 2;

/** The earned right to dispatch as people see and feed it. */
export function createDispatchRights(context: Context, book: RightsBook, handling: Handling): DispatchRights {
  const { store, clock, names, profile } = context;
  const rule = profile.routing.earnedRight ?? null;
  const typed = (code: string) => ({ code, name: names.issueType(code) });
  const united = (code: string) => ({ code, name: names.unit(code) });

  const overview: DispatchRights['overview'] = async (actor, filter = {}) => {
    scopeOf(actor, 'right.read');
    await book.ready();
    return store.read(async (db) => {
      const wanted = (cell: { issueType: string; unit: string }) =>
        cell.issueType.startsWith(filter.issueType ?? '') &&
        (filter.unit === undefined || cell.unit === filter.unit);
      const proposed = (await listCells(db)).filter(wanted);
      const counts = new Map(proposed.map((cell) => [cellName(cell), cell.proposed]));
      const types = [...new Set(proposed.map(({ issueType }) => issueType))];
      const found = rule === null ? [] : (await book.look(db, types, clock.now())).filter(wanted);
      const cells = found.map(({ issueType, unit, right, found: f }): CellRight => ({
        issueType: typed(issueType),
        unit: united(unit),
        held: right.held,
        since: right.since,
        reason: { code: right.reason, text: RIGHT_REASONS[right.reason] },
        missing: rule === null ? '' : rightMissing(right, f, rule),
        bound: f.bound,
        mean: f.mean,
        target: f.target,
        effectiveN: f.effectiveN,
        right: f.right,
        wrong: f.wrong,
        fresh: f.fresh,
        proposed: counts.get(cellName({ issueType, unit })) ?? 0,
      }));
      const changes = await listRightChanges(db, { ...filter, limit: CHANGES_SHOWN });
      const open = await openSpotChecks(db, SPOT_CHECKS_SHOWN);
      return {
        rule,
        // A stable sort: within held and suspended the order of codes stays.
        cells: cells.sort((a, b) => Number(a.held) - Number(b.held)),
        changes: changes.map(({ at, issueType, unit, held, reason, bound, target, n }) => ({
          at,
          issueType: typed(issueType),
          unit: united(unit),
          held,
          reason: { code: reason, text: RIGHT_REASONS[reason] },
          bound,
          target,
          effectiveN: n,
        })),
        spotChecks: { rows: await spotCheckViews(db, actor, open.rows), total: open.total },
      };
    });
  };

  const waiting: DispatchRights['openSpotChecks'] = (actor) => {
    scopeOf(actor, 'right.spotCheck');
    return store.read(async (db) => {
      const { rows, total } = await openSpotChecks(db, NEXT_CHECKS);
      return { total, orderIds: rows.map(({ orderId }) => orderId) };
    });
  };

  async function spotCheckViews(db: Db, actor: Actor, rows: readonly Proposal[]): Promise<SpotCheckView[]> {
    const orders = await ordersByIds(
      db,
      rows.map(({ orderId }) => orderId),
    );
    const byId = new Map(orders.map((order) => [order.id, order]));
    return rows.flatMap(({ orderId, at, issueType, unit }) => {
      const order = byId.get(orderId);
      if (order === undefined || !isLetIn(actor, order)) return [];
      const { number } = order;
      const excerpt = excerptFor(actor, order, order.input as unknown as OrderInput, order.excerpt);
      return [{ orderId, number, at, excerpt, issueType: typed(issueType), unit: united(unit) }];
    });
  }

  const spotCheck: DispatchRights['spotCheck'] = (actor, id, { right, unit }) =>
    handling.step(actor, id, 'right.spotCheck', async (step) => {
      const { db, order, now } = step;
      const proposal = await proposalOf(db, order.id);
      if (proposal?.spotCheck !== true) {
        throw new AppError('conflict', { reason: '这一件没有抽到抽查；派错的请用更正' });
      }
      if (right && order.leadUnit !== proposal.unit) {
        throw new AppError('conflict', { reason: '这一件已经改派到别的单位' });
      }
      if (right && unit !== undefined) {
        throw new AppError('bad_field', { where: '', field: 'unit', reason: '派对时不须写单位' });
      }
      if (unit === proposal.unit) {
        throw new AppError('bad_field', { where: '', field: 'unit', reason: '正是原来派往的单位' });
      }
      const moves = unit !== undefined && unit !== order.leadUnit;
      if (moves) await handling.correctIn(step, { unit }, 'spot_check');
      else {
        // Wrong without a better place: no unit is named, and none is the proposed one.
        const word = { orderId: order.id, unit: right ? proposal.unit : (unit ?? ''), actor, now };
        await book.record(db, { ...word, source: 'spot_check' });
      }
      const said = right ? '派对' : `派错${unit === undefined ? '' : `，应派 ${names.unit(unit)}`}`;
      const who = { actorId: actor.id, actorName: actor.name };
      await appendAudit(db, [
        { at: now, ...who, action: 'right.spotCheck', subject: order.id, detail: said },
      ]);
    });

  return { overview, openSpotChecks: waiting, spotCheck };
}
