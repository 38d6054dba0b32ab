/**
 * Borrowed: the accounts and the layer of lab 3.5 for a learner who has not passed it.
 * Same signatures; it counts by walking over a list of matrices, and finds the twins by trying.
 */
import * as tf from '@tensorflow/tfjs';
import type { Costs, FeedWeights, ModelSpec, Twins } from 'gradus';
import { moe, route } from 'my/moe-router';

interface Part {
	readonly size: number;
	/** Of the copies of it in one layer, how many a token meets. */
	readonly met: number;
	readonly copies: number;
	readonly isProduct: boolean;
}

function partsOf({ layers: depth, width: d, time, vocabulary: words, experts, hidden, choices }: ModelSpec): Part[] {
	const once = (size: number, isProduct: boolean): Part => ({ size, met: 1, copies: 1, isProduct });
	const block = [once(4 * d ** 2, true), once(2 * d, false), once(d * experts, true)];
	const mlp = { size: 2 * d * hidden, met: experts === 0 ? 1 : choices, copies: Math.max(1, experts), isProduct: true };
	const inner = Array.from({ length: depth }, () => [...block, mlp]).flat();
	return [once(words * d, false), once(time * d, false), ...inner, once(d, false), once(d * words, true)];
}

export function account(spec: ModelSpec): Costs {
	const costs = { total: 0, active: 0, flops: 0 };
	for (const { size, met, copies, isProduct } of partsOf(spec)) {
		costs.total += size * copies;
		costs.active += size * met;
		costs.flops += isProduct ? 2 * size * met : 0;
	}
	return costs;
}

export function denseTwins(spec: ModelSpec): Twins {
	const goal = account(spec);
	const smallest = (key: 'active' | 'total'): number => {
		let units = 1;
		while (account({ ...spec, experts: 0, hidden: units })[key] < goal[key]) units += 1;
		return units;
	};
	return { active: smallest('active'), total: smallest('total') };
}

export function expertLayer(x: tf.Tensor2D, weights: FeedWeights, k: number, capacity: number): tf.Tensor {
	const { router, up, down } = weights;
	if (router === undefined) throw new Error('There is no router.');
	const bank = {
		count: up.shape[0] ?? 1,
		run: (rows: tf.Tensor) => tf.matMul(tf.relu(tf.matMul(rows, up)), down),
	};
	return moe(x, route(tf.matMul<tf.Tensor2D>(x, router), k), bank, capacity);
}
