import { END_CORRECTIONS, NOT_CITED } from './law-corrections.ts';
import type { LawStatus } from './law-version.ts';

/** That an instrument gave way to another on an ISO day, as a whole. */
export type LawSuccessor = {
  readonly law: string;
  readonly successor: string;
  readonly on: string;
  /** Where it is said: `中华人民共和国民法典第一千二百六十条`. */
  readonly basis: string | null;
};

export type VersionSpan = {
  readonly effectiveFrom: string | null;
  readonly statedTo: string | null;
  readonly status: LawStatus;
};

/** Why a version is kept but not cited. */
export type Withheld = 'no_start' | 'no_end' | 'outdated';

export const WITHHELD_REASONS: Readonly<Record<Withheld, string>> = {
  no_start: '没有施行日期',
  no_end: '已失效而没有失效日期',
  outdated: '收录的不是现行文本',
};

export type Settled = { readonly effectiveTo: string | null; readonly withheld: Withheld | null };

/**
 * When each version of one instrument holds: up to the next version, else to the day its successor took its place,
 * else to the end its source gives. The answer is in the order of `versions`.
 */
export function settleIntervals(
  law: string,
  versions: readonly VersionSpan[],
  successors: readonly Pick<LawSuccessor, 'law' | 'on'>[],
): Settled[] {
  const starts = versions
    .flatMap(({ effectiveFrom }) => (effectiveFrom === null ? [] : [effectiveFrom]))
    .sort();
  const gone = successors.flatMap((one) => (one.law === law ? [one.on] : [])).sort();
  const ends = END_CORRECTIONS.flatMap((one) => (one.law === law && one.article === null ? [one.to] : []));
  return versions.map(({ effectiveFrom: from, statedTo, status }): Settled => {
    if (from === null) return { effectiveTo: statedTo, withheld: 'no_start' };
    const later = [starts.find((day) => day > from), gone.find((day) => day > from)].flatMap(
      (day) => day ?? [],
    );
    const stated = statedTo !== null && statedTo > from ? [statedTo] : [];
    const known = later.length > 0 ? later : stated;
    const effectiveTo = [...known, ...ends.filter((day) => day > from)].sort()[0] ?? null;
    if (NOT_CITED.includes(law)) return { effectiveTo, withheld: 'outdated' };
    const open = effectiveTo === null && (status === 'repealed' || status === 'superseded');
    return { effectiveTo, withheld: open ? 'no_end' : null };
  });
}
