import type { AbuseDesk, RestHints } from './care/care-types.ts';
import type { ChartServices } from './figures/charting-types.ts';
import type { FigureServices } from './figures/figure-types.ts';
import type { ProgressAsking } from './caller/progress-asking.ts';
import type { EventFeed } from './connections/event-feed.ts';
import type { Open311 } from './connections/open311-types.ts';
import type { Webhooks } from './connections/webhook-types.ts';
import type { Catalogue } from './catalogue/revision-types.ts';
import type { CallbackDesk } from './callback/callback-types.ts';
import type { Learning } from './learning/learning-types.ts';
import type { MisreadingBrowser } from './learning/misreading-types.ts';
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
import type { OrderTrace } from './life/order-view-types.ts';
import type { Health } from './health.ts';
import type { Live } from './life/live-changes.ts';
import type { Ratings } from './knowledge/rating-types.ts';
import type { Replies } from './replies/reply-types.ts';
import type { ReturnDesk } from './life/return-desk.ts';
import type { Insight } from './insight/insight-types.ts';
import type { Reminders } from './life/reminders.ts';
import type { DemoDoor } from './demo/demo-door.ts';
import type { SimulationDesk } from './demo/simulation-desk.ts';
import type { Reports } from './reports/report-types.ts';
import type { Admin, ApiKey } from './admin/admin-types.ts';
import type { PrivacyDesk } from './privacy/privacy-types.ts';
import type { KeyLimits } from './key-limits.ts';
import type { Rota } from './life/rota-types.ts';
import type { RuleCards } from './knowledge/rule-card-types.ts';
import type { RuleCare } from './knowledge/rule-care-types.ts';
import type { Rulings } from './dispatch/ruling-types.ts';
import type { Scoring } from './scores/score-types.ts';
import type { Searching } from './search/search-types.ts';
import type { SignIn } from './sign-in/sign-in-types.ts';
import type { SecondOpinions } from './intake/second-opinions.ts';
import type { TeachingCards } from './knowledge/teaching-card-types.ts';
import type {
  Actor,
  Engine,
  IntakeOutcome,
  OrderChange,
  OrderDetail,
  OrderInput,
  OrderSummary,
  Page,
  Role,
  Session,
} from './types.ts';

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
    readonly login: (
      username: string,
      password: string,
      from?: {
        /** Whose tries are counted together beside those of the name. */
        readonly address?: string;
        /** Token of the session that this one takes the place of. */
        readonly replaces?: string;
      },
    ) => Promise<{ token: string; session: Session }>;
    /** `looked`: not a use by the person, so that it may still end for want of use. */
    readonly session: (token: string, use?: 'used' | 'looked') => Promise<Session | null>;
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
    readonly addKey: (
      name: string,
      limits?: KeyLimits,
    ) => Promise<{ readonly id: string; readonly key: string }>;
    /** A successor; the old key works for so many hours more. */
    readonly rotateKey: (
      id: string,
      hours?: number,
    ) => Promise<{ readonly id: string; readonly key: string }>;
    /** As they were made, without their hashes. */
    readonly listKeys: () => Promise<readonly ApiKey[]>;
    readonly revokeKey: (id: string) => Promise<void>;
  };
  /** Log-in at an identity provider; left out where none is set up. */
  readonly signIn?: SignIn;
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
  /** What happens to orders, for systems that ask; left out by fakes. */
  readonly eventFeed?: EventFeed;
  /** Systems that are told; left out by fakes. */
  readonly webhooks?: Webhooks;
  /** Orders as Open311 has them; left out where it is switched off, and by fakes. */
  readonly open311?: Open311;
  /** Changes of orders as they happen; left out by fakes. */
  readonly live?: Live;
  /** What an account is reminded of; left out by fakes. */
  readonly callbacks?: CallbackDesk;
  /** How far a matter is, for its caller; left out by fakes. */
  readonly progress?: ProgressAsking;
  readonly figures?: FigureServices;
  /** Figures as charts show them; left out by fakes. */
  readonly charts?: ChartServices;
  /** 考核记分; left out by fakes. */
  readonly scores?: Scoring;
  readonly reminders?: Reminders;
  /** The simulated year for demonstration; left out by fakes and commands. */
  readonly simulation?: SimulationDesk;
  /** Duty catalogue and issue types with their revisions; left out by fakes. */
  readonly catalogue?: Catalogue;
  /** Where triage was wrong; left out by fakes. */
  readonly misreadings?: MisreadingBrowser;
  /** Accounts to try the demonstration with; left out by fakes and commands. */
  readonly demo?: DemoDoor;
  /** Reports 报表; left out by fakes. */
  readonly reports?: Reports;
  /** Topics, warnings, tasks of acting before complaints come, histories of subjects; left out by fakes. */
  readonly insight?: Insight;
  /** One question to everything; left out by fakes. */
  readonly searching?: Searching;
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
  /** What an administrator looks after; left out by fakes and commands. */
  readonly admin?: Admin;
  /** What is kept of people and how it goes; left out by fakes and commands. */
  readonly privacy?: PrivacyDesk;
  /** Abuse of staff by callers; left out by fakes. */
  readonly abuse?: AbuseDesk;
  /** When somebody should rest; left out by fakes. */
  readonly rest?: RestHints;
  readonly health: Health;
};
