-- Small rows found by their key alone: without a second tree of row numbers.
CREATE TABLE `embeddings` (
	`encoder` text NOT NULL,
	`hash` blob NOT NULL,
	`vector` blob NOT NULL,
	`scale` real NOT NULL,
	PRIMARY KEY(`encoder`, `hash`),
	CONSTRAINT embeddings_hash CHECK (length(hash) = 32)
) WITHOUT ROWID;
