import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

export const users = sqliteTable(
  'users',
  {
    id: text('id').primaryKey(),
    username: text('username').notNull(),
    name: text('name').notNull(),
    role: text('role').notNull(),
    unit: text('unit'),
    passwordHash: text('password_hash').notNull(),
    createdAt: integer('created_at').notNull(),
    disabledAt: integer('disabled_at'),
    lastLoginAt: integer('last_login_at'),
  },
  (t) => [uniqueIndex('users_username').on(t.username)],
);

/** The token itself is never stored. */
export const sessions = sqliteTable(
  'sessions',
  {
    tokenHash: text('token_hash').primaryKey(),
    userId: text('user_id').notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    /** To the minute: each request would be a write. */
    lastSeenAt: integer('last_seen_at').notNull().default(0),
    /** Of a log-in at the identity provider: shown to it at log-out, so that it ends its own session too. */
    idToken: text('id_token'),
  },
  (t) => [index('sessions_user').on(t.userId)],
);

/** Whom an identity provider means by a subject. A subject has one account, an account one subject of a provider. */
export const userIdentities = sqliteTable(
  'user_identities',
  {
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    userId: text('user_id').notNull(),
    linkedAt: integer('linked_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.issuer, t.subject] }),
    uniqueIndex('user_identities_user').on(t.userId, t.issuer),
  ],
);

export const apiKeys = sqliteTable(
  'api_keys',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    keyHash: text('key_hash').notNull(),
    createdAt: integer('created_at').notNull(),
    revokedAt: integer('revoked_at'),
    /** To the hour: each use would be a write. */
    lastUsedAt: integer('last_used_at'),
    /** Actions of the policy that it may do; null: whatever a key may do. */
    scope: text('scope', { mode: 'json' }).$type<readonly string[]>(),
    /** Sees and changes this unit's alone; null: all units'. */
    unit: text('unit'),
    expiresAt: integer('expires_at'),
  },
  (t) => [uniqueIndex('api_keys_hash').on(t.keyHash)],
);

/**
 * Failed log-ins by name, whether or not such a user exists, and by address; wrong guesses at the telephone number of an
 * order, by its number. All are kept as hashes.
 */
export const loginFailures = sqliteTable('login_failures', {
  nameHash: text('name_hash').primaryKey(),
  failures: integer('failures').notNull(),
  lastAt: integer('last_at').notNull(),
  lockedUntil: integer('locked_until').notNull(),
});

/** Accounts of the demonstration with the password the first run gave them. */
export const demoAccounts = sqliteTable('demo_accounts', {
  userId: text('user_id').primaryKey(),
  passwordHash: text('password_hash').notNull(),
});
