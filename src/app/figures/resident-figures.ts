import { AppError } from '../../kernel/errors.ts';
import { perResidents } from '../../insight/per-residents.ts';
import type { Context } from '../context.ts';
import type { ChartServices, ResidentRow } from './charting-types.ts';
import type { FigureServices } from './figure-types.ts';
import { officeStreets } from './streets.ts';

const NOBODY = { residents: null, year: null, source: null } as const;

/** Cases per 10,000 residents, where the profile knows how many live there. */
export function createResidentFigures(
  { profile }: Pick<Context, 'profile'>,
  figures: FigureServices['figures'],
): ChartServices['residents'] {
  return async (actor, scope) => {
    const { population } = profile;
    if (population === undefined) throw new AppError('not_found', { what: '人口数（population.json）' });
    const { street: _, ...whole } = scope;
    const found = await figures(actor, whole, 'street');
    const counts = new Map(found.groups.map(({ key, counts: { received } }) => [key, received]));
    const rowOf = (
      key: string,
      name: string,
      received: number,
      known = population.district,
    ): ResidentRow => ({
      key,
      name,
      received,
      residents: known.residents,
      year: known.year,
      source: known.source,
      per: perResidents(received, known.residents),
    });
    return {
      scope: whole,
      district: rowOf('', profile.name, found.total.counts.received),
      streets: officeStreets(profile).map((street) =>
        rowOf(
          street,
          street,
          counts.get(street) ?? 0,
          population.streets.find((one) => one.street === street) ?? NOBODY,
        ),
      ),
    };
  };
}
