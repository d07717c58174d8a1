import type { RuleFault } from '../../knowledge/applicability/check-table.ts';
import type { RuleTable } from '../../knowledge/applicability/table.ts';
import type { FactDefinition, FactDictionary, FactValue } from '../../knowledge/facts/dictionary.ts';
import type { DifferenceLine } from '../../knowledge/line-difference.ts';
import type { Verdict } from '../../knowledge/types.ts';
import type { StoredItem } from '../../store/knowledge-items.ts';
import type { Actor } from '../types.ts';

export type { FactDefinition, FactDictionary, FactValue, RuleFault, RuleTable };

/** One rule as a list shows it. Times are UTC milliseconds. */
export type RuleSummary = {
  readonly id: string;
  readonly name: string;
  /** Prefixes of issue types; none: all. */
  readonly types: readonly string[];
  /** As the program brings it, changed here, or written here. */
  readonly source: 'shipped' | 'changed' | 'own';
  readonly inForce: boolean;
  /** The version in force; 0: as shipped. */
  readonly version: number;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly rows: number;
  readonly cases: number;
  /** A version that waits, as far as the person may see it. */
  readonly pending: { readonly version: number; readonly authorName: string } | null;
  readonly changedAt: number | null;
};

/** One version as the history shows it, with what it changed. */
export type RuleVersion = Pick<
  StoredItem,
  'version' | 'status' | 'authorName' | 'createdAt' | 'decidedBy' | 'decidedAt' | 'note' | 'reviewBy'
> & { readonly shipped: boolean; readonly difference: readonly DifferenceLine[] };

export type RuleDetail = {
  readonly summary: RuleSummary;
  /** The table in force, else the newest. */
  readonly table: RuleTable;
  /** Every fact that table or the pending one names and that is defined. */
  readonly facts: readonly FactDefinition[];
  /** The newest version beside what is in force: waiting or sent back. */
  readonly pending: {
    readonly version: number;
    readonly status: StoredItem['status'];
    readonly table: RuleTable;
    readonly authorName: string;
    readonly note: string | null;
    readonly difference: readonly DifferenceLine[];
    /** What would be refused today; null for those who do not decide. */
    readonly faults: readonly RuleFault[] | null;
  } | null;
  /** Newest first. */
  readonly history: readonly RuleVersion[];
  readonly reviewBy: string | null;
  /** The version number an edit must name: whoever was quicker is not written over. */
  readonly base: number;
  /** Whether answers come from the newest decision already. */
  readonly live: boolean;
  readonly can: {
    readonly edit: boolean;
    readonly decide: boolean;
    readonly decideRefusal: string | null;
    readonly withdraw: boolean;
    /** Whether it was written here and may go with every word of it. */
    readonly remove: boolean;
  };
};

export type RuleDraft = {
  /** Without one a new rule is made, under the id of the table. */
  readonly id?: string;
  readonly base: number;
  readonly table: RuleTable;
  readonly reviewBy: string | null;
  readonly note: string | null;
};

/** What a table says of a text. */
export type RuleSaid = {
  /** The version asked; 0: as shipped. */
  readonly version: number;
  readonly verdict: Verdict;
  readonly why: string;
  readonly ask: string | null;
  /** Labels of the told facts that decided. */
  readonly restsOn: readonly string[];
  readonly basis: readonly { readonly law: string; readonly article: string }[];
};

export type RuleTrial = {
  /** What was read, whether the rule asks for it or not. */
  readonly facts: readonly {
    readonly name: string;
    readonly label: string;
    readonly value: FactValue;
    readonly words: string;
    readonly isColumn: boolean;
    /** Places in the text that state it, `[start, end)`; none: it follows from another. */
    readonly spans: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  }[];
  /** Null: no table in force. */
  readonly inForce: RuleSaid | null;
  /** Null: nothing waits, or the person may not see it. */
  readonly pending: RuleSaid | null;
};

/** Care of decision tables. Rights are checked on every call. */
export type RuleCare = {
  /** Every fact a column may ask for. */
  readonly facts: FactDictionary;
  /** Rules in force, withdrawn and waiting ones, by first issue type and name; `text`: words that must all occur. */
  readonly list: (actor: Actor, text?: string) => Promise<readonly RuleSummary[]>;
  /** Throws `not_found`, also for what the person may not see. */
  readonly get: (actor: Actor, id: string) => Promise<RuleDetail>;
  /** Everything that would be refused at saving; saves nothing. */
  readonly check: (actor: Actor, table: RuleTable) => Promise<readonly RuleFault[]>;
  /** The facts read from a text, and the verdicts of the table in force and of the one that waits. */
  readonly try: (actor: Actor, id: string, text: string) => Promise<RuleTrial>;
  /** Hands in the next version. Throws `bad_knowledge` with rule, line and reason; `conflict` where another was quicker. */
  readonly save: (actor: Actor, draft: RuleDraft) => Promise<RuleDetail>;
  /** Throws `forbidden` for the own submission, `bad_knowledge` where the law or another rule has changed meanwhile. */
  readonly approve: (actor: Actor, id: string, version: number, note: string | null) => Promise<RuleDetail>;
  readonly sendBack: (actor: Actor, id: string, version: number, reason: string) => Promise<RuleDetail>;
  readonly withdraw: (actor: Actor, id: string, reason: string) => Promise<RuleDetail>;
  /** Deletes every version of a rule written here. Throws `conflict` for one that ships: that is withdrawn. */
  readonly remove: (actor: Actor, id: string) => Promise<void>;
  /** Rules with a version that waits, the longest waiting first. */
  readonly submissions: (actor: Actor) => Promise<readonly RuleDetail[]>;
};
