import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { openStore } from '../../../src/store/store.ts';
import { closeAfterTest } from '../../support/closing.ts';
import { tempDatabase } from '../../support/temp.ts';

/** Tables whose words an erasure rewrites or takes away; see store/order-erasing.ts. */
const REWRITTEN = [
  'abuse_flags',
  'adjudications',
  'annotation_tasks',
  'annotations',
  'audit',
  'callback_links',
  'decisions',
  'events',
  'evidence_files',
  'idempotency',
  'knowledge_comments',
  'knowledge_items',
  'legal_holds',
  'misreading_causes',
  'order_links',
  'order_places',
  'order_signatures',
  'orders',
  'orders_fts',
  'outbox',
  'proactive_tasks',
  'ratings',
  'rulings',
  'score_appeals',
  'score_records',
  'subject_acts',
  'suggestions',
  'topic_members',
  'topic_names',
  'topics',
  'warnings',
];
/** Codes, numbers, moments and hashes of orders: nothing that was said. */
const OF_ORDERS = [
  'case_facts',
  'corrections',
  'dispatch_outcomes',
  'dispatch_proposals',
  'erasures',
  'merged_into',
  'reminders',
  'reminders_seen',
  'rollups',
  'score_settled_lines',
  'simulated_orders',
  'warning_orders',
  'webhook_deliveries',
];
/** Of people who work here, of the law, of the program. */
const OF_THE_OFFICE = [
  'absences',
  'api_keys',
  'auto_dispatch_switch',
  'callback_claims',
  'day_numbers',
  'demo_accounts',
  'dispatch_epochs',
  'dispatch_right_changes',
  'dispatch_thresholds',
  'duty_rota',
  'embeddings',
  'erasing',
  'import_maps',
  'knowledge_notices',
  'knowledge_state',
  'knowledge_uses',
  'lane_mark',
  'law_aliases',
  'law_articles',
  'law_instruments',
  'law_successors',
  'law_tombstones',
  'law_versions',
  'leases',
  'login_failures',
  'model_comparisons',
  'profile_revisions',
  'promotions',
  'reports',
  'schema_migrations',
  'score_settlements',
  'sessions',
  'simulations',
  'training_runs',
  'user_identities',
  'users',
  'webhooks',
];

test('of every table it is said whether an erasure has to look into it', async () => {
  const store = await openStore({ url: tempDatabase() });
  closeAfterTest(store.close);
  const rows = (await store.read((db) =>
    db.all(sql`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`),
  )) as { name: string }[];
  // What stands behind an index of words goes with it.
  const names = rows.map(({ name }) => name).filter((name) => !/_fts_|^orders_terms/.test(name));
  const known = [...REWRITTEN, ...OF_ORDERS, ...OF_THE_OFFICE];
  expect(names.filter((name) => !known.includes(name))).toEqual([]);
  expect(known.filter((name) => !names.includes(name))).toEqual([]);
  expect(new Set(known).size).toBe(known.length);
});
