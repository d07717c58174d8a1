-- Warnings of one matter stand under the first of them.
ALTER TABLE `warnings` ADD `lead_id` integer;--> statement-breakpoint
CREATE INDEX `warnings_lead` ON `warnings` (`lead_id`);--> statement-breakpoint
UPDATE warnings SET lead_id = (
	SELECT min(o.warning_id) FROM warning_orders o
	WHERE o.warning_id < warnings.id AND 2 * (
		SELECT count(*) FROM warning_orders a JOIN warning_orders b ON b.order_seq = a.order_seq
		WHERE a.warning_id = o.warning_id AND b.warning_id = warnings.id
	) >= (SELECT count(*) FROM warning_orders c WHERE c.warning_id = warnings.id)
	AND o.order_seq IN (SELECT order_seq FROM warning_orders d WHERE d.warning_id = warnings.id)
);--> statement-breakpoint
-- A leading one stands under none: the first of its own chain leads.
WITH RECURSIVE chain (id, lead) AS (
	SELECT id, lead_id FROM warnings WHERE lead_id IS NOT NULL
	UNION ALL
	SELECT c.id, w.lead_id FROM chain c JOIN warnings w ON w.id = c.lead WHERE w.lead_id IS NOT NULL
)
UPDATE warnings SET lead_id = (SELECT min(lead) FROM chain WHERE chain.id = warnings.id) WHERE lead_id IS NOT NULL;
