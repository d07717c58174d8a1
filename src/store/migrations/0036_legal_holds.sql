-- Orders whose data must stay as long as something hangs on them: a lawsuit, a reconsideration, an inspection.
CREATE TABLE `legal_holds` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`reason` text NOT NULL,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`at` integer NOT NULL,
	`ended_at` integer,
	`ended_by_id` text,
	`ended_by_name` text,
	`end_reason` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `legal_holds_order` ON `legal_holds` (`order_id`) WHERE ended_at IS NULL;--> statement-breakpoint
-- Orders that came to an end, by when they did.
CREATE INDEX `orders_ended` ON `orders` (`since`,`seq`) WHERE state IN ('closed', 'excluded', 'terminated');
