CREATE TABLE `knowledge_items` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`item` text NOT NULL,
	`version` integer NOT NULL,
	`body` text,
	`status` text NOT NULL,
	`unit` text,
	`author` text NOT NULL,
	`author_name` text NOT NULL,
	`created_at` integer NOT NULL,
	`submitted_at` integer,
	`decided_by` text,
	`decided_at` integer,
	`note` text,
	`review_by` text,
	`is_public` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `knowledge_items_version` ON `knowledge_items` (`kind`,`item`,`version`);--> statement-breakpoint
CREATE INDEX `knowledge_items_status` ON `knowledge_items` (`status`);--> statement-breakpoint
-- A version says what was written: its text is never changed, only its state.
CREATE TRIGGER knowledge_items_text BEFORE UPDATE OF kind, item, version, body, author, author_name, created_at ON knowledge_items
BEGIN
  SELECT RAISE(ABORT, 'versions of knowledge are never rewritten');
END;
--> statement-breakpoint
CREATE TABLE `knowledge_comments` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`item` text NOT NULL,
	`author` text NOT NULL,
	`author_name` text NOT NULL,
	`unit` text,
	`text` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `knowledge_comments_item` ON `knowledge_comments` (`kind`,`item`);--> statement-breakpoint
CREATE TABLE `knowledge_uses` (
	`day` text NOT NULL,
	`kind` text NOT NULL,
	`key` text NOT NULL,
	`times` integer NOT NULL,
	PRIMARY KEY(`kind`, `key`, `day`)
);
--> statement-breakpoint
CREATE TABLE `knowledge_notices` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`unit` text NOT NULL,
	`kind` text NOT NULL,
	`item` text NOT NULL,
	`version` integer NOT NULL,
	`what` text NOT NULL,
	`types` text NOT NULL,
	`at` integer NOT NULL,
	`read_by` text,
	`read_at` integer
);
--> statement-breakpoint
CREATE INDEX `knowledge_notices_unread` ON `knowledge_notices` (`unit`) WHERE read_at IS NULL;--> statement-breakpoint
CREATE INDEX `knowledge_notices_item` ON `knowledge_notices` (`kind`,`item`);--> statement-breakpoint
CREATE TABLE `law_tombstones` (
	`title` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
