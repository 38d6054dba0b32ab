/** Moments of a stored run back into an optimiser, by the names that snapshots give them. */
import * as tf from '@tensorflow/tfjs';
import type { AdamW } from '#engine/optim/adamw.ts';
import type { StartingWeights } from './gpt.ts';
import { MOMENT_PREFIXES } from './snapshot.ts';

/** `step`: updates that the stored run has made. */
export function loadMoments(optimizer: AdamW, step: number, tensors: StartingWeights): void {
	tf.tidy(() => {
		const [m, v] = MOMENT_PREFIXES.map((prefix) => {
			const own = [...tensors].filter(([name]) => name.startsWith(prefix));
			return new Map(own.map(([name, { data, shape }]) => [name.slice(prefix.length), tf.tensor(data, [...shape])]));
		});
		optimizer.load(step, m ?? new Map(), v ?? new Map());
	});
}
