/** Small models one after the other, then the last; a run that was stopped goes on where a small model began, or in the middle of the last. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TrainMessage } from './host.ts';
import { silentHost } from './silent-host.ts';
import { type Family, type Pupil, trainFamily } from './train-family.ts';

const SHAPES = new Map([['w', [1]]]);

/** A model whose one weight counts its steps. */
function counter(name: string, seen: string[], start = 0): Pupil {
	const w = tf.variable(tf.tensor1d([start]));
	const moments = new Map([['w', tf.tensor1d([0])]]);
	return {
		params: new Map([['w', w]]),
		state: { step: 0, m: moments, v: moments },
		// Only what is told of a step is read.
		compiled: {
			status: { mode: 'eager', reason: '', stack: null },
			kernels: () => null,
			measureNext: () => {},
		} as unknown as Pupil['compiled'],
		async step(step) {
			seen.push(`${name}${step}`);
			w.assign(tf.add(w, 1));
			return { read: async () => 1 };
		},
		measure: async () => ({ loss: w.dataSync()[0] ?? 0, standardError: 0, tokens: 1 }),
		dispose: () => w.dispose(),
	};
}

interface Told {
	readonly seen: string[];
	readonly losses: number[][];
	readonly kept: ArrayBuffer[];
	readonly messages: TrainMessage[];
}

async function runOnce(resume: ArrayBuffer | null, stopAfter: number): Promise<Told> {
	const told: Told = { seen: [], losses: [], kept: [], messages: [] };
	let made = 0;
	const family: Family = {
		lab: 'x',
		host: silentHost({
			...{ preset: 'p', config: {}, steps: 8, seed: 1, resume },
			stopped: () => made >= stopAfter,
			breathe: async () => void made++,
			emit: (message) => told.messages.push(message),
			snapshot: async (_, make, last) => void (last === true && told.kept.push(await make())),
		}),
		small: [2, 3].map((steps, i) => ({ steps, begin: () => counter('ab'[i] ?? '', told.seen) })),
		last: {
			shapes: SHAPES,
			begin: (_, __, stored) => counter('z', told.seen, stored?.weights.tensors.get('w')?.data[0] ?? 0),
			rate: () => 0.1,
		},
		told: (losses) => void told.losses.push([...losses]),
		measured: () => {},
	};
	await trainFamily(family);
	return told;
}

describe('a family', () => {
	beforeAll(async () => void (await tf.setBackend('cpu')));

	it('trains each small model from its first step, and tells their losses', async () => {
		const { seen, losses, kept } = await runOnce(null, 99);
		expect(seen).toEqual(['a0', 'a1', 'b0', 'b1', 'b2', 'z0', 'z1', 'z2']);
		expect(losses).toEqual([[2], [2, 3]]);
		expect(kept).toHaveLength(1);
	});

	it('goes on with the small model that was not finished', async () => {
		const first = await runOnce(null, 4);
		expect(first.seen).toEqual(['a0', 'a1', 'b0', 'b1']);
		const { seen, losses } = await runOnce(first.kept[0] ?? null, 99);
		expect(seen).toEqual(['b0', 'b1', 'b2', 'z0', 'z1', 'z2']);
		expect(losses).toEqual([[2], [2, 3]]);
	});

	it('goes on in the middle of the last model, with its weights', async () => {
		const first = await runOnce(null, 7);
		const { seen, messages } = await runOnce(first.kept[0] ?? null, 99);
		expect(seen).toEqual(['z2']);
		expect(messages.findLast((message) => message.type === 'metric')).toMatchObject({ heldOut: 3 });
	});
});
