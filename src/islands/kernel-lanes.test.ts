/** What a recorded step is made of: kinds by name, lanes by time or by work, and times that are none. */
import { expect, test } from 'vitest';
import { kindOf, timingOf, withHonestTimes, workByKind } from './kernel-kinds.ts';
import { LANE_WIDTH, lanesOf, measuresOf } from './kernel-lanes.ts';

const kernel = (name: string, ns: number | null, flops = 1_000, bytes = 4_000) => ({ name, ns, flops, bytes });

test.each([
	['matMulPacked', 'matmul'],
	['matMulSplitK', 'matmul'],
	['matmulNTGeluSlope', 'matmul'],
	['linearGeluGradient', 'activation'],
	['causalHeadsForward', 'attention'],
	['topKRouting', 'experts'],
	['moeCombine', 'experts'],
	['adamwNorm', 'optimiser'],
	['causalAttentionDkv', 'attention'],
	['layerNormBackward', 'norm'],
	['gradNorm', 'optimiser'],
	['adamw', 'optimiser'],
	['softmaxCrossEntropy', 'loss'],
	['geluGrad', 'activation'],
	['softmax', 'activation'],
	['binary', 'elementwise'],
	['reduce', 'elementwise'],
	['transposeShared', 'moving data'],
	['unsortedSegmentSum', 'moving data'],
	['kernel', 'other'],
])('%s is %s', (name, kind) => expect(kindOf(name)).toBe(kind));

test('blocks stand one after the other in the order of the step, as wide as their time', () => {
	const lanes = lanesOf([kernel('matMulNN', 600), kernel('addN', 100), kernel('matMulNN', 300)], 'time');
	expect(lanes.map(({ kind, share }) => [kind, share])).toEqual([
		['matmul', 0.9],
		['elementwise', 0.1],
	]);
	expect(lanes[0]?.blocks).toEqual([
		{ at: 0, x: 0, width: 600 },
		{ at: 2, x: 700, width: 300 },
	]);
	expect(lanes[1]?.blocks).toEqual([{ at: 1, x: 600, width: 100 }]);
});

test('a kernel too short to see is drawn all the same, within the lane', () => {
	const [, short] = lanesOf([kernel('matMulNN', 1e6), kernel('addN', 1)], 'time');
	expect(short?.blocks).toEqual([{ at: 1, x: LANE_WIDTH - 2, width: 2 }]);
});

test('without times the lanes are drawn by FLOPs, then by bytes', () => {
	const kernels = [kernel('matMulNN', null, 9_000, 1_000), kernel('addN', null, 1_000, 3_000)];
	expect(measuresOf(kernels)).toEqual(['flops', 'bytes']);
	expect(lanesOf(kernels, 'flops').map(({ kind, share }) => [kind, share])).toEqual([
		['matmul', 0.9],
		['elementwise', 0.1],
	]);
	expect(lanesOf(kernels, 'bytes')[0]?.kind).toBe('elementwise');
});

test('one kernel without a time leaves the whole step without', () => {
	const kernels = [kernel('matMulNN', 100), kernel('addN', null)];
	expect(timingOf(kernels)).toEqual({ is: 'none' });
	expect(workByKind(kernels).map(({ ns }) => ns)).toEqual([100, null]);
	expect(
		measuresOf(withHonestTimes({ type: 'kernels', step: 1, replayed: kernels, eager: { dispatches: 2, jsMs: 1 }, jsMs: 1 }).step.replayed),
	).toEqual(['flops', 'bytes']);
});

test('times of a clock that ticks more slowly than the kernels are no times', () => {
	const ticks = [0, 1, 0, 0, 1, 2, 0, 1].map((n, at) => kernel(`addN${at}`, n * 100_000));
	expect(timingOf(ticks)).toEqual({ is: 'rounded', tickNs: 100_000 });
	expect(timingOf(ticks.map(({ name, ns }) => kernel(name, (ns ?? 0) * 90 + 8e6)))).toEqual({ is: 'measured' });
	expect(timingOf([kernel('addN', 40), kernel('addN', 120)])).toEqual({ is: 'measured' });
});
