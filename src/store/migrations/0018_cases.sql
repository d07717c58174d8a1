-- What rates, scores and reports ask of each order, and the sums of it.
CREATE TABLE `case_facts` (
	`order_id` text PRIMARY KEY NOT NULL,
	`day` integer NOT NULL,
	`unit` text NOT NULL,
	`first_unit` text,
	`issue_type` text NOT NULL,
	`street` text,
	`demand_kind` text NOT NULL,
	`urgency` text NOT NULL,
	`channel` text NOT NULL,
	`state` text NOT NULL,
	`left_out` text NOT NULL,
	`dispatched_at` integer,
	`contacted_at` integer,
	`replied_at` integer,
	`due_at` integer,
	`meeting` text NOT NULL,
	`first_right` integer,
	`returns` integer NOT NULL,
	`reopened` integer NOT NULL,
	`supervised` integer NOT NULL,
	`callback` text NOT NULL,
	`solved` text,
	`satisfied` text,
	`attitude` text,
	`verdict_at` integer
);
--> statement-breakpoint
CREATE INDEX `case_facts_day` ON `case_facts` (`day`,`unit`,`issue_type`);--> statement-breakpoint
CREATE INDEX `case_facts_unit` ON `case_facts` (`unit`,`day`);--> statement-breakpoint
CREATE INDEX `case_facts_verdict` ON `case_facts` (`verdict_at`) WHERE verdict_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `case_facts_unreplied` ON `case_facts` (`due_at`) WHERE replied_at IS NULL;--> statement-breakpoint
CREATE INDEX `case_facts_told` ON `case_facts` (`replied_at`) WHERE state IN ('replied', 'callback');--> statement-breakpoint
CREATE TABLE `rollups` (
	`grain` text NOT NULL,
	`cube` text NOT NULL,
	`period` integer NOT NULL,
	`unit` text NOT NULL,
	`issue_type` text NOT NULL,
	`street` text NOT NULL,
	`left_out` text NOT NULL,
	`received` integer NOT NULL,
	`open` integer NOT NULL,
	`contacted` integer NOT NULL,
	`contactedInTime` integer NOT NULL,
	`replied` integer NOT NULL,
	`repliedInTime` integer NOT NULL,
	`meetingDue` integer NOT NULL,
	`met` integer NOT NULL,
	`meetingRefused` integer NOT NULL,
	`reopened` integer NOT NULL,
	`supervised` integer NOT NULL,
	`solvedAsked` integer NOT NULL,
	`solved` integer NOT NULL,
	`satisfiedAsked` integer NOT NULL,
	`satisfied` integer NOT NULL,
	`attitudeAsked` integer NOT NULL,
	`attitudeGood` integer NOT NULL,
	`unreached` integer NOT NULL,
	`callbackRefused` integer NOT NULL,
	`uncalled` integer NOT NULL,
	`dispatched` integer NOT NULL,
	`firstJudged` integer NOT NULL,
	`firstRight` integer NOT NULL,
	`returned` integer NOT NULL,
	PRIMARY KEY(`grain`, `cube`, `period`, `unit`, `issue_type`, `street`, `left_out`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `callback_claims` (
	`order_id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`user_name` text NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `callback_links` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`round` integer NOT NULL,
	`made_by` text NOT NULL,
	`made_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `callback_links_order` ON `callback_links` (`order_id`);
