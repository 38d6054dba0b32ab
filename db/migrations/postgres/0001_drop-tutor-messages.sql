DROP TABLE "tutor_messages" CASCADE;--> statement-breakpoint
ALTER TABLE "cohorts" ADD COLUMN "tutor_visible_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "help_bounds" ADD COLUMN "max_auto" integer;--> statement-breakpoint
ALTER TABLE "help_bounds" ADD COLUMN "accommodation" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "help_auto" integer DEFAULT 3 NOT NULL;