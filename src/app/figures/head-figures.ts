import { AppError } from '../../kernel/errors.ts';
import { headScore, weightedMean } from '../../insight/head-scores.ts';
import type { Context } from '../context.ts';
import { bothOf } from './both-shares.ts';
import type { BothShares, ChartServices, HeadRow } from './charting-types.ts';
import type { FigureServices } from './figure-types.ts';

const RATES = ['response', 'solved', 'satisfied'] as const;
const WAYS = ['raw', 'adjusted'] as const;

/** 七有五性: cases and 三率 of the types under each head, points by weights of the profile, types under none. */
export function createHeadFigures(
  { profile, names }: Pick<Context, 'profile' | 'names'>,
  figures: FigureServices['figures'],
): ChartServices['heads'] {
  return async (actor, scope) => {
    const { heads: mapping } = profile;
    if (mapping === undefined) throw new AppError('not_found', { what: '“七有五性”归类（heads.json）' });
    const { version, note, isWeightSet, rateWeights, types } = mapping;
    const found = new Map(
      (await figures(actor, scope, 'issueType')).groups.map((group) => [group.key, group]),
    );
    const scoreOf = (rates: readonly BothShares[], way: 'raw' | 'adjusted'): number | null => {
      const share = (code: (typeof RATES)[number]): number | null =>
        rates.find((rate) => rate.code === code)?.[way]?.share ?? null;
      return headScore(
        { response: share('response'), solved: share('solved'), satisfied: share('satisfied') },
        rateWeights,
      );
    };
    const heads = mapping.heads.map(({ code, name, of, weight }): HeadRow => {
      const own = types.filter(({ head }) => head === code);
      const groups = own.flatMap(({ type }) => found.get(type) ?? []);
      const rates = RATES.map((rate) => bothOf(groups, rate));
      return {
        code,
        name,
        of,
        weight,
        types: own.length,
        received: groups.reduce((sum, { counts }) => sum + counts.received, 0),
        rates,
        score: { raw: scoreOf(rates, 'raw'), adjusted: scoreOf(rates, 'adjusted') },
      };
    });
    const [raw, adjusted] = WAYS.map((way) =>
      weightedMean(heads.map(({ weight, score }) => ({ weight, value: score[way] }))),
    );
    const reasons = new Map(types.map(({ type, head, reason }) => [type, { head, reason }]));
    return {
      scope,
      version,
      note,
      isWeightSet,
      heads,
      score: { raw: raw ?? null, adjusted: adjusted ?? null },
      without: profile.issueTypes.flatMap(({ code }) => {
        const known = reasons.get(code);
        if (known !== undefined && known.head !== null) return [];
        const n = found.get(code)?.counts.received ?? 0;
        return [{ key: code, name: names.issueType(code), n, reason: known?.reason ?? '归类表里没有这一类' }];
      }),
    };
  };
}
