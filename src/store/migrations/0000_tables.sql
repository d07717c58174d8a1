CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`key_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_hash` ON `api_keys` (`key_hash`);--> statement-breakpoint
CREATE TABLE `login_failures` (
	`name_hash` text PRIMARY KEY NOT NULL,
	`failures` integer NOT NULL,
	`last_at` integer NOT NULL,
	`locked_until` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sessions_user` ON `sessions` (`user_id`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`username` text NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`unit` text,
	`password_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`disabled_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_username` ON `users` (`username`);--> statement-breakpoint
CREATE TABLE `audit` (
	`seq` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor_id` text NOT NULL,
	`actor_name` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`detail` text NOT NULL,
	`prev` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_subject` ON `audit` (`subject`,`at`);--> statement-breakpoint
CREATE TABLE `idempotency` (
	`key` text PRIMARY KEY NOT NULL,
	`request_hash` text NOT NULL,
	`answer` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `lane_mark` (
	`id` integer PRIMARY KEY NOT NULL,
	`token` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`topic` text NOT NULL,
	`payload` text NOT NULL,
	`created_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`last_error` text,
	`dead_at` integer
);
--> statement-breakpoint
CREATE INDEX `outbox_due` ON `outbox` (`dead_at`,`due_at`);--> statement-breakpoint
CREATE TABLE `auto_dispatch_switch` (
	`unit` text NOT NULL,
	`issue_type` text NOT NULL,
	`enabled` integer NOT NULL,
	`changed_by` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `auto_dispatch_switch_key` ON `auto_dispatch_switch` (`unit`,`issue_type`);--> statement-breakpoint
CREATE TABLE `corrections` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`order_id` text NOT NULL,
	`at` integer NOT NULL,
	`actor_id` text NOT NULL,
	`from_type` text NOT NULL,
	`to_type` text NOT NULL,
	`from_unit` text NOT NULL,
	`to_unit` text NOT NULL,
	`from_joint` text,
	`to_joint` text,
	`model` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `corrections_order` ON `corrections` (`order_id`);--> statement-breakpoint
CREATE TABLE `day_numbers` (
	`day` text PRIMARY KEY NOT NULL,
	`last` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `decisions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`order_id` text NOT NULL,
	`at` integer NOT NULL,
	`result` text NOT NULL,
	`model` text NOT NULL,
	`taxonomy` text NOT NULL,
	`catalogue` text NOT NULL,
	`knowledge` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `decisions_order` ON `decisions` (`order_id`);--> statement-breakpoint
CREATE TABLE `events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`order_id` text NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`event` text NOT NULL,
	`detail` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `events_order` ON `events` (`order_id`);--> statement-breakpoint
CREATE TABLE `orders` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`number` text NOT NULL,
	`channel` text NOT NULL,
	`external_id` text,
	`received_at` integer NOT NULL,
	`stored_at` integer NOT NULL,
	`text_hash` text NOT NULL,
	`input` text NOT NULL,
	`excerpt` text NOT NULL,
	`phone_reversed` text,
	`state` text NOT NULL,
	`action` text NOT NULL,
	`corrected` integer NOT NULL,
	`issue_type` text NOT NULL,
	`issue_confidence` real NOT NULL,
	`demand_kind` text NOT NULL,
	`urgency` text NOT NULL,
	`urgency_rank` integer NOT NULL,
	`street` text,
	`lead_unit` text NOT NULL,
	`joint_unit` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `orders_id` ON `orders` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `orders_number` ON `orders` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `orders_external` ON `orders` (`channel`,`external_id`) WHERE external_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `orders_queue` ON `orders` (`state`,`urgency_rank`,`received_at`);--> statement-breakpoint
CREATE INDEX `orders_received` ON `orders` (`received_at`);--> statement-breakpoint
CREATE INDEX `orders_lead` ON `orders` (`lead_unit`,`state`);--> statement-breakpoint
CREATE INDEX `orders_joint` ON `orders` (`joint_unit`,`state`);--> statement-breakpoint
CREATE INDEX `orders_type` ON `orders` (`issue_type`);--> statement-breakpoint
CREATE INDEX `orders_phone` ON `orders` (`phone_reversed`);--> statement-breakpoint
CREATE TABLE `suggestions` (
	`order_id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`like_orders` text NOT NULL,
	`draft_reply` text NOT NULL
);
