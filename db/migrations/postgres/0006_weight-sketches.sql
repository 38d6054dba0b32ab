CREATE TABLE "weight_sketches" (
	"submission_id" text NOT NULL,
	"name" text NOT NULL,
	"user_id" text NOT NULL,
	"lab_id" text NOT NULL,
	"preset" text NOT NULL,
	"sha256" text NOT NULL,
	"seed" text,
	"sketch" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "weight_sketches_submission_id_name_pk" PRIMARY KEY("submission_id","name")
);
--> statement-breakpoint
ALTER TABLE "weight_sketches" ADD CONSTRAINT "weight_sketches_submission_id_submissions_id_fk" FOREIGN KEY ("submission_id") REFERENCES "public"."submissions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "weight_sketches" ADD CONSTRAINT "weight_sketches_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "weight_sketches_lab" ON "weight_sketches" USING btree ("lab_id","user_id");