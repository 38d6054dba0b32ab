import { expect, test } from 'vitest';
import { MAX_COMPARED, type PinnedRun } from '#contract/shared-run.ts';
import { describeRun, floorOf, lossKindOf, smoothLoss, targetOf } from './loss-curve.ts';
import { addPin, compareRuns, differences, makePin, settingsOf } from './pinned-run.ts';
import { emptyRun, type Point, type RunView } from './run-store.ts';

const points = (steps: number, at = (step: number) => 4 - step / 100): Point[] =>
	Array.from({ length: steps }, (_, n) => ({ step: n + 1, loss: at(n + 1), heldOut: (n + 1) % 10 === 0 ? at(n + 1) + 0.1 : undefined }));
const run = (startedAt: number, steps: number): RunView => ({
	...emptyRun('train', 'tiny', startedAt, 17),
	points: points(steps),
	step: steps,
});
const pin = (startedAt: number, steps: number) => makePin(run(startedAt, steps), { name: 'first', backend: 'wasm', config: { layers: 1 } });

test('smoothing starts at the first loss and halves the noise', () => {
	const noisy = points(200, (step) => 2 + (step % 2 === 0 ? 0.5 : -0.5));
	const smooth = smoothLoss(noisy);
	expect(smooth[0]).toBeCloseTo(1.5);
	expect(Math.max(...smooth.slice(50)) - Math.min(...smooth.slice(50))).toBeLessThan(0.3);
});

test('a loss is one of text where the model has a context, and of no unit where it only moves the weights', () => {
	expect(lossKindOf({ time: 48, floor: 1.4 }, [], true)).toBe('text');
	expect(lossKindOf({ time: 48 }, points(20), true)).toBe('text');
	expect(lossKindOf({ floor: 0.6 }, [], true)).toBe('data');
	expect(lossKindOf({ time: 8 }, [{ step: 1, loss: -0.1 }], true)).toBe('step');
});

test('floor and target come from the preset, and are absent where it states none', () => {
	const preset = { label: 'tiny', config: { floor: 1.4 }, steps: 10 };
	expect(floorOf(preset)).toBe(1.4);
	expect(targetOf(preset)).toBeNull();
	expect(targetOf({ ...preset, targetMargin: 0.05 })).toBeCloseTo(1.45);
	expect(floorOf({ ...preset, config: {} })).toBeNull();
});

test('a run is told in words with its distance to the floor', () => {
	expect(describeRun(run(0, 20), 3)).toBe(
		'The training loss went from 3.99 at step 1 to 3.80 at step 20. The held-out loss is 3.90 nats per token. The floor is 3.00; 0.90 above it.',
	);
});

test('runs of different length are compared at the last step that all reached', () => {
	const compared = compareRuns([pin(1, 40), pin(2, 25)]);
	expect(compared).toMatchObject({ step: 25, isUneven: true });
	expect(compared.losses.map(({ loss }) => loss)).toEqual([3.75, 3.75]);
	expect(compared.losses[0]?.heldOut).toBeCloseTo(3.9);
});

test('a run is pinned once, and four at most', () => {
	const four = [1, 2, 3, 4].reduce<readonly PinnedRun[]>((pins, at) => addPin(pins, pin(at, 10)) ?? pins, []);
	expect(four).toHaveLength(MAX_COMPARED);
	expect(addPin(four, pin(9, 10))).toBeNull();
	expect(addPin(four, pin(3, 12))?.map(({ startedAt }) => startedAt)).toEqual([3, 4, 2, 1]);
});

test('only what differs between runs is named, the seed among it', () => {
	const [first, second] = [pin(1, 10), { ...pin(2, 10), seed: 5, config: { layers: 1, heads: 4 } }];
	expect(differences([settingsOf(first), settingsOf(first)])).toEqual([]);
	expect(differences([settingsOf(first), settingsOf(second)])).toEqual(['seed', 'heads']);
	expect(settingsOf(first)).toMatchObject({ preset: 'tiny', seed: '17', backend: 'WASM', layers: '1' });
});
