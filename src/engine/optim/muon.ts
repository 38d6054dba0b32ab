/**
 * Muon (Jordan 2024, "Muon: an optimizer for hidden layers"): momentum whose direction is made nearly orthogonal, for matrices alone.
 * Embeddings, heads, scales and biases belong to AdamW. All of it is plain tfjs on tensors, so a step with it is recorded and replayed;
 * the learning rate is a tensor, so that it may change from step to step.
 */
import * as tf from '@tensorflow/tfjs';

export interface MuonOptions {
	/** Share of the old direction that is kept. Default 0.95. */
	readonly momentum?: number;
	/** Look ahead along the momentum. Default true. */
	readonly nesterov?: boolean;
	/** Newton-Schulz iterations. Default 5. */
	readonly steps?: number;
	/** Decoupled: each step shrinks weights by learning rate · this. Default 0. */
	readonly weightDecay?: number;
	/**
	 * Which axis of a weight counts its outputs. The update is scaled by √max(1, outputs / inputs), and the paper's weights have outputs in
	 * rows, as for W·x. Choose `columns` for weights used as x·W. Default `rows`.
	 */
	readonly outputs?: 'rows' | 'columns';
}

export interface Muon {
	/**
	 * Changes every parameter. Gradients of other variables are left alone.
	 * @throws when a parameter has no gradient
	 */
	apply(grads: ReadonlyMap<string, tf.Tensor>, learningRate: tf.Scalar): void;
	/** Momenta by `momentum.` and the parameter's name, for checkpoints. */
	state(): ReadonlyMap<string, tf.Variable>;
	/** Frees the momenta; the parameters stay. */
	dispose(): void;
}

/**
 * An optimiser for these matrices [rows, columns], or stacks of them [experts, rows, columns].
 * @throws when a parameter is neither
 */
export function muon(parameters: ReadonlyMap<string, tf.Variable>, options: MuonOptions = {}): Muon {
	const { momentum = 0.95, nesterov = true, steps = 5, weightDecay = 0, outputs = 'rows' } = options;
	const trained = [...parameters].map(([name, parameter]) => newTrained(name, parameter));
	const groups = byShape(trained);

	function velocity({ name, momenta }: Trained, grads: ReadonlyMap<string, tf.Tensor>): tf.Tensor {
		const grad = grads.get(name);
		if (grad === undefined)
			throw new Error(`Muon got no gradient for ${name}. Is it used in the loss? Else leave it out of Muon's parameters.`);
		momenta.assign(tf.add(tf.mul(momenta, momentum), grad));
		return nesterov ? tf.add(grad, tf.mul(momenta, momentum)) : momenta;
	}

	return {
		apply(grads, learningRate) {
			tf.tidy(() => {
				const kept = tf.sub(1, tf.mul(learningRate, weightDecay));
				for (const { shape, members } of groups) {
					const directions = orthogonalise(together(members.map((member) => velocity(member, grads))), steps);
					const changes = tf.mul(directions, tf.mul(learningRate, updateScale(shape, outputs)));
					for (const [i, change] of apart(changes, members.length, shape).entries()) {
						const parameter = members[i]?.parameter;
						parameter?.assign(tf.sub(weightDecay === 0 ? parameter : tf.mul(parameter, kept), change));
					}
				}
			});
		},
		state: () => new Map(trained.map(({ name, momenta }) => [`momentum.${name}`, momenta])),
		dispose() {
			for (const { momenta } of trained) momenta.dispose();
		},
	};
}

interface Trained {
	readonly name: string;
	readonly parameter: tf.Variable;
	readonly momenta: tf.Variable;
}

function newTrained(name: string, parameter: tf.Variable): Trained {
	const { shape } = parameter;
	if (shape.length !== 2 && shape.length !== 3)
		throw new Error(`Muon trains matrices; ${name} has the shape [${shape.join(', ')}]. Give it to AdamW instead.`);
	return { name, parameter, momenta: tf.tidy(() => tf.variable(tf.zeros(shape), false)) };
}

interface Group {
	readonly shape: number[];
	readonly members: Trained[];
}

/** Matrices of one shape go through the iteration as one stack: a layer more is then no dispatch more. */
function byShape(trained: readonly Trained[]): Group[] {
	const groups = new Map<string, Group>();
	for (const one of trained) {
		const { shape } = one.parameter;
		const group = groups.get(shape.join()) ?? { shape, members: [] };
		group.members.push(one);
		groups.set(shape.join(), group);
	}
	return [...groups.values()];
}

function together(matrices: readonly tf.Tensor[]): tf.Tensor {
	const [first, ...others] = matrices.map((matrix) => tf.reshape(matrix, [-1, ...matrix.shape.slice(-2)]));
	if (first === undefined) throw new Error('A group of parameters has at least one.');
	return others.length === 0 ? first : tf.concat([first, ...others], 0);
}

function apart(stack: tf.Tensor, count: number, shape: number[]): tf.Tensor[] {
	return (count === 1 ? [stack] : tf.split(stack, count, 0)).map((part) => tf.reshape(part, shape));
}

/** Fifth-degree polynomial with a steep start: it brings singular values from 0.01 up near 1 in five steps, and never needs them closer (Jordan 2024). */
const [A, B, C] = [3.4445, -4.775, 2.0315];
/** Keeps a zero gradient zero instead of 0 / 0. */
const EPSILON = 1e-7;

/**
 * The matrix (or each matrix of a stack) with its singular vectors kept and its singular values brought to between about 0.7 and 1.2, by
 * Newton-Schulz iteration: X ← aX + (bA + cA²)X, A = X·Xᵀ.
 */
export function orthogonalise(matrix: tf.Tensor, steps: number): tf.Tensor {
	return tf.tidy(() => {
		const [rows = 1, columns = 1] = matrix.shape.slice(-2);
		const isTall = rows > columns;
		const norm = tf.sqrt(tf.sum(tf.square(matrix), [-2, -1], true));
		let x = tf.div(isTall ? flip(matrix) : matrix, tf.add(norm, EPSILON));
		for (let i = 0; i < steps; i += 1) {
			const gram = tf.matMul(x, x, false, true);
			const polynomial = tf.add(tf.mul(gram, B), tf.mul(tf.matMul(gram, gram), C));
			x = tf.add(tf.mul(x, A), tf.matMul(polynomial, x));
		}
		return isTall ? flip(x) : x;
	});
}

function flip(x: tf.Tensor): tf.Tensor {
	return tf.transpose(x, x.rank === 3 ? [0, 2, 1] : [1, 0]);
}

function updateScale(shape: readonly number[], outputs: 'rows' | 'columns'): number {
	const [rows = 1, columns = 1] = shape.slice(-2);
	return Math.sqrt(Math.max(1, outputs === 'rows' ? rows / columns : columns / rows));
}
