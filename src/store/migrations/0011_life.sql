-- Events say who did what and where the order stood afterwards, numbered within the order, so that the order is what
-- its events make of it. What was written before has numbers up to 0 and is history alone: an order of that time
-- begins with `carried`, which says how it stood.
CREATE TABLE `events_numbered` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`order_id` text NOT NULL,
	`version` integer NOT NULL,
	`at` integer NOT NULL,
	`event` text NOT NULL,
	`actor` text NOT NULL,
	`actor_id` text NOT NULL,
	`actor_role` text NOT NULL,
	`actor_unit` text,
	`state` text NOT NULL,
	`data` text NOT NULL,
	`detail` text NOT NULL
);
--> statement-breakpoint
INSERT INTO `events_numbered` (`id`, `order_id`, `version`, `at`, `event`, `actor`, `actor_id`, `actor_role`, `actor_unit`, `state`, `data`, `detail`)
SELECT `id`, `order_id`, row_number() OVER (PARTITION BY `order_id` ORDER BY `id`) - count(*) OVER (PARTITION BY `order_id`), `at`, `event`, `actor`, '', '', NULL, '', '{}', `detail`
FROM `events`;
--> statement-breakpoint
INSERT INTO `events_numbered` (`order_id`, `version`, `at`, `event`, `actor`, `actor_id`, `actor_role`, `actor_unit`, `state`, `data`, `detail`)
SELECT o.`id`, 1, coalesce((SELECT max(e.`at`) FROM `events` e WHERE e.`order_id` = o.`id`), o.`stored_at`), 'carried', '系统', 'system', 'system', NULL, o.`state`,
	json_object('issueType', o.`issue_type`, 'lead', o.`lead_unit`, 'joint', o.`joint_unit`), '升级后由事件推出状态'
FROM `orders` o;
--> statement-breakpoint
DROP TABLE `events`;
--> statement-breakpoint
ALTER TABLE `events_numbered` RENAME TO `events`;
--> statement-breakpoint
CREATE UNIQUE INDEX `events_order` ON `events` (`order_id`,`version`);
--> statement-breakpoint
-- What happened is never changed.
CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN
  SELECT RAISE(ABORT, 'events are never changed');
END;
--> statement-breakpoint
CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN
  SELECT RAISE(ABORT, 'events are never changed');
END;
--> statement-breakpoint
-- What the events of an order make of it, kept beside them for queues.
ALTER TABLE `orders` ADD `version` integer DEFAULT 1 NOT NULL;
--> statement-breakpoint
ALTER TABLE `orders` ADD `since` integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE `orders` ADD `person_id` text;
--> statement-breakpoint
ALTER TABLE `orders` ADD `person_name` text;
--> statement-breakpoint
ALTER TABLE `orders` ADD `pending` text;
--> statement-breakpoint
ALTER TABLE `orders` ADD `supervision` integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE `orders` ADD `called_units` text DEFAULT '[]' NOT NULL;
--> statement-breakpoint
ALTER TABLE `orders` ADD `due_at` integer;
--> statement-breakpoint
UPDATE `orders` SET `since` = coalesce((SELECT max(e.`at`) FROM `events` e WHERE e.`order_id` = `orders`.`id`), `stored_at`);
--> statement-breakpoint
CREATE INDEX `orders_due` ON `orders` (`state`,`due_at`);
--> statement-breakpoint
CREATE INDEX `orders_person` ON `orders` (`person_id`,`state`);
--> statement-breakpoint
CREATE INDEX `orders_pending` ON `orders` (`pending`);
