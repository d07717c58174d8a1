import type { DifferenceLine } from '../../knowledge/line-difference.ts';
import type { LawImportReport } from './law-import.ts';
import type { LawDeletion } from './law-delete.ts';
import type { Actor, Page } from '../types.ts';

/** One text of a law. Days are ISO days; `to` is exclusive. */
export type LawEdition = {
  /** First day, or `?` and the day of publication. */
  readonly edition: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly articles: number;
  readonly origin: 'shipped' | 'imported';
  /** Why it is kept and not cited, in Chinese; null: it is cited. */
  readonly withheld: string | null;
  readonly publishedOn: string | null;
  readonly issuer: string | null;
  readonly level: string | null;
  readonly importedBy: string | null;
};

export type LawSummary = {
  readonly title: string;
  readonly short: string;
  readonly editions: number;
  /** The text in force today; null where there is none. */
  readonly inForce: string | null;
  readonly articles: number;
  readonly uses: number;
};

export type LawArticleView = {
  readonly article: string;
  readonly chapter: string | null;
  readonly text: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly uses: number;
};

export type LawLink = { readonly law: string; readonly on: string; readonly basis: string | null };

export type LawDetail = {
  readonly title: string;
  readonly short: string;
  /** Newest first. */
  readonly editions: readonly LawEdition[];
  /** What took its place, and what it took the place of. */
  readonly successors: readonly LawLink[];
  readonly predecessors: readonly LawLink[];
  /** The edition shown and its articles. */
  readonly shown: string;
  readonly articles: readonly LawArticleView[];
  readonly can: { readonly manage: boolean };
};

export type LawArticleHistory = {
  readonly law: string;
  readonly article: string;
  /** Oldest first, each with what changed against the one before. */
  readonly versions: readonly (LawArticleView & { readonly difference: readonly DifferenceLine[] | null })[];
  readonly citing: readonly { readonly id: string; readonly title: string }[];
  readonly uses: { readonly times: number; readonly last: string } | null;
};

export type LawUpload = {
  readonly id: string;
  readonly file: string;
  readonly startedBy: string;
  readonly startedAt: number;
  readonly state: 'running' | 'done' | 'failed';
  /** 0 to 1. */
  readonly progress: number;
  readonly report: LawImportReport | null;
  /** Why it failed, in Chinese. */
  readonly reason: string | null;
};

/** Options for a text without the rows' own fields. */
export type LawUploadOptions = { readonly title?: string; readonly effective?: string };

/** The laws: reading, taking in, deleting. Rights are checked on every call. */
export type Laws = {
  readonly list: (actor: Actor, text: string, page: number) => Promise<Page<LawSummary>>;
  /** Throws `not_found`. */
  readonly get: (actor: Actor, title: string, edition?: string) => Promise<LawDetail>;
  readonly article: (actor: Actor, title: string, article: string) => Promise<LawArticleHistory>;
  /** Throws `forbidden` before anything is sent, `conflict` while another file is read, `bad_file`. */
  readonly mayUpload: (actor: Actor, file: string) => void;
  /** Takes a file in that `receive` writes to the path it is given; goes on in the background. */
  readonly upload: (
    actor: Actor,
    file: string,
    options: LawUploadOptions,
    receive: (path: string) => Promise<void>,
  ) => Promise<LawUpload>;
  /** Newest first. */
  readonly uploads: (actor: Actor) => readonly LawUpload[];
  readonly uploadOf: (actor: Actor, id: string) => LawUpload;
  /** Resolves when no upload is under way; for tests and the end of the server. */
  readonly settled: () => Promise<void>;
  readonly remove: (actor: Actor, title: string, edition: string | null) => Promise<LawDeletion>;
};
