-- Reports as they were finished, and an index for what a day saw: conclusions told and orders that came to an end.
CREATE TABLE `reports` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`period_from` text NOT NULL,
	`period_to` text NOT NULL,
	`unit` text NOT NULL,
	`title` text NOT NULL,
	`report` text NOT NULL,
	`sha256` text NOT NULL,
	`cases` blob NOT NULL,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `reports_listed` ON `reports` (`at`);--> statement-breakpoint
CREATE INDEX `reports_unit` ON `reports` (`unit`,`at`);--> statement-breakpoint
CREATE INDEX `events_outcomes` ON `events` (`at`,`event`,`order_id`) WHERE event IN ('reply', 'close', 'grantExclusion', 'grantMediationEnd', 'grantTermination');--> statement-breakpoint
CREATE TRIGGER reports_no_update BEFORE UPDATE ON reports BEGIN SELECT RAISE(ABORT, 'reports are never changed'); END;
--> statement-breakpoint
CREATE TRIGGER reports_no_delete BEFORE DELETE ON reports BEGIN SELECT RAISE(ABORT, 'reports are never changed'); END;
