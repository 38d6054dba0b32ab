/**
 * The second half of a count: the tape that a learner's realm gave is run again in a realm where no learner code has been, and what is counted comes
 * from there. A tape that was forged or cut short gives other numbers than the function does, and the check sees that.
 */
import type { Value } from '#contract/value.ts';
import type { CallResult } from '#grading/core/subject.ts';
import type { RealmHandle } from './realm-host.ts';

/** Runs the tape under the isolate's own clock. The answer is the clean realm's own. */
export async function replayIn(realm: RealmHandle, tape: Value, others: Value, timeout: number): Promise<CallResult> {
	const { result } = (await realm
		.driver('replay')
		.apply(undefined, [tape, others], { arguments: { copy: true }, result: { copy: true, promise: true }, timeout })) as {
		readonly result: CallResult;
	};
	return result;
}
