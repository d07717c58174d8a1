import type { Actor, OrderState, Role } from '../types.ts';

export type AuditQuery = {
  /** A user name, a name or an id. */
  readonly person?: string;
  readonly action?: string;
  /** An order number, or what was acted on as the log names it. */
  readonly subject?: string;
  /** UTC milliseconds, `[from, to)`. */
  readonly from?: number;
  readonly to?: number;
  /** Where the page before ended. */
  readonly after?: string;
};

export type AuditLine = {
  readonly seq: number;
  readonly at: number;
  readonly actor: { readonly id: string; readonly name: string };
  readonly action: string;
  /** What the action is called. */
  readonly actionName: string;
  readonly subject: string;
  readonly detail: string;
  /** Number of the order, where it is about one that is there. */
  readonly order: { readonly id: string; readonly number: string } | null;
};

export type AuditPage = {
  readonly lines: readonly AuditLine[];
  /** Key of the next page; null at the end. */
  readonly next: string | null;
};

/** How many rows the chain has, and where it breaks first. */
export type ChainResult = {
  readonly ok: boolean;
  readonly rows: number;
  readonly head: string | null;
  readonly brokenAt: number | null;
  readonly reason: 'gap' | 'link' | 'hash' | null;
};

export type ChainState = {
  /** Rows looked at by the check that runs; null where none does. */
  readonly running: number | null;
  readonly last:
    (ChainResult & { readonly at: number; readonly by: string; readonly problem: string | null }) | null;
};

/** Who had the right to read an order at a moment, by account. */
export type Reader = {
  readonly id: string;
  readonly username: string;
  /** As they were then. */
  readonly name: string;
  readonly role: Role;
  readonly unit: { readonly code: string; readonly name: string } | null;
  /** Whether they would have seen who called. */
  readonly seesCaller: boolean;
};

/** A program that held a key at a moment, and what it could do with it that tells of an order. */
export type KeyHolder = Pick<Reader, 'id' | 'name' | 'unit' | 'seesCaller'> & {
  readonly means: readonly string[];
};

/** Who did something with an order that let them see it. */
export type SeenBy = {
  readonly id: string;
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly times: number;
  /** Names of what was done, each once. */
  readonly how: readonly string[];
};

export type Knowers = {
  readonly order: { readonly id: string; readonly number: string };
  readonly at: number;
  /** How the order stood; null: it was not there yet. */
  readonly standing: {
    readonly state: OrderState;
    /** Lead, joint and called units. */
    readonly units: readonly {
      readonly code: string;
      readonly name: string;
      readonly as: 'lead' | 'joint' | 'called';
    }[];
  } | null;
  readonly couldRead: readonly Reader[];
  readonly keys: readonly KeyHolder[];
  readonly didRead: readonly SeenBy[];
  /** Since the order came in: who took lists or backups away that may hold it. */
  readonly mayHold: readonly SeenBy[];
  /** Systems that were sent what happened to it: its number, state and unit. */
  readonly told: readonly SeenBy[];
  /** What cannot be known, in sentences. */
  readonly unknown: readonly string[];
};

export type AuditSearch = {
  readonly search: (actor: Actor, query: AuditQuery) => Promise<AuditPage>;
  /** Actions that the log holds, by name. */
  readonly actions: (actor: Actor) => Promise<readonly { readonly code: string; readonly name: string }[]>;
  readonly knowers: (actor: Actor, number: string, at: number) => Promise<Knowers>;
  readonly chain: (actor: Actor) => ChainState;
  /** Begins to check the chain, in the background; `conflict` where a check runs. */
  readonly verify: (actor: Actor) => Promise<void>;
  /** Waits for a check that runs. */
  readonly settled: () => Promise<void>;
};
