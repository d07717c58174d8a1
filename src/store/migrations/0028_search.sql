-- An order is asked for by the number of another system without its channel, or by its running number of a day.
CREATE INDEX `orders_external_number` ON `orders` (`external_id`) WHERE external_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `orders_running_number` ON `orders` (substr(number, 10));--> statement-breakpoint
-- Accounts that the first run made for the demonstration, with the password they were made with: as long as it is
-- the one in force, nobody has taken the installation into use.
CREATE TABLE `demo_accounts` (
	`user_id` text PRIMARY KEY NOT NULL,
	`password_hash` text NOT NULL
);
