import type { FactSet } from './cue.ts';
import { FOOD_AND_HEALTH_FACTS } from './goods-food.ts';
import { GOODS_QUALITY_FACTS } from './goods-quality.ts';
import { GOODS_SELLER_FACTS } from './goods-sellers.ts';
import { GOODS_TRADE_FACTS } from './goods-trade.ts';

const PARTS: readonly FactSet[] = [
  GOODS_QUALITY_FACTS,
  GOODS_TRADE_FACTS,
  GOODS_SELLER_FACTS,
  FOOD_AND_HEALTH_FACTS,
];

/** Facts of goods beyond those of every purchase: how they fail, how they are sold, what is eaten. */
export const GOODS_FACTS: FactSet = {
  definitions: PARTS.flatMap(({ definitions }) => definitions),
  cues: PARTS.flatMap(({ cues }) => cues),
  implied: PARTS.flatMap(({ implied = [] }) => implied),
};
