import type { Urgency } from '../../triage/types.ts';
import type { Actor, Role } from '../types.ts';
import type { Named, OnDuty } from './duty.ts';

/** A shift of a person; times are UTC milliseconds, `[from, to)`. */
export type Duty = {
  readonly id: string;
  readonly unit: { readonly code: string; readonly name: string };
  /** Beijing day on which it begins. */
  readonly day: string;
  /** `09:00-18:00`; an end that is not later lies on the next day. */
  readonly period: string;
  readonly from: number;
  readonly to: number;
  readonly person: Named;
  readonly substitute: Named | null;
  readonly setBy: string;
};

export type Absence = {
  readonly id: string;
  readonly unit: { readonly code: string; readonly name: string };
  readonly person: Named;
  /** Beijing days, both within the absence. */
  readonly from: string;
  readonly to: string;
  readonly substitute: Named | null;
  readonly note: string;
  readonly setBy: string;
};

/** A person of a unit to whom orders can be given, with what they have already. */
export type Assignable = Named & {
  readonly username: string;
  readonly role: Role;
  /** Null where the person is there; `until` is the last day of the absence. */
  readonly away: { readonly until: string; readonly substitute: Named | null } | null;
  readonly onDuty: boolean;
  /** Orders in hand that are not answered yet; `late` and `soon` are among them. */
  readonly open: number;
  readonly late: number;
  readonly soon: number;
  readonly byUrgency: Readonly<Record<Urgency, number>>;
};

/** People are named by their user names; a rota knows people of the unit alone. */
export type DutyAsked = {
  readonly unit: string;
  readonly day: string;
  readonly period: string;
  readonly person: string;
  readonly substitute?: string;
  /** The same shift on so many days one after the other; 1 where left out. */
  readonly days?: number;
};
export type AbsenceAsked = {
  readonly unit: string;
  readonly person: string;
  readonly from: string;
  readonly to: string;
  readonly substitute?: string;
  readonly note?: string;
};

export type RotaImport = {
  readonly added: number;
  readonly changed: number;
  readonly same: number;
  /** Lines of the text, from 1 with the heading, that were not taken, and why. */
  readonly refused: readonly { readonly line: number; readonly reason: string }[];
};

/**
 * Who is there to do the work. People of a unit see and edit their own unit's, the centre all. `unit` left out: the own
 * unit, or all for the centre.
 */
export type Rota = {
  /** Days are Beijing days, both included. */
  readonly list: (
    actor: Actor,
    asked: { readonly unit?: string; readonly from: string; readonly to: string },
  ) => Promise<{ readonly duties: readonly Duty[]; readonly absences: readonly Absence[] }>;
  readonly setDuty: (actor: Actor, asked: DutyAsked) => Promise<void>;
  readonly removeDuty: (actor: Actor, id: string) => Promise<void>;
  readonly setAbsence: (actor: Actor, asked: AbsenceAsked) => Promise<void>;
  readonly removeAbsence: (actor: Actor, id: string) => Promise<void>;
  /** Lines `单位,日期,时段,值班人,替班人` under such a heading; lines that are wrong are left out and named. */
  readonly importDuties: (actor: Actor, csv: string) => Promise<RotaImport>;
  readonly whoIsOnDuty: (actor: Actor, unit: string, at?: number) => Promise<readonly OnDuty[]>;
  /** People of a unit with what they have in hand, by name: no ranking. */
  readonly assignable: (actor: Actor, unit: string, at?: number) => Promise<readonly Assignable[]>;
};
