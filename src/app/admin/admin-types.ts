import type { Actor, Role, Versions } from '../types.ts';
import type { KeyLimits } from '../key-limits.ts';
import type { AuditSearch } from './audit-types.ts';
import type { Backups } from './backup-types.ts';
import type { RulesInForce } from './rule-types.ts';

/** An account as the administrator sees it. */
export type Person = {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  /** Null for those who see all units. */
  readonly unit: { readonly code: string; readonly name: string } | null;
  readonly createdAt: number;
  readonly disabledAt: number | null;
  /** Null: never, as far as is known. */
  readonly lastLoginAt: number | null;
  /** Sessions that run. */
  readonly sessions: number;
  /** Orders in hand: acknowledged and not answered. */
  readonly open: number;
  /** Who this is at the identity provider; null: not linked, or there is none. */
  readonly identity: { readonly subject: string; readonly linkedAt: number } | null;
};

export type PersonFacts = {
  readonly name: string;
  readonly role: string;
  /** Unit code. */
  readonly unit: string | null;
};

export type PersonQuery = {
  /** Part of the user name, the name, or the unit's name. */
  readonly q?: string;
  readonly role?: string;
  readonly standing?: 'active' | 'disabled';
};

export type People = {
  /** Whether there is an identity provider to link accounts to. */
  readonly linkable: boolean;
  /** By user name. */
  readonly list: (actor: Actor, query?: PersonQuery) => Promise<readonly Person[]>;
  readonly get: (actor: Actor, id: string) => Promise<Person>;
  /** The first password is told once and kept nowhere. `conflict` for a user name in use. */
  readonly add: (
    actor: Actor,
    person: PersonFacts & { readonly username: string },
  ) => Promise<{ readonly id: string; readonly password: string }>;
  /** Another role or unit ends the person's sessions. `conflict` where no administrator would be left. */
  readonly change: (actor: Actor, id: string, facts: PersonFacts) => Promise<void>;
  readonly resetPassword: (actor: Actor, id: string) => Promise<{ readonly password: string }>;
  /** `conflict` for the own account and for the last administrator. */
  readonly disable: (actor: Actor, id: string) => Promise<void>;
  readonly enable: (actor: Actor, id: string) => Promise<void>;
  /** Takes the place of what was linked. `conflict` for a subject of another account, `not_found` without a provider. */
  readonly link: (actor: Actor, id: string, subject: string) => Promise<void>;
  /** Ends the sessions, which may have begun there. */
  readonly unlink: (actor: Actor, id: string) => Promise<void>;
  /** How many ended. */
  readonly endSessions: (actor: Actor, id: string) => Promise<number>;
};

export type ApiKey = {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly revokedAt: number | null;
  /** To the hour; null where it is not known. */
  readonly lastUsedAt: number | null;
  /** Actions of the policy; null: whatever a key may do. */
  readonly scope: readonly string[] | null;
  /** Code of the unit whose orders it sees; null: all units'. */
  readonly unit: string | null;
  readonly expiresAt: number | null;
};

export type ApiKeys = {
  /** Newest first. */
  readonly list: (actor: Actor) => Promise<readonly ApiKey[]>;
  /** The key is told once; its hash alone is kept. */
  readonly add: (
    actor: Actor,
    name: string,
    limits?: KeyLimits,
  ) => Promise<{ readonly id: string; readonly key: string }>;
  /** A successor with the same limits; the old key works for so many hours more. `conflict` where it does not work. */
  readonly rotate: (
    actor: Actor,
    id: string,
    hours?: number,
  ) => Promise<{ readonly id: string; readonly key: string; readonly name: string }>;
  readonly revoke: (actor: Actor, id: string) => Promise<void>;
};

/** A unit of the profile, and what hangs on it. */
export type UnitLine = {
  readonly code: string;
  readonly name: string;
  readonly kind: 'department' | 'station' | 'street' | 'enterprise';
  /** How far below the top, 0 for the top. */
  readonly depth: number;
  readonly street: string | null;
  readonly effectiveFrom: string | null;
  readonly effectiveTo: string | null;
  readonly successor: string | null;
  readonly formerNames: readonly { readonly name: string; readonly until: string }[];
  /** Whether it is there today. */
  readonly there: boolean;
  /** Accounts that are not disabled. */
  readonly people: number;
  /** Orders it leads that are not at an end. */
  readonly open: number;
  /** Switches of automatic dispatch: all on, off for some types, off. */
  readonly dispatch: 'on' | 'some' | 'off';
};

export type UnitTree = { readonly lines: readonly UnitLine[]; readonly catalogue: string };

/** A job given up by the outbox. */
export type DeadJob = {
  readonly id: number;
  readonly topic: string;
  /** The order it is about, where it is about one. */
  readonly order: string | null;
  readonly attempts: number;
  readonly error: string;
  readonly deadAt: number;
};

export type SystemState = {
  readonly versions: Versions;
  readonly encoder: { readonly good: boolean; readonly text: string };
  readonly database: {
    /** False where the database does not answer. */
    readonly answers: boolean;
    /** Bytes of the file and of its write-ahead log; null for a database on a server. */
    readonly bytes: number | null;
    readonly logBytes: number | null;
    /** Bytes free where it lies. */
    readonly free: number | null;
    /** Name of the newest migration. */
    readonly schema: string;
  };
  readonly outbox: {
    readonly waiting: number;
    readonly dead: number;
    /** When the oldest of those waiting was asked for. */
    readonly oldest: number | null;
    readonly topics: readonly { readonly topic: string; readonly waiting: number; readonly dead: number }[];
    /** Newest first, at most 100. */
    readonly failed: readonly DeadJob[];
  };
  readonly sweep: LastSweep | null;
  /** Where several processes share the database: which one does the jobs; null inside where none does just now. */
  readonly background: { readonly holder: string | null } | null;
};

/** The last sweep of this process. */
export type LastSweep = {
  readonly at: number;
  readonly orders: number;
  readonly failed: number;
  readonly made: number;
  readonly unknownYears: readonly number[];
};

export type SystemDesk = {
  readonly state: (actor: Actor) => Promise<SystemState>;
  /** One failed job, or all of them; how many start anew. */
  readonly retry: (actor: Actor, id?: number) => Promise<number>;
};

/** What an administrator looks after. */
export type Admin = {
  readonly people: People;
  readonly keys: ApiKeys;
  readonly units: (actor: Actor) => Promise<UnitTree>;
  readonly rules: RulesInForce;
  readonly audit: AuditSearch;
  readonly backups: Backups;
  readonly system: SystemDesk;
};
