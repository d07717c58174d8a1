import type { DifferenceLine, ProfileChange } from '../../triage/revision-types.ts';
import type { RefusedRow } from '../figures/profile-table.ts';
import type { JointWords } from '../../triage/duties.ts';
import type { IssueType, Urgency } from '../../triage/types.ts';
import type { Actor } from '../types.ts';

export type { DifferenceLine };
export type RevisionSubject = 'catalogue' | 'taxonomy';
export type RevisionState = 'waiting' | 'approved' | 'refused' | 'withdrawn';

type Named = { readonly code: string; readonly name: string };

/** An entry of the duty catalogue as it stands on a day. */
export type CatalogueRow = {
  readonly issueType: Named;
  readonly owner: Named;
  readonly level: IssueType['level'];
  readonly joint: Named | null;
  /** Words that tell whether the assisting unit has a say; null: it always has. */
  readonly condition: JointWords | null;
  readonly clause: string;
  readonly basis: string;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
};

export type CatalogueView = {
  /** ISO day it is shown for. */
  readonly asOf: string;
  readonly title: string;
  readonly version: string;
  readonly rows: readonly CatalogueRow[];
  /** Entries before filtering. */
  readonly total: number;
  /** Entries that begin later. */
  readonly coming: readonly CatalogueRow[];
};

export type CatalogueFilter = {
  readonly issueType?: string;
  readonly unit?: string;
  readonly words?: string;
};

export type TypeRow = Named & {
  readonly parent: string;
  readonly urgency: Urgency;
  readonly definition: string;
  readonly keywords: readonly string[];
  readonly effectiveFrom: string | null;
  readonly retired: { readonly from: string; readonly successors: readonly Named[] } | null;
  readonly formerNames: readonly { readonly name: string; readonly until: string }[];
  /** The model in use has learned it, from many or from hardly any orders; or does not know it at all. */
  readonly learned: 'many' | 'few' | 'none';
};

export type TypesView = { readonly version: string; readonly rows: readonly TypeRow[] };

export type NewRevision = {
  readonly subject: RevisionSubject;
  readonly changes: readonly ProfileChange[];
  readonly basis: string;
  readonly reason: string;
};

export type RevisionView = {
  readonly id: string;
  readonly subject: RevisionSubject;
  readonly state: RevisionState;
  readonly changes: readonly ProfileChange[];
  readonly basis: string;
  readonly reason: string;
  readonly drafted: { readonly by: string; readonly at: number };
  readonly decided: { readonly by: string; readonly at: number; readonly note: string } | null;
  readonly version: string | null;
  /** As approved; of one that waits, against what is in force or approved now. */
  readonly difference: readonly DifferenceLine[];
  /** What keeps it from being approved now; empty where it is decided. */
  readonly faults: readonly string[];
  readonly mayApprove: boolean;
  readonly mayWithdraw: boolean;
};

/** What a revision would have done to the stored orders of the types it touches. */
export type RevisionPreview = {
  readonly days: number;
  /** Orders looked at, newest first; `limited` where there were more. */
  readonly orders: number;
  readonly limited: boolean;
  /** Those that another unit would lead, and those that another unit, or none, would assist. */
  readonly elsewhere: number;
  readonly otherJoint: number;
  /** Those of a retired type, which would be of one of its successors. */
  readonly retired: number;
  /** Those whose words speak for a new type. */
  readonly newType: number;
  readonly examples: readonly {
    readonly id: string;
    readonly number: string;
    readonly excerpt: string;
    readonly from: string;
    readonly to: string;
  }[];
};

/** A catalogue table read in: what it would change, and rows that are not taken. */
export type ReadTable = {
  readonly changes: readonly ProfileChange[];
  readonly same: number;
  readonly refused: readonly RefusedRow[];
};

/** The duty catalogue 派单目录 and the issue types 问题分类 with their revisions. */
export type Catalogue = {
  readonly entries: (actor: Actor, filter: CatalogueFilter, asOf?: string) => Promise<CatalogueView>;
  readonly types: (actor: Actor) => Promise<TypesView>;
  readonly revisions: (actor: Actor, subject?: RevisionSubject) => Promise<readonly RevisionView[]>;
  readonly revision: (actor: Actor, id: string) => Promise<RevisionView>;
  /** Writes nothing. `revision_refused` with what is wrong where `draft` would refuse it. */
  readonly preview: (actor: Actor, made: NewRevision) => Promise<RevisionPreview>;
  readonly previewOf: (actor: Actor, id: string) => Promise<RevisionPreview>;
  readonly draft: (actor: Actor, made: NewRevision) => Promise<RevisionView>;
  /** Never by who drafted it. In force from the next order on. */
  readonly approve: (actor: Actor, id: string, note: string) => Promise<RevisionView>;
  readonly refuse: (actor: Actor, id: string, note: string) => Promise<RevisionView>;
  /** By who drafted it. */
  readonly withdraw: (actor: Actor, id: string) => Promise<RevisionView>;
  /** Reads a table (csv, xlsx) of a whole catalogue or of some entries; keeps nothing. */
  readonly read: (actor: Actor, bytes: Uint8Array, file: string, effectiveFrom: string) => Promise<ReadTable>;
  /** What changes would make another, and what is wrong with them; keeps nothing. */
  readonly difference: (
    actor: Actor,
    changes: readonly ProfileChange[],
  ) => Promise<{ readonly difference: readonly DifferenceLine[]; readonly faults: readonly string[] }>;
  /** The catalogue of a day as a csv that `read` takes. */
  readonly csv: (actor: Actor, asOf?: string) => Promise<Uint8Array>;
};
