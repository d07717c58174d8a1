-- Returns are few among all that happens: finding them must not read the rest.
CREATE INDEX `events_returns` ON `events` (`actor_unit`,`at`,`order_id`) WHERE event = 'proposeReturn';
