-- What triage said of texts with a misquoted law: a few of many, and no other index finds them.
CREATE INDEX `decisions_misquoted` ON `decisions` (`order_id`) WHERE instr(result, '"misquoted":[{') > 0;
