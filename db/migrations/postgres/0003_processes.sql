CREATE TABLE "graders" (
	"owner" text PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"pid" integer NOT NULL,
	"layer" text NOT NULL,
	"is_healthy" boolean NOT NULL,
	"detail" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "turns" (
	"scope" text NOT NULL,
	"owner_id" text NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "turns_scope_owner_id_pk" PRIMARY KEY("scope","owner_id")
);
