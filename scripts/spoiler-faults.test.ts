import { describe, expect, it } from 'vitest';
import { readSpoilers } from '#tutor/guard/spoilers.ts';
import { faultsOf } from './spoiler-faults.ts';

const SPOILERS = readSpoilers('causal-attention');
const SOLUTION = `
const scores = q.matMul(k, false, true).div(Math.sqrt(headDim));
const isFuture = position.expandDims(0).greater(position.expandDims(1));
const visible = tf.where(isFuture, -1e9, scores);
return visible.softmax(-1).matMul(v);`;

describe('spoilers of a lab', () => {
	it('are all in a solution that has them', () => {
		expect(faultsOf(SPOILERS, SOLUTION, {})).toEqual([]);
	});

	it('are named when the solution has moved on', () => {
		expect(faultsOf(SPOILERS, SOLUTION.replace('tf.where(isFuture, -1e9, scores)', 'hide(scores)'), {})).toEqual([
			'"hidden-before-softmax" is not in solution.ts.',
		]);
	});

	it('are named when a text says them that everybody sees, in code or in words', () => {
		expect(faultsOf(SPOILERS, SOLUTION, { 'task.mdx': 'Try `tf.where(mask, -1e9, x)`.' })[0]).toContain('stands in task.mdx already');
		expect(faultsOf(SPOILERS, SOLUTION, { 'rung 1': 'Give later tokens minus infinity, as a mask.' })).toHaveLength(1);
	});
});
