import type { SALE_CHANNEL_NAMES } from '../../kernel/order-words.ts';
import type { Actor } from '../types.ts';

/** A type of issue as a service that may be asked for. */
export type ServiceType = {
  readonly code: string;
  readonly name: string;
  readonly description: string;
  readonly group: string;
  readonly keywords: readonly string[];
  /** Whether there is something to be asked besides what every request says. */
  readonly asksMore: boolean;
};

/** What is asked of a request besides what every one says. */
export type ServiceAttribute = {
  readonly code: 'sale_channel';
  readonly description: string;
  readonly hint: string;
  readonly required: false;
  readonly values: readonly { readonly key: keyof typeof SALE_CHANNEL_NAMES; readonly name: string }[];
};

/** A request as a client sends it; empty fields are left out. */
export type SentRequest = {
  readonly serviceCode: string;
  readonly lat?: number;
  readonly long?: number;
  readonly addressString?: string;
  readonly addressId?: string;
  readonly email?: string;
  readonly deviceId?: string;
  readonly accountId?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly phone?: string;
  readonly description?: string;
  readonly mediaUrl?: string;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
};

/** A request as anybody who may ask for it sees it: nothing of who called. Times are UTC milliseconds. */
export type ServiceRequest = {
  readonly id: string;
  readonly closed: boolean;
  readonly statusNotes: string;
  readonly service: { readonly code: string; readonly name: string };
  readonly description: string;
  /** Null before it was dispatched. */
  readonly agency: string | null;
  readonly notice: string;
  readonly requestedAt: number;
  readonly updatedAt: number;
  readonly expectedAt: number | null;
  readonly address: string | null;
};

export type ServiceRequestSearch = {
  /** Overrides everything else. */
  readonly ids?: readonly string[];
  readonly serviceCodes?: readonly string[];
  readonly from?: number;
  readonly to?: number;
  readonly statuses?: readonly ('open' | 'closed')[];
  readonly page: number;
  readonly pageSize: number;
};

/** Orders as the Open311 GeoReport v2 specification has them. `actor` null: whoever asks has no key. */
export type Open311 = {
  /** Left out: whatever jurisdiction is named is this one. */
  readonly jurisdiction: string | null;
  readonly services: () => readonly ServiceType[];
  /** When the services became what they are now, UTC milliseconds. */
  readonly changedAt: () => number;
  /** Throws `not_found`. */
  readonly definition: (code: string) => readonly ServiceAttribute[];
  /** Hands a request in like any other order. */
  readonly submit: (
    actor: Actor,
    sent: SentRequest,
    idempotencyKey?: string,
  ) => Promise<{
    readonly id: string;
    readonly notice: string;
    readonly status: 'accepted' | 'duplicate';
  }>;
  /** Newest first. Throws `unauthenticated` where only keys may read. */
  readonly search: (actor: Actor | null, search: ServiceRequestSearch) => Promise<readonly ServiceRequest[]>;
  readonly get: (actor: Actor | null, id: string) => Promise<ServiceRequest>;
  /** The number of a request by the id of its order. */
  readonly ofToken: (token: string) => Promise<string>;
};
