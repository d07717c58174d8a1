import type { SubjectActKind, TaskState, WarningKind, WarningState } from '../../kernel/warning-words.ts';
import type { OrderState } from '../../kernel/move-words.ts';
import type { Actor, Page } from '../types.ts';

type Named = { readonly code: string; readonly name: string };

/** A topic 热点 as it is listed. Numbers are of all its orders; what an actor may see of them is in the detail. */
export type TopicSummary = {
  readonly id: number;
  readonly title: string;
  readonly issueType: Named | null;
  readonly place: string | null;
  readonly subject: string | null;
  readonly streets: readonly string[];
  readonly firstAt: number;
  readonly lastAt: number;
  readonly orders: number;
  readonly callers: number;
  /** Now. */
  readonly heat: number;
};

/** Why an order stands in a topic; empty for the one that founded it. */
export type MemberEvidence = { readonly feature: string; readonly name: string; readonly value: string };

export type TopicMember = {
  readonly orderId: string;
  readonly number: string;
  readonly at: number;
  readonly excerpt: string;
  readonly issueType: Named;
  readonly street: string | null;
  readonly leadUnit: Named;
  readonly state: OrderState;
  readonly evidence: readonly MemberEvidence[];
};

export type TopicDetail = TopicSummary & {
  /** Latest first, as far as the actor may see them. */
  readonly members: readonly TopicMember[];
  /** How many of the topic's orders the actor may see. */
  readonly visible: number;
  readonly warnings: readonly Warning[];
};

/** The same trouble at the same place for months. */
export type Chronic = {
  readonly place: string;
  readonly issueType: Named;
  readonly orders: number;
  readonly months: number;
  /** Of these, how many are on record as 反弹. */
  readonly rebounds: number;
  readonly firstAt: number;
  readonly lastAt: number;
};

export type Warning = {
  readonly id: number;
  readonly kind: WarningKind;
  readonly title: string;
  readonly topic: number | null;
  readonly at: number;
  readonly days: number;
  readonly callers: number;
  readonly expected: number;
  readonly chance: number;
  readonly watched: string;
  readonly watchedName: string;
  readonly rules: string;
  readonly state: WarningState;
  readonly reason: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
  /** What the actor has to have seen to decide. */
  readonly version: number;
  /** Orders it was raised by, as far as the actor may see them. */
  readonly orders: readonly { readonly id: string; readonly number: string }[];
  readonly tasks: readonly Task[];
  /** The warning of the same matter under which this one stands; null for the one that leads. */
  readonly leadId: number | null;
  /** 同一事项: what was told of the same matter later, in the order it was told. */
  readonly folded: readonly FoldedWarning[];
};

/** A warning that stands under another one. */
export type FoldedWarning = Pick<
  Warning,
  'id' | 'kind' | 'title' | 'at' | 'days' | 'callers' | 'expected' | 'watchedName' | 'state' | 'version'
>;

/** A task of acting before complaints come 主动办理（未诉先办）. */
export type Task = {
  readonly id: string;
  readonly warningId: number | null;
  readonly unit: Named;
  readonly what: string;
  readonly dueDay: string;
  readonly note: string;
  readonly state: TaskState;
  readonly result: string | null;
  readonly madeBy: string;
  readonly madeAt: number;
  readonly endedBy: string | null;
  readonly endedAt: number | null;
  readonly late: boolean;
};

export type SubjectHistory = {
  readonly subject: string;
  readonly orders: readonly {
    readonly id: string;
    readonly number: string;
    readonly at: number;
    readonly excerpt: string;
    readonly issueType: Named;
    readonly demandKind: string;
    readonly street: string | null;
    readonly leadUnit: Named;
    readonly state: OrderState;
    readonly outcome: string | null;
    readonly topic: number;
  }[];
  readonly complaints: number;
  readonly callers: number;
  /** Orders that ended in settlement. */
  readonly settled: number;
  readonly byType: readonly { readonly code: string; readonly name: string; readonly orders: number }[];
  readonly acts: readonly {
    readonly kind: SubjectActKind;
    readonly day: string;
    readonly note: string;
    readonly unit: Named;
    readonly by: string;
    readonly at: number;
  }[];
  /** What is due by the rules. */
  readonly due: readonly {
    readonly code: string;
    readonly act: SubjectActKind;
    readonly name: string;
    readonly text: string;
    readonly callers: number;
  }[];
};

export type TopicAsked = {
  /** Days somebody has to have called within. */
  readonly days?: number;
  readonly street?: string;
  readonly issueType?: string;
  readonly q?: string;
  readonly page?: number;
};

export type Decision =
  | { readonly state: 'confirmed'; readonly reason?: string }
  | { readonly state: 'dismissed'; readonly reason: string };

export type TaskAsked = {
  readonly unit: string;
  readonly what: string;
  readonly dueDay?: string;
  readonly note?: string;
};

/** Rights are checked inside: those of units see what their own orders are part of, and their own tasks. */
export type Insight = {
  readonly topics: (actor: Actor, asked: TopicAsked) => Promise<Page<TopicSummary>>;
  readonly topic: (actor: Actor, id: number) => Promise<TopicDetail>;
  readonly chronic: (actor: Actor) => Promise<readonly Chronic[]>;
  readonly warnings: (
    actor: Actor,
    asked: { readonly state?: WarningState; readonly kind?: WarningKind; readonly page?: number },
  ) => Promise<Page<Warning>>;
  /** `order_changed` where somebody else decided meanwhile; `conflict` where a task was made of it. */
  readonly decide: (actor: Actor, id: number, version: number, decision: Decision) => Promise<Warning>;
  /** Makes a task of a warning. */
  readonly task: (actor: Actor, warningId: number, version: number, asked: TaskAsked) => Promise<Task>;
  readonly tasks: (
    actor: Actor,
    asked: { readonly state?: TaskState; readonly unit?: string; readonly page?: number },
  ) => Promise<Page<Task>>;
  readonly endTask: (
    actor: Actor,
    id: string,
    end: { readonly state: 'done' | 'cancelled'; readonly result: string },
  ) => Promise<Task>;
  readonly subject: (actor: Actor, name: string) => Promise<SubjectHistory>;
  readonly addAct: (
    actor: Actor,
    name: string,
    act: { readonly kind: SubjectActKind; readonly day: string; readonly note: string },
  ) => Promise<void>;
  /** Asks for all topics anew; how many orders wait to be placed. Whoever calls it does the outbox afterwards. */
  readonly rebuild: () => Promise<number>;
};
