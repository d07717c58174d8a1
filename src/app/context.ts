import type { Clock } from '../kernel/clock.ts';
import type { Profile } from '../profile/types.ts';
import type { Store } from '../store/store.ts';
import type { ProfileHolder } from './catalogue/profile-holder.ts';
import type { DuplicateMemory } from './relations/duplicate-memory.ts';
import type { KnowledgeHolder } from './knowledge/knowledge-holder.ts';
import type { KnowledgeUpdates } from './knowledge/knowledge-updates.ts';
import type { UseCounter } from './knowledge/knowledge-uses.ts';
import type { LiveChanges } from './life/live-changes.ts';
import type { RulingMemory } from './dispatch/ruling-memory.ts';
import type { SecondOpinions } from './intake/second-opinions.ts';
import type { EngineCrew } from './intake/engine-crew.ts';
import type { InsightMemory } from './insight/insight-memory.ts';
import type { Engine } from './types.ts';

/** Where the program writes down what went wrong; pino's logger fits. Never give it texts or numbers of callers. */
export type Log = {
  readonly info: (details: Readonly<Record<string, unknown>>, message: string) => void;
  readonly warn: (details: Readonly<Record<string, unknown>>, message: string) => void;
  readonly error: (details: Readonly<Record<string, unknown>>, message: string) => void;
};

/** What every use case needs. */
export type Context = {
  readonly store: Store;
  readonly engine: Engine;
  /** As it is revised by now. */
  readonly profile: Profile;
  /** Where revisions of catalogue and issue types are laid over the profile. */
  readonly profiles: ProfileHolder;
  readonly names: Names;
  readonly clock: Clock;
  readonly log: Log;
  /** All texts, for finding what was said before. */
  readonly duplicates: DuplicateMemory;
  /** Topics of the orders so far, and what is watched for surges. */
  readonly insight: InsightMemory;
  /** Every ruling, for triage. */
  readonly rulings: RulingMemory;
  /** Asks the encoder where triage doubts; null or absent where there is none to ask (fakes, short commands). */
  readonly opinions?: SecondOpinions | null;
  /** Threads with engines of their own; null or absent where there are none, or none yet. */
  readonly crew?: () => EngineCrew | null;
  /** Tells the outbox runner that there is new work. */
  readonly wake: () => void;
  /** What changed of orders, told after the commit. */
  readonly changes: LiveChanges;
  /** What is answered from, and how to bring it up to date; null in fakes and short commands. */
  readonly knowledge: LiveKnowledge | null;
  /** Counts which articles and entries are shown; `flush` before the store is closed. */
  readonly uses: UseCounter;
};

export type LiveKnowledge = {
  readonly holder: KnowledgeHolder;
  readonly updates: KnowledgeUpdates;
};

/** Names by code; an unknown code (an older taxonomy) reads as itself. */
export type Names = {
  readonly unit: (code: string) => string;
  readonly issueType: (code: string) => string;
};

export function namesOf(profile: {
  readonly units: readonly { readonly code: string; readonly name: string }[];
  readonly issueTypes: readonly { readonly code: string; readonly name: string }[];
}): Names {
  const units = new Map(profile.units.map((unit) => [unit.code, unit.name]));
  let read = profile.issueTypes;
  let types = new Map(read.map((type) => [type.code, type.name]));
  return {
    unit: (code) => units.get(code) ?? code,
    issueType: (code) => {
      // Types may be renamed while the server runs.
      if (profile.issueTypes !== read) {
        read = profile.issueTypes;
        types = new Map(read.map((type) => [type.code, type.name]));
      }
      return types.get(code) ?? code;
    },
  };
}

/** The same with issue types by the names they had on an ISO day: what is counted of then is told in words of then. */
export function namesAsOf(profile: Pick<Profile, 'units' | 'issueTypes'>, day: string): Names {
  const issueTypes = profile.issueTypes.map(({ code, name, formerNames = [] }) => ({
    code,
    name: formerNames.find(({ until }) => day < until)?.name ?? name,
  }));
  return namesOf({ units: profile.units, issueTypes });
}

/** Name of the acting system in events. */
export const SYSTEM_NAME = '系统';

export const SUGGEST_TOPIC = 'suggest';

/** Finds what was said before of an order. */
export const RELATE_TOPIC = 'relate';

/** Finds the topic of an order, and warns. */
export const INSIGHT_TOPIC = 'insight';

/** Who links by itself. */
export const SYSTEM_ACTOR = { id: 'system', name: SYSTEM_NAME } as const;
