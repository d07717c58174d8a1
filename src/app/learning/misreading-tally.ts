import type { About, Cause } from '../../kernel/misreading-words.ts';
import { shareOf } from '../../kernel/share.ts';
import type { Annotation, Adjudication } from '../../store/annotations.ts';
import type { SpokenOn } from '../../store/misreadings.ts';
import type { Urgency } from '../../triage/types.ts';
import { agreedLabels } from './labels.ts';
import type { ConfusionPair, GroupMatrix, Judged } from './misreading-types.ts';

/** What annotators said of orders, by order id. */
export type LabelsOfOrders = {
  readonly given: ReadonlyMap<string, readonly Annotation[]>;
  readonly settled: ReadonlyMap<string, Adjudication>;
};

/**
 * The orders that people have the last word on. Of types: adjudicated labels, then what two annotators agree on, then a
 * correction, then that a person sent the order or found nothing wrong with it. Of units: annotators say nothing; a unit
 * that was found wrong but not replaced yet is no word on what is right.
 */
export function judgedOrders(rows: readonly SpokenOn[], labels: LabelsOfOrders, about: About): Judged[] {
  return rows.flatMap((row): Judged[] => {
    const { id: orderId, number, receivedAt, model } = row;
    const urgency = row.urgency as Urgency;
    const found = about === 'type' ? typeOf(row, labels) : unitOf(row);
    return found === null ? [] : [{ orderId, number, receivedAt, urgency, model, ...found }];
  });
}

type Found = Pick<Judged, 'said' | 'truth' | 'word'>;

function typeOf(row: SpokenOn, { given, settled }: LabelsOfOrders): Found | null {
  const said = row.saidType;
  const ruled = settled.get(row.id);
  if (ruled !== undefined) return { said, truth: ruled.issueType, word: 'adjudicated' };
  const agreed = agreedLabels(given.get(row.id) ?? []);
  if (agreed !== null) return { said, truth: agreed.issueType, word: 'agreed' };
  if (row.corrected) return { said, truth: row.typeNow, word: 'corrected' };
  return row.sent || row.unitRight === true ? { said, truth: said, word: 'confirmed' } : null;
}

function unitOf(row: SpokenOn): Found | null {
  const said = row.saidUnit;
  if (row.unitRight === true) return { said, truth: said, word: 'confirmed' };
  if (row.unitRight === null && !row.corrected && !row.sent) return null;
  if (row.unitRight === false && row.unitNow === said) return null;
  const moved = row.unitNow !== said;
  return { said, truth: row.unitNow, word: moved ? 'corrected' : 'confirmed' };
}

export const isWrong = ({ said, truth }: Pick<Judged, 'said' | 'truth'>): boolean => said !== truth;

/** A code is asked for by itself or by its group. */
export const fitsCode = (code: string, asked: string | undefined): boolean =>
  asked === undefined ||
  (asked.length === 2 && /^\d\d$/.test(asked) ? code.startsWith(asked) : code === asked);

/** Pairs by what they cost: most orders about safety first, then most orders, then the larger share. */
export function confusionPairs(
  judged: readonly Judged[],
  causes: ReadonlyMap<string, Cause>,
  nameOf: (code: string) => string,
): ConfusionPair[] {
  const saidAll = new Map<string, number>();
  const pairs = new Map<string, Judged[]>();
  for (const one of judged) {
    saidAll.set(one.said, (saidAll.get(one.said) ?? 0) + 1);
    if (!isWrong(one)) continue;
    const key = `${one.said}\n${one.truth}`;
    const own = pairs.get(key);
    if (own) own.push(one);
    else pairs.set(key, [one]);
  }
  const named = (code: string) => ({ code, name: nameOf(code) });
  return [...pairs.values()]
    .map((own): ConfusionPair => {
      const { said, truth } = own[0] as Judged;
      return {
        said: named(said),
        truth: named(truth),
        orders: own.length,
        safety: own.filter(({ urgency }) => urgency === 'safety').length,
        share: shareOf(own.length, saidAll.get(said) ?? own.length),
        causes: causeCounts(own, causes),
      };
    })
    .sort(
      (a, b) =>
        b.safety - a.safety ||
        b.orders - a.orders ||
        b.share.share - a.share.share ||
        (a.said.code + a.truth.code < b.said.code + b.truth.code ? -1 : 1),
    );
}

/** How many of these orders have each cause recorded. */
export function causeCounts(
  orders: readonly Pick<Judged, 'orderId'>[],
  causes: ReadonlyMap<string, Cause>,
): Partial<Record<Cause, number>> {
  const counts: Partial<Record<Cause, number>> = {};
  for (const { orderId } of orders) {
    const cause = causes.get(orderId);
    if (cause !== undefined) counts[cause] = (counts[cause] ?? 0) + 1;
  }
  return counts;
}

/** Wrong orders by group, as triage and as people have it; codes of no known group are left out. */
export function groupMatrix(
  judged: readonly Judged[],
  groups: readonly { readonly code: string; readonly name: string }[],
): GroupMatrix {
  const places = new Map(groups.map(({ code }, i) => [code, i]));
  const counts = groups.map(() => groups.map(() => 0));
  for (const { said, truth } of judged.filter(isWrong)) {
    const i = places.get(said.slice(0, 2));
    const j = places.get(truth.slice(0, 2));
    const row = i === undefined ? undefined : counts[i];
    if (row !== undefined && j !== undefined) row[j] = (row[j] ?? 0) + 1;
  }
  return { groups: groups.map(({ code, name }) => ({ code, name })), counts };
}
