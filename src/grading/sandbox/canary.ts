/**
 * A submission that is known to be right. When it is not accepted, the sandbox is broken, and nobody's code may be blamed for anything.
 * Belongs to no lab, so that no edit of a lab can break it.
 */
import { isTensorValue, tensorValue } from '#contract/value.ts';
import type { Check } from '#grading/core/check.ts';
import { gradeOnce, type SubmissionInput } from './grade-once.ts';
import type { Pool } from './pool.ts';

function doubles(visibility: 'public' | 'hidden'): Check {
	return {
		id: `doubles-${visibility}`,
		title: 'Three comes back as six',
		visibility,
		points: 1,
		async run({ subject }) {
			const result = await subject.call('double', [tensorValue([3], [1])]);
			const isRight = result.status === 'ok' && isTensorValue(result.value) && result.value.data[0] === 6;
			return isRight ? { outcome: 'pass' } : { outcome: 'fail', message: `The call ended with ${result.status}.` };
		},
	};
}

const CANARY: SubmissionInput = {
	lab: { id: 'canary', version: 1, memoryMiB: 192, wallMs: 10_000, allowedImports: { gradus: [], my: [] } },
	code: "import * as tf from '@tensorflow/tfjs';\nexport const double = (x: tf.Tensor): tf.Tensor => tf.mul(x, 2);\n",
	my: {},
	harness: '',
	checks: [doubles('public')],
	hiddenChecks: [doubles('hidden')],
	checksHash: 'canary',
	secretHex: '00',
	secretId: 'canary',
};

/** Null when the sandbox works, else what went wrong, for the log and for /healthz. */
export async function findSandboxFault(pool: Pool): Promise<string | null> {
	try {
		const { verdict, fault } = await gradeOnce(CANARY, pool);
		return verdict.outcome === 'accepted' ? null : `The known-good submission is ${verdict.outcome}: ${fault ?? verdict.message}`;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}
