import { z } from 'zod';
import { checkPopulation, populationFile } from '../../profile/population.ts';
import type { PopulationFile, Residents } from '../../profile/population.ts';
import type { Profile } from '../../profile/types.ts';
import { namedRows } from './profile-table.ts';
import type { RefusedRow } from './profile-table.ts';

export const POPULATION_COLUMNS = ['街道', '常住人口', '年份', '来源'] as const;
/** In the column of streets: the whole district. */
export const WHOLE_DISTRICT = '全区';

const EMPTY: PopulationFile = {
  title: '常住人口',
  note: '由 jiesu population import 导入。',
  district: { residents: null, year: null, source: null },
  streets: [],
};

/**
 * What a table says of residents, over what was known: a row a street, 全区 for the district; number, year and source all
 * there, or all empty for a number nobody knows. Streets that are not in the table stay as they were. With rows refused
 * nothing is to be kept. Throws `bad_file` for the table, `bad_profile` for what was known.
 */
export async function populationFrom(
  bytes: Uint8Array,
  file: string,
  profile: Pick<Profile, 'units'>,
  known: PopulationFile = EMPTY,
): Promise<{
  readonly made: PopulationFile;
  readonly taken: number;
  readonly refused: readonly RefusedRow[];
}> {
  const { rows, refused: broken } = await namedRows(bytes, file, POPULATION_COLUMNS);
  const refused: RefusedRow[] = [...broken];
  const streets = new Set(profile.units.flatMap(({ street }) => street ?? []));
  const seen = new Map<string, Residents>();
  for (const { row, cells } of rows) {
    const street = cells['街道'];
    const refuse = (column: (typeof POPULATION_COLUMNS)[number], reason: string): void => {
      refused.push({ row, column, reason });
    };
    if (street !== WHOLE_DISTRICT && !streets.has(street)) refuse('街道', `没有街道“${street}”`);
    else if (seen.has(street)) refuse('街道', `“${street}”重复`);
    else {
      const found = residentsIn(cells);
      if ('reason' in found) refuse(found.column, found.reason);
      else seen.set(street, found);
    }
  }
  const district = seen.get(WHOLE_DISTRICT) ?? known.district;
  const names = [...new Set([...known.streets.map(({ street }) => street), ...seen.keys()])].filter(
    (name) => name !== WHOLE_DISTRICT,
  );
  const made = populationFile.parse({
    ...known,
    district,
    streets: names.map((street) => ({
      street,
      ...(seen.get(street) ?? residentsOf(known, street)),
    })),
  });
  checkPopulation(made, profile);
  return { made, taken: seen.size, refused };
}

function residentsOf({ streets }: PopulationFile, street: string): Residents {
  const found = streets.find((one) => one.street === street);
  if (found === undefined) return EMPTY.district;
  const { street: _, ...residents } = found;
  return residents;
}

type Cells = Readonly<Record<(typeof POPULATION_COLUMNS)[number], string>>;
type Fault = { readonly column: (typeof POPULATION_COLUMNS)[number]; readonly reason: string };

const whole = z
  .string()
  .regex(/^\d{1,3}(,\d{3})*$|^\d+$/)
  .transform((text) => Number(text.replaceAll(',', '')));

function residentsIn(cells: Cells): Residents | Fault {
  const { 常住人口: residents, 年份: year, 来源: source } = cells;
  if (residents === '' && year === '' && source === '') return { residents: null, year: null, source: null };
  const number = whole.pipe(z.int().min(1).max(100_000_000)).safeParse(residents);
  if (!number.success) return { column: '常住人口', reason: `须为正整数（人），不是“${residents}”` };
  const when = whole.pipe(z.int().min(1949).max(2100)).safeParse(year.replace(/年$/, ''));
  if (!when.success) return { column: '年份', reason: `须为四位年份，不是“${year}”` };
  if (source === '') return { column: '来源', reason: '须写明来源' };
  return { residents: number.data, year: when.data, source };
}
