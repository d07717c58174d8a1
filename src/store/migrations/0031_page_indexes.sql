-- What pages over many orders look for without reading them all: callers, people by name, verdicts of 双否.
CREATE INDEX `orders_caller` ON `orders` (lower(input ->> '$.caller.name')) WHERE input ->> '$.caller.name' IS NOT NULL;--> statement-breakpoint
CREATE INDEX `orders_person_name` ON `orders` (`person_name`) WHERE person_name IS NOT NULL;--> statement-breakpoint
CREATE INDEX `case_facts_both_no` ON `case_facts` (`day`,`order_id`) WHERE solved = 'unsolved' AND satisfied = 'dissatisfied';--> statement-breakpoint
-- In the order in which names are counted.
DROP INDEX `topic_names_counted`;--> statement-breakpoint
CREATE INDEX `topic_names_counted` ON `topic_names` (`kind`,`name`,`issue_type`,`at`,`order_seq`);--> statement-breakpoint
-- In the order in which verdicts are put together for a year's scores.
CREATE INDEX `case_facts_alike` ON `case_facts` (`unit`,`left_out`,`solved`,`satisfied`,`verdict_unit`,`verdict_at`) WHERE verdict_at IS NOT NULL AND version >= 2;
