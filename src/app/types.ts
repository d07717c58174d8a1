import type { Confidentiality } from '../kernel/confidential-words.ts';
import type { ApplicationKind, OrderState } from '../kernel/move-words.ts';
import type { EventName } from '../kernel/event-names.ts';
import type { Answer, FactEvidence, Facts, LegalBasis, Misquote } from '../knowledge/types.ts';
import type { Candidate, Decision, DemandKind, Reason, Urgency } from '../triage/types.ts';
import type { Caller, Entity, Form, SaleChannel } from '../text/types.ts';
import type { HeldOut } from '../triage/right-prior.ts';
import type { Ruling } from '../triage/rulings.ts';
import type { DialOrder } from './dispatch/dial-file.ts';
import type { OrderFilter } from './life/order-filter.ts';
import type { OrderLife } from './life/order-view-types.ts';
import type { ReplyDesk } from './replies/reply-types.ts';

export type { Services } from './service-types.ts';
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
  readonly caller?: Caller;
  readonly place?: {
    readonly street?: string;
    readonly address?: string;
    /** Of the address register of the sending system. */
    readonly addressId?: string;
    readonly lng?: number;
    readonly lat?: number;
  };
  /** What the sending system or the caller says of the matter: kept, while triage decides by the text. */
  readonly claimed?: { readonly issueType?: string; readonly saleChannel?: SaleChannel };
  /** Addresses of pictures or recordings that were only named, not handed in. */
  readonly links?: readonly string[];
  readonly attachments?: readonly {
    readonly name: string;
    readonly mediaType: string;
    readonly sha256: string;
    readonly url: string;
  }[];
  readonly externalId?: string;
  /** How far the sending system wants it kept 保密; the caller's own words and the rules may only add to it. */
  readonly confidentiality?: Confidentiality;
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
  /** Issue types that the model has hardly any examples of; absent in fakes. */
  readonly few?: readonly string[];
  /** Issue types that the model knows; absent in fakes. */
  readonly learnedTypes?: readonly string[];
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
  /** Actions that a key was made for; left out: whatever its role may do. */
  readonly scope?: readonly string[];
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
  /** What of it is kept from whom 保密. */
  readonly confidentiality: Confidentiality;
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

/** A unit or a person let in to a restricted order. */
export type LetIn = { readonly entry: string; readonly name: string };

/** One order in full, as far as the actor may see it. */
export type OrderDetail = OrderSummary &
  OrderLife & {
    readonly input: OrderInput;
    /** Who is let in to a restricted order 知悉范围; empty for those who do not set it. */
    readonly letIn: readonly LetIn[];
    /** Why it might have to be kept, with the words that say so; null where nothing does or it is kept already. */
    readonly confidentialHint: Reason | null;
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
