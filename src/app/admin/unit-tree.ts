import { beijingDay } from '../../kernel/clock.ts';
import { holdsOn } from '../../kernel/periods.ts';
import type { Unit } from '../../triage/types.ts';
import { openByUnit, peopleByUnit } from '../../store/people.ts';
import { ALL, listSwitches } from '../../store/switches.ts';
import type { AutoDispatchSwitch } from '../../store/switches.ts';
import type { Context } from '../context.ts';
import { scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';
import type { UnitLine, UnitTree } from './admin-types.ts';

/** The units of the profile as a tree, with what hangs on each. Read only: they are data of the profile. */
export function createUnitTree({ store, profile, clock }: Pick<Context, 'store' | 'profile' | 'clock'>) {
  return async (actor: Actor): Promise<UnitTree> => {
    scopeOf(actor, 'unit.read');
    const today = beijingDay(clock.now());
    const { people, open, switches } = await store.read(async (db) => ({
      people: await peopleByUnit(db),
      open: await openByUnit(db),
      switches: await listSwitches(db),
    }));
    const lines = flattened(profile.units).map(({ unit, depth }): UnitLine => ({
      code: unit.code,
      name: unit.name,
      kind: unit.kind,
      depth,
      street: unit.street ?? null,
      effectiveFrom: unit.effectiveFrom ?? null,
      effectiveTo: unit.effectiveTo ?? null,
      successor: unit.successor ?? null,
      formerNames: unit.formerNames ?? [],
      there: holdsOn(unit, today),
      people: people.get(unit.code) ?? 0,
      open: open.get(unit.code) ?? 0,
      dispatch: dispatchOf(switches, unit.code),
    }));
    return { lines, catalogue: profile.versions.catalogue };
  };
}

/** Each unit right after the one it belongs to, in the order of the profile. */
function flattened(units: readonly Unit[]): { readonly unit: Unit; readonly depth: number }[] {
  const codes = new Set(units.map(({ code }) => code));
  const below = (parent: string | null, depth: number): { unit: Unit; depth: number }[] =>
    units
      .filter((unit) => (unit.parent !== null && codes.has(unit.parent) ? unit.parent : null) === parent)
      .flatMap((unit) => [{ unit, depth }, ...below(unit.code, depth + 1)]);
  return below(null, 0);
}

/** Off wins, as when an order is dispatched: see `mayAutoDispatch`. */
function dispatchOf(switches: readonly AutoDispatchSwitch[], unit: string): UnitLine['dispatch'] {
  const off = switches.filter((one) => !one.enabled && (one.unit === ALL || one.unit === unit));
  if (off.some(({ issueType }) => issueType === ALL)) return 'off';
  return off.length > 0 ? 'some' : 'on';
}
