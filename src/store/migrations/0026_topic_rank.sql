-- Heat halves in thirty days instead of fourteen; ranks go by the same pace.
UPDATE `topics` SET `rank` = `rank` - `last_at` / 86400000.0 / 14 + `last_at` / 86400000.0 / 30;
