CREATE TABLE `ratings` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`suggestion` text NOT NULL,
	`kind` text NOT NULL,
	`reference` text NOT NULL,
	`about` text NOT NULL,
	`citations` text NOT NULL,
	`verdict` text,
	`rank` integer NOT NULL,
	`knowledge` text NOT NULL,
	`model` text,
	`order_id` text,
	`question` text,
	`day` text NOT NULL,
	`made_at` integer NOT NULL,
	`rating` text NOT NULL,
	`reason` text,
	`note` text,
	`rater` text NOT NULL,
	`rater_name` text NOT NULL,
	`unit` text,
	`at` integer NOT NULL,
	CONSTRAINT ratings_subject CHECK ((order_id IS NULL) <> (question IS NULL)),
	CONSTRAINT ratings_value CHECK (rating IN ('useful', 'wrong', 'not_relevant')),
	CONSTRAINT ratings_reason CHECK (reason IS NULL OR rating <> 'useful')
);
--> statement-breakpoint
CREATE INDEX `ratings_newest` ON `ratings` (`suggestion`,`rater`,`id`);--> statement-breakpoint
CREATE INDEX `ratings_order` ON `ratings` (`order_id`);--> statement-breakpoint
CREATE INDEX `ratings_at` ON `ratings` (`at`);--> statement-breakpoint
-- A later rating supersedes an earlier one of the same person; neither is changed or taken away.
CREATE TRIGGER ratings_no_update BEFORE UPDATE ON ratings
BEGIN
  SELECT RAISE(ABORT, 'ratings are append-only');
END;
--> statement-breakpoint
CREATE TRIGGER ratings_no_delete BEFORE DELETE ON ratings
BEGIN
  SELECT RAISE(ABORT, 'ratings are append-only');
END;
--> statement-breakpoint
-- The knowledge a draft reply was made with; unknown for those made before it was kept.
ALTER TABLE `suggestions` ADD COLUMN `knowledge` text;
