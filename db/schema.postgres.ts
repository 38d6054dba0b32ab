/** The schema as postgres sees it. Read by drizzle-kit and by db/client.ts only. */
import { postgres } from './dialect.ts';
import { defineSchema } from './schema.ts';

export const {
	users,
	sessions,
	cohorts,
	memberships,
	invitations,
	deadlines,
	extensions,
	helpBounds,
	helpRequests,
	experiments,
	experimentMembers,
	drafts,
	submissions,
	jobs,
	verdicts,
	events,
	mastery,
	tutorTurns,
	runs,
	checkpoints,
	auditLog,
	graders,
	turns,
	comments,
	labVersions,
	verdictChanges,
	regrades,
	regradeItems,
} = defineSchema(postgres);
