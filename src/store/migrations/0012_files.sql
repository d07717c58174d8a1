-- Photos, recordings, papers and screenshots of an order; their bytes lie beside the database or elsewhere.
CREATE TABLE `evidence_files` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`sha256` text NOT NULL,
	`kind` text NOT NULL,
	`purpose` text NOT NULL,
	`name` text NOT NULL,
	`media_type` text NOT NULL,
	`bytes` integer,
	`url` text,
	`added_at` integer NOT NULL,
	`added_by` text NOT NULL,
	`added_by_name` text NOT NULL,
	CONSTRAINT evidence_files_hash CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
	CONSTRAINT evidence_files_kind CHECK (kind IN ('photo', 'recording', 'document', 'screenshot')),
	CONSTRAINT evidence_files_purpose CHECK (purpose IN ('contact', 'visit', 'refusal', 'result', 'other')),
	CONSTRAINT evidence_files_place CHECK ((bytes IS NULL) <> (url IS NULL))
);
--> statement-breakpoint
CREATE INDEX `evidence_files_order` ON `evidence_files` (`order_id`);--> statement-breakpoint
CREATE INDEX `evidence_files_sha256` ON `evidence_files` (`sha256`);--> statement-breakpoint
-- What was handed in stays what it was: a row may go, with its reason in the audit, but not become another.
CREATE TRIGGER evidence_files_no_update BEFORE UPDATE ON evidence_files
BEGIN
  SELECT RAISE(ABORT, 'evidence is never changed');
END;
