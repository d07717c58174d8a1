/**
 * Rows as programs of each schema wrote them: by the number of the migration that made the table, with the columns it
 * then had. `until` is the migration from which on the row looks otherwise.
 */
export type ReleasedRow = { readonly from: number; readonly until?: number; readonly sql: string };

/** 2026-04-14 09:30 in Beijing. */
export const AT = Date.parse('2026-04-14T09:30:00+08:00');
const HASH = 'a'.repeat(64);

const order = (
  id: string,
  minutes: number,
  state: string,
  input: Readonly<Record<string, unknown>>,
): string => `
  INSERT INTO orders (id, number, channel, external_id, received_at, stored_at, text_hash, input, excerpt, phone_reversed,
    state, action, corrected, issue_type, issue_confidence, demand_kind, urgency, urgency_rank, street, lead_unit, joint_unit)
  VALUES ('${id}', '20260414-00000${minutes}', 'phone', 'EXT-${id}', ${AT + minutes * 60_000}, ${AT + minutes * 60_000},
    '${HASH}', '${JSON.stringify(input)}', '鞋开胶', '12345678931', '${state}', 'dispatch', 0, '0101', 0.9, '投诉',
    'normal', 2, '西长安街', 'SCS-XCAJ', NULL)`;

const CALLER = { name: '王芳', phone: '13987654321' };
const RESULT = JSON.stringify({ id: 'o1', issueType: { code: '0101', confidence: 0.9 }, entities: [] });

export const RELEASED_ROWS: readonly ReleasedRow[] = [
  {
    from: 0,
    sql: `INSERT INTO users (id, username, name, role, unit, password_hash, created_at, disabled_at)
      VALUES ('u1', 'liming', '李明', 'handler', 'SCS-XCAJ', 'x', ${AT}, NULL), ('u2', 'admin', '管理员', 'admin', NULL, 'x', ${AT}, NULL)`,
  },
  {
    from: 0,
    sql: `INSERT INTO sessions (token_hash, user_id, created_at, expires_at) VALUES ('t', 'u1', ${AT}, ${AT + 1})`,
  },
  {
    from: 0,
    sql: `INSERT INTO api_keys (id, name, key_hash, created_at, revoked_at) VALUES ('k1', '平台', 'kh', ${AT}, NULL)`,
  },
  {
    from: 0,
    sql: `INSERT INTO login_failures (name_hash, failures, last_at, locked_until) VALUES ('n', 1, ${AT}, 0)`,
  },
  {
    from: 0,
    sql: order('o1', 1, 'dispatched', {
      channel: 'phone',
      receivedAt: '2026-04-14T09:31:00+08:00',
      text: '西单买的鞋开胶，要求退款。',
      caller: CALLER,
    }),
  },
  {
    from: 0,
    sql: order('o2', 2, 'received', {
      channel: 'phone',
      receivedAt: '2026-04-14T09:32:00+08:00',
      text: '鞋开胶，商家不退。',
    }),
  },
  {
    from: 1,
    sql: `INSERT INTO orders_fts (rowid, tokens) SELECT seq, '西单 鞋 开胶 退款' FROM orders WHERE id = 'o1'`,
  },
  { from: 0, sql: `INSERT INTO day_numbers (day, last) VALUES ('20260414', 2)` },
  {
    from: 0,
    sql: `INSERT INTO decisions (order_id, at, result, model, taxonomy, catalogue, knowledge)
      VALUES ('o1', ${AT}, '${RESULT}', 'm1', 't1', 'c1', 'k1'), ('o2', ${AT}, '${RESULT}', 'm1', 't1', 'c1', 'k1')`,
  },
  {
    from: 0,
    until: 11,
    sql: `INSERT INTO events (order_id, at, actor, event, detail)
      VALUES ('o1', ${AT + 60_000}, '系统', 'received', ''), ('o1', ${AT + 60_001}, '系统', 'dispatched', '派出'),
        ('o2', ${AT + 120_000}, '系统', 'received', '')`,
  },
  {
    from: 11,
    sql: `INSERT INTO events (order_id, version, at, event, actor, actor_id, actor_role, actor_unit, state, data, detail) VALUES
      ('o1', 1, ${AT + 60_000}, 'received', '系统', 'system', 'system', NULL, 'received', '{}', ''),
      ('o1', 2, ${AT + 60_000}, 'triaged', '系统', 'system', 'system', NULL, 'received', '{"lead":"SCS-XCAJ","joint":null,"issueType":"0101"}', ''),
      ('o1', 3, ${AT + 60_000}, 'dispatch', '系统', 'system', 'system', NULL, 'dispatched', '{"lead":"SCS-XCAJ","joint":null}', ''),
      ('o2', 1, ${AT + 120_000}, 'received', '系统', 'system', 'system', NULL, 'received', '{}', ''),
      ('o2', 2, ${AT + 120_000}, 'triaged', '系统', 'system', 'system', NULL, 'received', '{"lead":"SCS-XCAJ","joint":null,"issueType":"0101"}', '')`,
  },
  { from: 11, sql: `UPDATE orders SET version = CASE id WHEN 'o1' THEN 3 ELSE 2 END, since = received_at` },
  {
    from: 0,
    sql: `INSERT INTO corrections (order_id, at, actor_id, from_type, to_type, from_unit, to_unit, model)
      VALUES ('o1', ${AT}, 'u2', '0102', '0101', 'SCS-DS', 'SCS-XCAJ', 'm1')`,
  },
  {
    from: 0,
    sql: `INSERT INTO outbox (topic, payload, created_at, due_at, attempts) VALUES ('suggest', '{"orderId":"o1"}', ${AT}, ${AT}, 0)`,
  },
  {
    from: 0,
    sql: `INSERT INTO idempotency (key, request_hash, answer, at) VALUES ('key', 'r', '[{"status":"accepted","id":"o1","state":"dispatched"}]', ${AT})`,
  },
  {
    from: 0,
    sql: `INSERT INTO auto_dispatch_switch (unit, issue_type, enabled, changed_by, at) VALUES ('*', '*', 1, 'u2', ${AT})`,
  },
  {
    from: 0,
    sql: `INSERT INTO suggestions (order_id, at, like_orders, draft_reply) VALUES ('o1', ${AT}, '[{"id":"o2","score":3}]', '您好')`,
  },
  {
    from: 2,
    sql: `INSERT INTO order_signatures (order_seq, order_id, signature) SELECT seq, id, x'00' FROM orders WHERE id = 'o1'`,
  },
  {
    from: 2,
    sql: `INSERT INTO order_places (place, order_seq) SELECT '西单', seq FROM orders WHERE id = 'o1'`,
  },
  {
    from: 2,
    sql: `INSERT INTO order_links (first_id, second_id, kind, status, score, reasons, actor_id, actor_name, at)
      VALUES ('o1', 'o2', 'same', 'suspected', 0.5, '[]', 'system', '系统', ${AT})`,
  },
  {
    from: 3,
    sql: `INSERT INTO dispatch_proposals (order_id, at, issue_type, unit, confidence, line, duty, model, catalogue, automatic, spot_check)
      VALUES ('o1', ${AT}, '0101', 'SCS-XCAJ', 0.9, 0.8, 'd', 'm1', 'c1', 1, 0)`,
  },
  {
    from: 3,
    sql: `INSERT INTO dispatch_outcomes (order_id, issue_type, unit, right, source, model, catalogue, actor_id, actor_name, at)
      VALUES ('o1', '0101', 'SCS-XCAJ', 1, 'acknowledge', 'm1', 'c1', 'u1', '李明', ${AT})`,
  },
  {
    from: 3,
    sql: `INSERT INTO dispatch_thresholds (issue_type, threshold, changed_by, at) VALUES ('0101', 0.8, 'u2', ${AT})`,
  },
  {
    from: 4,
    sql: `INSERT INTO annotation_tasks (id, order_id, text_hash, text, why, score, candidates, created_at, created_by)
      VALUES ('a1', 'o1', '${HASH}', '', 'uncertain', 0.5, '["0101"]', ${AT}, 'u2')`,
  },
  {
    from: 4,
    sql: `INSERT INTO annotations (task_id, annotator_id, annotator_name, issue_type, demand_kind, others, note, at)
      VALUES ('a1', 'u2', '管理员', '0101', '投诉', '["0102"]', '', ${AT})`,
  },
  {
    from: 4,
    sql: `INSERT INTO adjudications (task_id, issue_type, demand_kind, note, by_id, by_name, at)
      VALUES ('a1', '0101', '投诉', '', 'u2', '管理员', ${AT})`,
  },
  {
    from: 5,
    sql: `INSERT INTO rulings (id, issue_type, condition, unit, by_station, reason, decided_by, effective_from, entered_by, at)
      VALUES ('r1', '0101', '{}', 'SCS-XCAJ', 0, '职责不清', '中心', '2026-04-01', 'u2', ${AT})`,
  },
  { from: 7, sql: `INSERT INTO law_instruments (title) VALUES ('某办法')` },
  {
    from: 7,
    sql: `INSERT INTO law_versions (instrument_id, edition, short, status, sha256, articles, complete, imported_at, imported_by)
      VALUES (1, '2020-01-01', '办法', 'in_force', '${HASH}', 1, 1, ${AT}, 'u2')`,
  },
  {
    from: 7,
    sql: `INSERT INTO law_articles (version_id, ordinal, label, number, text) VALUES (1, 0, '第一条', 1, '为了……')`,
  },
  {
    from: 8,
    sql: `INSERT INTO knowledge_items (kind, item, version, body, status, author, author_name, created_at, is_public)
      VALUES ('entry', 'e1', 1, '{}', 'draft', 'u2', '管理员', ${AT}, 0)`,
  },
  {
    from: 9,
    sql: `INSERT INTO ratings (suggestion, kind, reference, about, citations, rank, knowledge, order_id, day, made_at, rating, rater, rater_name, at)
      VALUES ('s1', 'law', 'x', '["x"]', '[]', 1, 'k1', 'o1', '2026-04-14', ${AT}, 'useful', 'u1', '李明', ${AT})`,
  },
  {
    from: 10,
    sql: `INSERT INTO embeddings (encoder, hash, vector, scale) VALUES ('e', zeroblob(32), x'01', 0.5)`,
  },
  {
    from: 12,
    sql: `INSERT INTO evidence_files (id, order_id, sha256, kind, purpose, name, media_type, bytes, added_at, added_by, added_by_name)
      VALUES ('f1', 'o1', '${HASH}', 'photo', 'other', '小票.jpg', 'image/jpeg', 3, ${AT}, 'u1', '李明')`,
  },
  {
    from: 13,
    sql: `INSERT INTO duty_rota (id, unit, day, period, from_at, to_at, person_id, set_by, set_by_name, set_at)
      VALUES ('d1', 'SCS-XCAJ', '2026-04-14', 'day', ${AT}, ${AT + 1}, 'u1', 'u2', '管理员', ${AT})`,
  },
  {
    from: 18,
    sql: `INSERT INTO case_facts (order_id, day, unit, issue_type, street, demand_kind, urgency, channel, state, left_out, meeting,
        returns, reopened, supervised, callback)
      VALUES ('o1', 20557, 'SCS-XCAJ', '0101', '西长安街', '投诉', 'normal', 'phone', 'dispatched', '', 'none', 0, 0, 0, 'none')`,
  },
  {
    from: 19,
    sql: `INSERT INTO topics (id, title, streets, first_at, last_at, members, callers, heat, rank)
      SELECT seq, '西单 鞋', '[]', ${AT}, ${AT}, 1, 1, 1, 1 FROM orders WHERE id = 'o1'`,
  },
  {
    from: 19,
    sql: `INSERT INTO topic_members (order_seq, order_id, topic, at, caller, issue_type, places, subjects, words, evidence)
      SELECT seq, id, seq, ${AT}, 'abc', '0101', '[]', '["某店"]', '[]', '[]' FROM orders WHERE id = 'o1'`,
  },
  {
    from: 19,
    sql: `INSERT INTO topic_names (kind, name, order_seq, at, issue_type) SELECT 'subject', '某店', seq, ${AT}, '0101' FROM orders WHERE id = 'o1'`,
  },
  {
    from: 19,
    sql: `INSERT INTO warnings (kind, key, title, at, days, callers, expected, chance, watched, watched_name, rules, state, version)
      VALUES ('subject', 'k', '某店', ${AT}, 7, 5, 1, 0.001, 'subject:某店', '某店', 'w1', 'new', 1)`,
  },
  { from: 19, sql: `INSERT INTO warning_orders (warning_id, order_seq) SELECT 1, seq FROM orders` },
  {
    from: 19,
    sql: `INSERT INTO subject_acts (id, subject, kind, day, note, unit, by_id, by_name, at)
      VALUES ('sa1', '某店', 'talk', '2026-04-15', '约谈', 'SCS-XCAJ', 'u1', '李明', ${AT})`,
  },
  {
    from: 20,
    sql: `INSERT INTO import_maps (name, columns, set_by, set_by_name, set_at) VALUES ('m', '{"电话":"phone"}', 'u2', '管理员', ${AT})`,
  },
  {
    from: 21,
    sql: `INSERT INTO score_records (id, kind, order_id, unit, day, words, state, recorded_by, recorded_at)
      VALUES ('sr1', 'missingMaterial', 'o1', 'SCS-XCAJ', '2026-04-15', '缺材料', 'counted', 'u2', ${AT})`,
  },
  {
    from: 21,
    sql: `INSERT INTO score_settled_lines (year, unit, key, line) VALUES (2025, 'SCS-XCAJ', 'bothNo:x', '{}')`,
  },
  {
    from: 21,
    sql: `INSERT INTO score_settlements (year, unit, tenths, fen, lines, hash, versions, by, at)
      VALUES (2025, 'SCS-XCAJ', -10, 0, 1, '${HASH}', '["v1"]', 'u2', ${AT})`,
  },
  {
    from: 23,
    sql: `INSERT INTO reports (id, kind, period_from, period_to, unit, title, report, sha256, cases, by_id, by_name, at)
      VALUES ('rp1', 'daily', '2026-04-14', '2026-04-15', '', '日报', '{}', '${HASH}', x'00', 'u2', '管理员', ${AT})`,
  },
  {
    from: 29,
    sql: `INSERT INTO profile_revisions (id, subject, changes, basis, reason, drafted_by_id, drafted_by_name, drafted_at, state)
      VALUES ('pr1', 'catalogue', '[]', '依据', '理由', 'u2', '管理员', ${AT}, 'waiting')`,
  },
  {
    from: 32,
    sql: `INSERT INTO webhooks (id, name, url, events, secret, created_at, created_by, cursor)
      VALUES ('w1', '平台', 'https://example.org/', '[]', 's', ${AT}, 'u2', 0)`,
  },
  {
    from: 32,
    sql: `INSERT INTO webhook_deliveries (webhook_id, seq, message_id, type, body, state, created_at, due_at, attempts)
      VALUES ('w1', 1, 'evt_1', 'order.received', '{}', 'waiting', ${AT}, ${AT}, 0)`,
  },
];
