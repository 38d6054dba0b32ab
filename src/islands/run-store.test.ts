import { expect, test } from 'vitest';
import type { CheckResult } from '#contract/grading.ts';
import { decimate } from './decimate.ts';
import type { KernelStep } from './kernel-kinds.ts';
import { completeRun, cutAfter, emptyRun, foldRun, groupChecks } from './run-store.ts';

const check = (id: string, outcome: 'pass' | 'fail', diagnosis?: string): CheckResult => ({
	id,
	title: id,
	visibility: 'public',
	outcome,
	points: 1,
	message: '',
	...(diagnosis ? { diagnosis } : {}),
});

test('failures come first and those of one diagnosis stand together', () => {
	const { failed, passed } = groupChecks([check('a', 'pass'), check('b', 'fail', 'x'), check('c', 'fail'), check('d', 'fail', 'x')]);
	expect(failed.map(({ first, same }) => [first.id, ...same.map(({ id }) => id)])).toEqual([['b', 'd'], ['c']]);
	expect(passed.map(({ id }) => id)).toEqual(['a']);
});

test('a batch of metrics is appended in order', () => {
	const run = foldRun(emptyRun('train', 'tiny', 0), [
		{ type: 'metric', step: 1, loss: 3 },
		{ type: 'metric', step: 2, loss: 2, heldOut: 2.1 },
	]);
	expect(run.points.map(({ step }) => step)).toEqual([1, 2]);
	expect(run.step).toBe(2);
});

test('a run that went on by itself shows each step once, and says from where it went on', () => {
	const run = foldRun(emptyRun('train', 'tiny', 0), [
		{ type: 'metric', step: 1, loss: 3 },
		{ type: 'metric', step: 2, loss: 2 },
		{ type: 'metric', step: 3, loss: 1.5 },
		{ type: 'sample', step: 3, text: 'lost' },
		{ type: 'restarted', step: 2, backend: 'wasm', message: 'Training went on by itself from step 2.' },
		{ type: 'metric', step: 3, loss: 1.5 },
	]);
	expect(run.points.map(({ step }) => step)).toEqual([1, 2, 3]);
	expect(run.samples).toEqual([]);
	expect(run.restarted).toBe('Training went on by itself from step 2.');
});

test('a run that gives no sign of life says so, and no longer once it does or has ended', () => {
	const quiet = { type: 'quiet', message: 'no sign of life for 4 seconds' } as const;
	const silent = foldRun(emptyRun('checks', null, 0), [quiet]);

	expect(silent.quiet).toBe(quiet.message);
	expect(foldRun(silent, [{ type: 'quiet', message: '' }])).not.toHaveProperty('quiet');
	expect(foldRun(silent, [{ type: 'failed', whose: 'learner', kind: 'no-answer', message: 'stopped' }])).not.toHaveProperty('quiet');
});

test('decimation keeps the ends, the spikes and every held-out loss', () => {
	const points = Array.from({ length: 5_000 }, (_, step) => ({
		step,
		loss: step === 2_345 ? 99 : 1,
		heldOut: step === 77 ? 1.5 : undefined,
	}));
	const kept = decimate(points, 400);
	expect(kept.length).toBeLessThan(500);
	expect(kept.map(({ step }) => step)).toEqual(expect.arrayContaining([0, 77, 2_345, 4_999]));
});

test('what the engine said last of itself and of its kernels is kept', () => {
	const status = { mode: 'replayed', reason: '', dispatches: 146, jsMs: 0.06, gpuBytes: 1, recordingBytes: 1, leaked: 0 } as const;
	const kernels: KernelStep = { type: 'kernels', step: 4, replayed: [], eager: { dispatches: 1_384, jsMs: 165 }, jsMs: 0.06 };
	const run = foldRun(emptyRun('train', 'tiny', 0), [
		{ type: 'engine', step: 1, status: { ...status, mode: 'recording' } },
		kernels,
		{ type: 'engine', step: 9, status },
		{ ...kernels, step: 20 },
	]);
	expect(run.engine?.status.mode).toBe('replayed');
	expect(run.kernels?.step).toBe(20);
});

test('measures are appended, cut with the rest, and count as steps', () => {
	const run = foldRun(emptyRun('train', 'tiny', 0), [
		{ type: 'measure', step: 1, values: { reward: 0.1 } },
		{ type: 'measure', step: 9, values: { reward: 0.4, kl: 0.02 } },
	]);
	expect(run.measures).toEqual([
		{ step: 1, values: { reward: 0.1 } },
		{ step: 9, values: { reward: 0.4, kl: 0.02 } },
	]);
	expect(run.step).toBe(9);
	expect(cutAfter(run, 5).measures.map(({ step }) => step)).toEqual([1]);
});

test('a run that an older version stored is read as one without measures', () => {
	const { measures: _, ...old } = { ...emptyRun('train', 'tiny', 7), step: 3 };
	expect(completeRun(old)).toEqual({ ...emptyRun('train', 'tiny', 7), step: 3 });
});
