import { expect, test } from 'vitest';
import { tensorValue, type Value } from '#contract/value.ts';
import type { Subject } from '../subject.ts';
import { judgeLosses, trainsLike } from './training-run.ts';

const STEPS = 40;
const falling = Array.from({ length: STEPS }, (_, i) => Math.log(50) - i / 20);
const flat = (loss: number): number[] => falling.map((_, i) => loss + (i % 2) / 100);
const trajectory = { vocab: 50, floor: { loss: 1.5, standardError: 0.1 }, leastDrop: 0.5, bands: [{ step: 20, low: 2.8, high: 3 }] };

test('a run within everything that holds of it passes, and what is left out is not judged', () => {
	expect(judgeLosses(falling, trajectory)).toBeNull();
	expect(judgeLosses(flat(2), {})).toBeNull();
});

test.each([
	['a loss that stops being a number', falling.with(7, Number.NaN), 'diverged', /NaN at step 7/],
	['a loss that rises', falling.toReversed(), 'diverged', /rises from/],
	['a loss below the floor', falling.map((loss) => loss - 1), 'leak', /below the entropy floor/],
	['a loss beside ln V', flat(Math.log(50)), 'stuck-at-chance', /A model that gives every token the same chance has ln 50/],
	['a loss that stays elsewhere', flat(2), 'flat-loss', /has moved by/],
	['another run', falling.map((loss) => loss + 0.3), 'outside-band', /At step 20/],
	['no losses at all', [], 'flat-loss', /NaN nats/],
])('%s is named', (_, losses, diagnosis, message) => {
	expect(judgeLosses(losses, trajectory)).toMatchObject({ diagnosis, message: expect.stringMatching(message) });
});

test('a hidden check tells the sign without a step or a number', () => {
	expect(judgeLosses(falling.with(7, Number.NaN), trajectory)?.hiddenMessage).not.toMatch(/\d/);
});

function subjectOf(value: Value, asked: Value[] = []): Subject {
	const missing = async () => ({ status: 'missing-export' }) as const;
	async function harness(_: string, args: readonly Value[]) {
		asked.push(...args);
		return { status: 'ok', value } as const;
	}
	return { call: missing, gradient: missing, count: missing, harness };
}

test('steps, seed and further arguments go to the harness; losses come back as a list or a tensor', async () => {
	const asked: Value[] = [];
	const run = { subject: subjectOf(falling, asked), harness: 'train', about: 'step', steps: STEPS, seed: 7, args: [3] };
	expect(await trainsLike(run, trajectory)).toBeNull();
	expect(asked).toEqual([STEPS, 7, 3]);
	expect(await trainsLike({ ...run, subject: subjectOf(tensorValue(falling, [STEPS])) }, trajectory)).toBeNull();
});

test('a run that tells too few losses or none fails', async () => {
	for (const value of [falling.slice(1), null, 'fine', [null, true]] as const)
		expect(
			await trainsLike({ subject: subjectOf(value), harness: 'train', about: 'step', steps: STEPS, seed: 7 }, trajectory),
		).not.toBeNull();
});
