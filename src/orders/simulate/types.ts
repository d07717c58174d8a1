import type { EvidenceKind, EvidencePurpose } from '../../kernel/evidence-words.ts';
import type { Move } from '../../kernel/move-words.ts';
import type { ReasonKind } from '../handling-rules.ts';
import type { Actor, EventData, OutcomeKind } from '../life-events.ts';
import type { Life } from '../life.ts';

type Range = readonly [least: number, most: number];

/** `data/simulation/lives.json`: shares of 1, and words. */
export type LifeSource = {
  readonly shares: Readonly<
    Record<
      | 'automatic'
      | 'corrected'
      | 'wrongUnit'
      | 'unfoundedReturn'
      | 'returnGranted'
      | 'noAnswerFirst'
      | 'merchant'
      | 'whistle'
      | 'extension'
      | 'hold'
      | 'exclusion'
      | 'exclusionGranted'
      | 'mediationEnd'
      | 'termination'
      | 'called'
      | 'answered'
      | 'refused'
      | 'wrongNumber'
      | 'byLink'
      | 'noOpinion'
      | 'reopened'
      | 'sameCaller'
      | 'otherCaller',
      number
    >
  >;
  /** Between which units differ: the share of its time a unit takes, how that wanders, what callers say of it. */
  readonly units: {
    readonly pace: Range;
    readonly spread: Range;
    readonly solved: Range;
    readonly attitude: Range;
    readonly meets: Range;
    readonly people: Range;
  };
  readonly outcomes: Readonly<Record<string, Readonly<Partial<Record<OutcomeKind, number>>>>>;
  /** How an outcome pleases, against the unit's own. */
  readonly satisfaction: Readonly<Record<OutcomeKind, number>>;
  readonly replies: Readonly<Partial<Record<OutcomeKind, readonly string[]>>>;
  readonly notes: Readonly<Record<string, readonly string[]>>;
};

/** What a unit is like. */
export type UnitCharacter = {
  readonly code: string;
  readonly pace: number;
  readonly spread: number;
  readonly solved: number;
  readonly attitude: number;
  readonly meets: number;
  readonly people: readonly Actor[];
};

/** People of the centre. */
export type CentrePeople = {
  readonly dispatchers: readonly Actor[];
  readonly leader: Actor;
  readonly callers: readonly Actor[];
};

/** An order before anything is done about it. */
export type SimulatedCase = {
  readonly at: number;
  readonly storedAt: number;
  readonly demandKind: string;
  readonly urgency: 'safety' | 'livelihood' | 'normal';
  readonly issueType: string;
  readonly saleChannel: string;
  readonly reachable: boolean;
  /** Whose it is, and who assists. */
  readonly owner: string;
  readonly joint: string | null;
  /** Where it is sent at first; the owner, or somebody else by mistake. */
  readonly sentTo: string;
  readonly automatic: boolean;
  /** The catalogue's clause for the owner. */
  readonly clause: string;
  /** Another unit that could be called in; null: none. */
  readonly helper: string | null;
  readonly shop: string | null;
  /** Milliseconds from the call within which it is to be handled. */
  readonly limit: number;
  readonly place: string | null;
};

export type SimulatedFile = {
  readonly kind: EvidenceKind;
  readonly purpose: EvidencePurpose;
  readonly by: Actor;
};

/** Something that somebody wants to do. */
export type SimulatedStep = {
  /** UTC milliseconds. */
  readonly at: number;
  readonly actor: Actor;
  /** Filed just before. */
  readonly files?: readonly SimulatedFile[];
  /** Any reason of this kind that is proved is put into the data; where none is, the step is not made. */
  readonly because?: ReasonKind;
} & { readonly [K in Move]: { readonly move: K; readonly data: EventData[K] } }[Move];

/** What came of it. */
export type Played = { readonly made: boolean; readonly life: Life };

export type Course = Generator<SimulatedStep, void, Played>;

export type CourseContext = {
  readonly source: LifeSource;
  readonly characterOf: (unit: string) => UnitCharacter;
  readonly centre: CentrePeople;
  /** The rules of calling back; null: nobody is called back. */
  readonly callback: {
    readonly attempts: number;
    readonly gapHours: number;
    readonly days: number;
    readonly notFor: { readonly demandKinds: readonly string[]; readonly outcomes: readonly OutcomeKind[] };
    readonly quiet: { readonly from: string; readonly to: string };
  } | null;
  /** Outcomes that a kind of demand may have. */
  readonly outcomesFor: (demandKind: string) => readonly OutcomeKind[];
};
