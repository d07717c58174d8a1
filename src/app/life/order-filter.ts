import type { OrderState } from '../../kernel/move-words.ts';
import type { DemandKind, Urgency } from '../../triage/types.ts';

/** What a list of orders shows; what is left out does not matter. */
export type OrderFilter = {
  readonly state?: OrderState;
  /** In one of these. */
  readonly states?: readonly OrderState[];
  /** Led by this unit. */
  readonly lead?: string;
  /** Id of who answers for it. */
  readonly person?: string;
  /** An application waits: any, one to be reviewed, or a return to be adjudicated. */
  readonly pending?: 'any' | 'review' | 'ruling';
  /** Nearest deadline, UTC milliseconds, `[dueFrom, dueBefore)`. */
  readonly dueFrom?: number;
  readonly dueBefore?: number;
  /** Under supervision 督办. */
  readonly supervised?: boolean;
  /** This unit was to assist or was called in, and has not answered. */
  readonly awaiting?: string;
  /** Nearest deadline first; left out: as the state asks for. */
  readonly sort?: 'due';
  readonly action?: 'dispatch' | 'review';
  readonly urgency?: Urgency;
  readonly demandKind?: DemandKind;
  /** Four digits for a type, two for its group. */
  readonly issueType?: string;
  readonly unit?: string;
  readonly street?: string;
  readonly channel?: string;
  /** UTC milliseconds, `[from, to)`. */
  readonly from?: number;
  readonly to?: number;
  /** Words, an order number, or the tail of a telephone number. */
  readonly q?: string;
};
