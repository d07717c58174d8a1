import type { Attitude, CallbackResult, CallbackWay, Satisfied, Solved } from '../kernel/callback-words.ts';
import type { Confidentiality } from '../kernel/confidential-words.ts';
import type { ApplicationKind, Milestone, Mover, OrderState } from '../kernel/move-words.ts';

/** How a caller was sought. */
export type ContactWay = 'phone' | 'message' | 'visit' | 'meeting';
/** How a caller was told; `hotline`: by it, where the unit may not know who called; `notice`: publicly, `none`: not at all, each by a rule. */
export type TellWay = ContactWay | 'hotline' | 'notice' | 'none';
/** What came of it: spoken to, met in person, met refused (and recorded), nobody there. */
export type ContactResult = 'reached' | 'met' | 'meetingRefused' | 'noAnswer';

/** How a matter ended, as the reply says it. */
export type OutcomeKind =
  | 'solved'
  | 'procedural'
  | 'explained'
  | 'settled'
  | 'mediationEnded'
  | 'true'
  | 'partlyTrue'
  | 'untrue'
  | 'planned';

/** What became of one demand of the call: an answer, or the reason why there is none. */
export type DemandAnswer = {
  /** From 1, in the order in which the call names them. */
  readonly demand: number;
  readonly answer?: string;
  readonly reason?: string;
};

/** One thing a meeting agreed on; it binds the unit named. */
export type Agreed = { readonly unit: string; readonly task: string; readonly due: string };

/** A file by its content and the name it went by. */
export type FiledFile = { readonly sha256: string; readonly name: string };

/** What an application carries besides its reason. */
export type ApplicationData = {
  readonly reason: string;
  readonly clause?: string;
  /** Proposed owner of a return. */
  readonly owner?: string;
  /** The type the matter is of, by whoever returns it: what leads to the proposed owner. */
  readonly issueType?: string;
  /** ISO day by which what is on hold is to be solved. */
  readonly planDay?: string;
  /** UTC milliseconds until which more time is asked for. */
  readonly until?: number;
  /** Code of the reason. */
  readonly code?: string;
  /** Of an ending: the files of the order as it was asked for, which are to be there when it is decided. */
  readonly filed?: readonly FiledFile[];
};

/** What the caller says of how the matter was handled. */
export type Verdict = {
  readonly solved: Solved;
  readonly satisfied: Satisfied;
  readonly attitude: Attitude;
};

/** One attempt to call back; a verdict there is where it was answered. */
export type CallbackData = {
  readonly way: CallbackWay;
  readonly result: CallbackResult;
  readonly verdict: Verdict | null;
  readonly note?: string;
};

type Units = { readonly lead: string; readonly joint: string | null };
type Reasoned = { readonly reason: string };
/** That somebody answered for sending to a street what the catalogue reserves from streets. */
type Approved = {
  readonly approval?: { readonly approver: string; readonly reason: string; readonly clause: string };
};
/** That the caller was told: when and how. Replies of an earlier program do not say how. */
type Telling = {
  /** UTC milliseconds; of a notice, when it was put up. */
  readonly toldAt: number;
  readonly way?: TellWay;
  /** The rule by which nobody was told in person, as it was then. */
  readonly basis?: string;
};
type Files = { readonly files?: readonly string[] };

/** What each kind of event carries; everything else about it is who and when. */
export type EventData = {
  /** How far the system it came from or the rules of the profile keep it 保密; left out: not at all. */
  readonly received: { readonly confidentiality?: Confidentiality };
  /** An order from before there were such events, as it stood. */
  readonly carried: Units & { readonly issueType: string };
  readonly triaged: Units & { readonly issueType: string };
  readonly dispatch: Units;
  readonly recall: object;
  readonly correctType: { readonly issueType: string; readonly joint: string | null };
  readonly correctUnit: Units;
  readonly acknowledge: object;
  readonly assign: { readonly person: string; readonly name: string };
  readonly tryContact: Files & { readonly way: ContactWay; readonly note?: string };
  readonly contact: Files & {
    readonly way: ContactWay;
    readonly result: Exclude<ContactResult, 'noAnswer'>;
    readonly note?: string;
  };
  readonly handle: object;
  readonly addEvidence: Files & { readonly purpose: string };
  readonly answerJointly: { readonly text: string };
  readonly reply: Telling & {
    readonly outcome: OutcomeKind;
    readonly demands: readonly DemandAnswer[];
    readonly text: string;
  };
  readonly tell: Telling;
  readonly callBack: CallbackData;
  readonly close: object;
  readonly reopen: Reasoned & { readonly order?: string };
  readonly proposeReturn: ApplicationData;
  readonly acceptReturn: Units & Approved;
  readonly refuseReturn: Reasoned;
  readonly rule: Units & Reasoned & Approved & { readonly ruling?: string };
  readonly proposeExtension: ApplicationData;
  readonly grantExtension: object;
  readonly proposeHold: ApplicationData;
  readonly grantHold: object;
  readonly resume: object;
  readonly proposeExclusion: ApplicationData;
  readonly grantExclusion: object;
  readonly proposeMediationEnd: ApplicationData;
  readonly grantMediationEnd: object;
  readonly proposeTermination: ApplicationData;
  readonly grantTermination: object;
  readonly refuse: Reasoned;
  readonly withdraw: object;
  readonly reverse: Reasoned;
  readonly whistle: Reasoned & {
    readonly units: readonly string[];
    readonly meetAt?: number;
    readonly place?: string;
  };
  readonly report: object;
  readonly answerWhistle: { readonly text: string };
  readonly meet: Files & {
    readonly at: number;
    readonly place: string;
    readonly units: readonly string[];
    readonly agreed: readonly Agreed[];
  };
  readonly supervise: Reasoned & { readonly level: number };
  readonly answerSupervision: { readonly text: string };
  readonly handToMerchant: { readonly merchant: string; readonly until: number };
  readonly merchantSettled: { readonly terms: string };
  readonly merchantFailed: { readonly reason: string };
  readonly remind: { readonly about: string; readonly key: string };
  readonly milestone: { readonly milestone: Milestone; readonly note?: string };
  /** `letIn`: who knows of it where all of it is kept; entries of kernel/confidential-words.ts. */
  readonly setConfidential: Reasoned & {
    readonly confidentiality: Exclude<Confidentiality, 'none'>;
    readonly letIn: readonly string[];
  };
  readonly liftConfidential: Reasoned & { readonly confidentiality: Exclude<Confidentiality, 'restricted'> };
  readonly note: { readonly text: string };
};

export type EventKind = keyof EventData;

export type Actor = {
  readonly id: string;
  readonly name: string;
  readonly role: Mover;
  /** Code of the actor's unit; null at the centre and for the system. */
  readonly unit: string | null;
};

/** Something that happened to an order; never changed afterwards. */
export type LifeEvent = {
  readonly [K in EventKind]: {
    /** From 1, without gaps, within one order. */
    readonly version: number;
    /** UTC milliseconds of the server. */
    readonly at: number;
    readonly kind: K;
    readonly actor: Actor;
    /** Where the order stood afterwards; written down, so that a later table of moves changes no history. */
    readonly to: OrderState;
    readonly data: EventData[K];
  };
}[EventKind];

/** An application that waits for somebody's decision. */
export type Pending = ApplicationData & {
  readonly kind: ApplicationKind;
  readonly by: Actor;
  readonly at: number;
};
