DROP TABLE `tutor_messages`;--> statement-breakpoint
ALTER TABLE `cohorts` ADD `tutor_visible_since` integer;--> statement-breakpoint
ALTER TABLE `help_bounds` ADD `max_auto` integer;--> statement-breakpoint
ALTER TABLE `help_bounds` ADD `accommodation` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `help_auto` integer DEFAULT 3 NOT NULL;