/** Properties of the detectors: what they must never say, and what must not change what they say. */
import { describe, expect, test } from 'vitest';
import type { FindingKind } from '#contract/finding.ts';
import type { FromWorker } from '#contract/run.ts';
import { seededRandom } from '#data/storyland/random.ts';
import { watchRun } from './detect.ts';
import type { RunFacts } from './detect-facts.ts';

const STEPS = 200;
const FACTS: RunFacts = { steps: STEPS, floor: 1, target: 1.1, chance: Math.log(115), meanings: {}, isPolicy: false };
const POLICY: RunFacts = {
	...FACTS,
	...{ floor: null, target: null, chance: null, isPolicy: true },
	meanings: { reward: 'paid', worth: 'worth', kl: 'kl', entropy: 'entropy', equal: 'equal-groups' },
};

const see = (facts: RunFacts, events: readonly FromWorker[]) => {
	const watch = watchRun(facts);
	return events.flatMap((event) => watch.see(event));
};
const kinds = (facts: RunFacts, events: readonly FromWorker[]): FindingKind[] => see(facts, events).map(({ kind }) => kind);

const weights = (step: number, gradient: number | null = 1, isSame = false): FromWorker => ({
	type: 'weights',
	step,
	parameters: [
		{ name: 'a', weight: 5, gradient, isSame },
		{ name: 'b', weight: 5, gradient: gradient ?? 1, isSame: false },
	],
});
/** A run with a loss at every step, held-out loss at each tenth, weights at each fifth. */
function run(lossAt: (step: number) => number, more: (step: number) => readonly FromWorker[] = () => []): FromWorker[] {
	return Array.from({ length: STEPS }, (_, i) => i + 1).flatMap((step): FromWorker[] => {
		const loss = lossAt(step);
		const heldOut = step % 10 === 0 ? { heldOut: loss + 0.02, heldOutError: 0.05 } : {};
		return [{ type: 'metric', step, loss, ...heldOut }, ...(step % 5 === 0 ? [weights(step)] : []), ...more(step)];
	});
}

/** From chance to just above the floor, with a bend and noise, each seed another curve. */
function goodCurve(seed: number, scale = 1): (step: number) => number {
	const random = seededRandom(`curve/${seed}`);
	const [pace, noise] = [10 + random() * 25, random() * 0.15];
	return (step) => scale * (1.1 + 3.6 * Math.exp(-step / pace) + noise * (random() - 0.5));
}

describe('nothing is said of a run that goes well', () => {
	test.each(Array.from({ length: 40 }, (_, seed) => seed))('curve %i', (seed) => {
		expect(see(FACTS, run(goodCurve(seed)))).toEqual([]);
	});

	test('a loss that only falls, however steep or flat its end', () => {
		for (const power of [0.3, 0.5, 1, 2])
			expect(
				see(
					FACTS,
					run((step) => 1.1 + 3.6 / step ** power),
				),
			).toEqual([]);
	});

	test('a policy that earns more, on both accounts, and drifts a little', () => {
		const events = run(
			() => 0,
			(step) => {
				const reward = step / STEPS;
				return [
					{ type: 'measure', step, values: { reward, worth: reward, kl: reward / 2, entropy: 1 - 0.95 * reward, equal: 0.9 * reward } },
				];
			},
		);
		expect(see(POLICY, events)).toEqual([]);
	});
});

describe('what does not matter', () => {
	test.each([0.01, 1, 1000])('the unit of the loss: times %d', (scale) => {
		const facts = { ...FACTS, floor: scale, target: 1.1 * scale, chance: Math.log(115) * scale };
		const jump = (step: number): number => goodCurve(3, scale)(step) + (step > 80 ? 2 * scale : 0);
		const found = see(facts, run(jump));
		expect(found.map(({ kind }) => kind)).toEqual(['rate-too-high']);
		expect(found[0]?.step).toBeGreaterThan(80);
		expect(found[0]?.step).toBeLessThan(90);
	});

	test('the unit of the gradient', () => {
		for (const scale of [1e-3, 1, 1e3]) {
			const found = see(
				FACTS,
				[1, 2, 1.5, 400].map((norm, i) => weights(5 * (i + 1), norm * scale)),
			);
			expect(found).toMatchObject([{ kind: 'exploding-gradient', step: 20 }]);
		}
	});

	test('messages of other kinds', () => {
		const noise = (step: number): readonly FromWorker[] => [
			{ type: 'progress', step, steps: STEPS, secondsLeft: 1 },
			{ type: 'heartbeat' },
		];
		expect(see(FACTS, run(goodCurve(1), noise))).toEqual([]);
	});
});

describe('what is seen', () => {
	test('a kind is told once, and after NaN nothing more', () => {
		const events: FromWorker[] = [
			{ type: 'metric', step: 7, loss: 3 },
			{ type: 'not-finite', step: 8, value: 'NaN' },
			{ type: 'not-finite', step: 9, value: 'NaN' },
			...[1, 1, 1, 900].map((norm, i) => weights(10 + i, norm)),
		];
		expect(see(FACTS, events)).toEqual([
			{ kind: 'not-finite', step: 8, seenAt: 8, numbers: { lastStep: 7, lastLoss: 3 }, about: 'loss NaN' },
		]);
	});

	test('a gradient that is none comes before its weights and before the loss', () => {
		expect(see(FACTS, [{ type: 'metric', step: 5, loss: 3 }, weights(5, null)])).toMatchObject([
			{ kind: 'not-finite', step: 5, about: 'gradient a' },
		]);
	});

	test('below the floor only by three standard errors', () => {
		const at = (heldOut: number): FromWorker => ({ type: 'metric', step: 50, loss: 1, heldOut, heldOutError: 0.05 });
		expect(kinds({ ...FACTS, floor: 1.4 }, [at(1.26)])).toEqual([]);
		expect(kinds({ ...FACTS, floor: 1.4 }, [at(1.24)])).toEqual(['below-floor']);
		expect(kinds({ ...FACTS, floor: null }, [at(0.2)])).toEqual([]);
	});

	test('one still look is none, three in a row are', () => {
		const still = (step: number) => weights(step, 1, true);
		expect(kinds(FACTS, [still(5), weights(10), still(15), still(20), weights(25)])).toEqual([]);
		expect(see(FACTS, [weights(5), still(10), still(15), still(20)])).toMatchObject([
			{ kind: 'idle-parameter', step: 10, seenAt: 20, about: 'a' },
		]);
	});

	test('swings as wide as the loss itself', () => {
		expect(
			kinds(
				FACTS,
				run((step) => 4.7 + (step % 2 === 0 ? 1.2 : -1.2)),
			),
		).toContain('rate-too-high');
	});

	const experts = (step: number, load: number[], isDemonstration = false): FromWorker => ({
		...{ type: 'figure', figure: 'experts', step, id: 'x', title: 'X', experts: load.length, tokens: [] },
		...{ load, isDemonstration },
	});

	test('an expert without work, but not where that is what is shown', () => {
		const figure = (step: number, isDemonstration: boolean) => experts(step, [0.6, 0.399, 0.001, 0], isDemonstration);
		expect(
			see(
				FACTS,
				[10, 20, 30].map((step) => figure(step, false)),
			),
		).toMatchObject([{ kind: 'dead-expert', step: 10, numbers: { dead: 2 } }]);
		expect(
			see(
				FACTS,
				[10, 20, 30, 40].map((step) => figure(step, true)),
			),
		).toEqual([]);
	});

	test('an expert that gets more at each figure is on its way back; one that stops short of work is not', () => {
		const shares = (...of: number[]) => of.map((share, n) => experts(10 * n, [1 - share, share]));

		expect(see(FACTS, shares(0, 0.004, 0.01, 0.02, 0.3))).toEqual([]);
		expect(see(FACTS, shares(0.004, 0.008, 0.011, 0.01))).toMatchObject([{ kind: 'dead-expert', step: 0, seenAt: 30 }]);
		// A flicker is no way back.
		expect(see(FACTS, shares(0.004, 0, 0.002))).toMatchObject([{ kind: 'dead-expert', seenAt: 20 }]);
		// What it had before it fell idle again counts no more.
		expect(see(FACTS, shares(0.01, 0.3, 0.004, 0.005, 0.006, 0.006))).toMatchObject([{ kind: 'dead-expert', step: 20, seenAt: 50 }]);
	});

	test('a policy that is sure of wrong answers', () => {
		const values = (step: number) => ({ reward: 0.05, entropy: step < 20 ? 1 : 0.02, equal: step < 20 ? 0.3 : 1 });
		const events = Array.from({ length: 60 }, (_, step): FromWorker => ({ type: 'measure', step, values: values(step) }));
		expect(see(POLICY, events)).toMatchObject([
			{ kind: 'entropy-collapse', numbers: { first: 1 } },
			{ kind: 'equal-groups', step: 20 },
		]);
	});

	test('the same findings whether a run is told at once or not', () => {
		const events = run((step) => (step > 60 ? 4 : goodCurve(5)(step)));
		const watch = watchRun(FACTS);
		expect(events.flatMap((event) => watch.see(event))).toEqual(see(FACTS, events));
	});
});
