ALTER TABLE `users` ADD `last_login_at` integer;
--> statement-breakpoint
ALTER TABLE `api_keys` ADD `last_used_at` integer;
--> statement-breakpoint
CREATE INDEX `audit_at` ON `audit` (`at`);
--> statement-breakpoint
CREATE INDEX `audit_actor` ON `audit` (`actor_id`,`at`);
--> statement-breakpoint
CREATE INDEX `audit_action` ON `audit` (`action`,`at`);
--> statement-breakpoint
CREATE INDEX `audit_actor_action` ON `audit` (`actor_id`,`action`,`at`);
--> statement-breakpoint
UPDATE `users` SET `last_login_at` = (
  SELECT max(`at`) FROM `audit` WHERE `action` = 'account.login' AND `subject` = `users`.`username`);
