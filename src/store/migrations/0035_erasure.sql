-- Personal data is erased where it lies. Rows that are never changed let go of words alone, and only while an erasure is
-- under way: its one row stands in `erasing` from the first statement of the transaction to the last.
CREATE TABLE `erasing` (
	`id` integer PRIMARY KEY NOT NULL,
	CONSTRAINT erasing_one CHECK (id = 1)
);
--> statement-breakpoint
-- What was erased of which order, by whom and why; without what it was.
CREATE TABLE `erasures` (
	`order_id` text NOT NULL,
	`what` text NOT NULL,
	`at` integer NOT NULL,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`because` text NOT NULL,
	`reason` text NOT NULL,
	`cleaned_at` integer,
	PRIMARY KEY(`order_id`, `what`),
	CONSTRAINT erasures_what CHECK (what IN ('caller', 'evidence', 'all')),
	CONSTRAINT erasures_because CHECK (because IN ('request', 'retention'))
);
--> statement-breakpoint
CREATE INDEX `erasures_at` ON `erasures` (`at`);--> statement-breakpoint
CREATE INDEX `erasures_uncleaned` ON `erasures` (`at`) WHERE cleaned_at IS NULL;--> statement-breakpoint
-- With a salt of its own the hash of a row says nothing of what was in it once its words and its salt are gone. Rows of
-- before have none.
ALTER TABLE `audit` ADD `salt` text DEFAULT '' NOT NULL;--> statement-breakpoint
DROP TRIGGER audit_no_update;--> statement-breakpoint
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
WHEN NOT EXISTS (SELECT 1 FROM erasing) OR NEW.seq IS NOT OLD.seq OR NEW.at IS NOT OLD.at OR NEW.actor_id IS NOT OLD.actor_id
  OR NEW.actor_name IS NOT OLD.actor_name OR NEW.action IS NOT OLD.action OR NEW.subject IS NOT OLD.subject
  OR NEW.prev IS NOT OLD.prev OR NEW.hash IS NOT OLD.hash
BEGIN
  SELECT RAISE(ABORT, 'audit is append-only');
END;
--> statement-breakpoint
DROP TRIGGER decisions_no_update;--> statement-breakpoint
CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions
WHEN NOT EXISTS (SELECT 1 FROM erasing) OR NEW.id IS NOT OLD.id OR NEW.order_id IS NOT OLD.order_id OR NEW.at IS NOT OLD.at
  OR NEW.model IS NOT OLD.model OR NEW.taxonomy IS NOT OLD.taxonomy OR NEW.catalogue IS NOT OLD.catalogue
  OR NEW.knowledge IS NOT OLD.knowledge
BEGIN
  SELECT RAISE(ABORT, 'decisions are never changed');
END;
--> statement-breakpoint
DROP TRIGGER events_no_update;--> statement-breakpoint
CREATE TRIGGER events_no_update BEFORE UPDATE ON events
WHEN NOT EXISTS (SELECT 1 FROM erasing) OR NEW.id IS NOT OLD.id OR NEW.order_id IS NOT OLD.order_id
  OR NEW.version IS NOT OLD.version OR NEW.at IS NOT OLD.at OR NEW.event IS NOT OLD.event OR NEW.actor IS NOT OLD.actor
  OR NEW.actor_id IS NOT OLD.actor_id OR NEW.actor_role IS NOT OLD.actor_role OR NEW.actor_unit IS NOT OLD.actor_unit
  OR NEW.state IS NOT OLD.state
BEGIN
  SELECT RAISE(ABORT, 'events are never changed');
END;
--> statement-breakpoint
DROP TRIGGER order_links_no_update;--> statement-breakpoint
CREATE TRIGGER order_links_no_update BEFORE UPDATE ON order_links
WHEN NOT EXISTS (SELECT 1 FROM erasing) OR NEW.id IS NOT OLD.id OR NEW.first_id IS NOT OLD.first_id
  OR NEW.second_id IS NOT OLD.second_id OR NEW.kind IS NOT OLD.kind OR NEW.status IS NOT OLD.status
  OR NEW.score IS NOT OLD.score OR NEW.actor_id IS NOT OLD.actor_id OR NEW.actor_name IS NOT OLD.actor_name
  OR NEW.at IS NOT OLD.at
BEGIN
  SELECT RAISE(ABORT, 'order_links is append-only');
END;
--> statement-breakpoint
DROP TRIGGER annotations_no_update;--> statement-breakpoint
CREATE TRIGGER annotations_no_update BEFORE UPDATE ON annotations
WHEN NOT EXISTS (SELECT 1 FROM erasing) OR NEW.id IS NOT OLD.id OR NEW.task_id IS NOT OLD.task_id
  OR NEW.annotator_id IS NOT OLD.annotator_id OR NEW.annotator_name IS NOT OLD.annotator_name
  OR NEW.issue_type IS NOT OLD.issue_type OR NEW.demand_kind IS NOT OLD.demand_kind OR NEW.urgency IS NOT OLD.urgency
  OR NEW.sale_channel IS NOT OLD.sale_channel OR NEW.others IS NOT OLD.others OR NEW.at IS NOT OLD.at
BEGIN
  SELECT RAISE(ABORT, 'annotations are append-only');
END;
--> statement-breakpoint
DROP TRIGGER adjudications_no_update;--> statement-breakpoint
CREATE TRIGGER adjudications_no_update BEFORE UPDATE ON adjudications
WHEN NOT EXISTS (SELECT 1 FROM erasing) OR NEW.id IS NOT OLD.id OR NEW.task_id IS NOT OLD.task_id
  OR NEW.issue_type IS NOT OLD.issue_type OR NEW.demand_kind IS NOT OLD.demand_kind OR NEW.urgency IS NOT OLD.urgency
  OR NEW.sale_channel IS NOT OLD.sale_channel OR NEW.others IS NOT OLD.others OR NEW.by_id IS NOT OLD.by_id
  OR NEW.by_name IS NOT OLD.by_name OR NEW.at IS NOT OLD.at
BEGIN
  SELECT RAISE(ABORT, 'adjudications are append-only');
END;
--> statement-breakpoint
DROP TRIGGER ratings_no_update;--> statement-breakpoint
CREATE TRIGGER ratings_no_update BEFORE UPDATE ON ratings
WHEN NOT EXISTS (SELECT 1 FROM erasing) OR NEW.id IS NOT OLD.id OR NEW.suggestion IS NOT OLD.suggestion
  OR NEW.kind IS NOT OLD.kind OR NEW.reference IS NOT OLD.reference OR NEW.about IS NOT OLD.about
  OR NEW.citations IS NOT OLD.citations OR NEW.verdict IS NOT OLD.verdict OR NEW.rank IS NOT OLD.rank
  OR NEW.knowledge IS NOT OLD.knowledge OR NEW.model IS NOT OLD.model OR NEW.order_id IS NOT OLD.order_id
  OR NEW.day IS NOT OLD.day OR NEW.made_at IS NOT OLD.made_at OR NEW.rating IS NOT OLD.rating
  OR NEW.reason IS NOT OLD.reason OR NEW.rater IS NOT OLD.rater OR NEW.rater_name IS NOT OLD.rater_name
  OR NEW.unit IS NOT OLD.unit OR NEW.at IS NOT OLD.at
BEGIN
  SELECT RAISE(ABORT, 'ratings are append-only');
END;
--> statement-breakpoint
DROP TRIGGER misreading_causes_no_update;--> statement-breakpoint
CREATE TRIGGER misreading_causes_no_update BEFORE UPDATE ON misreading_causes
WHEN NOT EXISTS (SELECT 1 FROM erasing) OR NEW.id IS NOT OLD.id OR NEW.order_id IS NOT OLD.order_id
  OR NEW.about IS NOT OLD.about OR NEW.said IS NOT OLD.said OR NEW.truth IS NOT OLD.truth OR NEW.cause IS NOT OLD.cause
  OR NEW.by_id IS NOT OLD.by_id OR NEW.by_name IS NOT OLD.by_name OR NEW.at IS NOT OLD.at
BEGIN
  SELECT RAISE(ABORT, 'misreading_causes are append-only');
END;
--> statement-breakpoint
DROP TRIGGER subject_acts_no_update;--> statement-breakpoint
CREATE TRIGGER subject_acts_no_update BEFORE UPDATE ON subject_acts
WHEN NOT EXISTS (SELECT 1 FROM erasing) OR NEW.id IS NOT OLD.id OR NEW.subject IS NOT OLD.subject OR NEW.kind IS NOT OLD.kind
  OR NEW.day IS NOT OLD.day OR NEW.unit IS NOT OLD.unit OR NEW.by_id IS NOT OLD.by_id OR NEW.by_name IS NOT OLD.by_name
  OR NEW.at IS NOT OLD.at
BEGIN
  SELECT RAISE(ABORT, 'acts are never changed');
END;
--> statement-breakpoint
DROP TRIGGER rulings_only_end;--> statement-breakpoint
CREATE TRIGGER rulings_only_end BEFORE UPDATE ON rulings
WHEN NEW.id IS NOT OLD.id OR NEW.issue_type IS NOT OLD.issue_type OR NEW.condition IS NOT OLD.condition
  OR NEW.unit IS NOT OLD.unit OR NEW.by_station IS NOT OLD.by_station OR NEW.joint IS NOT OLD.joint
  OR NEW.decided_by IS NOT OLD.decided_by
  OR NEW.effective_from IS NOT OLD.effective_from OR NEW.origin_order IS NOT OLD.origin_order
  OR NEW.entered_by IS NOT OLD.entered_by OR NEW.at IS NOT OLD.at
  OR (NOT EXISTS (SELECT 1 FROM erasing) AND (NEW.reason IS NOT OLD.reason
    OR NEW.effective_to IS NULL OR NEW.effective_to > OLD.effective_to))
  OR (EXISTS (SELECT 1 FROM erasing) AND NEW.effective_to IS NOT OLD.effective_to)
BEGIN
  SELECT RAISE(ABORT, 'rulings are append-only but for an earlier end');
END;
--> statement-breakpoint
DROP TRIGGER knowledge_items_text;--> statement-breakpoint
CREATE TRIGGER knowledge_items_text BEFORE UPDATE OF kind, item, version, body, author, author_name, created_at ON knowledge_items
WHEN NOT EXISTS (SELECT 1 FROM erasing) OR NEW.kind IS NOT OLD.kind OR NEW.item IS NOT OLD.item
  OR NEW.version IS NOT OLD.version OR NEW.author IS NOT OLD.author OR NEW.author_name IS NOT OLD.author_name
  OR NEW.created_at IS NOT OLD.created_at
BEGIN
  SELECT RAISE(ABORT, 'versions of knowledge are never rewritten');
END;
--> statement-breakpoint
DROP TRIGGER evidence_files_no_update;--> statement-breakpoint
CREATE TRIGGER evidence_files_no_update BEFORE UPDATE ON evidence_files
WHEN NOT EXISTS (SELECT 1 FROM erasing) OR NEW.id IS NOT OLD.id OR NEW.order_id IS NOT OLD.order_id
  OR NEW.sha256 IS NOT OLD.sha256 OR NEW.kind IS NOT OLD.kind OR NEW.purpose IS NOT OLD.purpose
  OR NEW.media_type IS NOT OLD.media_type OR NEW.bytes IS NOT OLD.bytes OR NEW.url IS NOT OLD.url
  OR NEW.added_at IS NOT OLD.added_at OR NEW.added_by IS NOT OLD.added_by OR NEW.added_by_name IS NOT OLD.added_by_name
BEGIN
  SELECT RAISE(ABORT, 'evidence is never changed');
END;
