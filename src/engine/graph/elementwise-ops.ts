/**
 * tfjs's elementwise kernels as WGSL functions of one element (or four at once), by the numbers that tfjs-backend-webgpu 4.22 has in its
 * shader keys. What is not listed is not fused. fuse.gpu.test.ts holds each of them against tfjs's own kernel.
 */

/** `T` is f32 or vec4f. A body gives its value with `return`. */
export interface ElementwiseOp {
	readonly name: string;
	readonly arity: number;
	readonly body: string;
}

const comparison = (name: string, operator: string): ElementwiseOp => ({
	name,
	arity: 2,
	// sign(NaN) is NaN: tfjs keeps it.
	body: `return select(sign(a) * 0.0, sign(b) * 0.0 + 1.0, a ${operator} b);`,
});
const binary = (name: string, expression: string): ElementwiseOp => ({ name, arity: 2, body: `return ${expression};` });
const unary = (name: string, expression: string): ElementwiseOp => ({ name, arity: 1, body: `return ${expression};` });
const orNan = (expression: string): string => `select(${expression}, T(params.nan), isNan(a) | isNan(b))`;

const BINARY: Readonly<Record<number, ElementwiseOp>> = {
	0: binary('add', 'a + b'),
	4: binary('div', 'a / b'),
	6: comparison('equal', '=='),
	8: comparison('greater', '>'),
	9: comparison('greaterEqual', '>='),
	10: comparison('less', '<'),
	11: comparison('lessEqual', '<='),
	14: binary('max', orNan('max(a, b)')),
	15: binary('min', orNan('min(a, b)')),
	17: binary('mul', 'a * b'),
	21: binary('squaredDifference', '(a - b) * (a - b)'),
	22: binary('sub', 'a - b'),
};

const UNARY: Readonly<Record<number, ElementwiseOp>> = {
	0: unary('abs', 'abs(a)'),
	8: unary('cos', 'cos(a)'),
	12: unary('exp', 'exp(a)'),
	14: unary('floor', 'floor(a)'),
	18: unary('linear', 'a'),
	19: unary('log', 'select(log(a), T(params.nan), a < T(0.0))'),
	22: unary('neg', '-a'),
	23: unary('relu', 'select(a, T(0.0), a < T(0.0))'),
	26: unary('reciprocal', '1.0 / a'),
	28: unary('rsqrt', 'inverseSqrt(a)'),
	30: unary('sigmoid', '1.0 / (1.0 + exp(-1.0 * a))'),
	31: unary('sign', 'sign(a)'),
	32: unary('sin', 'sin(a)'),
	35: unary('sqrt', 'sqrt(a)'),
	36: unary('square', 'a * a'),
	39: {
		name: 'tanh',
		arity: 1,
		body: 'let e2x = exp(-2.0 * abs(a)); return sign(a) * (1.0 - e2x) / (1.0 + e2x);',
	},
};

/** Null for a kernel that is not elementwise, or not known here. */
export function elementwiseOp(key: string): ElementwiseOp | null {
	const [, kind, number] = /^(binary|unary)_(\d+)_/.exec(key) ?? [];
	if (kind === undefined) return null;
	return (kind === 'binary' ? BINARY : UNARY)[Number(number)] ?? null;
}

/** WGSL of the given ops, each once, and of what they call. */
export function elementwiseFunctions(ops: ReadonlySet<ElementwiseOp>, isVec4: boolean): string {
	const [type, bits, bool] = isVec4 ? ['vec4f', 'vec4u', 'vec4<bool>'] : ['f32', 'u32', 'bool'];
	const isNan = `fn isNan(a: T) -> ${bool} { return (bitcast<${bits}>(a) & ${bits}(0x7fffffffu)) > ${bits}(0x7f800000u); }`;
	const functions = [...ops].map(({ name, arity, body }) => `fn op_${name}(${arity === 1 ? 'a: T' : 'a: T, b: T'}) -> T { ${body} }`);
	return [`alias T = ${type};`, isNan, ...functions].join('\n');
}
