-- What of an order is kept from whom, and who is let in where all of it is.
ALTER TABLE `orders` ADD `confidentiality` text DEFAULT 'none' NOT NULL;--> statement-breakpoint
ALTER TABLE `orders` ADD `let_in` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
CREATE INDEX `orders_restricted` ON `orders` (`let_in`) WHERE confidentiality = 'restricted';--> statement-breakpoint
CREATE TABLE `abuse_flags` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`caller` text,
	`kind` text NOT NULL,
	`reason` text NOT NULL,
	`made_at` integer NOT NULL,
	`made_by_id` text NOT NULL,
	`made_by_name` text NOT NULL,
	`expires_at` integer NOT NULL,
	`verdict` text,
	`verdict_note` text,
	`reviewed_at` integer,
	`reviewed_by_id` text,
	`reviewed_by_name` text
);
--> statement-breakpoint
CREATE INDEX `abuse_flags_order` ON `abuse_flags` (`order_id`);--> statement-breakpoint
CREATE INDEX `abuse_flags_caller` ON `abuse_flags` (`caller`,`expires_at`);--> statement-breakpoint
CREATE INDEX `abuse_flags_waiting` ON `abuse_flags` (`verdict`,`made_at`);
