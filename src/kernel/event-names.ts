import { MOVE_NAMES } from './move-words.ts';
import type { Move } from './move-words.ts';

/** Moves that other systems know by another name than ours. */
const OTHERWISE = {
  dispatch: 'dispatched',
  correctType: 'corrected',
  correctUnit: 'corrected',
  acknowledge: 'acknowledged',
} as const satisfies Partial<Record<Move, string>>;

/** What an event is called in answers and pages. */
export type EventName =
  | 'received'
  | 'triaged'
  | 'carried'
  | 'linked'
  | 'merged'
  | 'separated'
  | (typeof OTHERWISE)[keyof typeof OTHERWISE]
  | Exclude<Move, keyof typeof OTHERWISE>;

const otherwise: Readonly<Record<string, EventName>> = OTHERWISE;

/** The name of a stored kind of event; older rows carry it already. */
export const eventName = (kind: string): EventName => otherwise[kind] ?? (kind as EventName);

const sameName = Object.entries(MOVE_NAMES).filter(([move]) => !(move in OTHERWISE));

/** The same in the words of the field. */
export const EVENT_NAMES = {
  received: '接收',
  triaged: '研判',
  carried: '接续',
  dispatched: MOVE_NAMES.dispatch,
  corrected: '更正',
  acknowledged: MOVE_NAMES.acknowledge,
  linked: '链接',
  merged: '并单',
  separated: '撤销',
  ...Object.fromEntries(sameName),
} as Readonly<Record<EventName, string>>;
