/**
 * A lab of the tests' own: twice the input. Its hidden check calls each of twenty cases on its own, so every case meets a realm that no other has
 * seen, and keeps what came back. The harder cases are those of real labs; this one shows what crosses the boundary.
 */
import { isTensorValue, tensorValue } from '#contract/value.ts';
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import type { CallResult, Subject } from '#grading/core/subject.ts';
import type { SubmissionInput } from '#grading/sandbox/grade-once.ts';

const COUNT = 20;

export interface Doubling {
	readonly input: Omit<SubmissionInput, 'code'>;
	/** Grows while the hidden check runs. */
	readonly heard: CallResult[];
	/** The hidden inputs. */
	readonly asked: number[];
}

export function doublingLab(): Doubling {
	const heard: CallResult[] = [];
	const asked: number[] = [];
	const visible: Check = {
		id: 'three',
		title: 'Three comes back as six',
		visibility: 'public',
		points: 1,
		run: async ({ subject }) => judge(await callWith(subject, 3), 6),
	};
	const hidden: Check = {
		id: 'any-number',
		title: 'Any number',
		visibility: 'hidden',
		points: 1,
		async run({ subject, random }) {
			let first: CheckOutcome = { outcome: 'pass' };
			let number = 0;
			for (let i = 0; i < COUNT; i += 1) {
				// Every second case asks for the number before: whoever changed it there would be seen here.
				if (i % 2 === 0) number = Math.fround(4 + 100 * random());
				asked.push(number);
				const result = await callWith(subject, number);
				heard.push(result);
				const outcome = judge(result, 2 * number);
				if (first.outcome === 'pass') first = outcome;
			}
			return first;
		},
	};
	const lab = { id: 'doubling', version: 1, memoryMiB: 192, wallMs: 10_000, allowedImports: { gradus: [], my: [] } };
	const rest = { my: {}, harness: '', checksHash: 'test', secretHex: 'ab'.repeat(32), secretId: 'test' };
	return { input: { ...rest, lab, checks: [visible], hiddenChecks: [hidden] }, heard, asked };
}

function callWith(subject: Subject, number: number): Promise<CallResult> {
	return subject.call('double', [tensorValue([number], [1])]);
}

function judge(result: CallResult, expected: number): CheckOutcome {
	const failure = failureOfCall(result, 'double');
	if (failure !== null) return failure;
	const value = result.status === 'ok' ? result.value : null;
	const isRight = isTensorValue(value) && value.shape.join() === '1' && Math.abs((value.data[0] ?? 0) - expected) < 1e-3;
	return isRight ? { outcome: 'pass' } : { outcome: 'fail', message: 'It is not twice the input.' };
}
