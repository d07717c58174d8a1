CREATE TABLE `rulings` (
	`id` text PRIMARY KEY NOT NULL,
	`issue_type` text NOT NULL,
	`condition` text NOT NULL,
	`unit` text NOT NULL,
	`by_station` integer NOT NULL,
	`joint` text,
	`reason` text NOT NULL,
	`decided_by` text NOT NULL,
	`effective_from` text NOT NULL,
	`effective_to` text,
	`origin_order` text,
	`entered_by` text NOT NULL,
	`at` integer NOT NULL,
	`ended_by` text,
	`ended_at` integer,
	`end_reason` text
);
--> statement-breakpoint
CREATE INDEX `rulings_type` ON `rulings` (`issue_type`);--> statement-breakpoint
CREATE INDEX `orders_corrected` ON `orders` (`issue_type`,`street`) WHERE corrected = 1;--> statement-breakpoint
CREATE TRIGGER rulings_only_end BEFORE UPDATE ON rulings
WHEN NEW.id IS NOT OLD.id OR NEW.issue_type IS NOT OLD.issue_type OR NEW.condition IS NOT OLD.condition
  OR NEW.unit IS NOT OLD.unit OR NEW.by_station IS NOT OLD.by_station OR NEW.joint IS NOT OLD.joint
  OR NEW.reason IS NOT OLD.reason OR NEW.decided_by IS NOT OLD.decided_by
  OR NEW.effective_from IS NOT OLD.effective_from OR NEW.origin_order IS NOT OLD.origin_order
  OR NEW.entered_by IS NOT OLD.entered_by OR NEW.at IS NOT OLD.at
  OR NEW.effective_to IS NULL OR NEW.effective_to > OLD.effective_to
BEGIN
  SELECT RAISE(ABORT, 'rulings are append-only but for an earlier end');
END;
--> statement-breakpoint
CREATE TRIGGER rulings_no_delete BEFORE DELETE ON rulings
BEGIN
  SELECT RAISE(ABORT, 'rulings are append-only');
END;
