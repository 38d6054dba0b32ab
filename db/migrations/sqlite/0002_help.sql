CREATE TABLE `experiment_members` (
	`experiment_id` text NOT NULL,
	`user_id` text NOT NULL,
	`arm` text,
	`answered_at` integer NOT NULL,
	`left_at` integer,
	PRIMARY KEY(`experiment_id`, `user_id`),
	FOREIGN KEY (`experiment_id`) REFERENCES `experiments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `experiment_members_user` ON `experiment_members` (`user_id`);--> statement-breakpoint
CREATE TABLE `experiments` (
	`id` text PRIMARY KEY NOT NULL,
	`cohort_id` text NOT NULL,
	`kind` text NOT NULL,
	`title` text NOT NULL,
	`consent` text NOT NULL,
	`delay_days` integer NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	FOREIGN KEY (`cohort_id`) REFERENCES `cohorts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `experiments_cohort` ON `experiments` (`cohort_id`);--> statement-breakpoint
CREATE TABLE `help_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`lab_id` text NOT NULL,
	`text` text NOT NULL,
	`created_at` integer NOT NULL,
	`answer` text,
	`answered_by` text,
	`answered_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`answered_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `help_requests_user` ON `help_requests` (`user_id`);--> statement-breakpoint
CREATE TABLE `tutor_turns` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`lab_id` text NOT NULL,
	`task` text NOT NULL,
	`mode` text NOT NULL,
	`question` text,
	`answer` text,
	`allowed` integer NOT NULL,
	`measured` integer NOT NULL,
	`action` text NOT NULL,
	`guard` text NOT NULL,
	`model` text NOT NULL,
	`prompt_hash` text NOT NULL,
	`tokens_in` integer NOT NULL,
	`tokens_out` integer NOT NULL,
	`latency_ms` integer NOT NULL,
	`created_at` integer NOT NULL,
	`removed_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `tutor_turns_user` ON `tutor_turns` (`user_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `tutor_turns_created` ON `tutor_turns` (`created_at`);