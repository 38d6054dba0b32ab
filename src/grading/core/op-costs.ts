/**
 * What one op of tfjs costs, from the shapes that really came and went. Conventions, told to authors in docs/authoring.md:
 * a product of matrices [m, k]·[k, n] is 2·m·k·n FLOPs; an elementwise op is one for each number that it makes, a reduction one for each that it
 * reads; what only moves numbers is none. Bytes are those read and written by the op; a view (reshape, identity) moves none.
 * An op that is not listed has no cost here, and whoever counts must say so.
 */

export interface OpShapes {
	readonly inputs: readonly (readonly number[])[];
	readonly outputs: readonly (readonly number[])[];
	readonly attrs: Readonly<Record<string, unknown>>;
}

type Cost = (op: OpShapes) => number;

const sizeOf = (shape: readonly number[] = []): number => shape.reduce((product, n) => product * n, 1);
const made: Cost = ({ outputs }) => outputs.reduce((total, shape) => total + sizeOf(shape), 0);
const read: Cost = ({ inputs }) => inputs.reduce((total, shape) => total + sizeOf(shape), 0);
const none: Cost = () => 0;
/** Largest, difference, exponential, sum, quotient. */
const softmax: Cost = (op) => 5 * made(op);

const product: Cost = (op) => {
	const [a = []] = op.inputs;
	const shared = (op.attrs['transposeA'] === true ? a.at(-2) : a.at(-1)) ?? 1;
	return 2 * made(op) * shared;
};

/** The product, and what is added or applied to each of its numbers. */
const fusedProduct: Cost = (op) => {
	const { activation } = op.attrs;
	const extras = op.inputs.length - 2 + (activation === undefined || activation === null || activation === 'linear' ? 0 : 1);
	return product(op) + extras * made(op);
};

const convolution: Cost = (op) => {
	const [high = 1, wide = 1, channels = 1] = op.inputs[1] ?? [];
	return 2 * made(op) * high * wide * channels;
};

/** One multiply and one add for every combination of all its letters. */
const einsum: Cost = ({ inputs, attrs }) => {
	const letters = String(attrs['equation']).replaceAll(' ', '').split('->')[0]?.split(',') ?? [];
	const sizes = new Map<string, number>();
	for (const [i, term] of letters.entries()) for (const [axis, letter] of [...term].entries()) sizes.set(letter, inputs[i]?.[axis] ?? 1);
	return 2 * sizeOf([...sizes.values()]);
};

const ELEMENTWISE =
	'Abs Acos Acosh Add AddN Asin Asinh Atan Atan2 Atanh Ceil ClipByValue Cos Cosh Elu EluGrad Equal Erf Exp Expm1 Floor FloorDiv Greater ' +
	'GreaterEqual IsFinite IsInf IsNan LeakyRelu Less LessEqual Log Log1p LogicalAnd LogicalNot LogicalOr Maximum Minimum Mod Multiply Neg ' +
	'NotEqual Pow Prelu RealDiv Reciprocal Relu Relu6 Round Rsqrt Select Selu Sigmoid Sign Sin Sinh Softplus Sqrt Square SquaredDifference ' +
	'Step Sub Tan Tanh';
const REDUCTIONS = 'All Any ArgMax ArgMin Bincount Cumprod Cumsum Max Mean Min Prod Sum TopK UnsortedSegmentSum';
const MOVES =
	'BroadcastTo Cast Concat Fill GatherNd GatherV2 LinSpace MirrorPad OneHot OnesLike Pack PadV2 Range Reverse ScatterNd Slice SplitV ' +
	'StridedSlice TensorScatterUpdate Tile Transpose Unpack Where ZerosLike';
const VIEWS = 'ExpandDims Identity Reshape';

const VIEW_NAMES: ReadonlySet<string> = new Set(VIEWS.split(' '));
const COSTS: ReadonlyMap<string, Cost> = new Map([
	...ELEMENTWISE.split(' ').map((name) => [name, made] as const),
	...REDUCTIONS.split(' ').map((name) => [name, read] as const),
	...`${MOVES} ${VIEWS}`.split(' ').map((name) => [name, none] as const),
	['Softmax', softmax],
	['LogSoftmax', softmax],
	['BatchMatMul', product],
	['_FusedMatMul', fusedProduct],
	['Conv2D', convolution],
	['Einsum', einsum],
]);

/** FLOPs of one op by the name of its kernel; null for an op that is not listed. */
export function flopsOf(kernel: string, op: OpShapes): number | null {
	return COSTS.get(kernel)?.(op) ?? null;
}

export function isView(kernel: string): boolean {
	return VIEW_NAMES.has(kernel);
}
