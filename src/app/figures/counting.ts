import { contributionsOf } from '../../orders/case-facts.ts';
import { addCounts, NOTHING } from '../../orders/rates.ts';
import { CUBES, monthOf } from '../../store/case-facts.ts';
import type { Cube, KeptCase } from '../../store/case-facts.ts';
import type { Db } from '../../store/client.ts';
import { casesWithin, monthsWithin, sumsBy, unitsIn } from '../../store/rollups.ts';
import type { CaseScope, CountedGroup, GroupBy } from '../../store/rollups.ts';

/** Cases read at once. */
const PAGE = 2000;

/**
 * What cases add, by group and by the reason for which they are left out: whole months from the sums of months, the days
 * before and after from those of days, or from the cases themselves where no sum tells apart what is asked for.
 */
export async function countsBy(db: Db, scope: CaseScope, by: GroupBy): Promise<CountedGroup[]> {
  const cube = cubeFor(scope, by);
  const { months, days } =
    by === 'day' ? { months: [0, 0] as const, days: [[scope.from, scope.to] as const] } : monthsWithin(scope);
  const found: CountedGroup[] = [];
  if (months[0] < months[1]) found.push(...(await sumsBy(db, 'm', months, cube, scope, by)));
  for (const [from, to] of days) {
    const part = { ...scope, from, to };
    found.push(
      ...(CUBES.d.includes(cube)
        ? await sumsBy(db, 'd', [from, to], cube, scope, by)
        : await counted(db, part, by)),
    );
  }
  return together(found);
}

/** The sums that tell apart what is asked for, and nothing else. */
function cubeFor(scope: CaseScope, by: GroupBy): Cube {
  const { issueTypes, streets } = scope;
  const unit = unitsIn(scope) !== undefined || by === 'unit' ? 'u' : '';
  const type = issueTypes !== undefined || by === 'issueType' ? 't' : '';
  const street = streets !== undefined || by === 'street' ? 's' : '';
  return `${unit}${type}${street}`;
}

async function counted(db: Db, scope: CaseScope, by: GroupBy): Promise<CountedGroup[]> {
  const found: CountedGroup[] = [];
  const units = unitsIn(scope);
  let after: { readonly day: number; readonly orderId: string } | null = null;
  for (;;) {
    const page: KeptCase[] = await casesWithin(db, scope, after, PAGE);
    for (const { facts } of page)
      for (const { unit, counts } of contributionsOf(facts)) {
        if (units !== undefined && !units.includes(unit)) continue;
        const key = {
          none: '',
          unit,
          issueType: facts.issueType,
          street: facts.street ?? '',
          day: `${facts.day}`,
          month: `${monthOf(facts.day)}`,
        }[by];
        found.push({ key, leftOut: facts.leftOut, counts: addCounts(NOTHING, counts) });
      }
    const end = page.at(-1);
    if (page.length < PAGE || end === undefined) return together(found);
    after = { day: end.facts.day, orderId: end.orderId };
  }
}

function together(groups: readonly CountedGroup[]): CountedGroup[] {
  const sums = new Map<string, CountedGroup>();
  for (const one of groups) {
    const name = `${one.key}\n${one.leftOut}`;
    const sum = sums.get(name);
    sums.set(name, sum === undefined ? one : { ...sum, counts: addCounts(sum.counts, one.counts) });
  }
  return [...sums.values()].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}
