import type { TourStep } from '../app/demo/demo-door.ts';
import type { Actor, Engine, OrderDetail, OrderSummary } from '../app/types.ts';

/** What pages need of the profile: names to show and to choose from. A loaded profile fits it as it is. */
export type ProfileView = {
  readonly name: string;
  readonly demandKinds: readonly OrderSummary['demandKind'][];
  readonly urgencies: Readonly<Record<OrderSummary['urgency'], string>>;
  readonly groups: readonly { readonly code: string; readonly name: string }[];
  readonly issueTypes: readonly {
    readonly code: string;
    readonly name: string;
    readonly parent: string;
    /** Given up for others from a day on. */
    readonly retired?: { readonly from: string };
  }[];
  readonly units: readonly {
    readonly code: string;
    readonly name: string;
    readonly kind: 'department' | 'station' | 'street' | 'enterprise';
    readonly street?: string;
  }[];
};

/** What every page needs around its own content. */
export type Frame = {
  readonly profileName: string;
  /** Null on pages shown before log-in. */
  readonly actor: Actor | null;
  readonly csrf: string;
  readonly largeText: boolean;
  /** Path and query of this page, to come back to. */
  readonly here: string;
  /** Address of an asset with its content's hash. */
  readonly asset: (name: string) => string;
  /** UTC milliseconds. */
  readonly now: number;
  /** Unread notices of changed knowledge; left out: none. */
  readonly notices?: number;
  /** Whether some of the orders are made up. */
  readonly simulated?: boolean;
  /** Reminders that were not seen; left out: the person has no such list. */
  readonly reminders?: number;
  /** Receivers of events that were given up, for whoever looks after them; left out: none. */
  readonly stoppedWebhooks?: number;
  /** That this person should rest now; left out: nothing says so. */
  readonly rest?: string;
  /** Steps to try in a demonstration; left out: none. */
  readonly tour?: readonly TourStep[];
};

export type Urgency = OrderSummary['urgency'];
export type Entity = OrderDetail['triage']['entities'][number];
export type Reason = OrderDetail['triage']['decision']['because'][number];
export type LegalBasis = OrderDetail['triage']['laws'][number];
export type Misquote = OrderDetail['triage']['misquoted'][number];
export type Verdict = LegalBasis['verdict'];
export type Answer = ReturnType<Engine['ask']>;

/** Streets of the profile, in its order, each once. */
export function streetsOf(profile: ProfileView): string[] {
  return [...new Set(profile.units.flatMap((unit) => (unit.street === undefined ? [] : [unit.street])))];
}
