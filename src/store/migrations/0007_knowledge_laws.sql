CREATE TABLE `law_instruments` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`title` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `law_instruments_title_unique` ON `law_instruments` (`title`);--> statement-breakpoint
CREATE TABLE `law_versions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`instrument_id` integer NOT NULL,
	`edition` text NOT NULL,
	`short` text NOT NULL,
	`level` text,
	`category` text,
	`issuer` text,
	`effective_from` text,
	`effective_source` text,
	`published_on` text,
	`stated_to` text,
	`effective_to` text,
	`status` text NOT NULL,
	`withheld` text,
	`source` text,
	`sha256` text NOT NULL,
	`articles` integer NOT NULL,
	`complete` integer NOT NULL,
	`imported_at` integer NOT NULL,
	`imported_by` text NOT NULL,
	FOREIGN KEY (`instrument_id`) REFERENCES `law_instruments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `law_versions_edition` ON `law_versions` (`instrument_id`,`edition`) WHERE complete = 1;--> statement-breakpoint
CREATE INDEX `law_versions_incomplete` ON `law_versions` (`complete`) WHERE complete = 0;--> statement-breakpoint
CREATE TABLE `law_articles` (
	`version_id` integer NOT NULL,
	`ordinal` integer NOT NULL,
	`label` text NOT NULL,
	`number` integer NOT NULL,
	`path` text,
	`text` text NOT NULL,
	`ends_on` text,
	PRIMARY KEY(`version_id`, `ordinal`),
	FOREIGN KEY (`version_id`) REFERENCES `law_versions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `law_articles_label` ON `law_articles` (`version_id`,`label`);--> statement-breakpoint
CREATE TABLE `law_aliases` (
	`alias` text NOT NULL,
	`instrument_id` integer NOT NULL,
	PRIMARY KEY(`alias`, `instrument_id`),
	FOREIGN KEY (`instrument_id`) REFERENCES `law_instruments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `law_aliases_instrument` ON `law_aliases` (`instrument_id`);--> statement-breakpoint
CREATE TABLE `law_successors` (
	`law` text NOT NULL,
	`successor` text NOT NULL,
	`on_day` text NOT NULL,
	`basis` text,
	PRIMARY KEY(`law`, `successor`)
);
--> statement-breakpoint
CREATE INDEX `law_successors_successor` ON `law_successors` (`successor`);--> statement-breakpoint
CREATE TABLE `knowledge_state` (
	`id` integer PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL
);
--> statement-breakpoint
INSERT INTO knowledge_state (id, revision) VALUES (1, 0);
