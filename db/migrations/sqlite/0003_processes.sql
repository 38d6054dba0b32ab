CREATE TABLE `graders` (
	`owner` text PRIMARY KEY NOT NULL,
	`host` text NOT NULL,
	`pid` integer NOT NULL,
	`layer` text NOT NULL,
	`is_healthy` integer NOT NULL,
	`detail` text NOT NULL,
	`started_at` integer NOT NULL,
	`seen_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `turns` (
	`scope` text NOT NULL,
	`owner_id` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`scope`, `owner_id`)
);
