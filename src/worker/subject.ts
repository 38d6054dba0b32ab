/** The in-process subject: checks and learner code share this worker's realm. Practice only; the server's subject makes the record. */
import { backendAnswers } from '#engine/backend-answers.ts';
import type { Realm } from '#grading/core/realm.ts';
import { type CallResult, type Subject, SubjectEnded } from '#grading/core/subject.ts';
import type { ModuleExports } from './evaluate.ts';
import { DEVICE_LOST, isOutOfMemory } from './session-failures.ts';

export interface SubjectParts {
	readonly realm: Realm;
	readonly learner: ModuleExports;
	readonly harness: ModuleExports;
	/** Lets messages in; awaited before each call. */
	readonly breathe: () => Promise<void>;
	readonly stopped: () => boolean;
}

export function createSubject({ realm, learner, harness, breathe, stopped }: SubjectParts): Subject {
	async function ready(): Promise<void> {
		await breathe();
		if (stopped()) throw new SubjectEnded('timeout', 'Stopped by the learner.');
	}
	return {
		async call(name, args, options) {
			await ready();
			return within(await realm.callExport(learner, name, args, options));
		},
		async gradient(name, args, wrt, cotangent, options) {
			await ready();
			return within(await realm.gradientOf(learner, name, args, wrt, cotangent, options));
		},
		async harness(name, args, options) {
			await ready();
			return within(await realm.callHarness(harness, learner, name, args, options));
		},
		async count(how, name, args, others, options) {
			await ready();
			const tape = await realm.record(learner, how === 'harness' ? harness : null, name, args, options);
			// In the same realm as learner code: practice needs no proof.
			return within(tape.status === 'ok' ? await realm.replay(tape.value, others) : tape);
		},
	};
}

/** No memory or no device, no further check: whatever it said would be about that. */
async function within(result: CallResult): Promise<CallResult> {
	if (result.status !== 'threw') return result;
	if (isOutOfMemory(result.message)) throw new SubjectEnded('out-of-memory', result.message);
	if (!(await backendAnswers())) throw new SubjectEnded('unavailable', DEVICE_LOST.message);
	return result;
}
