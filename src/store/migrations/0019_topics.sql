-- Topics of the stream of orders, early warnings, and what is done before complaints come.
CREATE TABLE `topics` (
	`id` integer PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`place` text,
	`subject` text,
	`issue_type` text,
	`streets` text NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`members` integer NOT NULL,
	`callers` integer NOT NULL,
	`heat` real NOT NULL,
	`rank` real NOT NULL
);
--> statement-breakpoint
CREATE INDEX `topics_rank` ON `topics` (`rank`);--> statement-breakpoint
CREATE INDEX `topics_last` ON `topics` (`last_at`);--> statement-breakpoint
CREATE TABLE `topic_members` (
	`order_seq` integer PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`topic` integer NOT NULL,
	`at` integer NOT NULL,
	`caller` text,
	`issue_type` text NOT NULL,
	`street` text,
	`places` text NOT NULL,
	`subjects` text NOT NULL,
	`words` text NOT NULL,
	`evidence` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `topic_members_order` ON `topic_members` (`order_id`);--> statement-breakpoint
CREATE INDEX `topic_members_topic` ON `topic_members` (`topic`,`at`);--> statement-breakpoint
CREATE INDEX `topic_members_at` ON `topic_members` (`at`);--> statement-breakpoint
CREATE TABLE `topic_names` (
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`order_seq` integer NOT NULL,
	`at` integer NOT NULL,
	`issue_type` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `topic_names_key` ON `topic_names` (`kind`,`name`,`order_seq`);--> statement-breakpoint
CREATE INDEX `topic_names_at` ON `topic_names` (`kind`,`at`);--> statement-breakpoint
CREATE TABLE `warnings` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`key` text NOT NULL,
	`title` text NOT NULL,
	`at` integer NOT NULL,
	`days` integer NOT NULL,
	`callers` integer NOT NULL,
	`expected` real NOT NULL,
	`chance` real NOT NULL,
	`watched` text NOT NULL,
	`watched_name` text NOT NULL,
	`rules` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`decided_by` text,
	`decided_by_name` text,
	`decided_at` integer,
	`version` integer NOT NULL,
	CONSTRAINT warnings_kind CHECK (kind IN ('newTopic', 'subject', 'place', 'surge')),
	CONSTRAINT warnings_state CHECK (state IN ('new', 'confirmed', 'dismissed', 'tasked'))
);
--> statement-breakpoint
CREATE INDEX `warnings_state` ON `warnings` (`state`,`at`);--> statement-breakpoint
CREATE INDEX `warnings_key` ON `warnings` (`key`,`at`);--> statement-breakpoint
CREATE TABLE `warning_orders` (
	`warning_id` integer NOT NULL,
	`order_seq` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `warning_orders_key` ON `warning_orders` (`warning_id`,`order_seq`);--> statement-breakpoint
CREATE INDEX `warning_orders_order` ON `warning_orders` (`order_seq`);--> statement-breakpoint
CREATE TABLE `proactive_tasks` (
	`id` text PRIMARY KEY NOT NULL,
	`warning_id` integer,
	`unit` text NOT NULL,
	`what` text NOT NULL,
	`due_day` text NOT NULL,
	`note` text NOT NULL,
	`state` text NOT NULL,
	`result` text,
	`made_by` text NOT NULL,
	`made_by_name` text NOT NULL,
	`made_at` integer NOT NULL,
	`ended_by` text,
	`ended_by_name` text,
	`ended_at` integer,
	CONSTRAINT proactive_tasks_state CHECK (state IN ('open', 'done', 'cancelled')),
	CONSTRAINT proactive_tasks_end CHECK ((state = 'open') = (ended_at IS NULL))
);
--> statement-breakpoint
CREATE INDEX `proactive_tasks_unit` ON `proactive_tasks` (`unit`,`state`,`due_day`);--> statement-breakpoint
CREATE INDEX `proactive_tasks_state` ON `proactive_tasks` (`state`,`due_day`);--> statement-breakpoint
CREATE TABLE `subject_acts` (
	`id` text PRIMARY KEY NOT NULL,
	`subject` text NOT NULL,
	`kind` text NOT NULL,
	`day` text NOT NULL,
	`note` text NOT NULL,
	`unit` text NOT NULL,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`at` integer NOT NULL,
	CONSTRAINT subject_acts_kind CHECK (kind IN ('talk', 'visit', 'settlement'))
);
--> statement-breakpoint
CREATE INDEX `subject_acts_subject` ON `subject_acts` (`subject`,`day`);--> statement-breakpoint
-- What was done stays as it was written down.
CREATE TRIGGER subject_acts_no_update BEFORE UPDATE ON subject_acts
BEGIN
  SELECT RAISE(ABORT, 'acts are never changed');
END;
--> statement-breakpoint
-- Orders that are there already find their topics like new ones, in the order they were received in.
INSERT INTO outbox (topic, payload, created_at, due_at, attempts)
SELECT 'insight', json_object('orderId', id), unixepoch() * 1000, unixepoch() * 1000, 0 FROM orders ORDER BY received_at, seq;
