import type { Profile } from '../../profile/types.ts';
import {
  allTasks,
  correctedOrders,
  currentAdjudications,
  currentAnnotations,
  ANNOTATORS,
  ordersOfTasks,
  type Adjudication,
  type Annotation,
  type AnnotationTask,
} from '../../store/annotations.ts';
import type { Db } from '../../store/client.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { guessForm } from '../../text/transcript.ts';
import type { Form, SaleChannel } from '../../text/types.ts';
import type { DemandKind, Urgency } from '../../triage/types.ts';
import { sha256 } from '../canonical.ts';
import type { LabelledOrder } from './labelled-order.ts';
import type { OrderInput } from '../types.ts';

/** How a label came about; a returned order is none of these (a return is testimony, not a label). */
export type LabelOrigin = 'corrected' | 'agreed' | 'adjudicated';

/** Labels of one text that do not agree: reported, never guessed between, and left out. */
export type Contradiction = {
  /** Order or task. */
  readonly id: string;
  readonly types: readonly string[];
  readonly why: string;
};

export type LabelSet = {
  /** In a fixed order, so that the same database trains the same model. */
  readonly orders: readonly LabelledOrder[];
  readonly counts: Readonly<Record<LabelOrigin, number>>;
  readonly contradictions: readonly Contradiction[];
  /** Corrections of the unit alone: they say nothing certain of the type. */
  readonly unitOnly: number;
};

type Labels = {
  readonly issueType: string;
  readonly demandKind?: string | undefined;
  readonly urgency?: string | undefined;
  readonly saleChannel?: string | undefined;
  readonly others?: readonly string[] | undefined;
  readonly unit?: string | undefined;
  readonly joint?: string | null | undefined;
};

type Found = {
  readonly id: string;
  readonly origin: LabelOrigin;
  readonly labels: Labels;
  readonly text: string;
  readonly form?: Form | undefined;
  readonly channel?: string | undefined;
  readonly receivedAt?: string | undefined;
};

type LabelRows = {
  readonly corrected: Awaited<ReturnType<typeof correctedOrders>>;
  readonly tasks: readonly AnnotationTask[];
  readonly annotations: readonly Annotation[];
  readonly adjudications: ReadonlyMap<string, Adjudication>;
  readonly orders: ReadonlyMap<string, StoredOrder>;
};

/** Everything people have decided about types in this database, as training reads it. */
export async function databaseLabels(db: Db, profile: Profile): Promise<LabelSet> {
  const tasks = await allTasks(db);
  const orders = await ordersOfTasks(
    db,
    tasks.flatMap((task) => task.orderId ?? []),
  );
  return labelSet(
    {
      corrected: await correctedOrders(db),
      tasks,
      annotations: await currentAnnotations(db),
      adjudications: await currentAdjudications(db),
      orders,
    },
    profile,
  );
}

/** What two annotators agree on; null where type or kind differ, or a second one is still wanted. */
export function agreedLabels(given: readonly Annotation[]): Labels | null {
  const [first, ...rest] = given;
  if (first === undefined || given.length < ANNOTATORS) return null;
  const same = <T>(of: (a: Annotation) => T): boolean =>
    rest.every((a) => JSON.stringify(of(a)) === JSON.stringify(of(first)));
  if (!same((a) => a.issueType) || !same((a) => a.demandKind)) return null;
  return {
    issueType: first.issueType,
    demandKind: first.demandKind,
    // Alike or not labelled at all: the rest of an agreed text is still worth learning from.
    urgency: same((a) => a.urgency) ? (first.urgency ?? undefined) : undefined,
    saleChannel: same((a) => a.saleChannel) ? (first.saleChannel ?? undefined) : undefined,
    others: same((a) => sortedOthers(a)) ? (sortedOthers(first) ?? undefined) : undefined,
  };
}

function sortedOthers({ others }: Pick<Annotation, 'others'>): string[] | null {
  return others === null ? null : [...others].sort();
}

/** The labelled data set of rows of the database. */
function labelSet(rows: LabelRows, profile: Profile): LabelSet {
  const found = [...corrections(rows), ...annotated(rows)];
  const known = new Set(profile.issueTypes.map((type) => type.code));
  const byText = new Map<string, Found[]>();
  for (const item of found) {
    const key = sha256(item.text);
    byText.set(key, [...(byText.get(key) ?? []), item]);
  }
  const contradictions: Contradiction[] = [];
  const counts = { corrected: 0, agreed: 0, adjudicated: 0 };
  const orders: LabelledOrder[] = [];
  for (const group of byText.values()) {
    const types = [...new Set(group.map((item) => item.labels.issueType))];
    const strange = types.filter((type) => !known.has(type));
    const id = (group[0] as Found).id;
    if (strange.length > 0) {
      contradictions.push({ id, types, why: `当前分类体系没有分类 ${strange.join('、')}` });
    } else if (types.length > 1) {
      contradictions.push({ id, types, why: '同一内容有不同的分类标注' });
    } else {
      const origin = (['adjudicated', 'agreed', 'corrected'] as const).find((o) =>
        group.some((item) => item.origin === o),
      ) as LabelOrigin;
      counts[origin]++;
      orders.push(merged(group));
    }
  }
  orders.sort((a, b) => (a.id < b.id ? -1 : 1));
  const unitOnly = rows.corrected.filter(({ fromType, correction }) => fromType === correction.toType).length;
  return { orders, counts, contradictions, unitOnly };
}

function corrections({ corrected }: LabelRows): Found[] {
  return corrected.flatMap(({ order, correction, fromType }): Found[] => {
    // Before the first correction: a later one of the unit alone takes nothing back that was said of the type.
    if (fromType === correction.toType || order.issueType !== correction.toType) return [];
    // A unit that has changed since was moved by a return or a ruling: what the correction said of it is past.
    const unit = order.leadUnit === correction.toUnit ? correction.toUnit : undefined;
    const joint = unit === undefined ? undefined : correction.toJoint;
    return [
      {
        id: order.id,
        origin: 'corrected',
        labels: { issueType: correction.toType, unit, joint },
        ...textOf(order),
      },
    ];
  });
}

function annotated({ tasks, annotations, adjudications, orders }: LabelRows): Found[] {
  const byTask = new Map<string, Annotation[]>();
  for (const a of annotations) byTask.set(a.taskId, [...(byTask.get(a.taskId) ?? []), a]);
  return tasks.flatMap((task): Found[] => {
    const ruling = adjudications.get(task.id);
    const labels = ruling === undefined ? agreedLabels(byTask.get(task.id) ?? []) : ruledLabels(ruling);
    const order = task.orderId === null ? null : orders.get(task.orderId);
    // An order that was deleted since takes its labels along.
    if (labels === null || order === undefined) return [];
    const origin = ruling === undefined ? 'agreed' : 'adjudicated';
    const text = order === null ? textOfTask(task) : textOf(order);
    return [{ id: order?.id ?? task.id, origin, labels, ...text }];
  });
}

function ruledLabels(ruling: Adjudication): Labels {
  return {
    issueType: ruling.issueType,
    demandKind: ruling.demandKind,
    urgency: ruling.urgency ?? undefined,
    saleChannel: ruling.saleChannel ?? undefined,
    others: sortedOthers(ruling) ?? undefined,
  };
}

function textOf(order: StoredOrder): Pick<Found, 'text' | 'form' | 'channel' | 'receivedAt'> {
  const { text, form, channel, receivedAt } = order.input as unknown as OrderInput;
  return { text, form: form ?? guessForm(text), channel, receivedAt };
}

function textOfTask(task: AnnotationTask): Pick<Found, 'text' | 'form' | 'channel' | 'receivedAt'> {
  return {
    text: task.text,
    form: (task.form as Form | null) ?? guessForm(task.text),
    channel: task.channel ?? undefined,
    receivedAt: task.receivedAt === null ? undefined : new Date(task.receivedAt).toISOString(),
  };
}

/** One row of all that was said of one text; where sayings of lesser fields differ, the adjudicated or agreed one. */
function merged(group: readonly Found[]): LabelledOrder {
  const rank = { adjudicated: 0, agreed: 1, corrected: 2 };
  const sorted = [...group].sort((a, b) => rank[a.origin] - rank[b.origin]);
  const first = sorted[0] as Found;
  const pick = <K extends keyof Labels>(name: K): Labels[K] =>
    sorted.find((item) => item.labels[name] !== undefined)?.labels[name] as Labels[K];
  return {
    id: first.id,
    text: first.text,
    form: first.form,
    channel: first.channel,
    receivedAt: first.receivedAt,
    type: first.labels.issueType,
    demandKind: pick('demandKind') as DemandKind | undefined,
    unit: pick('unit'),
    joint: pick('unit') === undefined ? undefined : pick('joint'),
    urgency: pick('urgency') as Urgency | undefined,
    others: pick('others'),
    saleChannel: pick('saleChannel') as SaleChannel | undefined,
    alsoOk: { types: [], units: [] },
  };
}

/** Labelled orders as JSON Lines, as `jiesu train` reads them. */
export function labelsJsonl(orders: readonly LabelledOrder[]): string {
  return orders.map(({ alsoOk: _none, ...row }) => `${JSON.stringify(row)}\n`).join('');
}
