ALTER TABLE `sessions` ADD `last_seen_at` integer NOT NULL DEFAULT 0;
--> statement-breakpoint
UPDATE `sessions` SET `last_seen_at` = `created_at`;
--> statement-breakpoint
ALTER TABLE `api_keys` ADD `scope` text;
--> statement-breakpoint
ALTER TABLE `api_keys` ADD `unit` text;
--> statement-breakpoint
ALTER TABLE `api_keys` ADD `expires_at` integer;
