/** Runs in the learner's realm, around their functions. Holds no expected value: whatever it knows, learner code could read. */
import * as tf from '@tensorflow/tfjs';
import { type Block, type BlockWeights, blockShapes, type Switches } from 'gradus';

interface Effect {
	readonly mean: number;
	readonly low: number;
	readonly high: number;
	readonly verdict: string;
}

interface Learner {
	readonly block: Block;
	effect(before: readonly number[], after: readonly number[]): Effect;
}

type Case = Switches & { readonly x: tf.Tensor3D; readonly packed: tf.Tensor1D };

/** The block's output for each case. */
export function outputs(learner: Learner, cases: readonly Case[]): tf.Tensor[] {
	return cases.map(({ x, packed, ...switches }) => learner.block(x, unpack(packed, x.shape[2], switches), switches));
}

/** How long the gradient of each parameter is, for the sum of squares of the block's output; by short name, as text. */
export async function gradients(learner: Learner, { x, packed, ...switches }: Case): Promise<[name: string, length: number][]> {
	const weights = unpack(packed, x.shape[2], switches);
	const used = Object.entries(weights).filter(([name]) => switches.mlp === 'swiglu' || !name.startsWith('gate'));
	const variables = used.map(([name, value]) => [name, tf.variable(value ?? tf.scalar(0))] as const);
	const byName: BlockWeights = Object.fromEntries(variables);
	const { grads } = tf.variableGrads(() => tf.sum(tf.square(learner.block(x, byName, switches))).asScalar());
	const lengths: [string, number][] = [];
	for (const [name, variable] of variables) {
		const grad = grads[variable.name];
		const length = grad === undefined || grad === null ? 0 : (await tf.norm(grad).data())[0];
		lengths.push([name, length ?? 0]);
	}
	return lengths;
}

function unpack(packed: tf.Tensor1D, width: number, { heads, kvHeads }: Switches): BlockWeights {
	const weights: Record<string, tf.Tensor> = {};
	let at = 0;
	for (const [name, shape] of blockShapes({ width, heads, kvHeads, norm: 'layer', mlp: 'swiglu', biases: true })) {
		const size = shape.reduce((product, n) => product * n, 1);
		weights[name] = tf.reshape(tf.slice1d(packed, at, size), [...shape]);
		at += size;
	}
	return weights;
}

/** [mean, low, high, verdict] of each pair of lists. */
export function effects(learner: Learner, cases: readonly (readonly [readonly number[], readonly number[]])[]): (number | string)[][] {
	return cases.map(([before, after]) => {
		const { mean, low, high, verdict } = learner.effect(before, after);
		return [mean, low, high, verdict];
	});
}
