import type { Agreement } from '../../learn/agreement.ts';
import type { SaleChannel } from '../../text/types.ts';
import type { DemandKind, Urgency } from '../../triage/types.ts';
import type { Contradiction, LabelOrigin } from './labels.ts';
import type { LiveDrift } from './live-drift.ts';
import type { Comparison } from './comparing.ts';
import type { OpinionStanding } from '../intake/second-opinions.ts';
import type { Actor } from '../types.ts';

/** Why a text was picked: the model doubts, unlike the others, its label is doubted, by hand. */
export type Why = 'uncertain' | 'diverse' | 'suspect' | 'hand';

/** A text to be labelled, as an annotator sees it: without what the model or anybody else thinks of it. */
export type TaskView = {
  readonly id: string;
  /** To skip past it. */
  readonly seq: number;
  readonly orderId: string | null;
  readonly text: string;
  readonly form: 'transcript' | 'summary' | 'message' | null;
  readonly channel: string | null;
  readonly receivedAt: number | null;
  readonly why: Why;
  /** In order of code. */
  readonly candidates: readonly { readonly code: string; readonly name: string }[];
};

export type AnnotationInput = {
  readonly issueType: string;
  readonly demandKind: DemandKind;
  readonly urgency?: Urgency;
  readonly saleChannel?: SaleChannel;
  readonly others?: readonly string[];
  readonly note?: string;
};

export type GivenLabels = {
  readonly annotator: string;
  readonly issueType: { readonly code: string; readonly name: string };
  readonly demandKind: string;
  readonly urgency: string | null;
  readonly saleChannel: string | null;
  readonly note: string;
  readonly at: number;
};

export type Disagreement = { readonly task: TaskView; readonly given: readonly GivenLabels[] };

/** Tasks by how far they are. */
export type TaskCounts = {
  readonly tasks: number;
  readonly open: number;
  readonly agreed: number;
  readonly disagreed: number;
  readonly adjudicated: number;
};

export type LabelStatistics = TaskCounts & {
  /** Krippendorff's alpha over all doubly labelled texts. */
  readonly issueType: Agreement;
  readonly demandKind: Agreement;
  readonly byAnnotator: readonly { readonly name: string; readonly given: number }[];
  readonly labels: Readonly<Record<LabelOrigin, number>>;
  readonly contradictions: readonly Contradiction[];
  readonly unitOnly: number;
};

export type QueueFilled = { readonly looked: number; readonly added: number };

export type Annotating = {
  /** Picks stored orders by uncertainty and diversity, or corrected ones whose correction the model doubts. */
  readonly fill: (actor: Actor, how: 'uncertain' | 'suspect', size: number) => Promise<QueueFilled>;
  /** A stored order or a text of its own by hand; `conflict` where it is among the tasks already. */
  readonly add: (
    actor: Actor,
    what: { readonly orderId: string } | { readonly text: string; readonly receivedAt?: string },
  ) => Promise<TaskView>;
  /** What this person should label next; null when nothing waits. Showing an order is audited as reading it. */
  readonly next: (
    actor: Actor,
    after?: number,
  ) => Promise<{ readonly task: TaskView | null; readonly waiting: number }>;
  /** `conflict` once two others have labelled it or it is settled. */
  readonly submit: (actor: Actor, taskId: string, labels: AnnotationInput) => Promise<void>;
  /**
   * What others said is shown only to those who have labelled the text or may adjudicate a finished pair. Showing an
   * order is audited as reading it.
   */
  readonly disagreements: (actor: Actor) => Promise<readonly Disagreement[]>;
  readonly adjudicate: (actor: Actor, taskId: string, labels: AnnotationInput) => Promise<void>;
  readonly counts: (actor: Actor) => Promise<TaskCounts>;
  /** Computed once for each change of the data. */
  readonly statistics: (actor: Actor) => Promise<LabelStatistics>;
  /** The labelled data set as JSON Lines; audited. */
  readonly exportLabels: (actor: Actor) => Promise<string>;
};

export type TrainingRun = {
  readonly id: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'refused' | 'interrupted';
  /** 0 to 1. */
  readonly progress: number;
  readonly seed: number;
  readonly labels: number;
  readonly version: string | null;
  readonly startedBy: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly message: string;
};

export type ModelRow = {
  readonly version: string;
  readonly current: boolean;
  /** Rows of labelled data it was made of. */
  readonly rows: number;
  readonly metrics: Readonly<Record<string, unknown>>;
  /** Types learned from so few examples that they are listed. */
  readonly few: readonly string[];
  /** What keeps it from being used with this profile; null where nothing does. */
  readonly unfit: string | null;
  /** Against the model in use; null where they were never compared. */
  readonly comparison: Comparison | null;
};

export type Suspect = {
  readonly source: string;
  readonly id: string;
  readonly given: string;
  readonly suggested: string;
  /** Probability of the given label, held out. */
  readonly confidence: number;
  readonly excerpt: string;
};

/** How a model has done on the orders it decided here: what people corrected, and how sure it was. */
export type LiveFigures = {
  readonly model: string;
  readonly orders: number;
  readonly corrected: number;
  readonly dispatched: number;
  /** Mean confidence in the first type. */
  readonly confidence: number;
};

export type ModelsView = {
  /** The model that answers now. */
  readonly running: string;
  /** The registry's; another one than `running` was promoted on the command line since the start. */
  readonly current: string;
  readonly canRollBack: string | null;
  readonly models: readonly ModelRow[];
  readonly runs: readonly TrainingRun[];
  readonly live: readonly LiveFigures[];
  /** How the second opinion of the model that answers now stands; absent in fakes. */
  readonly opinion?: OpinionStanding;
  /** Of the model that answers now; null where it keeps no reference. */
  readonly drift: LiveDrift | null;
  readonly promotions: readonly {
    readonly at: number;
    readonly how: string;
    readonly from: string;
    readonly to: string;
    readonly by: string;
    readonly reason: string;
    readonly tookMs: number;
  }[];
};

export type ModelUpdates = {
  readonly list: (actor: Actor) => Promise<ModelsView>;
  readonly card: (actor: Actor, version: string) => Promise<string>;
  readonly suspects: (actor: Actor, version: string) => Promise<readonly Suspect[]>;
  readonly run: (actor: Actor, id: string) => Promise<TrainingRun>;
  /** Answers at once; the run goes on in a process of its own. `training_running` while there is another. */
  readonly train: (actor: Actor, options?: { readonly seed?: number }) => Promise<TrainingRun>;
  readonly cancel: (actor: Actor, id: string) => Promise<TrainingRun>;
  /** Old and new on the same data, measured in a process of its own and kept. */
  readonly compare: (actor: Actor, version: string) => Promise<Comparison>;
  /** `promotion_refused` where the comparison forbids it, unless an administrator forces it with a reason. */
  readonly promote: (
    actor: Actor,
    version: string,
    options?: { readonly force?: string },
  ) => Promise<{ readonly version: string; readonly tookMs: number }>;
  readonly rollback: (actor: Actor) => Promise<{ readonly version: string; readonly tookMs: number }>;
};

/** The learning loop. `updates` is there only where there is a registry of models (the server). */
export type Learning = { readonly annotating: Annotating; readonly updates: ModelUpdates | null };
