import type { Actor } from '../types.ts';

export type Backup = {
  /** Name of the file. */
  readonly name: string;
  readonly at: number;
  readonly bytes: number;
  /** Null where its sum is missing beside it. */
  readonly sha256: string | null;
  /** Who had it made; null where the log of this database does not say. */
  readonly by: string | null;
};

export type BackupView = {
  /** Where backups lie; null: the database is on a server, which looks after its own. */
  readonly folder: string | null;
  /** Bytes of the database, and free where backups lie. */
  readonly databaseBytes: number | null;
  readonly free: number | null;
  readonly running: { readonly since: number; readonly by: string; readonly bytes: number } | null;
  /** Why the last one of this process came to nothing. */
  readonly problem: string | null;
  /** Newest first. */
  readonly list: readonly Backup[];
};

export type Backups = {
  readonly view: (actor: Actor) => Promise<BackupView>;
  /** Begins one in the background. `backup_refused` where one runs, or where there is no room. */
  readonly make: (actor: Actor) => Promise<void>;
  /** One for taking away; recorded first. */
  readonly download: (
    actor: Actor,
    name: string,
  ) => Promise<{
    readonly name: string;
    readonly bytes: number;
    readonly stream: ReadableStream<Uint8Array>;
  }>;
  /** Waits for the one that runs. */
  readonly settled: () => Promise<void>;
  /** Ends the one that runs; nothing of it is left. */
  readonly stop: () => Promise<void>;
};
