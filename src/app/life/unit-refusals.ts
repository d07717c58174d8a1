import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { shareOf } from '../../kernel/share.ts';
import type { Share } from '../../kernel/share.ts';
import { lifeOf } from '../../orders/life.ts';
import { credibilities, credibilityOf } from '../../orders/returns-brief.ts';
import type { Credibility } from '../../orders/returns-brief.ts';
import { ledByUnit, returnedOrders } from '../../store/returns.ts';
import type { Context } from '../context.ts';
import { periodOf } from './ending-cases.ts';
import { rulesFor } from './move-facts.ts';
import { scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';

/** How a unit returns what it is given. */
export type UnitRefusal = {
  readonly unit: string;
  readonly name: string;
  /** Orders that it returned, of those it leads or returned: `hits` of `n`. */
  readonly returned: Share;
  /** Returns by what became of them. */
  readonly accepted: number;
  readonly refused: number;
  /** Ruled to another unit, and ruled to stay. */
  readonly ruledAway: number;
  readonly ruledBack: number;
  readonly withdrawn: number;
  readonly waits: number;
  /** How far its returns can be trusted (C6): the share that turned out right, few drawn to the middle. */
  readonly credibility: Credibility;
};

export type RefusalStatistics = {
  readonly from: string;
  readonly to: string;
  /** Units that returned something, the least credible first. */
  readonly rows: readonly UnitRefusal[];
  readonly total: Share;
  /** Counts that are added before a share is told, so that few returns say little. */
  readonly prior: { readonly upheld: number; readonly refused: number };
};

export type UnitRefusals = (
  actor: Actor,
  period: { readonly from: string; readonly to: string },
) => Promise<RefusalStatistics>;

/** Returns by unit, over the orders received on the days of a period. Nothing here is about persons. */
export function createUnitRefusals({ store, clock, profile, names }: Context): UnitRefusals {
  return async (actor, { from, to }) => {
    scopeOf(actor, 'refusal.read');
    const period = periodOf(from, to);
    const rules = rulesFor(profile, beijingDay(clock.now()));
    if (rules === null) throw new AppError('not_found', { what: '办理规则' });
    const { prior } = rules.returns;
    const { lives, led } = await store.read(async (db) => ({
      lives: (await returnedOrders(db, { period })).map(lifeOf),
      led: await ledByUnit(db, period),
    }));
    const trust = credibilities(lives, prior);
    const units = [...trust.keys()].map((unit): UnitRefusal => {
      const own = lives.filter(({ returns }) => returns.some((one) => one.unit === unit));
      const returns = own.flatMap((life) => life.returns.filter((one) => one.unit === unit));
      const count = (verdict: (typeof returns)[number]['verdict']): number =>
        returns.filter((one) => one.verdict === verdict).length;
      const ruledBack = returns.filter(
        ({ verdict, settledOn }) => verdict === 'ruled' && settledOn === unit,
      ).length;
      // Those it leads now include some that it returned and was given back.
      const others = own.filter(({ lead }) => lead !== unit).length;
      return {
        unit,
        name: names.unit(unit),
        returned: shareOf(own.length, (led.get(unit) ?? 0) + others),
        accepted: count('accepted'),
        refused: count('refused'),
        ruledAway: count('ruled') - ruledBack,
        ruledBack,
        withdrawn: count('withdrawn'),
        waits: count('waits'),
        credibility: trust.get(unit) ?? credibilityOf(0, 0, prior),
      };
    });
    const rows = units.sort(
      (a, b) => a.credibility.share - b.credibility.share || (a.unit < b.unit ? -1 : 1),
    );
    const all = [...led.values()].reduce((sum, n) => sum + n, 0);
    return { from, to, rows, total: shareOf(lives.length, all), prior };
  };
}
