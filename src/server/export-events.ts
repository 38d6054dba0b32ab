/** The event log of one person for spreadsheets: a row for each event, a column for each field that any type has. The JSON export holds the same. */
import { type LearningEvent, learningEventSchema } from '#contract/event.ts';
import type { Actor } from '#contract/user.ts';
import { listEvents, type StoredEvent } from '#db/store/events.ts';
import { audit } from './audit.ts';
import type { Context } from './context.ts';
import { type Cell, csvText } from './csv.ts';

const BASE = ['t', 'type', 'skill', 'task', 'mode', 'item'] as const;
/** In the order in which the contract names them. */
const FIELDS: readonly string[] = [...new Set(learningEventSchema.options.flatMap((type) => Object.keys(type.shape)))].filter(
	(name) => !BASE.some((base) => base === name),
);
export const EVENT_COLUMNS = ['id', 'time', ...BASE, 'lab', 'submission', ...FIELDS, 'other'] as const;

export async function exportEventsCsv(context: Context, actor: Actor, ip: string): Promise<string> {
	await audit(context, { actorId: actor.id, action: 'export', targetKind: 'user', targetId: actor.id, detail: { as: 'csv' }, ip });
	const stored = await listEvents(context.client, actor.id);
	return csvText(EVENT_COLUMNS, stored.map(rowOf));
}

function rowOf({ id, labId, submissionId, event, data }: StoredEvent): Cell[] {
	const fields: Record<keyof LearningEvent | string, unknown> = event;
	const other = Object.fromEntries(Object.entries(data).filter(([name]) => !FIELDS.includes(name)));
	const cells = [...BASE, 'lab', 'submission', ...FIELDS].map((name) => {
		if (name === 'lab') return labId;
		return name === 'submission' ? submissionId : cellOf(fields[name]);
	});
	return [id, new Date(event.t).toISOString(), ...cells, Object.keys(other).length === 0 ? null : JSON.stringify(other)];
}

/** What is neither text nor a number stays readable as JSON. */
function cellOf(value: unknown): Cell {
	if (value === undefined || value === null) return null;
	return typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value);
}
