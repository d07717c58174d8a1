import { listRulings } from '../../store/rulings.ts';
import type { Store } from '../../store/store.ts';
import type { Ruling } from '../../triage/rulings.ts';

/** The rulings of one store, held in memory: triage asks for them with every order. */
export type RulingMemory = {
  readonly all: () => Promise<readonly Ruling[]>;
  /** Called after a change: the next order reads them anew. */
  readonly forget: () => void;
};

export function createRulingMemory(store: Store): RulingMemory {
  let held: Promise<readonly Ruling[]> | null = null;
  return {
    all: () => {
      const reading = (held ??= store.read(listRulings));
      // A failed reading is not kept; the caller hears of it.
      reading.catch(() => {
        if (held === reading) held = null;
      });
      return reading;
    },
    forget: () => {
      held = null;
    },
  };
}
