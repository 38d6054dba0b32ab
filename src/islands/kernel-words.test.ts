/** The words beside the drawing of a step and the file to take away. */
import { expect, test } from 'vitest';
import type { KernelStep } from './kernel-kinds.ts';
import { captionOf, describeKernel, describeStep, describeWidths, describeWork, kernelsCsv, titleOf } from './kernel-words.ts';
import { quantity, share } from './quantity.ts';

const STEP: KernelStep = {
	type: 'kernels',
	step: 3,
	replayed: [
		{ name: 'matMulNN', ns: 31_000, flops: 62e6, bytes: 2e6 },
		{ name: 'concat', ns: 9_000, flops: 0, bytes: 1e6 },
	],
	eager: { dispatches: 1_384, jsMs: 165.4 },
	jsMs: 0.634,
};
const UNTIMED: KernelStep = { ...STEP, replayed: STEP.replayed.map((kernel) => ({ ...kernel, ns: null })) };

test('a quantity has three digits and the prefix that fits', () => {
	expect([999_900, 0, 310e-6, 62, 1_384].map((value) => quantity(value, 'B'))).toEqual(['1 MB', '0 B', '310 µB', '62 B', '1.38 kB']);
	expect([0, 0.0001, 0.004, 0.62].map((part) => share(part, 1))).toEqual(['0 %', '< 0.1 %', '0.4 %', '62 %']);
});

test('a kernel is told with its place, work and rate; one that computes nothing has no rate', () => {
	const [matmul, concat] = STEP.replayed;
	expect(matmul && describeKernel(matmul, 0, 2)).toBe('matMulNN (matmul), 1 of 2: 31 µs · 62 MFLOP · 2 MB · 31 FLOPs a byte · 2 TFLOP/s');
	expect(concat && describeWork(concat)).toBe('9 µs · 1 MB');
});

test('the text twin has shares, ceilings and both ways of running the step', () => {
	expect(describeStep(STEP)).toBe(
		'A step is 2 kernels: 40 µs · 62 MFLOP · 3 MB · 20.7 FLOPs a byte · 1.55 TFLOP/s. Shares of the GPU time, with the number of kernels: matmul 78 % (1), moving data 23 % (1). The fastest arithmetic of this step is 2 TFLOP/s, the fastest memory traffic 111 GB/s: below 18 FLOPs a byte, memory is the narrower of the two. As written, the step is 1,384 GPU commands and 165 ms of JavaScript. Replayed, it is 2 GPU commands and 0.634 ms of JavaScript.',
	);
});

test('a step that never ran as written is not compared with that', () => {
	expect(describeStep({ ...STEP, eager: { dispatches: 0, jsMs: 0 } })).not.toContain('As written');
});

test('without times nothing speaks of time', () => {
	expect(titleOf(STEP.replayed)).toBe('Where the time goes');
	expect(titleOf(UNTIMED.replayed)).toBe('Where the work goes');
	expect(describeStep(UNTIMED)).toContain('Shares of the FLOPs');
	expect(describeStep(UNTIMED)).not.toMatch(/GPU time|fastest|\/s/);
	expect(captionOf(UNTIMED)).toBe('Matmul takes 100 % of the FLOPs.');
	expect(describeWidths({ is: 'rounded', tickNs: 100_000 }, 'a GPU')).toContain('rounds GPU times to 100 µs');
});

test('times of a software adapter are said to be that', () => {
	expect(describeWidths({ is: 'measured' }, 'SwiftShader (software)')).toContain('software adapter');
	expect(describeWidths({ is: 'measured' }, 'Radeon 780M')).not.toContain('software');
});

test('the file holds each kernel in its order, and no name of it becomes a formula', () => {
	const step: KernelStep = { ...UNTIMED, replayed: [...UNTIMED.replayed, { name: '=HYPERLINK("x")', ns: null, flops: 1, bytes: 2 }] };
	expect(kernelsCsv(step).split('\n')).toEqual([
		'kernel,kind,name,gpu_ns,flops,bytes',
		'1,matmul,"matMulNN",,62000000,2000000',
		'2,moving data,"concat",,0,1000000',
		`3,other,"'=HYPERLINK(""x"")",,1,2`,
	]);
});
