CREATE INDEX `decisions_model` ON `decisions` (`model`,`id`);--> statement-breakpoint
CREATE INDEX `dispatch_proposals_judged` ON `dispatch_proposals` (`issue_type`,`unit`) WHERE "right" IS NOT NULL;
