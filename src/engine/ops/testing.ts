/**
 * What the tests of fused ops ask: does the op agree with its plain-tfjs reference on another backend, are its gradients those of its
 * forward pass, and how many dispatches does it send? Only tests import this. Backends are started by the test.
 */
import * as tf from '@tensorflow/tfjs';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { recordStep } from '../graph/record-step.ts';
import { kernelName } from '../graph/trace.ts';
import { randomUnit } from './random.ts';

/** A tensor's content before it is on a backend. */
export interface HostTensor {
	readonly values: Float32Array | Int32Array;
	readonly shape: readonly number[];
}

/** Of float32 inputs the gradients are checked; int32 inputs are only passed on. */
export type Op = (...inputs: tf.Tensor[]) => tf.Tensor;

/** Normal numbers with this standard deviation (Box-Muller). */
export function normal(seed: number, shape: readonly number[], deviation = 1): HostTensor {
	const values = Float32Array.from({ length: sizeOf(shape) }, (_, i) => {
		const radius = Math.sqrt(-2 * Math.log(1 - randomUnit(seed, 2 * i)));
		return deviation * radius * Math.cos(2 * Math.PI * randomUnit(seed, 2 * i + 1));
	});
	return { values, shape };
}

/** Whole numbers from 0 to below - 1. */
export function integers(seed: number, shape: readonly number[], below: number): HostTensor {
	return { values: Int32Array.from({ length: sizeOf(shape) }, (_, i) => Math.floor(randomUnit(seed, i) * below)), shape };
}

export interface Evaluation {
	readonly value: Float32Array;
	/** Of sum(value * dy), dy normal, by each float32 input in order. */
	readonly gradients: readonly Float32Array[];
}

/** Value and gradients on the backend of this name. */
export async function evaluate(backend: string, op: Op, inputs: readonly HostTensor[]): Promise<Evaluation> {
	await tf.setBackend(backend);
	const outputs = tf.tidy(() => {
		const tensors = inputs.map(toTensor);
		const value = op(...tensors);
		const dy = toTensor(dyOf(value.shape));
		const gradients = tf.grads((...floats: tf.Tensor[]) => op(...withFloats(tensors, floats)))(tensors.filter(isFloat), dy);
		return [value, ...gradients];
	});
	const [value = new Float32Array(), ...gradients] = await Promise.all(outputs.map(readFloats));
	tf.dispose(outputs);
	return { value, gradients };
}

/**
 * Largest differences between the op on `webgpu` and its reference on `wasm`, value first and then each gradient; absolute up to values
 * of order 1, relative to the largest value above.
 */
export async function differencesFromReference(op: Op, reference: Op, inputs: readonly HostTensor[]): Promise<number[]> {
	const expected = await evaluate('wasm', reference, inputs);
	const got = await evaluate('webgpu', op, inputs);
	const pairs = [[got.value, expected.value] as const, ...expected.gradients.map((gradient, i) => [got.gradients[i], gradient] as const)];
	return pairs.map(([a, b]) => difference(a ?? new Float32Array(), b));
}

/** NaN in either, or another size, is an infinite difference. */
export function difference(got: Float32Array, expected: Float32Array): number {
	if (got.length !== expected.length) return Number.POSITIVE_INFINITY;
	const scale = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 1);
	let largest = 0;
	for (const [i, value] of expected.entries()) {
		const distance = Math.abs((got[i] ?? Number.NaN) - value) / scale;
		if (Number.isNaN(distance)) return Number.POSITIVE_INFINITY;
		largest = Math.max(largest, distance);
	}
	return largest;
}

export interface FiniteDifferenceOptions {
	/** Change of each entry. */
	readonly step?: number;
	/** Random directions for each float32 input. */
	readonly directions?: number;
}

/**
 * For each float32 input: the largest error of its gradient along random directions of plus and minus ones, relative to the gradient's
 * norm, on `webgpu`. The differences are of fourth order and summed in double precision; with the default step 1e-3 is a sound bound.
 */
export async function finiteDifferenceErrors(
	op: Op,
	inputs: readonly HostTensor[],
	{ step = 0.02, directions = 2 }: FiniteDifferenceOptions = {},
): Promise<number[]> {
	const { gradients } = await evaluate('webgpu', op, inputs);
	const floats = inputs.flatMap(({ values }, i) => (values instanceof Float32Array ? [i] : []));
	const errors: number[] = [];
	for (const [k, i] of floats.entries()) {
		const gradient = gradients[k] ?? new Float32Array();
		const norm = Math.max(Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0)), 1e-12);
		let largest = 0;
		for (let d = 0; d < directions; d += 1) {
			const direction = gradient.map((_, at) => (randomUnit(1_000 + 10 * k + d, at) < 0.5 ? -1 : 1));
			const slope = await slopeAlong(op, inputs, i, direction, step);
			const expected = gradient.reduce((sum, value, at) => sum + value * (direction[at] ?? 0), 0);
			largest = Math.max(largest, Math.abs(slope - expected) / norm);
		}
		errors.push(largest);
	}
	return errors;
}

async function slopeAlong(op: Op, inputs: readonly HostTensor[], at: number, direction: Float32Array, step: number): Promise<number> {
	const moved = async (by: number): Promise<number> => {
		const output = tf.tidy(() =>
			op(
				...inputs.map((input, i) => {
					if (i !== at) return toTensor(input);
					const values = Float32Array.from(input.values, (value, k) => value + by * (direction[k] ?? 0));
					return toTensor({ values, shape: input.shape });
				}),
			),
		);
		const [values, { values: dy }] = [await readFloats(output), dyOf(output.shape)];
		output.dispose();
		return values.reduce((sum, value, k) => sum + value * (dy[k] ?? 0), 0);
	};
	const near = (await moved(step)) - (await moved(-step));
	const far = (await moved(2 * step)) - (await moved(-2 * step));
	return (8 * near - far) / (12 * step);
}

/** Names of the kernels that one call sends, in order: of the op alone, or with its gradients by all float32 inputs. Runs none of them. */
export function kernelsOf(backend: GraphBackend, op: Op, inputs: readonly HostTensor[], withGradients: boolean): string[] {
	const tensors = inputs.map(toTensor);
	for (const tensor of tensors) backend.uploadToGPU(tensor.dataId);
	const forward = record(backend, () => op(...tensors));
	if (!withGradients) return forward.kernels;
	const dy = toTensor(dyOf(forward.shape));
	backend.uploadToGPU(dy.dataId);
	const run = (...floats: tf.Tensor[]): tf.Tensor => op(...withFloats(tensors, floats));
	const { kernels } = record(backend, () => tf.grads(run)(tensors.filter(isFloat), dy)[0] ?? dy);
	tf.dispose([dy, ...tensors]);
	return kernels;
}

function record(backend: GraphBackend, step: () => tf.Tensor): { kernels: string[]; shape: readonly number[] } {
	const recorded = recordStep(backend, step);
	if ('givenUp' in recorded) throw new Error(`The op ${recorded.givenUp}, so that a step with it cannot be replayed.`);
	recorded.release();
	recorded.output.dispose();
	const kernels = recorded.trace.commands.map((command) => (command.kind === 'dispatch' ? kernelName(command.key) : 'copy'));
	return { kernels, shape: recorded.output.shape };
}

/** Tensors that the op and its gradients leave behind on the current backend, outside any tidy, once their results are disposed. */
export function tensorsLeft(op: Op, inputs: readonly HostTensor[]): number {
	const tensors = inputs.map(toTensor);
	const before = tf.memory().numTensors;
	op(...tensors).dispose();
	tf.dispose(tf.grads((...floats: tf.Tensor[]) => op(...withFloats(tensors, floats)))(tensors.filter(isFloat)));
	const left = tf.memory().numTensors - before;
	tf.dispose(tensors);
	return left;
}

export function toTensor({ values, shape }: HostTensor): tf.Tensor {
	return tf.tensor(values, [...shape], values instanceof Float32Array ? 'float32' : 'int32');
}

/** The same for every op, so that a gradient is that of a fixed weighted sum. */
function dyOf(shape: readonly number[]): HostTensor {
	return normal(99, shape);
}

function withFloats(tensors: readonly tf.Tensor[], floats: readonly tf.Tensor[]): tf.Tensor[] {
	let next = 0;
	return tensors.map((tensor) => {
		if (!isFloat(tensor)) return tensor;
		next += 1;
		return floats[next - 1] ?? tensor;
	});
}

function isFloat({ dtype }: tf.Tensor): boolean {
	return dtype === 'float32';
}

async function readFloats(tensor: tf.Tensor): Promise<Float32Array> {
	return Float32Array.from(await tensor.data());
}

function sizeOf(shape: readonly number[]): number {
	return shape.reduce((size, n) => size * n, 1);
}
