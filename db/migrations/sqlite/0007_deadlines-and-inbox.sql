CREATE TABLE `feeds` (
	`user_id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `feeds_token` ON `feeds` (`token_hash`);--> statement-breakpoint
CREATE TABLE `messages` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`kind` text NOT NULL,
	`cause` text NOT NULL,
	`data` text NOT NULL,
	`created_at` integer NOT NULL,
	`read_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `messages_user_cause` ON `messages` (`user_id`,`cause`);--> statement-breakpoint
CREATE INDEX `messages_user_read` ON `messages` (`user_id`,`read_at`);--> statement-breakpoint
CREATE TABLE `muted_kinds` (
	`user_id` text NOT NULL,
	`kind` text NOT NULL,
	PRIMARY KEY(`user_id`, `kind`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_extensions` (
	`id` text PRIMARY KEY NOT NULL,
	`cohort_id` text NOT NULL,
	`user_id` text,
	`lab_id` text NOT NULL,
	`due_at` integer NOT NULL,
	`reason` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	FOREIGN KEY (`cohort_id`) REFERENCES `cohorts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_extensions`("id", "cohort_id", "user_id", "lab_id", "due_at", "reason", "created_by", "created_at", "ended_at") SELECT "id", "cohort_id", "user_id", "lab_id", "due_at", "reason", "created_by", "created_at", NULL FROM `extensions`;--> statement-breakpoint
DROP TABLE `extensions`;--> statement-breakpoint
ALTER TABLE `__new_extensions` RENAME TO `extensions`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `extensions_user` ON `extensions` (`user_id`);--> statement-breakpoint
CREATE INDEX `extensions_cohort` ON `extensions` (`cohort_id`,`lab_id`);--> statement-breakpoint
ALTER TABLE `cohorts` ADD `time_zone` text DEFAULT 'UTC' NOT NULL;--> statement-breakpoint
ALTER TABLE `deadlines` ADD `grace_minutes` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `deadlines` ADD `late_kind` text DEFAULT 'marked' NOT NULL;--> statement-breakpoint
ALTER TABLE `deadlines` ADD `late_per_day` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `deadlines` ADD `late_at_most` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `deadlines` ADD `change_id` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `deadlines` ADD `changed_by` text REFERENCES users(id);--> statement-breakpoint
ALTER TABLE `deadlines` ADD `changed_at` integer;