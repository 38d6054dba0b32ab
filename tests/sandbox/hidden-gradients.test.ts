/**
 * A gradient that does not reach an input is named in the hidden phase too, in our words: those of tfjs stay in the child with everything else that is
 * said there.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pool } from '#grading/sandbox/pool.ts';
import { gradeSubmission } from '#grading/sandbox/run-submission.ts';
import { doublingLab } from './support/doubling.ts';
import { RIGHT_BODY } from './support/entry.ts';
import { gradeCode, openPool } from './support/sandbox.ts';

const IMPORT = "import * as tf from '@tensorflow/tfjs';\n";
/** Right wherever it is asked for its output, and by the one gradient that the public check asks for: that of a single sequence. */
const IN_PIECES = `${IMPORT}
function one(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
	${RIGHT_BODY}
}
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
	if (q.rank === 2) return one(q, k, v);
	const [qs, ks, vs] = [q, k, v].map((x) => (x.arraySync() as tf.TensorLike[]).map((piece) => tf.tensor(piece)));
	return tf.stack(qs.map((piece, at) => causalAttention(piece, ks[at], vs[at])));
}
`;

let pool: Pool;
beforeAll(async () => {
	pool = await openPool('off');
});
afterAll(() => pool.close());

test('attention that rebuilds the sequences of a batch from numbers is rejected because no gradient reaches its inputs', async () => {
	const { verdict, fault } = await gradeCode(pool, 'causal-attention', IN_PIECES);
	expect(fault).toBeUndefined();
	expect(verdict).toMatchObject({ outcome: 'rejected', diagnosis: 'no-gradient' });
	expect(verdict.checks.filter(({ outcome }) => outcome === 'fail')).toMatchObject([
		{ id: 'hidden-gradients', diagnosis: 'no-gradient', message: 'No gradient reaches one of the inputs.' },
	]);
});

test('of what is thrown on a hidden input at most that comes back, whoever wrote the text', async () => {
	const { input, heard } = doublingLab();
	const code = `${IMPORT}
export function double(x: tf.Tensor): tf.Tensor {
	const [first = 0] = x.dataSync();
	if (first === 3) return tf.mul(x, 2);
	throw new Error(first > 50 ? \`Cannot compute gradient of \${first}\` : \`LEAK \${first}\`);
}
`;
	await gradeSubmission({ ...input, code }, pool);
	const said = heard.map((result) => (result.status === 'threw' ? result.message : result.status));
	expect(new Set(said)).toEqual(new Set(['', 'Cannot compute gradient.']));
});
