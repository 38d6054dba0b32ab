DROP INDEX `verdicts_outcome`;--> statement-breakpoint
CREATE INDEX `verdicts_outcome` ON `verdicts` (`submission_id`,`outcome`,`diagnosis`,`change_id`);--> statement-breakpoint
-- As before: SQLite is told that this index is as selective as the unique one, or it would read a row of several kilobytes for each outcome.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('verdicts', 'verdicts_outcome', '100000 1 1 1 1');--> statement-breakpoint
ANALYZE sqlite_schema;
