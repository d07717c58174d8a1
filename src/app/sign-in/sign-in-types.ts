import type { LocalLogin } from '../accounts.ts';
import type { Opened } from '../sessions.ts';

/** What an identity provider says of a person, after it was checked. */
export type Identified = {
  readonly subject: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly idToken: string;
};

/** Log-in at an identity provider (OpenID Connect). Left out of the services where none is set up. */
export type SignIn = {
  /** As accounts are linked to it. */
  readonly issuer: string;
  /** Of the provider: browsers are sent there, and nowhere else. */
  readonly origin: string;
  readonly localLogin: LocalLogin;
  /**
   * Where to send the browser, and what it has to bring back, sealed. `next`: the page it wants. Throws
   * `oidc_unreachable`.
   */
  readonly begin: (next: string) => Promise<{ readonly location: string; readonly sealed: string }>;
  /**
   * The session of whoever comes back. `query`: what the provider sent along, from `?` on. Throws `oidc_…`,
   * `account_disabled`, `rate_limited`.
   */
  readonly finish: (
    query: string,
    sealed: string,
    from: { readonly address: string; readonly replaces?: string },
  ) => Promise<Opened & { readonly next: string }>;
  /**
   * Ends a session here by `endHere`, then says where the provider ends its own, for one that began there; null: nothing
   * to end, or no way to.
   */
  readonly logout: (token: string, endHere: () => Promise<void>) => Promise<string | null>;
};
