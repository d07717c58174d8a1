-- Whose account a case goes to that another unit did once more: who led it when it was answered, judged and supervised
-- most. Null: who leads it now, which is how it was counted before; the rows for which that may be wrong are marked, and
-- made anew one by one when the program starts, each with its difference in the sums.
ALTER TABLE `case_facts` ADD `answered_unit` text;--> statement-breakpoint
ALTER TABLE `case_facts` ADD `verdict_unit` text;--> statement-breakpoint
ALTER TABLE `case_facts` ADD `supervised_unit` text;--> statement-breakpoint
ALTER TABLE `case_facts` ADD `version` integer DEFAULT 2 NOT NULL;--> statement-breakpoint
UPDATE `case_facts` SET `version` = 1 WHERE `reopened` > 0 OR `supervised` > 0;--> statement-breakpoint
CREATE INDEX `case_facts_stale` ON `case_facts` (`order_id`) WHERE version < 2;--> statement-breakpoint
-- The verdicts of one unit, in order of time.
CREATE INDEX `case_facts_scored` ON `case_facts` (`unit`,`verdict_at`) WHERE verdict_at IS NOT NULL;--> statement-breakpoint
-- Lines of a year are written in many steps; the year is settled with the last one, and nothing is added or changed
-- after it. What a settlement that was cut short has left may be taken away.
DROP TRIGGER score_settled_lines_stay;--> statement-breakpoint
CREATE TRIGGER score_settled_lines_stay BEFORE DELETE ON score_settled_lines
WHEN EXISTS (SELECT 1 FROM score_settlements WHERE year = OLD.year)
BEGIN SELECT RAISE(ABORT, 'a settled year is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER score_settled_lines_full BEFORE INSERT ON score_settled_lines
WHEN EXISTS (SELECT 1 FROM score_settlements WHERE year = NEW.year)
BEGIN SELECT RAISE(ABORT, 'a settled year is never changed'); END;
