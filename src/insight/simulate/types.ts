import type { Entity, Form, SaleChannel } from '../../text/types.ts';

/** A written order of the project whose wording is used again. */
export type WrittenOrder = {
  readonly text: string;
  readonly form: Form;
  readonly type: string;
  readonly demandKind: string;
  readonly urgency: string;
  readonly saleChannel: SaleChannel;
  readonly subject: string | null;
  readonly place: string | null;
};

/** `data/simulation/seasons.json`. Months from January, weekdays from Monday, hours from midnight; MM-DD days. */
export type Seasons = {
  readonly weights: Readonly<Record<string, number>>;
  readonly months: readonly { readonly types: readonly string[]; readonly by: readonly number[] }[];
  readonly peaks: readonly {
    readonly name: string;
    readonly types: readonly string[];
    readonly from: string;
    readonly to: string;
    readonly factor: number;
  }[];
  readonly feasts: readonly {
    readonly holiday: string;
    readonly types: readonly string[];
    readonly before: number;
    readonly after: number;
    readonly factor: number;
  }[];
  readonly weekdays: readonly number[];
  readonly holiday: number;
  /** Types that feasts and weekends do not make rarer. */
  readonly everyHoliday: readonly string[];
  readonly hours: { readonly day: readonly number[]; readonly night: readonly number[] };
  /** Types that come in the evening. */
  readonly night: readonly string[];
  readonly channels: Readonly<Record<string, number>>;
};

/** `data/simulation/names.json`. */
export type InventedNames = {
  readonly estates: readonly string[];
  readonly estateKinds: readonly string[];
  readonly shops: readonly string[];
  readonly shopMarks: readonly string[];
  readonly shopKinds: Readonly<Record<string, readonly string[]>>;
  /** Types and groups in which somebody is complained about. */
  readonly withShops: readonly string[];
  readonly surnames: readonly string[];
  readonly given: readonly string[];
};

export type EventKind = {
  readonly type: string;
  readonly kind: string;
  readonly urgency: string;
  readonly months: readonly number[];
  readonly about: 'place' | 'shop';
  readonly days: readonly [least: number, most: number];
  readonly size: readonly [least: number, most: number];
  readonly says: readonly string[];
};

/** `data/simulation/events.json`. */
export type Events = {
  readonly openers: readonly string[];
  readonly own: readonly string[];
  readonly asks: readonly string[];
  readonly kinds: readonly EventKind[];
  readonly chronic: readonly {
    readonly type: string;
    readonly kind: string;
    readonly says: readonly string[];
  }[];
  readonly again: readonly string[];
  readonly others: readonly string[];
};

/** What a day is to a hotline. */
export type DayKind = { readonly off: boolean; readonly holiday: string | null };

/** All that a stream is made from. */
export type StreamSource = {
  readonly written: readonly WrittenOrder[];
  readonly seasons: Seasons;
  readonly names: InventedNames;
  readonly events: Events;
  readonly issueTypes: readonly { readonly code: string; readonly urgency: string }[];
  readonly streets: readonly string[];
  /** Real names on the ground: they are taken out of the written orders, and no invented name is one of them. */
  readonly realPlaces: readonly string[];
  /** By number of the Beijing day from 1970. */
  readonly dayKind: (day: number) => DayKind;
};

/** Beijing days from 1970, `[from, to)`. */
export type StreamPlan = {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly orders: number;
  /** Nothing comes after this moment, UTC milliseconds. */
  readonly before: number;
  /** Shares of orders by the same caller, and by others, about a matter that was told before. */
  readonly sameCaller: number;
  readonly otherCaller: number;
};

export type Origin =
  { readonly kind: 'usual' } | { readonly kind: 'surge' | 'chronic' | 'merchant'; readonly id: string };

/** An order of the made-up year. Its number is its rank in time, from 1. */
export type SimulatedOrder = {
  readonly n: number;
  /** UTC milliseconds of the call. */
  readonly at: number;
  readonly issueType: string;
  readonly demandKind: string;
  readonly urgency: string;
  readonly saleChannel: SaleChannel;
  readonly street: string | null;
  readonly channel: string;
  readonly form: Form;
  readonly text: string;
  readonly entities: readonly Entity[];
  readonly caller: { readonly name: string | null; readonly phone: string | null };
  readonly origin: Origin;
  /** An earlier order that it is one with. */
  readonly relation: { readonly n: number; readonly kind: 'repeat' | 'same_matter' | 'rebound' } | null;
};

/** What was put into the year on purpose, for measuring what is found of it. Days are ISO days. */
export type Planted = {
  readonly surges: readonly {
    readonly id: string;
    readonly issueType: string;
    readonly street: string;
    readonly about: 'place' | 'shop';
    readonly name: string;
    readonly from: string;
    readonly to: string;
    readonly orders: readonly number[];
  }[];
  readonly chronic: readonly {
    readonly id: string;
    readonly issueType: string;
    readonly street: string;
    readonly place: string;
    readonly orders: readonly number[];
  }[];
  readonly merchants: readonly {
    readonly id: string;
    readonly issueType: string;
    readonly street: string;
    readonly name: string;
    readonly orders: readonly number[];
  }[];
};
