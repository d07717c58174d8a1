-- When one of the running clocks says that its deadline is near 临期, kept for queues beside the nearest deadline. Rows that
-- are older are filled in by the first sweep, which has the policies and the calendar.
ALTER TABLE `orders` ADD `soon_at` integer;
--> statement-breakpoint
ALTER TABLE `orders` ADD `soon_spans` text DEFAULT '[]' NOT NULL;
--> statement-breakpoint
CREATE INDEX `orders_soon` ON `orders` (`state`,`soon_at`);
--> statement-breakpoint
-- Supervision 督办 is that of the unit which has the order and of its round; the highest level before that is kept beside it.
ALTER TABLE `orders` ADD `supervised_before` integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
CREATE INDEX `orders_supervised_before` ON `orders` (`supervised_before`) WHERE supervised_before > 0;
--> statement-breakpoint
CREATE TEMP TABLE `handed` AS
WITH told AS (
	SELECT e.`order_id`, e.`version`, e.`event`,
		CASE WHEN e.`event` IN ('carried', 'triaged', 'dispatch', 'correctUnit', 'acceptReturn', 'rule') THEN json_extract(e.`data`, '$.lead') END AS lead
	FROM `events` e
	WHERE e.`version` > 0 AND e.`order_id` IN (SELECT `order_id` FROM `events` WHERE `event` = 'supervise' AND `version` > 0)
), led AS (
	SELECT `order_id`, `version`, `event`, lead, lag(lead) OVER (PARTITION BY `order_id` ORDER BY `version`) AS led_before FROM told WHERE lead IS NOT NULL
)
SELECT `order_id`, max(`version`) AS `version` FROM (
	SELECT `order_id`, `version` FROM told WHERE `event` = 'reopen'
	UNION ALL
	SELECT `order_id`, `version` FROM led WHERE `event` NOT IN ('carried', 'triaged') AND lead IS NOT led_before
) GROUP BY `order_id`;
--> statement-breakpoint
UPDATE `orders` SET
	`supervision` = coalesce((
		SELECT json_extract(s.`data`, '$.level') FROM `events` s
		WHERE s.`order_id` = `orders`.`id` AND s.`event` = 'supervise' AND s.`version` > h.`version`
		ORDER BY s.`version` DESC LIMIT 1), 0),
	`supervised_before` = coalesce((
		SELECT max(json_extract(s.`data`, '$.level')) FROM `events` s
		WHERE s.`order_id` = `orders`.`id` AND s.`event` = 'supervise' AND s.`version` > 0 AND s.`version` < h.`version`), 0)
FROM `handed` h WHERE h.`order_id` = `orders`.`id`;
--> statement-breakpoint
DROP TABLE `handed`;
