CREATE TABLE `order_signatures` (
	`order_seq` integer PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`signature` blob NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `order_signatures_order` ON `order_signatures` (`order_id`);--> statement-breakpoint
CREATE TABLE `order_places` (
	`place` text NOT NULL,
	`order_seq` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `order_places_key` ON `order_places` (`place`,`order_seq`);--> statement-breakpoint
CREATE TABLE `order_links` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`first_id` text NOT NULL,
	`second_id` text NOT NULL,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`score` real NOT NULL,
	`reasons` text NOT NULL,
	`actor_id` text NOT NULL,
	`actor_name` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `order_links_first` ON `order_links` (`first_id`,`second_id`,`id`);--> statement-breakpoint
CREATE INDEX `order_links_second` ON `order_links` (`second_id`,`id`);--> statement-breakpoint
CREATE TABLE `merged_into` (
	`order_id` text PRIMARY KEY NOT NULL,
	`survivor_id` text NOT NULL,
	`first_id` text NOT NULL,
	`second_id` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `merged_into_survivor` ON `merged_into` (`survivor_id`);--> statement-breakpoint
CREATE INDEX `merged_into_pair` ON `merged_into` (`first_id`,`second_id`);--> statement-breakpoint
-- What was decided about two orders stays on record: a later row takes its place, nothing replaces it.
CREATE TRIGGER order_links_no_update BEFORE UPDATE ON order_links
BEGIN
  SELECT RAISE(ABORT, 'order_links is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER order_links_no_delete BEFORE DELETE ON order_links
BEGIN
  SELECT RAISE(ABORT, 'order_links is append-only');
END;
--> statement-breakpoint
-- Orders stored before there were relations are looked into once, from the outbox.
INSERT INTO outbox (topic, payload, created_at, due_at, attempts)
SELECT 'relate', json_object('orderId', id), stored_at, stored_at, 0 FROM orders ORDER BY seq;
