import { encoderText } from '../../triage/encoder-text.ts';
import { opinionFigures } from '../../triage/fit-opinion.ts';
import type { TriageModel } from '../../triage/model.ts';
import { wantsOpinion } from '../../triage/second-opinion.ts';
import { decideOrder } from '../intake/engine.ts';
import type { LabelledOrder } from './labelled-order.ts';
import type { ModelManifest } from './model-files.ts';
import { decisionFigures, type OpinionReport } from './opinion-training.ts';
import type { ReadingKit } from '../intake/reading-kit.ts';
import type { OpinionStanding, Seconded } from '../intake/second-opinions.ts';
import type { OrderInput, TriageAids } from '../types.ts';

type Reading = ReturnType<typeof decideOrder>;

/** A model as `createSecondOpinions` asks for it, without law and knowledge. */
export function secondedModel(
  kit: ReadingKit,
  model: TriageModel,
): Omit<Seconded<OrderInput, Reading>, 'triage'> & {
  readonly triage: (order: OrderInput, aids?: TriageAids) => Reading;
} {
  const { opinion } = model;
  return {
    triage: (order, aids) => decideOrder(kit, model, order, aids),
    opinion:
      opinion === undefined
        ? null
        : {
            encoder: opinion.encoder,
            wants: ({ prediction }) => wantsOpinion(opinion, prediction),
            textOf: ({ text, receivedAt, form }) =>
              encoderText(kit.prepare(text, Date.parse(receivedAt), form)),
          },
  };
}

/**
 * What the encoder did for labelled orders: `alone` are the readings by words, `readings` those that count, both in the
 * order of `gold`. A reading that is the same object was not asked of.
 */
export function opinionReport(
  { opinion }: Pick<ModelManifest, 'opinion'>,
  standing: OpinionStanding,
  gold: readonly LabelledOrder[],
  alone: readonly Reading[],
  readings: readonly Reading[],
): OpinionReport {
  if (opinion === undefined) return { state: 'absent', reason: '这个模型没有学第二意见' };
  if (standing.state === 'without') return { state: 'absent', reason: `这次只按字词判，${standing.text}` };
  const pairs = gold.map((order, i) => ({
    order,
    without: alone[i] as Reading,
    with: readings[i] as Reading,
  }));
  const figures = opinionFigures(
    pairs.map(({ order, without, with: second }) => ({
      code: order.type,
      alsoOk: order.alsoOk.types,
      without: without.prediction.issueTypes,
      with: second === without ? null : second.prediction.issueTypes,
    })),
  );
  const decisions = decisionFigures(
    pairs.map(({ order, without, with: second }) => ({
      without: { gold: order, decision: without.decision },
      with: { gold: order, decision: second.decision },
    })),
  );
  const { name, line } = opinion;
  return { state: 'measured', name, line, reason: null, figures: { ...figures, ...decisions } };
}
