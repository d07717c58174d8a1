-- What people are asked to label, what they said, and the models made of it.
CREATE TABLE `adjudications` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`task_id` text NOT NULL,
	`issue_type` text NOT NULL,
	`demand_kind` text NOT NULL,
	`urgency` text,
	`sale_channel` text,
	`others` text,
	`note` text NOT NULL,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `adjudications_task` ON `adjudications` (`task_id`);
--> statement-breakpoint
CREATE TABLE `annotation_tasks` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`order_id` text,
	`text_hash` text NOT NULL,
	`text` text NOT NULL,
	`form` text,
	`channel` text,
	`received_at` integer,
	`why` text NOT NULL,
	`score` real NOT NULL,
	`candidates` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `annotation_tasks_id` ON `annotation_tasks` (`id`);
--> statement-breakpoint
CREATE UNIQUE INDEX `annotation_tasks_text` ON `annotation_tasks` (`text_hash`);
--> statement-breakpoint
CREATE INDEX `annotation_tasks_order` ON `annotation_tasks` (`order_id`);
--> statement-breakpoint
CREATE TABLE `annotations` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`task_id` text NOT NULL,
	`annotator_id` text NOT NULL,
	`annotator_name` text NOT NULL,
	`issue_type` text NOT NULL,
	`demand_kind` text NOT NULL,
	`urgency` text,
	`sale_channel` text,
	`others` text,
	`note` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `annotations_task` ON `annotations` (`task_id`,`annotator_id`);
--> statement-breakpoint
CREATE TABLE `model_comparisons` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`version` text NOT NULL,
	`against` text NOT NULL,
	`result` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `model_comparisons_pair` ON `model_comparisons` (`version`,`against`);
--> statement-breakpoint
CREATE TABLE `promotions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`how` text NOT NULL,
	`from_version` text NOT NULL,
	`to_version` text NOT NULL,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`reason` text NOT NULL,
	`took_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `training_runs` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`state` text NOT NULL,
	`progress` real NOT NULL,
	`seed` integer NOT NULL,
	`labels` integer NOT NULL,
	`version` text,
	`started_by_id` text NOT NULL,
	`started_by_name` text NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	`message` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `training_runs_id` ON `training_runs` (`id`);
--> statement-breakpoint
CREATE TRIGGER annotations_no_update BEFORE UPDATE ON annotations
BEGIN
  SELECT RAISE(ABORT, 'annotations are append-only');
END;
--> statement-breakpoint
CREATE TRIGGER annotations_no_delete BEFORE DELETE ON annotations
BEGIN
  SELECT RAISE(ABORT, 'annotations are append-only');
END;
--> statement-breakpoint
CREATE TRIGGER adjudications_no_update BEFORE UPDATE ON adjudications
BEGIN
  SELECT RAISE(ABORT, 'adjudications are append-only');
END;
--> statement-breakpoint
CREATE TRIGGER adjudications_no_delete BEFORE DELETE ON adjudications
BEGIN
  SELECT RAISE(ABORT, 'adjudications are append-only');
END;
--> statement-breakpoint
CREATE TRIGGER promotions_no_update BEFORE UPDATE ON promotions
BEGIN
  SELECT RAISE(ABORT, 'promotions are append-only');
END;
--> statement-breakpoint
CREATE TRIGGER promotions_no_delete BEFORE DELETE ON promotions
BEGIN
  SELECT RAISE(ABORT, 'promotions are append-only');
END;
