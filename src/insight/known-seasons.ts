import type { KnownRise } from '../kernel/known-rise.ts';
import type { KnownSeasons } from './season.ts';

const DAY = 86_400_000;

/** What a calendar says of a series on a day; where several speak, the one that says the most. */
export function knownSeasons(rises: readonly KnownRise[]): KnownSeasons {
  const byType = new Map<string, KnownRise[]>();
  for (const rise of rises)
    for (const type of rise.types) byType.set(type, [...(byType.get(type) ?? []), rise]);
  return (series, day) => {
    const own = byType.get(series);
    if (own === undefined) return 1;
    const now = new Date(day * DAY).toISOString().slice(5, 10);
    const said = own.filter(({ from, to }) =>
      from <= to ? now >= from && now <= to : now >= from || now <= to,
    );
    return said.length === 0 ? 1 : Math.max(...said.map(({ times }) => times));
  };
}
