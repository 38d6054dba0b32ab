/**
 * The second half of a count: the tape that a learner's realm gave is run again in a realm where no learner code has been, and what is counted comes
 * from there. A tape that was forged or cut short gives other numbers than the function does, and the check sees that.
 */
import type { Value } from '#contract/value.ts';
import type { CallResult } from '#grading/core/subject.ts';
import type { RealmHandle } from './realm-host.ts';

interface Place {
	readonly line?: number;
	readonly column?: number;
}

/** Runs the tape under the isolate's own clock. The answer is the clean realm's own. */
export async function replayIn(realm: RealmHandle, tape: Value, others: Value, timeout: number): Promise<CallResult> {
	const { result } = (await realm
		.driver('replay')
		.apply(undefined, [tape, others], { arguments: { copy: true }, result: { copy: true, promise: true }, timeout })) as {
		readonly result: CallResult;
	};
	return result;
}

/** The lines of what was transpiled, as the learner wrote them. */
export function placeLines(result: CallResult, place: (at: Place) => Place): CallResult {
	if (result.status !== 'ok' || typeof result.value !== 'object' || result.value === null || !('lines' in result.value)) return result;
	const { lines } = result.value;
	if (!Array.isArray(lines)) return result;
	return { status: 'ok', value: { ...result.value, lines: lines.map((each: Value) => placed(each, place)) } };
}

function placed(entry: Value, place: (at: Place) => Place): Value {
	if (typeof entry !== 'object' || entry === null || !('line' in entry) || typeof entry.line !== 'number') return entry;
	const { line = null } = place({ line: entry.line, ...(typeof entry['column'] === 'number' ? { column: entry['column'] } : {}) });
	return { ...entry, line };
}
