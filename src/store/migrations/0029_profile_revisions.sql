CREATE TABLE `profile_revisions` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`subject` text NOT NULL,
	`changes` text NOT NULL,
	`basis` text NOT NULL,
	`reason` text NOT NULL,
	`drafted_by_id` text NOT NULL,
	`drafted_by_name` text NOT NULL,
	`drafted_at` integer NOT NULL,
	`state` text NOT NULL,
	`applied` integer,
	`version` text,
	`difference` text,
	`decided_by_id` text,
	`decided_by_name` text,
	`decided_at` integer,
	`note` text,
	CONSTRAINT profile_revisions_subject CHECK (subject IN ('catalogue', 'taxonomy')),
	CONSTRAINT profile_revisions_state CHECK (state IN ('waiting', 'approved', 'refused', 'withdrawn')),
	-- Nobody approves what they drafted.
	CONSTRAINT profile_revisions_two CHECK (state <> 'approved' OR decided_by_id <> drafted_by_id)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `profile_revisions_id` ON `profile_revisions` (`id`);
--> statement-breakpoint
CREATE UNIQUE INDEX `profile_revisions_applied` ON `profile_revisions` (`applied`) WHERE applied IS NOT NULL;
--> statement-breakpoint
CREATE TRIGGER profile_revisions_once BEFORE UPDATE ON profile_revisions
WHEN OLD.state <> 'waiting' OR NEW.seq IS NOT OLD.seq OR NEW.id IS NOT OLD.id OR NEW.subject IS NOT OLD.subject
  OR NEW.changes IS NOT OLD.changes OR NEW.basis IS NOT OLD.basis OR NEW.reason IS NOT OLD.reason
  OR NEW.drafted_by_id IS NOT OLD.drafted_by_id OR NEW.drafted_by_name IS NOT OLD.drafted_by_name
  OR NEW.drafted_at IS NOT OLD.drafted_at
BEGIN
  SELECT RAISE(ABORT, 'a revision is decided once and never rewritten');
END;
--> statement-breakpoint
CREATE TRIGGER profile_revisions_no_delete BEFORE DELETE ON profile_revisions
BEGIN
  SELECT RAISE(ABORT, 'profile_revisions are append-only');
END;
--> statement-breakpoint
CREATE TABLE `misreading_causes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`order_id` text NOT NULL,
	`about` text NOT NULL,
	`said` text NOT NULL,
	`truth` text NOT NULL,
	`cause` text NOT NULL,
	`note` text NOT NULL,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `misreading_causes_order` ON `misreading_causes` (`order_id`, `about`);
--> statement-breakpoint
CREATE TRIGGER misreading_causes_no_update BEFORE UPDATE ON misreading_causes
BEGIN
  SELECT RAISE(ABORT, 'misreading_causes are append-only');
END;
--> statement-breakpoint
CREATE TRIGGER misreading_causes_no_delete BEFORE DELETE ON misreading_causes
BEGIN
  SELECT RAISE(ABORT, 'misreading_causes are append-only');
END;
