CREATE INDEX `verdicts_outcome` ON `verdicts` (`submission_id`,`outcome`,`change_id`);--> statement-breakpoint
ANALYZE sqlite_schema;--> statement-breakpoint
-- SQLite would take the unique index, and then read a row of several kilobytes for each outcome: it is told that this one is as selective.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('verdicts', 'verdicts_outcome', '100000 1 1 1');--> statement-breakpoint
ANALYZE sqlite_schema;
