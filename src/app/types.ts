import type { FigureServices } from './figures/figure-types.ts';
import type { CallbackDesk } from './callback/callback-types.ts';
import type { ApplicationKind, OrderState } from '../kernel/move-words.ts';
import type { EventName } from '../kernel/event-names.ts';
import type { Answer, FactEvidence, Facts, LegalBasis, Misquote } from '../knowledge/types.ts';
import type { Learning } from './learning/learning-types.ts';
import type { Candidate, Decision, DemandKind, Urgency } from '../triage/types.ts';
import type { Entity, Form } from '../text/types.ts';
import type { HeldOut } from '../triage/right-prior.ts';
import type { Ruling } from '../triage/rulings.ts';
import type { DialOrder } from './dispatch/dial-file.ts';
import type { Drafting } from './replies/drafting-types.ts';
import type { Dialling, DispatchRights, Switching } from './dispatch/dispatch-types.ts';
import type { Duplicates } from './relations/duplicate-types.ts';
import type { EndingCases } from './life/ending-cases.ts';
import type { Exporting } from './export/exporting.ts';
import type { ImportDesk } from './import/import-desk.ts';
import type { EvidenceDesk } from './life/evidence-desk.ts';
import type { KnowledgeCare, PublicKnowledge } from './knowledge/knowledge-care-types.ts';
import type { Laws } from './law/law-care-types.ts';
import type { OrderFilter } from './life/order-filter.ts';
import type { OrderLife, OrderTrace } from './life/order-view-types.ts';
import type { Live } from './life/live-changes.ts';
import type { Ratings } from './knowledge/rating-types.ts';
import type { Replies, ReplyDesk } from './replies/reply-types.ts';
import type { ReturnDesk } from './life/return-desk.ts';
import type { Insight } from './insight/insight-types.ts';
import type { Reminders } from './life/reminders.ts';
import type { Rota } from './life/rota-types.ts';
import type { RuleCards } from './knowledge/rule-card-types.ts';
import type { RuleCare } from './knowledge/rule-care-types.ts';
import type { Rulings } from './dispatch/ruling-types.ts';
import type { Scoring } from './scores/score-types.ts';
import type { SecondOpinions } from './intake/second-opinions.ts';
import type { TeachingCards } from './knowledge/teaching-card-types.ts';

export type { Answer };
export type { DispatchSwitch, Switching } from './dispatch/dispatch-types.ts';

/** An order as another system hands it in; `parseOrder` in `app/order-input.ts` is the only way to make one. */
export type OrderInput = {
  readonly id?: string;
  readonly channel: string;
  readonly form?: Form;
  /** ISO 8601 with offset. */
  readonly receivedAt: string;
  readonly text: string;
  readonly caller?: { readonly name?: string; readonly phone?: string };
  readonly place?: {
    readonly street?: string;
    readonly address?: string;
    readonly lng?: number;
    readonly lat?: number;
  };
  readonly attachments?: readonly {
    readonly name: string;
    readonly mediaType: string;
    readonly sha256: string;
    readonly url: string;
  }[];
  readonly externalId?: string;
};

export type Versions = {
  readonly model: string;
  readonly taxonomy: string;
  readonly catalogue: string;
  readonly knowledge: string;
};

/** What `jiesu triage` prints and `POST /api/v1/triage` answers. All spans are in the source text. */
export type TriageResult = { readonly id: string | null } & Decision & {
    readonly entities: readonly Entity[];
    readonly laws: readonly LegalBasis[];
    readonly misquoted: readonly Misquote[];
    readonly versions: Versions;
  };

/** What triage goes by beside the order. */
export type TriageAids = {
  /** What the database knows; left out on the command line. */
  readonly rulings?: readonly Ruling[];
  /** What the encoder that `Engine.opinion` names makes of the order's text. */
  readonly vector?: Float32Array;
};

/** When and what an encoder is asked of an order; see `second-opinions.ts`. */
export type OpinionWanted<O = OrderInput, R = Pick<TriageResult, 'issueType'>> = {
  /** Id of the encoder whose vectors the model reads. */
  readonly encoder: string;
  /** Whether the model doubts its own answer so much that the encoder should be asked. */
  readonly wants: (result: R) => boolean;
  /** What the encoder reads of an order. */
  readonly textOf: (order: O) => string;
};

/** What the text of an order states of the facts rules may turn on. */
export type OrderFacts = {
  /** Clean text, for wordings that name a rule. */
  readonly text: string;
  readonly facts: Facts;
  /** Spans are in the source text. */
  readonly evidence: readonly FactEvidence[];
};

/** The reading side of the program without a database: profile, models, knowledge. `app/engine.ts` makes it. */
export type Engine = {
  readonly versions: Versions;
  /** Held-back orders at or above the dispatch line of training; absent in fakes. */
  readonly dispatchEvidence?: HeldOut;
  /** Held-back orders for the dial; null where the model brings none. */
  readonly dial?: readonly DialOrder[] | null;
  readonly triage: (order: OrderInput, aids?: TriageAids) => TriageResult;
  /** Null or absent where the model has no second opinion. */
  readonly opinion?: OpinionWanted | null;
  readonly ask: (question: {
    readonly id?: string;
    readonly query: string;
    readonly eventDate?: string;
    /** Day the matter is taken up: the law of procedure is that of this day. */
    readonly filingDate?: string;
    readonly facts?: Readonly<Record<string, unknown>>;
  }) => Answer;
  /** How alike a text is to each of others, 0 to 1; absent in fakes. */
  readonly likeness?: (text: string, others: readonly string[]) => readonly number[];
  /** Draft reply for an order and its triage result. */
  readonly draftReply: (order: OrderInput, result: TriageResult) => string;
  /** Drafting and checking of replies; absent in fakes. */
  readonly replies?: ReplyDesk;
  /** The facts of an order; absent in fakes. */
  readonly factsOf?: (order: OrderInput, result: Pick<TriageResult, 'saleChannel'>) => OrderFacts;
};

/**
 * 管理员, 派单员, 中心负责人, 回访员, 分析员; 承办人 and 单位负责人 belong to a unit; `system` holds an API key.
 */
export type Role =
  'admin' | 'dispatcher' | 'leader' | 'callback' | 'analyst' | 'handler' | 'unitLeader' | 'system';

/** Who acts: a signed-in person, or a system holding an API key (`role: 'system'`). */
export type Actor = {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Unit code of a handler; null for those who see all units. */
  readonly unit: string | null;
};

export type { OrderFilter, OrderState };

/** A row of the queue. */
export type OrderSummary = {
  readonly id: string;
  readonly number: string;
  /** UTC milliseconds. */
  readonly receivedAt: number;
  readonly channel: string;
  readonly state: OrderState;
  readonly excerpt: string;
  readonly issueType: { readonly code: string; readonly name: string; readonly confidence: number };
  readonly demandKind: DemandKind;
  readonly urgency: Urgency;
  readonly street: string | null;
  readonly leadUnit: { readonly code: string; readonly name: string };
  readonly jointUnit: { readonly code: string; readonly name: string } | null;
  /** What triage decided: left for a person, or dispatched by itself. */
  readonly action: 'dispatch' | 'review';
  readonly corrected: boolean;
  /** Number of events so far. */
  readonly version: number;
  /** When it came to stand where it stands, UTC milliseconds. */
  readonly since: number;
  /** Who answers for it in the lead unit. */
  readonly person: string | null;
  /** What was applied for and waits for a decision. */
  readonly pending: ApplicationKind | null;
  readonly supervision: number;
  /** The highest level of supervision under another lead unit or in an earlier round; 0 for none. */
  readonly supervisedBefore: number;
  /** Nearest deadline; null where none runs. */
  readonly dueAt: number | null;
  /** Soon due 临期: one of its clocks says so now. An order that is late by one clock can be soon due by another. */
  readonly soon: boolean;
  /** Dispatched by itself, picked for a spot check and not answered yet; only for those who may answer. */
  readonly spotCheck?: boolean;
};

export type OrderEvent = {
  readonly at: number;
  readonly actor: string;
  readonly event: EventName;
  readonly detail: string;
};

export type LikeOrder = {
  readonly id: string;
  readonly number: string;
  readonly excerpt: string;
  readonly issueType: { readonly code: string; readonly name: string };
  readonly leadUnit: { readonly code: string; readonly name: string };
  readonly score: number;
};

/** One order in full, as far as the actor may see it. */
export type OrderDetail = OrderSummary &
  OrderLife & {
    readonly input: OrderInput;
    readonly triage: TriageResult;
    readonly unitCandidates: readonly (Candidate & { readonly name: string })[];
    readonly typeCandidates: readonly (Candidate & { readonly name: string })[];
    readonly events: readonly OrderEvent[];
    /** Null until the outbox has made it. */
    readonly suggestion: { readonly likeOrders: readonly LikeOrder[]; readonly draftReply: string } | null;
    readonly can: {
      readonly dispatch: boolean;
      readonly correct: boolean;
      readonly acknowledge: boolean;
    };
  };

export type Page<T> = {
  readonly rows: readonly T[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
};

/** What became of one order handed in. */
export type IntakeOutcome =
  | {
      readonly status: 'accepted' | 'duplicate';
      readonly id: string;
      readonly number: string;
      readonly state: OrderState;
      readonly triage: TriageResult;
    }
  | {
      readonly status: 'refused';
      readonly error: { readonly code: string; readonly message: string; readonly details: object };
    };

export type Session = { readonly actor: Actor; readonly csrf: string; readonly expiresAt: number };

/** A correction of type and/or lead unit; `approver` and `reason` where it goes past what is reserved from streets. */
export type OrderChange = {
  readonly issueType?: string;
  readonly unit?: string;
  readonly approver?: string;
  readonly reason?: string;
};

/**
 * The use cases behind every face (HTTP, pages, command line). Rights are checked inside, on every call:
 * a handler sees and moves only orders led or assisted by the own unit (else `forbidden`).
 */
export type Services = {
  readonly engine: Engine;
  /** Asks the encoder where triage doubts; left out by fakes and short commands. */
  readonly opinions?: Pick<SecondOpinions, 'ask' | 'standing'>;
  readonly intake: {
    /** Stores and dispatches, in input order. One outcome an order; nothing accepted is ever lost. */
    readonly accept: (
      actor: Actor,
      orders: readonly OrderInput[],
      options?: {
        readonly idempotencyKey?: string;
        /** The request the key stands for, where it held more than these orders (some were refused before). */
        readonly request?: unknown;
      },
    ) => Promise<IntakeOutcome[]>;
  };
  readonly orders: {
    readonly list: (
      actor: Actor,
      filter: OrderFilter,
      page?: { readonly page?: number; readonly pageSize?: number },
    ) => Promise<Page<OrderSummary>>;
    readonly get: (actor: Actor, id: string) => Promise<OrderDetail>;
    /** How an order's time was counted, and whose hands it was in; recorded like any reading. */
    readonly trace: (actor: Actor, id: string) => Promise<OrderTrace>;
    /** How many orders of the actor's reach fit each of these. */
    readonly countEach: <K extends string>(
      actor: Actor,
      filters: Readonly<Record<K, OrderFilter>>,
    ) => Promise<Readonly<Record<K, number>>>;
    /** Orders in each state the actor may see; `review` are received ones that wait for a person. */
    readonly counts: (actor: Actor) => Promise<{
      readonly review: number;
      readonly dispatched: number;
      readonly acknowledged: number;
      readonly total: number;
    }>;
  };
  readonly handling: {
    /**
     * Corrects type and/or lead unit; a new type without a unit routes anew by duty and territory. `seen` here and
     * below: number of events the actor has seen; `order_changed` where there are others by now.
     */
    readonly correct: (actor: Actor, id: string, change: OrderChange, seen?: number) => Promise<OrderDetail>;
    readonly dispatch: (actor: Actor, id: string, seen?: number) => Promise<OrderDetail>;
    readonly acknowledge: (actor: Actor, id: string, seen?: number) => Promise<OrderDetail>;
    /** Any other move of the table of states; `illegal_move`, `order_changed`, `bad_field` where it cannot be made. */
    readonly move: (
      actor: Actor,
      id: string,
      asked: {
        readonly move: string;
        readonly data: unknown;
        /** Number of events the actor has seen. */
        readonly version?: number;
        readonly idempotencyKey?: string;
      },
    ) => Promise<OrderDetail>;
  };
  readonly accounts: {
    /** `bad_credentials` or `rate_limited` on failure; the same answer for unknown and wrong. */
    readonly login: (username: string, password: string) => Promise<{ token: string; session: Session }>;
    readonly session: (token: string) => Promise<Session | null>;
    readonly logout: (token: string) => Promise<void>;
    readonly actorOfKey: (key: string) => Promise<Actor | null>;
    /** All of them in one write, or none. */
    readonly addUser: (
      ...users: readonly {
        /** Left out: a new one. */
        readonly id?: string;
        readonly username: string;
        readonly name: string;
        readonly role: Role;
        readonly unit: string | null;
        readonly password: string;
      }[]
    ) => Promise<void>;
    readonly setPassword: (username: string, password: string) => Promise<void>;
    readonly disableUser: (username: string) => Promise<void>;
    /** Returns the key once; only its hash is stored. */
    readonly addKey: (name: string) => Promise<{ readonly id: string; readonly key: string }>;
    readonly revokeKey: (id: string) => Promise<void>;
  };
  /** Annotation and retraining; left out where nobody learns (fakes, short-lived commands). */
  readonly learning?: Learning;
  /** Duplicates and repeats; left out by fakes. */
  readonly duplicates?: Duplicates;
  /** Automatic dispatch: switches, the right of each cell, the dispatch line; left out by fakes. */
  readonly switching?: Switching;
  readonly rights?: DispatchRights;
  readonly dialling?: Dialling;
  /** Decisions on grey areas; left out by fakes. */
  readonly rulings?: Rulings;
  /** Exports of lists; left out by fakes. */
  readonly exporting?: Exporting;
  /** Files of orders on their way in; left out by fakes. */
  readonly importing?: ImportDesk;
  /** Evidence files; left out where they have no place, and by fakes. */
  readonly evidence?: EvidenceDesk;
  /** Endings on paper, and what hints at them; left out by fakes. */
  readonly endings?: EndingCases;
  /** Briefs on disputed returns, and how units return orders; left out by fakes. */
  readonly returns?: ReturnDesk;
  /** Who is on duty, who is not there, who can take another order; left out by fakes. */
  readonly rota?: Rota;
  /** Changes of orders as they happen; left out by fakes. */
  readonly live?: Live;
  /** What an account is reminded of; left out by fakes. */
  readonly callbacks?: CallbackDesk;
  readonly figures?: FigureServices;
  /** 考核记分; left out by fakes. */
  readonly scores?: Scoring;
  readonly reminders?: Reminders;
  /** Topics, warnings, tasks of acting before complaints come, histories of subjects; left out by fakes. */
  readonly insight?: Insight;
  /** Drafting and checking of replies; left out by fakes. */
  readonly replies?: Replies;
  /** Replies put in other words by a local model; left out where none is set up. */
  readonly drafting?: Drafting;
  /** Ratings of suggestions; left out by fakes. */
  readonly ratings?: Ratings;
  /** Care of knowledge; left out where nothing is answered from (fakes, short commands). */
  readonly knowledgeCare?: KnowledgeCare;
  readonly publicKnowledge?: PublicKnowledge;
  readonly laws?: Laws;
  readonly ruleCare?: RuleCare;
  readonly ruleCards?: RuleCards;
  readonly teachingCards?: TeachingCards;
  readonly health: { readonly ready: () => Promise<boolean> };
};
