import type { Actor } from '../types.ts';

/** A rule in words. */
export type RuleLine = {
  readonly name: string;
  readonly says: readonly string[];
  /** Law and article, or the policy it rests on. */
  readonly basis: string | null;
  /** The article's words. */
  readonly quote: string | null;
  /** The source's text is not at hand. */
  readonly unverified: boolean;
  readonly effectiveFrom: string | null;
  /** First day on which it no longer holds. */
  readonly effectiveTo: string | null;
  readonly note: string | null;
};

export type RuleChapter = {
  readonly code: 'clocks' | 'callbacks' | 'scores' | 'checklists' | 'targets';
  readonly title: string;
  /** File it comes from. */
  readonly file: string;
  /** Version in force; null where there is none by the day or none at all. */
  readonly version: string | null;
  readonly lines: readonly RuleLine[];
  /** What there is to say where nothing is in force. */
  readonly empty: string | null;
};

export type CalendarLine = {
  readonly year: number;
  readonly known: boolean;
  readonly off: number;
  readonly work: number;
  readonly notices: readonly string[];
};

export type RulesView = {
  readonly day: string;
  readonly chapters: readonly RuleChapter[];
  readonly calendar: {
    readonly name: string;
    readonly file: string;
    readonly years: readonly CalendarLine[];
  } | null;
};

/** What a check of the files found. */
export type RuleFinding = { readonly ok: boolean; readonly name: string; readonly text: string };

export type RulesInForce = {
  /** `day`: ISO day. */
  readonly view: (actor: Actor, day: string) => RulesView;
  /** Reads the files anew and checks them; what is in force stays. */
  readonly check: (actor: Actor) => Promise<readonly RuleFinding[]>;
};
