import { buildLookup } from '../../src/learn/vocabulary.ts';
import { buildNames } from '../../src/text/names.ts';
import { prepareText } from '../../src/text/prepare.ts';
import type { Form, PreparedText, Segmenter } from '../../src/text/types.ts';
import type { TriageModel } from '../../src/triage/model.ts';
import {
  keepFeatures,
  TRAIN_OPTIONS,
  trainHeads,
  type Example,
  type Trained,
} from '../../src/triage/train.ts';
import type { TrainOptions } from '../../src/triage/train.ts';

/** Cuts after every second character and at every mark: no dictionary, and still words of a kind. */
export const pairSegmenter: Segmenter = {
  cut: (text) => text.match(/[\p{L}\p{N}]{1,2}|[^\p{L}\p{N}]/gu) ?? [],
};

/** A text made ready for reading, as of noon on 14 April 2026 in Beijing. */
export function prepare(text: string, form: Form = 'message'): PreparedText {
  const receivedAt = Date.UTC(2026, 3, 14, 4);
  return prepareText(text, { form, receivedAt, segmenter: pairSegmenter, names: buildNames([]) });
}

const SHOPS = ['羽绒服', '皮鞋', '手机', '台灯', '书包', '毛衣', '手表', '耳机', '电饭锅', '行李箱'];

/** Thirty made-up texts of three issue types. */
export const TEXTS: readonly { readonly type: string; readonly text: string; readonly kind: string }[] =
  SHOPS.flatMap((thing, i) => [
    { type: '0101', text: `在商场买的${thing}不合适，店员不给退货，要求退款${i + 1}00元。`, kind: '投诉' },
    {
      type: '0402',
      text: `路口有人占道摆摊卖${thing}，挡住便道，请城管清理。`,
      kind: i % 2 ? '举报' : '投诉',
    },
    {
      type: '0501',
      text: `工地夜里${i + 8}点还在施工，打桩噪声吵得睡不着，卖${thing}的铺子也受影响。`,
      kind: '投诉',
    },
  ]);

/** Each text as an order, and one definition that is not. */
export const EXAMPLES: readonly Example[] = [
  ...TEXTS.map(({ type, text, kind }) => ({
    features: keepFeatures(prepare(text)),
    labels: {
      issueType: type,
      demandKind: kind,
      urgency: 'normal',
      saleChannel: type === '0101' ? 'offline' : 'none',
    },
    weight: 1,
    order: true,
  })),
  {
    features: keepFeatures(prepare('施工噪声。建筑工地夜间施工、打桩的噪声。')),
    labels: { issueType: '0501' },
    weight: 1,
    order: false,
  },
];

export const LABELS = [
  { name: 'issueType', labels: ['0101', '0402', '0501'] },
  { name: 'demandKind', labels: ['投诉', '举报'] },
  { name: 'urgency', labels: ['safety', 'livelihood', 'normal'] },
  { name: 'saleChannel', labels: ['offline', 'online', 'none'] },
] as const;

export function trainTiny(options: Partial<TrainOptions> = {}, examples = EXAMPLES): Trained {
  return trainHeads(examples, LABELS, { ...TRAIN_OPTIONS, ...options });
}

/** The tiny model made ready for `predict`. */
export function tinyModel({ weights, heads }: Trained = trainTiny()): TriageModel {
  const lookup = buildLookup(weights.vocabulary);
  return {
    version: 'tiny',
    lookup,
    linear: weights.linear,
    heads,
    unitCalibration: { weights: [0, 1, 0, 0, 0] },
    severalThreshold: 1,
  };
}
