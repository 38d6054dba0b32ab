CREATE TABLE `cohort_invitations` (
	`id` text PRIMARY KEY NOT NULL,
	`cohort_id` text NOT NULL,
	`role` text NOT NULL,
	`token_hash` text NOT NULL,
	`user_id` text,
	`username` text,
	`display_name` text,
	`section` text DEFAULT '' NOT NULL,
	`max_uses` integer NOT NULL,
	`uses` integer DEFAULT 0 NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`ended_at` integer,
	FOREIGN KEY (`cohort_id`) REFERENCES `cohorts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `cohort_invitations_token` ON `cohort_invitations` (`token_hash`);--> statement-breakpoint
CREATE INDEX `cohort_invitations_cohort` ON `cohort_invitations` (`cohort_id`);--> statement-breakpoint
CREATE INDEX `cohort_invitations_user` ON `cohort_invitations` (`user_id`);--> statement-breakpoint
ALTER TABLE `cohorts` ADD `is_pseudonymous` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `memberships` ADD `section` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `memberships` ADD `removed_by` text REFERENCES users(id);--> statement-breakpoint
ALTER TABLE `memberships` ADD `removed_reason` text;