/**
 * Gives tensors their chained methods: a.matMul(b) beside tf.matMul(a, b). tfjs-core ships them only as ES modules that plain Node cannot
 * load, so they are rebuilt here from the ops themselves: the same behaviour in bundles, in Node and in the sandbox's realm.
 * Pooling, convolution in two or more dimensions and image ops have no method form: no lab uses them.
 */
import * as tf from '@tensorflow/tfjs-core';
import type {} from '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import { logSigmoid } from './log-sigmoid.ts';

/** Ops whose method is the op with the tensor as first argument. */
const PLAIN = `abs acos acosh add all any argMax argMin asin asinh atan atan2 atanh batchNorm broadcastTo cast ceil clipByValue cos cosh
	cumprod cumsum div divNoNan dot elu equal erf euclideanNorm exp expandDims expm1 floor floorDiv gather greater greaterEqual isFinite isInf
	isNaN leakyRelu less lessEqual log log1p logSoftmax logSumExp logicalAnd logicalNot logicalOr logicalXor matMul max maximum mean
	min minimum mirrorPad mod mul neg norm notEqual oneHot onesLike pad pow prelu prod reciprocal relu relu6 reshape reverse round rsqrt selu
	sigmoid sign sin sinh slice softmax softplus split sqrt square squaredDifference squeeze step stridedSlice sub sum tan tanh tile topk
	transpose unique unsortedSegmentSum unstack zerosLike`
	.trim()
	.split(/\s+/);

type Method = (this: tf.Tensor, ...args: never[]) => unknown;

const SPECIAL: Readonly<Record<string, Method>> = {
	as1D() {
		return tf.reshape(this, [this.size]);
	},
	flatten() {
		return tf.reshape(this, [this.size]);
	},
	as2D(...dims: number[]) {
		return tf.reshape(this, dims);
	},
	as3D(...dims: number[]) {
		return tf.reshape(this, dims);
	},
	as4D(...dims: number[]) {
		return tf.reshape(this, dims);
	},
	as5D(...dims: number[]) {
		return tf.reshape(this, dims);
	},
	asScalar() {
		return tf.reshape(this, []);
	},
	asType(dtype: tf.DataType) {
		return tf.cast(this, dtype);
	},
	reshapeAs(other: tf.Tensor) {
		return tf.reshape(this, other.shape);
	},
	logSigmoid() {
		return logSigmoid(this);
	},
	toBool() {
		return tf.cast(this, 'bool');
	},
	toFloat() {
		return tf.cast(this, 'float32');
	},
	toInt() {
		return tf.cast(this, 'int32');
	},
	concat(others: tf.Tensor | tf.Tensor[], axis?: number) {
		return tf.concat([this, ...(Array.isArray(others) ? others : [others])], axis);
	},
	stack(others: tf.Tensor | tf.Tensor[], axis?: number) {
		return tf.stack([this, ...(Array.isArray(others) ? others : [others])], axis);
	},
	where(condition: tf.Tensor, other: tf.Tensor) {
		return tf.where(condition, this, other);
	},
};

/** Runs once, when the facade is loaded. Refuses an op that tfjs-core no longer has. */
export function chainOps(): void {
	const prototype = tf.Tensor.prototype;
	// The namespace object is looked up by name; every name is checked to be a function below.
	const ops = tf as unknown as Readonly<Record<string, ((...args: unknown[]) => unknown) | undefined>>;
	for (const name of PLAIN) {
		const op = ops[name];
		if (typeof op !== 'function') throw new Error(`tfjs-core ${tf.version_core} has no op "${name}": mend the list in kit/chain-ops.ts.`);
		define(prototype, name, function (this: unknown, ...args: unknown[]) {
			return op(this, ...args);
		});
	}
	for (const [name, method] of Object.entries(SPECIAL)) define(prototype, name, method);
}

function define(prototype: object, name: string, value: unknown): void {
	Object.defineProperty(prototype, name, { value, writable: true, configurable: true, enumerable: false });
}
