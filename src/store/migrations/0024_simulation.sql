-- A year that is made up for demonstration, and which orders belong to it.
CREATE TABLE `simulations` (
	`id` text PRIMARY KEY NOT NULL,
	`seed` integer NOT NULL,
	`from_day` text NOT NULL,
	`to_day` text NOT NULL,
	`until` integer NOT NULL,
	`orders` integer NOT NULL,
	`done` integer NOT NULL,
	`planted` text NOT NULL,
	`started_at` integer NOT NULL,
	`started_by_id` text NOT NULL,
	`started_by_name` text NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE TABLE `simulated_orders` (
	`order_id` text PRIMARY KEY NOT NULL,
	`order_seq` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `simulated_orders_seq` ON `simulated_orders` (`order_seq`);--> statement-breakpoint
-- Nobody makes a real order into a made-up one: what decided it is written down and never changed.
CREATE TRIGGER simulated_orders_are BEFORE INSERT ON simulated_orders
WHEN NOT EXISTS (SELECT 1 FROM decisions d WHERE d.order_id = NEW.order_id AND d.model = 'simulated')
  OR EXISTS (SELECT 1 FROM decisions d WHERE d.order_id = NEW.order_id AND d.model <> 'simulated')
BEGIN
  SELECT RAISE(ABORT, 'not a simulated order');
END;
--> statement-breakpoint
-- What happened is never changed, except that made-up orders can be taken away with all that happened to them.
DROP TRIGGER events_no_delete;--> statement-breakpoint
CREATE TRIGGER events_no_delete BEFORE DELETE ON events
WHEN NOT EXISTS (SELECT 1 FROM simulated_orders s WHERE s.order_id = OLD.order_id)
BEGIN
  SELECT RAISE(ABORT, 'events are never changed');
END;
--> statement-breakpoint
DROP TRIGGER order_links_no_delete;--> statement-breakpoint
CREATE TRIGGER order_links_no_delete BEFORE DELETE ON order_links
WHEN NOT EXISTS (SELECT 1 FROM simulated_orders s WHERE s.order_id IN (OLD.first_id, OLD.second_id))
BEGIN
  SELECT RAISE(ABORT, 'order_links is append-only');
END;
