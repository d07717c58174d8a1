-- The score ledger: matters that people record, appeals against lines, and years as they were settled. Lines of open
-- years are computed from the cases and kept nowhere.
CREATE TABLE `score_records` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`order_id` text,
	`unit` text NOT NULL,
	`day` text NOT NULL,
	`words` text NOT NULL,
	`state` text NOT NULL,
	`recorded_by` text NOT NULL,
	`recorded_at` integer NOT NULL,
	`decided_by` text CHECK (decided_by IS NULL OR decided_by <> recorded_by),
	`decided_at` integer,
	`reason` text
);
--> statement-breakpoint
CREATE INDEX `score_records_day` ON `score_records` (`day`);--> statement-breakpoint
CREATE INDEX `score_records_pending` ON `score_records` (`recorded_at`) WHERE state = 'pending';--> statement-breakpoint
CREATE TABLE `score_appeals` (
	`id` text PRIMARY KEY NOT NULL,
	`line_key` text NOT NULL,
	`unit` text NOT NULL,
	`words` text NOT NULL,
	`year` integer NOT NULL,
	`reason` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	`state` text NOT NULL,
	`decided_by` text,
	`decided_at` integer,
	`decision` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `score_appeals_line` ON `score_appeals` (`line_key`,`unit`);--> statement-breakpoint
CREATE INDEX `score_appeals_pending` ON `score_appeals` (`at`) WHERE state = 'pending';--> statement-breakpoint
CREATE TABLE `score_settlements` (
	`year` integer NOT NULL,
	`unit` text NOT NULL,
	`tenths` integer NOT NULL,
	`fen` integer NOT NULL,
	`lines` integer NOT NULL,
	`hash` text NOT NULL,
	`versions` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`year`, `unit`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `score_settled_lines` (
	`year` integer NOT NULL,
	`unit` text NOT NULL,
	`key` text NOT NULL,
	`line` text NOT NULL,
	PRIMARY KEY(`year`, `unit`, `key`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TRIGGER score_settlements_kept BEFORE UPDATE ON score_settlements
BEGIN SELECT RAISE(ABORT, 'a settled year is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER score_settlements_stay BEFORE DELETE ON score_settlements
BEGIN SELECT RAISE(ABORT, 'a settled year is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER score_settled_lines_kept BEFORE UPDATE ON score_settled_lines
BEGIN SELECT RAISE(ABORT, 'a settled year is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER score_settled_lines_stay BEFORE DELETE ON score_settled_lines
BEGIN SELECT RAISE(ABORT, 'a settled year is never changed'); END;
