/** One block with random numbers, as public and hidden checks hand it to the harness. Every parameter is there, also those that a switch turns off. */
import { type TensorValue, tensorValue, type Value } from '#contract/value.ts';
import { normal } from '#grading/core/random.ts';
import { blockShapes, type Switches } from '#labs/kit/modern-shapes.ts';

export interface BlockCase {
	/** [1, time, width] */
	readonly x: TensorValue;
	readonly weights: ReadonlyMap<string, TensorValue>;
	readonly switches: Switches;
}

export const GPT2: Switches = { norm: 'layer', positions: 'learned', mlp: 'gelu', heads: 2, kvHeads: 2 };

/** All parameters that a block with these heads can have. */
export function everyShape(width: number, { heads, kvHeads }: Switches): [string, readonly number[]][] {
	return blockShapes({ width, heads, kvHeads, norm: 'layer', mlp: 'swiglu', biases: true });
}

export function drawTensor(random: () => number, shape: readonly number[], scale: number, around = 0): TensorValue {
	const size = shape.reduce((product, n) => product * n, 1);
	return tensorValue(
		Array.from({ length: size }, () => around + scale * normal(random)),
		shape,
	);
}

/** The MLP has as many hidden units as with a gate, whatever its switch, so that one set of weights serves both. */
export function drawBlock(random: () => number, width: number, time: number, switches: Switches): BlockCase {
	const weights = everyShape(width, switches).map(([name, shape]) => {
		const tensor = name.endsWith('.scale') ? drawTensor(random, shape, 0.2, 1) : drawTensor(random, shape, shape.length > 1 ? 0.6 : 0.3);
		return [name, tensor] as const;
	});
	return { x: drawTensor(random, [1, time, width], 1), weights: new Map(weights), switches };
}

/** The case with some parameters replaced. */
export function withWeights(block: BlockCase, changes: Readonly<Record<string, (old: TensorValue) => TensorValue>>): BlockCase {
	const weights = new Map([...block.weights].map(([name, value]) => [name, changes[name]?.(value) ?? value]));
	return { ...block, weights };
}

export const zero = (value: TensorValue): TensorValue => tensorValue(new Float32Array(value.data.length), value.shape);
export const times =
	(factor: number) =>
	(value: TensorValue): TensorValue =>
		tensorValue(
			Float32Array.from(value.data, (n) => factor * n),
			value.shape,
		);

/** What the harness unpacks: all parameters one after the other, in the order of `everyShape`. */
export function sent({ x, weights, switches }: BlockCase): Value {
	const packed = [...weights.values()].flatMap((value) => Array.from(value.data));
	return { x, packed: tensorValue(packed, [packed.length]), ...switches };
}
