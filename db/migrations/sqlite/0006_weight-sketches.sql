CREATE TABLE `weight_sketches` (
	`submission_id` text NOT NULL,
	`name` text NOT NULL,
	`user_id` text NOT NULL,
	`lab_id` text NOT NULL,
	`preset` text NOT NULL,
	`sha256` text NOT NULL,
	`seed` text,
	`sketch` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`submission_id`, `name`),
	FOREIGN KEY (`submission_id`) REFERENCES `submissions`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `weight_sketches_lab` ON `weight_sketches` (`lab_id`,`user_id`);