import { holdsOn } from '../kernel/periods.ts';
import type { Duties } from './duties.ts';
import { dutyMark } from './duty-mark.ts';
import { ruledType, type Ruling } from './rulings.ts';

/** The duty of a cell that only a ruling (裁定) leads to: its mark, and since when, in UTC milliseconds. */
export type RuledCell = { readonly duty: string; readonly since: number };

/**
 * The cells, by type and lead unit, that orders reach on a day by a ruling and would not reach by the catalogue. What
 * held-back orders and earlier outcomes say of such a type was measured under another owner. A unit that the catalogue
 * sends the type to anyway is not among them. Where several rulings lead to a cell the one in force longest marks it,
 * so that a second one to the same unit changes nothing. `at` is when a ruling was entered; `streets` are all there are.
 */
export function ruledCells(
  duties: Duties,
  rulings: readonly (Ruling & { readonly at: number })[],
  day: string,
  streets: readonly string[],
): ReadonlyMap<string, ReadonlyMap<string, RuledCell>> {
  const cells = new Map<string, Map<string, RuledCell>>();
  const everywhere = [null, ...streets];
  for (const ruling of rulings) {
    if (!holdsOn(ruling, day)) continue;
    const type = duties.type(ruling.issueType);
    const usual = new Set(everywhere.map((street) => duties.lead(type, street)));
    const ruled = ruledType(type, ruling, duties);
    // A ruling that is dated back holds for orders stored from its entry on.
    const since = Math.max(Date.parse(`${ruling.effectiveFrom}T00:00:00+08:00`), ruling.at);
    const cell = { duty: dutyMark(ruled, ruling.id), since };
    const own = cells.get(type.code) ?? new Map<string, RuledCell>();
    for (const street of ruling.condition.streets ?? everywhere) {
      const unit = duties.lead(ruled, street);
      const known = own.get(unit);
      if (!usual.has(unit) && (known === undefined || since < known.since)) own.set(unit, cell);
    }
    if (own.size > 0) cells.set(type.code, own);
  }
  return cells;
}
