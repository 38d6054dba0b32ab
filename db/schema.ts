/**
 * The one schema, called once per dialect. Ids (UUIDv7) and times come from the app.
 * events is append-only; mastery is the only cache and can be rebuilt from events.
 */
import type { Dialect } from './dialect.ts';
import { defineDeadlines } from './schema-deadlines.ts';
import { defineGradebook } from './schema-gradebook.ts';
import { defineInbox } from './schema-inbox.ts';
import { definePeople } from './schema-people.ts';
import { defineProcesses } from './schema-processes.ts';
import { defineRegrades } from './schema-regrades.ts';
import { defineReview } from './schema-review.ts';
import { defineRoster } from './schema-roster.ts';
import { defineWork } from './schema-work.ts';

export function defineSchema(d: Dialect) {
	const people = definePeople(d);
	const work = defineWork(d, people);
	const tables = { ...people, ...work };
	const told = { ...defineDeadlines(d, people), ...defineInbox(d, people), ...defineGradebook(d, people) };
	return {
		...tables,
		...told,
		...defineProcesses(d),
		...defineRegrades(d, tables),
		...defineReview(d, tables),
		...defineRoster(d, people),
	};
}

export type Schema = ReturnType<typeof defineSchema>;
