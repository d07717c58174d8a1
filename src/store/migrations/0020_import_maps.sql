-- Column maps of foreign tables, kept under a name.
CREATE TABLE `import_maps` (
	`name` text PRIMARY KEY NOT NULL,
	`columns` text NOT NULL,
	`set_by` text NOT NULL,
	`set_by_name` text NOT NULL,
	`set_at` integer NOT NULL
);
