/**
 * What breaks on our side. 90 to 92 and the missing binaries of 95 are faults of the sandbox: tests/sandbox/faults.test.ts plays them in both layers.
 * The others never reach a sandbox, so they are played once and stand in every column: 93 and 94 are the grader's process, its clock, the disk and the
 * database (faults-outside.test.ts), a missing bubblewrap of 95 is refused before there is a layer, 96 is the queue (at night, tests/server/burst.test.ts).
 */
import type { ListedEntry } from '../support/entry.ts';

export const entries = [
	{ n: 90, group: 'H', name: 'the child exits with 70 under every submission', allowed: ['retried'] },
	{ n: 90, group: 'H', name: 'the child says fault under every submission', allowed: ['retried'] },
	{ n: 91, group: 'H', name: 'somebody kills the child', allowed: ['accepted'] },
	{ n: 92, group: 'H', name: 'the child never says that it is ready', allowed: ['retried'] },
	{ n: 93, group: 'H', name: 'the grader is gone in the middle of a job', allowed: ['judged once'] },
	{ n: 93, group: 'H', name: 'the clock is set back an hour after a submission', allowed: ['judged once'] },
	{ n: 93, group: 'H', name: 'the clock is set back an hour and the grader is gone', allowed: ['judged once'] },
	{ n: 94, group: 'H', name: 'the disk is full when the verdict is written', allowed: ['retried'] },
	{ n: 94, group: 'H', name: 'the disk is full when weights are uploaded', allowed: ['503'] },
	{ n: 94, group: 'H', name: 'another process holds the database when somebody submits', allowed: ['503'] },
	{ n: 94, group: 'H', name: 'another process holds the database when the verdict is written', allowed: ['retried'] },
	{ n: 95, group: 'H', name: 'the binary of isolated-vm is missing', allowed: ['queued, health red'] },
	{ n: 95, group: 'H', name: 'the binary of Node is missing', allowed: ['queued, health red'] },
	{ n: 95, group: 'H', name: 'bubblewrap is required and missing', allowed: ['refused at the start'] },
	{ n: 96, group: 'H', name: 'a hundred submissions at once', allowed: ['one verdict each'] },
] as const satisfies readonly ListedEntry[];
