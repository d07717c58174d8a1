CREATE TABLE `dispatch_proposals` (
	`order_id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`issue_type` text NOT NULL,
	`unit` text NOT NULL,
	`confidence` real NOT NULL,
	`line` real NOT NULL,
	`duty` text NOT NULL,
	`model` text NOT NULL,
	`catalogue` text NOT NULL,
	`automatic` integer NOT NULL,
	`spot_check` integer NOT NULL,
	`right` integer,
	`decided_at` integer
);
--> statement-breakpoint
CREATE INDEX `dispatch_proposals_cell` ON `dispatch_proposals` (`issue_type`,`unit`,`at`);--> statement-breakpoint
CREATE INDEX `dispatch_proposals_open` ON `dispatch_proposals` (`spot_check`,`decided_at`,`at`);--> statement-breakpoint
CREATE TABLE `dispatch_outcomes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`order_id` text NOT NULL,
	`issue_type` text NOT NULL,
	`unit` text NOT NULL,
	`right` integer NOT NULL,
	`source` text NOT NULL,
	`model` text NOT NULL,
	`catalogue` text NOT NULL,
	`actor_id` text NOT NULL,
	`actor_name` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `dispatch_outcomes_order` ON `dispatch_outcomes` (`order_id`);--> statement-breakpoint
CREATE TABLE `dispatch_right_changes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`issue_type` text NOT NULL,
	`unit` text NOT NULL,
	`held` integer NOT NULL,
	`reason` text NOT NULL,
	`restart` integer,
	`bound` real NOT NULL,
	`target` real NOT NULL,
	`n` real NOT NULL,
	`right` real NOT NULL,
	`wrong` real NOT NULL,
	`model` text NOT NULL,
	`catalogue` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `dispatch_right_changes_cell` ON `dispatch_right_changes` (`issue_type`,`unit`);--> statement-breakpoint
CREATE TABLE `dispatch_epochs` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`since` integer NOT NULL,
	`first` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `dispatch_thresholds` (
	`issue_type` text PRIMARY KEY NOT NULL,
	`threshold` real NOT NULL,
	`changed_by` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TRIGGER dispatch_outcomes_no_update BEFORE UPDATE ON dispatch_outcomes
BEGIN
  SELECT RAISE(ABORT, 'outcomes are append-only');
END;
--> statement-breakpoint
CREATE TRIGGER dispatch_outcomes_no_delete BEFORE DELETE ON dispatch_outcomes
BEGIN
  SELECT RAISE(ABORT, 'outcomes are append-only');
END;
--> statement-breakpoint
CREATE TRIGGER dispatch_right_changes_no_update BEFORE UPDATE ON dispatch_right_changes
BEGIN
  SELECT RAISE(ABORT, 'changes of rights are append-only');
END;
--> statement-breakpoint
CREATE TRIGGER dispatch_right_changes_no_delete BEFORE DELETE ON dispatch_right_changes
BEGIN
  SELECT RAISE(ABORT, 'changes of rights are append-only');
END;
