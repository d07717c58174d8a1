-- Which demand a name stands in, beside the name: counting complaints then reads an index alone.
ALTER TABLE `topic_names` ADD `demand_kind` text DEFAULT '' NOT NULL;--> statement-breakpoint
UPDATE `topic_names` SET `demand_kind` = coalesce((SELECT `demand_kind` FROM `orders` WHERE `seq` = `order_seq`), '');--> statement-breakpoint
DROP INDEX `topic_names_counted`;--> statement-breakpoint
CREATE INDEX `topic_names_counted` ON `topic_names` (`kind`,`name`,`issue_type`,`at`,`order_seq`,`demand_kind`);
