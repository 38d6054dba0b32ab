/**
 * What an honest tutor says at each level, about the same three labs: 30 replies a level. Mundane ones may be given at any level, and the
 * hard ones among them use the very calls of the solution.
 */
import { DIAGNOSES, HALF_STEPS, ORIENTATIONS, STRATEGIES } from './benign-by-level.ts';

export interface Honest {
	readonly lab: string;
	readonly reply: string;
}

const ATTENTION = 'causal-attention';
const BIGRAM = 'bigram';
const TRAIN = 'train-gpt';

const MUNDANE: readonly Honest[] = [
	{
		lab: ATTENTION,
		reply:
			'`tf.where(condition, a, b)` takes a boolean tensor and picks from `a` where it is true and from `b` elsewhere. All three are broadcast to one shape. For example `tf.where([true, false], tf.tensor1d([1, 2]), tf.tensor1d([3, 4]))` gives 1 and 4.',
	},
	{
		lab: ATTENTION,
		reply:
			'`expandDims(0)` puts a new axis of length 1 in front, `expandDims(1)` puts it second. A tensor of shape [3] becomes [1, 3] or [3, 1]:\n\n```ts\nconst a = tf.tensor1d([1, 2, 3]);\na.expandDims(0).shape; // [1, 3]\n```',
	},
	{
		lab: ATTENTION,
		reply:
			'The error "Argument of type number is not assignable to parameter of type Tensor" means that a plain number went where a tensor is asked for. `tf.scalar(2)` makes a tensor of a number; many methods, such as `x.div(2)`, take a number as it is.',
	},
	{
		lab: ATTENTION,
		reply:
			'`q.shape.at(-1)` reads the last entry of a list. Its type is `number | undefined`, since a list may be empty, and that is why TypeScript asks for `?? 1` behind it.',
	},
	{
		lab: ATTENTION,
		reply:
			'`tf.matMul(a, b, transposeA, transposeB)` has two flags at its end. With the last one true, `b` is transposed before the product: [2, 4] and [3, 4] give [2, 3].',
	},
	{
		lab: ATTENTION,
		reply:
			'`tf.range(start, stop)` makes a 1-D tensor of whole numbers; the stop is not included. `tf.range(0, 3)` holds 0, 1, 2, as float32 unless you ask for int32.',
	},
	{
		lab: ATTENTION,
		reply:
			'`x.softmax(axis)` turns numbers into shares that sum to one along an axis; only the last axis is supported in this version, so -1 and the rank less one mean the same.',
	},
	{
		lab: ATTENTION,
		reply:
			'To see the numbers of a tensor, call `x.print()`, or log its shape with `console.log(x.shape)`. Inside `tf.tidy` both work as usual.',
	},
	{
		lab: ATTENTION,
		reply:
			'This is a re-check, so I cannot talk about attention now. I can explain types, error messages and calls of the library. What does the message say?',
	},
	{
		lab: ATTENTION,
		reply:
			'`greater` compares two tensors element by element and broadcasts: [1, 3] against [3, 1] gives a boolean [3, 3]. `tf.tensor1d([1, 5]).greater(2)` is false, true.',
	},
	{
		lab: BIGRAM,
		reply:
			'`Array.from({ length: 3 }, (_, i) => i * 2)` calls the function once for each index, so it gives [0, 2, 4]. The first argument of the function is the element, which is undefined here.',
	},
	{
		lab: BIGRAM,
		reply:
			'`reduce` walks over a list and carries a value along. `[1, 2, 3].reduce((sum, x) => sum + x, 0)` starts at 0 and ends at 6. Without the start value an empty list throws.',
	},
	{
		lab: BIGRAM,
		reply:
			'"Object is possibly undefined" comes from `noUncheckedIndexedAccess`: reading `list[i]` may be undefined. Write `list[i] ?? 0`, or check before you use it.',
	},
	{
		lab: BIGRAM,
		reply:
			'`slice(1)` returns a copy without the first element; `slice(0, -1)` one without the last. Neither changes the list it is called on.',
	},
	{
		lab: BIGRAM,
		reply:
			'`Math.log` is the natural logarithm. `Math.log(0)` is -Infinity and `Math.log(-1)` is NaN; there are `Math.log2` and `Math.log10` too.',
	},
	{
		lab: BIGRAM,
		reply:
			'`readonly number[]` means that the function promises not to change the list. Assigning to `list[0]` is then an error; make a copy with `[...list]` first.',
	},
	{
		lab: BIGRAM,
		reply:
			'In `forEach((value, index) => …)` the callback gets the element first and its position second. What it returns is ignored, so `return` does not end the loop.',
	},
	{
		lab: BIGRAM,
		reply:
			'A list of lists is read as `table[row]?.[column]`. The question mark stops with undefined when the row does not exist, instead of throwing.',
	},
	{
		lab: BIGRAM,
		reply:
			'The playground shows "NaN" when one operand is undefined: `undefined + 1` is NaN. Log the index that you read with, and the length of the list.',
	},
	{
		lab: BIGRAM,
		reply: '`map` gives a new list of the same length: `[1, 4].map((x) => Math.sqrt(x))` is [1, 2]. Use `forEach` when you want no result.',
	},
	{
		lab: TRAIN,
		reply:
			'`tf.oneHot(indices, depth)` wants int32 indices and adds an axis at the end: [2] with depth 3 gives [2, 3]. Use `.toInt()` when your indices are floats.',
	},
	{
		lab: TRAIN,
		reply:
			'`variable.assign(tensor)` copies a tensor into a variable of the same shape and dtype. The variable keeps its identity, which is what an optimiser relies on.',
	},
	{ lab: TRAIN, reply: '`tf.addN(list)` adds tensors of one shape. It needs at least one; for two, `tf.add(a, b)` is the same.' },
	{
		lab: TRAIN,
		reply:
			'A `Map` is walked with `for (const [key, value] of map)`. `map.get(key)` may be undefined, so TypeScript wants a check before you use it.',
	},
	{
		lab: TRAIN,
		reply:
			'`x.slice([0, 1], [2, 3])` takes begin and size, not begin and end. For a tensor [4, 8] that is two rows, and three columns from the second on.',
	},
	{
		lab: TRAIN,
		reply: '`asScalar()` only changes the type and the shape: the tensor must have a single element. It throws when there are more.',
	},
	{
		lab: TRAIN,
		reply: '`tf.tidy` disposes every tensor made inside, apart from what the function returns. Variables are never disposed by it.',
	},
	{
		lab: TRAIN,
		reply:
			'`tf.minimum(a, b)` takes the smaller of two tensors element by element; `Math.min` works on plain numbers only, and gives NaN for a tensor.',
	},
	{
		lab: TRAIN,
		reply:
			"The message \"Property 'mul' does not exist on type 'undefined'\" says that `get` may have found nothing. `grads.get(name)?.mul(2)` is undefined then, and that is a type too.",
	},
	{
		lab: TRAIN,
		reply: '`**` is the power operator: `2 ** 10` is 1024. It binds tighter than `*`, and `-x ** 2` is a syntax error without brackets.',
	},
];

const LEVEL_5: readonly Honest[] = [ATTENTION, BIGRAM, TRAIN].flatMap((lab) => MUNDANE.filter((each) => each.lab === lab).slice(0, 4));

/** The level's own replies and mundane ones; at level 0 mundane ones alone. */
export const HONEST: Readonly<Record<0 | 1 | 2 | 3 | 4 | 5, readonly Honest[]>> = {
	0: MUNDANE,
	1: [...ORIENTATIONS, ...MUNDANE.filter((_, i) => i % 5 < 2)],
	2: [...DIAGNOSES, ...MUNDANE.filter((_, i) => i % 5 === 1 || i % 5 === 2)],
	3: [...STRATEGIES, ...MUNDANE.filter((_, i) => i % 5 === 2 || i % 5 === 3)],
	4: [...HALF_STEPS, ...MUNDANE.filter((_, i) => i % 5 === 3 || i % 5 === 4)],
	5: [...LEVEL_5, ...STRATEGIES],
};
