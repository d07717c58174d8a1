import type { EvidenceKind, EvidencePurpose } from '../kernel/evidence-words.ts';
import type { Mover } from '../kernel/move-words.ts';
import { holdsOn } from '../kernel/periods.ts';
import type { Period } from '../kernel/periods.ts';
import { dateOf, dayOf, dayOfDate, startOfDay } from './calendar.ts';
import type { ContactResult, ContactWay, OutcomeKind } from './life-events.ts';

export type HandlingUrgency = 'safety' | 'livelihood' | 'normal';

/**
 * The orders a rule is for; what is left out does not matter. `issueTypes` holds codes and groups (the first two
 * digits), `units` codes of the lead unit or of a unit above it.
 */
export type HandlingCondition = {
  readonly demandKinds?: readonly string[];
  readonly urgencies?: readonly HandlingUrgency[];
  readonly issueTypes?: readonly string[];
  readonly saleChannels?: readonly string[];
  readonly units?: readonly string[];
};

/** One thing that is there or not. Where it says nothing else, in the present round of handling. */
export type Piece =
  /** Spoken to, or cannot be reached by the rules, or left no number. */
  | { readonly is: 'contactDone' }
  | {
      readonly is: 'contact';
      readonly results: readonly ContactResult[];
      readonly ways?: readonly ContactWay[];
    }
  /** Attempts enough, and nobody spoken to. */
  | { readonly is: 'unreachable' }
  | { readonly is: 'noNumber' }
  /** Files by what they show and what they are (left out: any); `least` different ones, 1 where left out. */
  | {
      readonly is: 'files';
      readonly purposes: readonly EvidencePurpose[];
      readonly kinds?: readonly EvidenceKind[];
      readonly least?: number;
    }
  /** Sentences of the call that carry the demand. */
  | { readonly is: 'callExcerpt' }
  /** An earlier order about the same matter is linked. */
  | { readonly is: 'earlierOrder' }
  /** The time the law gives to mediation is over. */
  | { readonly is: 'mediationOver' }
  | { readonly is: 'planDay' }
  /** Mediation was ended by a second person's decision. */
  | { readonly is: 'mediationEnded' };

/** Something to be proved: all pieces of one of the alternatives. */
export type Proof = { readonly name: string; readonly anyOf: readonly (readonly Piece[])[] };

/** What an ending rests on; `quote` is a substring of the article. */
export type LawBasis = Period & { readonly law: string; readonly article: string; readonly quote: string };

/** Why something may be done, in force for a period. */
export type Ground = Period & {
  readonly code: string;
  readonly name: string;
  readonly means: string;
  readonly when?: HandlingCondition;
  readonly laws: readonly LawBasis[];
  /** What it rests on where no article says it. */
  readonly policy?: string;
  readonly proof: readonly Proof[];
};

/** Why an order ends without a solution. */
export type EndingReason = Ground & {
  /** What the caller is told; names the path that is open. */
  readonly tellCaller: string;
  /** Working days from the decision within which the law wants the parties told. */
  readonly tellWithin?: number;
};

/** Applications that name a reason by its code. */
export const REASON_KINDS = {
  exclusion: '剔除',
  mediationEnd: '终止调解',
  termination: '终结',
  hold: '挂账',
  extension: '延期',
  return: '退单',
} as const;
export type ReasonKind = keyof typeof REASON_KINDS;

/** When a caller need not be told in person. */
export type TellingRule = Ground & { readonly way: 'notice' | 'none' };

export type OutcomeRule = {
  readonly kind: OutcomeKind;
  readonly name: string;
  readonly means: string;
  /** Kinds of demand it may close. */
  readonly demandKinds: readonly string[];
};

/** A piece of the checklist: before which step, for which orders (and outcomes, for a reply). */
export type EvidenceRule = Proof & {
  readonly id: string;
  readonly before: readonly ('reply' | ReasonKind)[];
  readonly when?: HandlingCondition;
  readonly outcomes?: readonly OutcomeKind[];
  readonly clause?: string;
};

export type ContactRule = {
  /** This many attempts by these ways without an answer ... */
  readonly attempts: number;
  readonly ways: readonly ContactWay[];
  /** ... each at least so many hours after the one before, ... */
  readonly gapHours: number;
  /** ... on at least so many different days: the caller cannot be reached. */
  readonly days: number;
};

export type ReminderRule = {
  /** With the unit and without any event for so many hours: idle. */
  readonly idleHours: Readonly<Record<HandlingUrgency, number>>;
  /** Nobody is reminded between these times of day (HH:MM, Beijing), except about orders of these urgencies. */
  readonly quiet: QuietHours & { readonly except: readonly HandlingUrgency[] };
  /** Hours overdue from which a level of supervision 督办 is due, level 1 first. */
  readonly overdueHours: Readonly<Record<HandlingUrgency, readonly number[]>>;
};

/** One version of the rules of handling. `effectiveTo` is the first day on which it no longer holds. */
export type HandlingRules = {
  readonly version: string;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  readonly note?: string;
  readonly outcomes: readonly OutcomeRule[];
  readonly exclusions: readonly EndingReason[];
  readonly mediationEnds: readonly EndingReason[];
  readonly terminations: readonly EndingReason[];
  readonly holds: {
    /** Days from the application to the day of the plan, at most. */
    readonly longestDays: number;
    readonly approvers: readonly Mover[];
    readonly reasons: readonly Ground[];
  };
  /** Why more time may be asked for; how much more is for the clocks to say. */
  readonly extensions: { readonly reasons: readonly Ground[] };
  /** What may be done where the caller left nothing to be told by, or cannot be reached. */
  readonly telling: readonly TellingRule[];
  readonly returns: {
    readonly reasons: readonly Ground[];
    /** Counts added to what a unit's returns came to, so that few returns say little. */
    readonly prior: { readonly upheld: number; readonly refused: number };
  };
  readonly evidence: readonly EvidenceRule[];
  readonly contact: ContactRule;
  readonly reminders: ReminderRule;
  readonly merchant: { readonly workingHours: number; readonly when: HandlingCondition };
};

/** Half-open range `[start, end)` in UTF-16 code units of the text as received. */
export type TextSpan = { readonly start: number; readonly end: number };

/** A file kept for an order, whole and readable: leave out what is damaged or missing. */
export type KeptFile = {
  readonly id: string;
  readonly sha256: string;
  readonly name: string;
  readonly kind: EvidenceKind;
  readonly purpose: EvidencePurpose;
  readonly addedAt: number;
  readonly addedByName: string;
};

/** What the rules ask about an order besides its life. */
export type HandledOrder = {
  readonly demandKind: string;
  readonly urgency: HandlingUrgency;
  readonly issueType: string;
  readonly saleChannel: string;
  /** Code of the lead unit, then those above it. */
  readonly units: readonly string[];
  /** ISO day in Beijing by whose law and rules it is judged: that of the application or the reply. */
  readonly day: string;
  /** Whether the caller left a number or an address. */
  readonly reachable: boolean;
  /** Whether who called is kept from the unit 身份保密: the hotline speaks with them. */
  readonly kept?: boolean;
  /**
   * UTC milliseconds at which the present round began: the call, the last reopening, or the last change of the lead
   * unit. Contacts before it do not count, nor files other than those of purpose `other`.
   */
  readonly since: number;
  /** Length of the text as received. */
  readonly textLength: number;
  /** Sentences that carry the demand. */
  readonly excerpt: readonly TextSpan[];
  /** Numbers of earlier orders about the same matter. */
  readonly earlier: readonly string[];
  /** Whether the statutory limit of mediation is over, as the clocks say. */
  readonly mediationOver: boolean;
  readonly files: readonly KeptFile[];
};

/** The version in force on an ISO day; null where there is none, which is to be said and not guessed. */
export function rulesOn<V extends Period>(versions: readonly V[], day: string): V | null {
  return versions.find((version) => holdsOn(version, day)) ?? null;
}

/** Whether a condition is met by an order. */
export function fits(
  when: HandlingCondition | undefined,
  order: Pick<HandledOrder, 'demandKind' | 'urgency' | 'issueType' | 'saleChannel' | 'units'>,
): boolean {
  if (when === undefined) return true;
  const among = (wanted: readonly string[] | undefined, ...has: readonly string[]): boolean =>
    wanted === undefined || has.some((one) => wanted.includes(one));
  return (
    among(when.demandKinds, order.demandKind) &&
    among(when.urgencies, order.urgency) &&
    among(when.issueTypes, order.issueType, order.issueType.slice(0, 2)) &&
    among(when.saleChannels, order.saleChannel) &&
    among(when.units, ...order.units)
  );
}

/** Every reason of a kind, in force or not. What ends an order also says what the caller is told. */
export function reasonsOf(
  rules: HandlingRules,
  kind: ReasonKind,
): readonly (Ground & Partial<EndingReason>)[] {
  switch (kind) {
    case 'exclusion':
      return rules.exclusions;
    case 'mediationEnd':
      return rules.mediationEnds;
    case 'termination':
      return rules.terminations;
    case 'hold':
      return rules.holds.reasons;
    case 'extension':
      return rules.extensions.reasons;
    case 'return':
      return rules.returns.reasons;
  }
}

/** The reasons that may be named for an order. */
export function reasonsFor(
  rules: HandlingRules,
  kind: ReasonKind,
  order: HandledOrder,
): readonly (Ground & Partial<EndingReason>)[] {
  return reasonsOf(rules, kind).filter((reason) => holdsOn(reason, order.day) && fits(reason.when, order));
}

/** The articles a reason rests on, on an ISO day. */
export function lawsOn(reason: Ground, day: string): readonly LawBasis[] {
  return reason.laws.filter((law) => holdsOn(law, day));
}

/** What a reason rests on, on an ISO day, as a clause is written: `《条例》第十五条`; the policy where no article says it. */
export function clauseOf(reason: Ground, day: string): string {
  const articles = lawsOn(reason, day).map(({ law, article }) => `《${law}》${article}`);
  return articles.length > 0 ? [...new Set(articles)].join('、') : (reason.policy ?? '');
}

/** What is wrong with the day of a plan 挂账, in words; null where it is all right. Days are ISO days in Beijing. */
export function planFault(rules: HandlingRules, planDay: string, today: string): string | null {
  const day = dayOfDate(planDay);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(planDay) || Number.isNaN(day) || dateOf(day) !== planDay)
    return `“${planDay}”不是日期`;
  const ahead = day - dayOfDate(today);
  const { longestDays } = rules.holds;
  if (ahead <= 0) return '计划解决的日期须在今天之后';
  if (ahead > longestDays)
    return `挂账最长 ${longestDays} 天，计划解决的日期不能晚于 ${dateOf(dayOfDate(today) + longestDays)}`;
  return null;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Minutes from midnight of HH:MM. */
export function minutesOf(time: string): number {
  const [hours = '', minutes = ''] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** Hours of every day, from HH:MM until before HH:MM, perhaps over midnight. */
export type QuietHours = { readonly from: string; readonly to: string };

/** A moment, or the end of the quiet hours it lies in. UTC milliseconds. */
export function afterQuiet(quiet: QuietHours, at: number): number {
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  const midnight = startOfDay(dayOf(at));
  const now = (at - midnight) / MINUTE;
  // Quiet hours that reach over midnight end on the next day where they began before it.
  const isQuiet = from < to ? now >= from && now < to : now >= from || now < to;
  if (!isQuiet) return at;
  const nextDay = from > to && now >= from ? 24 * 60 : 0;
  return midnight + (to + nextDay) * MINUTE;
}

/** When somebody may be reminded at the earliest: at once, or at the end of the quiet hours. UTC milliseconds. */
export function remindAt({ quiet }: ReminderRule, urgency: HandlingUrgency, at: number): number {
  return quiet.except.includes(urgency) ? at : afterQuiet(quiet, at);
}

/** Whether an order that is with a unit has been left lying 压单. `lastAt`: its last event. */
export function isIdle(
  { idleHours }: ReminderRule,
  urgency: HandlingUrgency,
  lastAt: number,
  now: number,
): boolean {
  return now - lastAt >= idleHours[urgency] * HOUR;
}

/** The level of supervision 督办 that is due; 0: none. `overdue`: milliseconds since the deadline. */
export function levelDue({ overdueHours }: ReminderRule, urgency: HandlingUrgency, overdue: number): number {
  if (overdue < 0) return 0;
  return overdueHours[urgency].filter((hours) => overdue >= hours * HOUR).length;
}
