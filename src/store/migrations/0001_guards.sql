-- The audit is append-only, whoever asks.
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'audit is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN
  SELECT RAISE(ABORT, 'audit is append-only');
END;
--> statement-breakpoint
-- Decisions say what triage said at the time: they are replaced by nothing.
CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions
BEGIN
  SELECT RAISE(ABORT, 'decisions are never changed');
END;
--> statement-breakpoint
INSERT INTO lane_mark (id, token) VALUES (1, '');
--> statement-breakpoint
-- Words and character pairs of every order (see store/search-tokens.ts); rowid is orders.seq.
CREATE VIRTUAL TABLE orders_fts USING fts5(tokens, content='', contentless_delete=1, tokenize='unicode61');
--> statement-breakpoint
CREATE VIRTUAL TABLE orders_terms USING fts5vocab(orders_fts, 'row');
