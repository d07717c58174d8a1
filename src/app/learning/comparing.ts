import { seededRandom } from '../../kernel/random.ts';
import { shareOf, type Share } from '../../kernel/share.ts';
import { mcnemar, pairedBootstrap } from '../../learn/paired.ts';
import type { Profile } from '../../profile/types.ts';
import { decideOrder } from '../intake/engine.ts';
import { readHeldBack, rowOf, type JudgedRow } from './held-back.ts';
import type { LabelledOrder } from './labelled-order.ts';
import { loadModel, type ModelManifest } from './model-files.ts';
import { unfitFor } from './model-fit.ts';
import { FIGURE_LIMITS } from './promotion-limits.ts';
import type { ReadingKit } from '../intake/reading-kit.ts';
import { robustnessDrop } from './robustness.ts';
import type { OrderInput } from '../types.ts';

export const FIGURE_NAMES = {
  typeTop1: '问题分类首选',
  typeTop3: '问题分类前三',
  lead: '主办单位',
  safetyRecall: '安全类召回',
  dispatchedRight: '自动派单正确',
} as const;
export type FigureName = keyof typeof FIGURE_NAMES;

export const SET_NAMES = { held: '留出', gold: '金标' } as const;
export type SetName = keyof typeof SET_NAMES;

/** A figure of two models over the same orders; the interval (95 %) is that of the difference, new less old. */
export type Figure = {
  readonly name: FigureName;
  readonly set: SetName;
  readonly old: Share;
  readonly new: Share;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** McNemar's test; null where the orders counted differ between the models. */
  readonly p: number | null;
  readonly verdict: 'better' | 'same' | 'worse';
};

/** A new model beside the one in use. `reasons` speak against promoting it; none: it may be promoted. */
export type Comparison = {
  readonly version: string;
  readonly against: string;
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
  readonly reasons: readonly string[];
};

type Pair = { readonly old: JudgedRow; readonly new: JudgedRow };

const SIGNIFICANT = 0.05;
/** Receipt of gold orders that state none. */
const UNDATED = '2026-01-01T00:00:00+08:00';

/**
 * Both models on the same orders: those that both held back from training, and the gold ones.
 * @throws AppError `bad_model`
 */
export function compareModels(parts: {
  readonly kit: ReadingKit;
  readonly oldDir: string;
  readonly newDir: string;
  readonly gold: readonly LabelledOrder[];
}): Comparison {
  const { kit, oldDir, newDir, gold } = parts;
  const older = loadModel(oldDir);
  const newer = loadModel(newDir);
  const notes: string[] = [];
  const figures: Figure[] = [];
  const [oldHeld, newHeld] = [readHeldBack(oldDir), readHeldBack(newDir)];
  const shared = oldHeld && newHeld ? pairRows(oldHeld, newHeld) : [];
  if (!oldHeld || !newHeld) notes.push('其中一个模型没有保存留出判断，只能用金标对比');
  else if (shared.length === 0) notes.push('两个模型的留出工单没有交集');
  figures.push(...compareRows('held', shared));
  if (gold.length === 0) notes.push('没有金标工单');
  const read = (model: typeof older.model): JudgedRow[] =>
    gold.map((order) => rowOf({ gold: order, decision: decideOrder(kit, model, inputOf(order)).decision }));
  if (gold.length > 0) figures.push(...compareRows('gold', pairRows(read(older.model), read(newer.model))));
  return {
    version: newer.manifest.version,
    against: older.manifest.version,
    figures,
    notes,
    reasons: objections(figures, older.manifest, newer.manifest, kit.profile),
  };
}

function inputOf(order: LabelledOrder): OrderInput {
  return {
    channel: order.channel ?? 'phone',
    receivedAt: order.receivedAt ?? UNDATED,
    text: order.text,
    ...(order.form === undefined ? {} : { form: order.form }),
  };
}

/** Rows of the same text; a text that stands there twice counts once. */
function pairRows(old: readonly JudgedRow[], renewed: readonly JudgedRow[]): Pair[] {
  const byKey = new Map(renewed.map((row) => [row.key, row]));
  const seen = new Set<string>();
  return old.flatMap((row) => {
    const other = byKey.get(row.key);
    if (other === undefined || seen.has(row.key)) return [];
    seen.add(row.key);
    return [{ old: row, new: other }];
  });
}

/** All figures of one set of orders; those that no order speaks to are left out. */
export function compareRows(set: SetName, pairs: readonly Pair[]): Figure[] {
  const binary = (name: FigureName, of: (row: JudgedRow) => boolean | null): Figure[] => {
    const rows = pairs.flatMap((pair) => {
      const [a, b] = [of(pair.old), of(pair.new)];
      return a === null || b === null ? [] : [{ old: a, new: b }];
    });
    if (rows.length === 0) return [];
    const lost = rows.filter((row) => row.old && !row.new).length;
    const won = rows.filter((row) => !row.old && row.new).length;
    const p = mcnemar(lost, won);
    const { difference, low, high } = pairedBootstrap(
      rows.length,
      (indices) => {
        let sum = 0;
        for (const i of indices) {
          const row = rows[i] as (typeof rows)[number];
          sum += Number(row.new) - Number(row.old);
        }
        return sum / indices.length;
      },
      seededRandom(1),
    );
    const verdict = p >= SIGNIFICANT ? 'same' : won > lost ? 'better' : 'worse';
    const share = (side: (row: (typeof rows)[number]) => boolean): Share =>
      shareOf(rows.filter(side).length, rows.length);
    return [
      { name, set, old: share((r) => r.old), new: share((r) => r.new), difference, low, high, p, verdict },
    ];
  };
  return [
    ...binary('typeTop1', (row) => row.top1),
    ...binary('typeTop3', (row) => row.top3),
    ...binary('lead', (row) => row.lead),
    ...binary('safetyRecall', (row) => row.safety),
    ...dispatchedRight(set, pairs),
  ];
}

/** The share of right units among what each model would dispatch: the two do not dispatch the same orders. */
function dispatchedRight(set: SetName, pairs: readonly Pair[]): Figure[] {
  const rows = pairs.filter(
    ({ old, new: renewed }) => old.dispatched !== null && renewed.dispatched !== null,
  );
  const share = (side: 'old' | 'new', indices: ArrayLike<number>): Share => {
    let n = 0;
    let hits = 0;
    for (let k = 0; k < indices.length; k++) {
      const row = (rows[indices[k] as number] as Pair)[side];
      if (!row.dispatched) continue;
      n++;
      hits += row.lead ? 1 : 0;
    }
    return shareOf(hits, n);
  };
  const all = rows.map((_, i) => i);
  const [old, renewed] = [share('old', all), share('new', all)];
  if (old.n === 0 || renewed.n === 0) return [];
  const statistic = (indices: Int32Array): number => {
    const [a, b] = [share('old', indices), share('new', indices)];
    return a.n === 0 || b.n === 0 ? 0 : b.share - a.share;
  };
  const { difference, low, high } = pairedBootstrap(rows.length, statistic, seededRandom(1));
  const verdict = high < 0 ? 'worse' : low > 0 ? 'better' : 'same';
  return [{ name: 'dispatchedRight', set, old, new: renewed, difference, low, high, p: null, verdict }];
}

/** What speaks against promoting the newer model; each with its figures. */
export function objections(
  figures: readonly Figure[],
  older: ModelManifest,
  newer: ModelManifest,
  profile: Profile,
): string[] {
  const reasons: string[] = [];
  const unfit = unfitFor(newer, profile);
  if (unfit !== null) reasons.push(unfit);
  if (figures.length === 0) reasons.push('没有可供对比的工单');
  for (const figure of figures) {
    const what = `${FIGURE_NAMES[figure.name]}（${SET_NAMES[figure.set]}）`;
    if (figure.verdict === 'worse') {
      reasons.push(
        `${what}显著变差：${percent(figure.old.share)} → ${percent(figure.new.share)}（差 95% 区间 ${points(figure.low)} 至 ${points(figure.high)}，n=${figure.new.n}）`,
      );
    }
    const limit = FIGURE_LIMITS[figure.name];
    if (limit !== undefined && figure.new.high < limit) {
      reasons.push(`${what}低于下限 ${percent(limit)}：${percent(figure.new.share)}（n=${figure.new.n}）`);
    }
  }
  reasons.push(...robustnessDrop(older.robustness ?? null, newer.robustness ?? null));
  return reasons;
}

const percent = (value: number): string => `${(value * 100).toFixed(1)}%`;
const points = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(1)}`;
