CREATE TABLE "lab_versions" (
	"lab_id" text NOT NULL,
	"sha256" text NOT NULL,
	"version" integer NOT NULL,
	"size_bytes" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "lab_versions_lab_id_sha256_pk" PRIMARY KEY("lab_id","sha256")
);
--> statement-breakpoint
CREATE TABLE "regrade_items" (
	"regrade_id" text NOT NULL,
	"submission_id" text NOT NULL,
	"state" text NOT NULL,
	"before" jsonb NOT NULL,
	"before_change_id" text,
	"after" jsonb,
	"is_changed" boolean NOT NULL,
	"change_id" text,
	CONSTRAINT "regrade_items_regrade_id_submission_id_pk" PRIMARY KEY("regrade_id","submission_id")
);
--> statement-breakpoint
CREATE TABLE "regrades" (
	"id" text PRIMARY KEY NOT NULL,
	"cohort_id" text NOT NULL,
	"lab_id" text NOT NULL,
	"actor_id" text NOT NULL,
	"reason" text NOT NULL,
	"which" text NOT NULL,
	"scope" jsonb NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verdict_changes" (
	"id" text PRIMARY KEY NOT NULL,
	"submission_id" text NOT NULL,
	"before" jsonb NOT NULL,
	"after" jsonb NOT NULL,
	"cause" text NOT NULL,
	"regrade_id" text,
	"actor_id" text NOT NULL,
	"reason" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "jobs_submission";--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "regrade_id" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "verdicts" ADD COLUMN "change_id" text;--> statement-breakpoint
ALTER TABLE "regrade_items" ADD CONSTRAINT "regrade_items_regrade_id_regrades_id_fk" FOREIGN KEY ("regrade_id") REFERENCES "public"."regrades"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regrade_items" ADD CONSTRAINT "regrade_items_submission_id_submissions_id_fk" FOREIGN KEY ("submission_id") REFERENCES "public"."submissions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regrades" ADD CONSTRAINT "regrades_cohort_id_cohorts_id_fk" FOREIGN KEY ("cohort_id") REFERENCES "public"."cohorts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regrades" ADD CONSTRAINT "regrades_actor_id_users_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdict_changes" ADD CONSTRAINT "verdict_changes_submission_id_submissions_id_fk" FOREIGN KEY ("submission_id") REFERENCES "public"."submissions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "lab_versions_sha" ON "lab_versions" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "regrade_items_state" ON "regrade_items" USING btree ("regrade_id","state");--> statement-breakpoint
CREATE INDEX "regrade_items_submission" ON "regrade_items" USING btree ("submission_id");--> statement-breakpoint
CREATE INDEX "regrades_cohort" ON "regrades" USING btree ("cohort_id","created_at");--> statement-breakpoint
CREATE INDEX "regrades_state" ON "regrades" USING btree ("state");--> statement-breakpoint
CREATE INDEX "verdict_changes_submission" ON "verdict_changes" USING btree ("submission_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_submission_kind" ON "jobs" USING btree ("submission_id","kind","regrade_id");