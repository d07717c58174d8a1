-- Who is on duty, and who is not there.
CREATE TABLE `duty_rota` (
	`id` text PRIMARY KEY NOT NULL,
	`unit` text NOT NULL,
	`day` text NOT NULL,
	`period` text NOT NULL,
	`from_at` integer NOT NULL,
	`to_at` integer NOT NULL,
	`person_id` text NOT NULL,
	`substitute_id` text,
	`set_by` text NOT NULL,
	`set_by_name` text NOT NULL,
	`set_at` integer NOT NULL,
	CONSTRAINT duty_rota_stretch CHECK (from_at < to_at),
	CONSTRAINT duty_rota_substitute CHECK (substitute_id IS NULL OR substitute_id <> person_id)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `duty_rota_shift` ON `duty_rota` (`unit`,`day`,`period`,`person_id`);--> statement-breakpoint
CREATE INDEX `duty_rota_time` ON `duty_rota` (`unit`,`from_at`);--> statement-breakpoint
CREATE TABLE `absences` (
	`id` text PRIMARY KEY NOT NULL,
	`unit` text NOT NULL,
	`person_id` text NOT NULL,
	`from_at` integer NOT NULL,
	`to_at` integer NOT NULL,
	`substitute_id` text,
	`note` text NOT NULL,
	`set_by` text NOT NULL,
	`set_by_name` text NOT NULL,
	`set_at` integer NOT NULL,
	CONSTRAINT absences_stretch CHECK (from_at < to_at),
	CONSTRAINT absences_substitute CHECK (substitute_id IS NULL OR substitute_id <> person_id)
);
--> statement-breakpoint
CREATE INDEX `absences_person` ON `absences` (`person_id`,`to_at`);--> statement-breakpoint
CREATE INDEX `absences_unit` ON `absences` (`unit`,`to_at`);
