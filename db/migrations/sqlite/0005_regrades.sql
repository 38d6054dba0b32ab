CREATE TABLE `lab_versions` (
	`lab_id` text NOT NULL,
	`sha256` text NOT NULL,
	`version` integer NOT NULL,
	`size_bytes` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`lab_id`, `sha256`)
);
--> statement-breakpoint
CREATE INDEX `lab_versions_sha` ON `lab_versions` (`sha256`);--> statement-breakpoint
CREATE TABLE `regrade_items` (
	`regrade_id` text NOT NULL,
	`submission_id` text NOT NULL,
	`state` text NOT NULL,
	`before` text NOT NULL,
	`before_change_id` text,
	`after` text,
	`is_changed` integer NOT NULL,
	`change_id` text,
	PRIMARY KEY(`regrade_id`, `submission_id`),
	FOREIGN KEY (`regrade_id`) REFERENCES `regrades`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`submission_id`) REFERENCES `submissions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `regrade_items_state` ON `regrade_items` (`regrade_id`,`state`);--> statement-breakpoint
CREATE INDEX `regrade_items_submission` ON `regrade_items` (`submission_id`);--> statement-breakpoint
CREATE TABLE `regrades` (
	`id` text PRIMARY KEY NOT NULL,
	`cohort_id` text NOT NULL,
	`lab_id` text NOT NULL,
	`actor_id` text NOT NULL,
	`reason` text NOT NULL,
	`which` text NOT NULL,
	`scope` text NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`cohort_id`) REFERENCES `cohorts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`actor_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `regrades_cohort` ON `regrades` (`cohort_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `regrades_state` ON `regrades` (`state`);--> statement-breakpoint
CREATE TABLE `verdict_changes` (
	`id` text PRIMARY KEY NOT NULL,
	`submission_id` text NOT NULL,
	`before` text NOT NULL,
	`after` text NOT NULL,
	`cause` text NOT NULL,
	`regrade_id` text,
	`actor_id` text NOT NULL,
	`reason` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`submission_id`) REFERENCES `submissions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `verdict_changes_submission` ON `verdict_changes` (`submission_id`,`created_at`);--> statement-breakpoint
DROP INDEX `jobs_submission`;--> statement-breakpoint
ALTER TABLE `jobs` ADD `regrade_id` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `jobs_submission_kind` ON `jobs` (`submission_id`,`kind`,`regrade_id`);--> statement-breakpoint
ALTER TABLE `verdicts` ADD `change_id` text;