-- Few orders have called other units in or are supervised: their queues must not read all the others.
CREATE INDEX `orders_called` ON `orders` (`called_units`) WHERE called_units <> '[]';--> statement-breakpoint
CREATE INDEX `orders_supervised` ON `orders` (`supervision`) WHERE supervision > 0;
