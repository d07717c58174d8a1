import { keysOf } from '../../kernel/keys.ts';
import { CLOCK_STATE_NAMES } from '../../orders/clocks.ts';
import { REASON_KINDS } from '../../orders/handling-rules.ts';

/** What a clock can be. */
export const CLOCK_STATES = keysOf(CLOCK_STATE_NAMES);

/** Applications that name a reason by its code. */
export const REASON_KEYS = keysOf(REASON_KINDS);
