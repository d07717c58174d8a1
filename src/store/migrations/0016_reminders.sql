-- What people are reminded of: for each event that reminds or supervises, whom it concerned when it happened. A unit is
-- concerned while it has the order; the centre by what waits to be sent out or decided, and by supervision. The rows
-- follow from the events and are written with them, so that a list does not read a million events.
CREATE TABLE `reminders` (
	`event_id` integer PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`unit` text,
	`centre` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `reminders_unit` ON `reminders` (`unit`,`at`) WHERE unit IS NOT NULL;--> statement-breakpoint
CREATE INDEX `reminders_centre` ON `reminders` (`at`) WHERE centre = 1;--> statement-breakpoint
CREATE TABLE `reminders_seen` (
	`account_id` text NOT NULL,
	`event_id` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `event_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE VIEW `reminding_events` AS
SELECT `id`, `order_id`, `at`, `actor_id`, CASE `event`
	WHEN 'supervise' THEN 'supervise'
	WHEN 'resume' THEN 'resume'
	WHEN 'merchantFailed' THEN 'merchant'
	ELSE substr(json_extract(`data`, '$.key'), 1, instr(json_extract(`data`, '$.key') || ':', ':') - 1) END AS `kind`
FROM `events`
WHERE `version` > 0 AND (`event` IN ('remind', 'supervise') OR (`actor_role` = 'system' AND `event` IN ('resume', 'merchantFailed')));
--> statement-breakpoint
CREATE TRIGGER reminders_kept AFTER INSERT ON events
WHEN NEW.event IN ('remind', 'supervise') OR (NEW.actor_role = 'system' AND NEW.event IN ('resume', 'merchantFailed'))
BEGIN
  INSERT INTO reminders (event_id, order_id, at, kind, actor_id, unit, centre)
  SELECT e.id, e.order_id, e.at, e.kind, e.actor_id,
    CASE WHEN o.state = 'received' OR e.kind IN ('undispatched', 'decide') THEN NULL ELSE o.lead_unit END,
    o.state = 'received' OR e.kind IN ('undispatched', 'decide', 'supervise')
  FROM reminding_events e JOIN orders o ON o.id = e.order_id WHERE e.id = NEW.id;
END;
--> statement-breakpoint
-- What was told before there was a list: to whoever has the order now.
INSERT INTO `reminders` (`event_id`, `order_id`, `at`, `kind`, `actor_id`, `unit`, `centre`)
SELECT e.id, e.order_id, e.at, e.kind, e.actor_id,
  CASE WHEN o.state = 'received' OR e.kind IN ('undispatched', 'decide') THEN NULL ELSE o.lead_unit END,
  o.state = 'received' OR e.kind IN ('undispatched', 'decide', 'supervise')
FROM reminding_events e JOIN orders o ON o.id = e.order_id;
