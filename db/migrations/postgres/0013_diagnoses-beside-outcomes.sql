DROP INDEX "verdicts_outcome";--> statement-breakpoint
CREATE INDEX "verdicts_outcome" ON "verdicts" USING btree ("submission_id","outcome","diagnosis","change_id");