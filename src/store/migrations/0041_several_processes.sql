-- Several processes on one database: what only one of them does at a time, and the mark of each one's writes.
CREATE TABLE `leases` (
	`name` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `lane_mark` ADD `at` integer DEFAULT 0 NOT NULL;
