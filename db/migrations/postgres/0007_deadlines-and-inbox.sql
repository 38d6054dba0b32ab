CREATE TABLE "feeds" (
	"user_id" text PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"kind" text NOT NULL,
	"cause" text NOT NULL,
	"data" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"read_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "muted_kinds" (
	"user_id" text NOT NULL,
	"kind" text NOT NULL,
	CONSTRAINT "muted_kinds_user_id_kind_pk" PRIMARY KEY("user_id","kind")
);
--> statement-breakpoint
ALTER TABLE "extensions" ALTER COLUMN "user_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "cohorts" ADD COLUMN "time_zone" text DEFAULT 'UTC' NOT NULL;--> statement-breakpoint
ALTER TABLE "deadlines" ADD COLUMN "grace_minutes" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "deadlines" ADD COLUMN "late_kind" text DEFAULT 'marked' NOT NULL;--> statement-breakpoint
ALTER TABLE "deadlines" ADD COLUMN "late_per_day" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "deadlines" ADD COLUMN "late_at_most" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "deadlines" ADD COLUMN "change_id" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "deadlines" ADD COLUMN "changed_by" text;--> statement-breakpoint
ALTER TABLE "deadlines" ADD COLUMN "changed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "extensions" ADD COLUMN "ended_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "feeds" ADD CONSTRAINT "feeds_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muted_kinds" ADD CONSTRAINT "muted_kinds_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "feeds_token" ON "feeds" USING btree ("token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_user_cause" ON "messages" USING btree ("user_id","cause");--> statement-breakpoint
CREATE INDEX "messages_user_read" ON "messages" USING btree ("user_id","read_at");--> statement-breakpoint
ALTER TABLE "deadlines" ADD CONSTRAINT "deadlines_changed_by_users_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "extensions_cohort" ON "extensions" USING btree ("cohort_id","lab_id");