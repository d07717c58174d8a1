import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../kernel/errors.ts';
import { readProfileFile } from './files.ts';
import type { Profile } from './types.ts';

export const POPULATION_FILE = 'population.json';

/** How many live somewhere, since which count and by whom; all null where nobody has said. */
export type Residents =
  | { readonly residents: number; readonly year: number; readonly source: string }
  | { readonly residents: null; readonly year: null; readonly source: null };

export type Population = {
  readonly district: Residents;
  /** By name of the street; each street of the profile once. */
  readonly streets: readonly (Residents & { readonly street: string })[];
};

const words = z.string().regex(/\S/, '不能为空');
const known = {
  residents: z.int('须为整数').min(1).max(100_000_000),
  year: z.int('须为年份').min(1949).max(2100),
  source: words,
};
const unknown = { residents: z.null(), year: z.null(), source: z.null() };
const street = { street: words };

/** A number never stands without its source and year. */
export const populationFile = z.strictObject({
  title: words,
  note: words,
  district: z.union([z.strictObject(known), z.strictObject(unknown)], '人口、年份、来源须都写，或都为 null'),
  streets: z.array(
    z.union(
      [z.strictObject({ ...street, ...known }), z.strictObject({ ...street, ...unknown })],
      '人口、年份、来源须都写，或都为 null',
    ),
  ),
});
export type PopulationFile = z.output<typeof populationFile>;

/** Residents of a profile folder; undefined where it has no such file. Throws `bad_profile`. */
export function loadPopulation(dir: string, profile: Pick<Profile, 'units'>): Population | undefined {
  if (!existsSync(join(dir, POPULATION_FILE))) return undefined;
  const file = readProfileFile(dir, POPULATION_FILE, populationFile);
  checkPopulation(file, profile);
  const { district, streets } = file;
  return { district, streets };
}

/** Throws `bad_profile` for a street that is not of the profile, or there twice. */
export function checkPopulation({ streets }: PopulationFile, { units }: Pick<Profile, 'units'>): void {
  const bad = (reason: string): AppError => new AppError('bad_profile', { file: POPULATION_FILE, reason });
  const names = new Set(units.flatMap((unit) => unit.street ?? []));
  streets.forEach(({ street: name }, i) => {
    if (!names.has(name)) throw bad(`streets.${i}：没有街道“${name}”`);
    if (streets.findIndex((other) => other.street === name) !== i) throw bad(`streets.${i}：“${name}”重复`);
  });
}
