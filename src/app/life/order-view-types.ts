import type { CallbackResult, CallbackWay } from '../../kernel/callback-words.ts';
import type { EvidenceKind, EvidencePurpose } from '../../kernel/evidence-words.ts';
import type { ApplicationKind, Move, OrderState } from '../../kernel/move-words.ts';
import type { ChecklistItem } from '../../orders/checklist.ts';
import type { ReasonKind } from '../../orders/handling-rules.ts';
import type {
  ContactResult,
  ContactWay,
  DemandAnswer,
  OutcomeKind,
  TellWay,
  Verdict,
} from '../../orders/life-events.ts';
import type { ClockState } from '../../orders/clocks.ts';

/** A unit by code and name. */
export type NamedUnit = { readonly code: string; readonly name: string };

/** A move that the actor's role can make some time, and whether it can be made now. */
export type OfferedMove = {
  readonly move: Move;
  readonly name: string;
  readonly open: boolean;
  /** Why not, in words; null where it is open. */
  readonly rule: string | null;
  /** The same for programs: `state`, or the need that is not met. */
  readonly need: string | null;
};

/** A clock as it stands. Times are UTC milliseconds. */
export type ClockLine = {
  readonly id: string;
  readonly name: string;
  /** 响应, 查清, 处理, 回复 ... */
  readonly purpose: string;
  readonly state: ClockState;
  readonly stateName: string;
  /** `5个自然日（120小时）`. */
  readonly limit: string;
  /** What it starts with, in words; the first of several. */
  readonly startsWith: string;
  /** Written down but not in force: for comparison. */
  readonly disabled: boolean;
  readonly startedAt: number | null;
  readonly dueAt: number | null;
  /** The year the calendar does not know, where that keeps the deadline from being computed. */
  readonly unknownYear: number | null;
  readonly metAt: number | null;
  /** Milliseconds until the deadline, and past it; null without a deadline. */
  readonly left: number | null;
  readonly over: number | null;
  /** The deadline may still be moved by a notice to come. */
  readonly unsettled: boolean;
  readonly basis: {
    readonly text: string;
    readonly law: string | null;
    readonly article: string | null;
    readonly quote: string | null;
    /** The text of the source is not at hand. */
    readonly unverified: boolean;
  };
};

/** What a reply, or an application that waits, needs; done or not. */
export type Checklist = {
  readonly for: 'reply' | ReasonKind;
  readonly items: readonly ChecklistItem[];
};

/** One demand of the call; offsets are those of the text as received. */
export type OrderDemand = {
  /** From 1. */
  readonly demand: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
};

/** A reason that may be named in an application, and what it still lacks. */
export type ReasonChoice = {
  readonly kind: ReasonKind;
  readonly code: string;
  readonly name: string;
  readonly means: string;
  readonly laws: readonly { readonly law: string; readonly article: string; readonly quote: string }[];
  readonly policy: string | null;
  readonly missing: readonly string[];
};

/** An outcome that a reply to this order may name, and what it still lacks. */
export type OutcomeChoice = {
  readonly kind: OutcomeKind;
  readonly name: string;
  readonly means: string;
  readonly missing: readonly string[];
};

/** A way in which the caller of this order may be told, and what it still lacks. */
export type TellChoice = {
  readonly way: TellWay;
  readonly name: string;
  /** What it means and rests on, where a rule says so. */
  readonly means: string | null;
  readonly basis: string | null;
  readonly missing: readonly string[];
};

/** How much more time a clock that runs can be given, by its policy. Times are UTC milliseconds. */
export type ExtensionChoice = {
  readonly name: string;
  readonly dueAt: number | null;
  /** Until when at the latest; null where the policy sets no bound, or the calendar does not know the year. */
  readonly latest: number | null;
  /** `15个工作日`; null where the policy sets no bound. */
  readonly atMost: string | null;
  /** How often still; null where the policy does not say. */
  readonly timesLeft: number | null;
  /** Who approves, in words. */
  readonly approval: string;
  readonly clause: string;
};

export type OrderFile = {
  readonly id: string;
  readonly name: string;
  readonly kind: EvidenceKind;
  readonly purpose: EvidencePurpose;
  readonly sha256: string;
  readonly addedAt: number;
  readonly addedBy: string;
};

/** What the forms of an order let choose from; empty lists where the actor makes no such move. */
export type OrderChoices = {
  readonly reasons: readonly ReasonChoice[];
  readonly outcomes: readonly OutcomeChoice[];
  /** Whom it can be handed to in the own unit. */
  /** People of the own unit; `note` says in words what each has in hand, or that they are not there. */
  readonly colleagues: readonly { readonly id: string; readonly name: string; readonly note: string }[];
  /** People of the units that have it, who may be let in to it one by one where all of it is kept. */
  readonly letIn: readonly { readonly id: string; readonly name: string; readonly unit: string }[];
  /** How the caller can be told. */
  readonly telling: readonly TellChoice[];
  /** The clocks that can be given more time, each with its bounds. */
  readonly extensions: readonly ExtensionChoice[];
  /** Last day a plan 挂账 may name, ISO; null where no rule bounds it. */
  readonly planUntil: string | null;
  /** Working hours of the merchant-first channel; null where the rules have none for this order. */
  readonly merchantHours: number | null;
};

/** The application that waits. */
export type PendingView = {
  readonly kind: ApplicationKind;
  readonly name: string;
  readonly at: number;
  readonly by: string;
  readonly byUnit: NamedUnit | null;
  readonly reason: string;
  readonly clause: string | null;
  readonly code: string | null;
  /** Name of the reason with that code. */
  readonly codeName: string | null;
  readonly owner: NamedUnit | null;
  /** The type it should be of, by whoever returns it. */
  readonly issueType: { readonly code: string; readonly name: string } | null;
  readonly planDay: string | null;
  readonly until: number | null;
  /** A return that goes to adjudication. */
  readonly disputed: boolean;
  /** What it rests on and is not there. */
  readonly missing: readonly string[];
};

/** The life of an order in short. Times are UTC milliseconds. */
export type LifeView = {
  /** The part the actor's unit takes. */
  readonly part: 'lead' | 'joint' | 'called' | 'none';
  readonly personId: string | null;
  readonly pending: PendingView | null;
  readonly contacts: readonly {
    readonly at: number;
    readonly way: ContactWay;
    readonly result: ContactResult;
    readonly by: string;
  }[];
  /** Whether the caller was reached, or cannot be by the rules. */
  readonly contactDone: boolean;
  readonly returns: readonly {
    readonly at: number;
    readonly unit: NamedUnit;
    readonly owner: NamedUnit;
    readonly verdict: 'waits' | 'accepted' | 'refused' | 'ruled' | 'withdrawn';
    readonly settledOn: NamedUnit | null;
  }[];
  readonly ruled: boolean;
  readonly owners: readonly NamedUnit[];
  readonly jointAnswer: { readonly at: number; readonly text: string } | null;
  readonly whistles: readonly {
    readonly at: number;
    readonly units: readonly (NamedUnit & {
      readonly reportedAt: number | null;
      readonly answer: string | null;
    })[];
  }[];
  readonly meetings: readonly {
    readonly at: number;
    readonly place: string;
    readonly units: readonly NamedUnit[];
    readonly agreed: readonly { readonly unit: NamedUnit; readonly task: string; readonly due: string }[];
  }[];
  readonly supervision: {
    readonly level: number;
    readonly reason: string | null;
    readonly answeredAt: number | null;
    readonly answer: string | null;
    /** What there was of it under earlier lead units and in earlier rounds, oldest first. */
    readonly earlier: readonly {
      readonly unit: NamedUnit;
      readonly level: number;
      readonly answeredAt: number | null;
    }[];
  };
  readonly extensions: readonly { readonly at: number; readonly until: number | null }[];
  readonly planDay: string | null;
  readonly merchant: { readonly name: string; readonly until: number } | null;
  readonly reply: {
    readonly at: number;
    readonly by: string;
    readonly toldAt: number;
    readonly way?: TellWay;
    readonly basis?: string;
    readonly outcome: OutcomeKind;
    readonly outcomeName: string;
    readonly demands: readonly DemandAnswer[];
    readonly text: string;
  } | null;
  /** Every time the caller was told how it ended; `basis`: the rule by which that was not in person. */
  readonly told: readonly {
    readonly at: number;
    readonly by: string;
    readonly way: TellWay | null;
    readonly basis: string | null;
  }[];
  readonly ending: { readonly name: string; readonly code: string | null } | null;
  /** Where it stood before it was ended. */
  readonly before: OrderState | null;
  readonly reopened: number;
  /**
   * The callback 回访. Whoever is judged, and whoever has no part in it, sees the verdict once it is in, and nothing of
   * attempts before; null where there is nothing to be seen.
   */
  readonly callback: {
    readonly attempts: readonly {
      readonly at: number;
      readonly by: string;
      readonly way: CallbackWay;
      readonly result: CallbackResult;
      readonly note: string | null;
    }[];
    readonly verdict:
      (Verdict & { readonly at: number; readonly way: CallbackWay; readonly note: string | null }) | null;
  } | null;
};

/** What the events of an order say of it, for pages and programs. */
export type OrderLife = {
  readonly moves: readonly OfferedMove[];
  readonly clocks: readonly ClockLine[];
  readonly checklists: readonly Checklist[];
  readonly life: LifeView;
  readonly demands: readonly OrderDemand[];
  readonly files: readonly OrderFile[];
  readonly choices: OrderChoices;
};

type Consumed = {
  /** Milliseconds. */
  readonly natural: number;
  /** The same on workdays; null where the calendar does not know a year. */
  readonly working: number | null;
};

/** Who had the order for how long; the parts sum to the total exactly. Times are UTC milliseconds. */
export type TierLedger = {
  readonly from: number;
  readonly to: number;
  readonly stretches: readonly (Consumed & {
    readonly from: number;
    readonly to: number;
    readonly tier: string;
    readonly holder: string;
    /** What brought it there. */
    readonly by: string;
  })[];
  readonly byTier: readonly (Consumed & { readonly tier: string })[];
  readonly total: Consumed;
  readonly clockMovedBack: boolean;
};

/** The printable reckoning of an order's time. */
export type OrderTrace = {
  readonly id: string;
  readonly number: string;
  readonly state: OrderState;
  readonly leadUnit: NamedUnit;
  readonly receivedAt: number;
  readonly asOf: number;
  readonly clocks: readonly {
    readonly id: string;
    readonly name: string;
    readonly disabled: boolean;
    readonly lines: readonly string[];
    /** Who got the order with how much left. */
    readonly receipts: readonly string[];
  }[];
  /** Null where the profile has no calendar. */
  readonly ledger: TierLedger | null;
};
