/**
 * WGSL of one kernel that computes a group of elementwise commands: every input is read once, what only the group needs stays in registers.
 * Two groups that do the same give the same text, so that they share a pipeline.
 */
import type { DataType } from '@tensorflow/tfjs';
import { foldedGrid, GROUP_INDEX_WGSL } from '../gpu/folded-grid.ts';
import { type ElementwiseOp, elementwiseFunctions } from './elementwise-ops.ts';

const THREADS = 64;

/**
 * Where a member takes an operand from: another member, an input by its place, what lies where a member will write (`place`, by member),
 * or a number known for good.
 */
export type Operand =
	| { readonly from: 'member' | 'input' | 'place'; readonly at: number }
	| { readonly from: 'number'; readonly value: number };

export interface FusedMember {
	readonly op: ElementwiseOp;
	readonly operands: readonly Operand[];
	readonly dtype: DataType;
	/** Whether somebody outside needs it, and so it is written. */
	readonly isOutput: boolean;
}

export interface FusedInput {
	readonly shape: readonly number[];
	readonly dtype: DataType;
}

export interface FusedKernel {
	readonly code: string;
	readonly grid: readonly [number, number, number];
	/** Elements or vectors of four, the bits of NaN, and the numbers: what the kernel's uniforms hold. */
	readonly uniforms: Uint32Array<ArrayBuffer>;
}

const QUIET_NAN = 0x7fc00000;

/**
 * `shape` is that of every member's value. Bindings: outputs in member order, inputs, uniforms. Numbers are uniforms too: a compiler that
 * knew them would divide by multiplying, and the result would differ in its last bit from what tfjs computes.
 */
export function fusedKernel(members: readonly FusedMember[], inputs: readonly FusedInput[], shape: readonly number[]): FusedKernel {
	const elements = sizeOf(shape);
	const isVec4 =
		elements % 4 === 0 &&
		members.every(({ dtype, isOutput }) => dtype === 'float32' || !isOutput) &&
		inputs.every((input) => sizeOf(input.shape) === 1 || (input.dtype === 'float32' && isSameShape(input.shape, shape)));
	const outputs = members.flatMap((member, i) => (member.isOutput ? [{ ...member, i }] : []));
	const type = (dtype: DataType): string => (dtype === 'float32' ? 'f32' : 'i32');
	const stored = (dtype: DataType, isWide: boolean): string => (isWide ? 'vec4f' : type(dtype));
	const declarations = [
		...outputs.map(({ dtype, i }) => `var<storage, read_write> out${i}: array<${stored(dtype, isVec4)}>;`),
		...inputs.map((input, i) => `var<storage, read> in${i}: array<${stored(input.dtype, isVec4 && sizeOf(input.shape) > 1)}>;`),
		'var<uniform> params: Params;',
	].map((line, binding) => `@group(0) @binding(${binding}) ${line}`);
	const reads = inputs.map((input, i) => `let x${i} = T(${readOf(input, i, shape)});`);
	const places = new Set(members.flatMap(({ operands }) => operands.flatMap((operand) => (operand.from === 'place' ? [operand.at] : []))));
	// Before anything is written: this thread alone reads and writes these elements.
	reads.push(...[...places].map((at) => `let p${at} = T(out${at}[i]);`));
	const numbers: number[] = [];
	const values = members.map(
		({ op, operands, dtype }, i) =>
			`let m${i} = ${rounded(`op_${op.name}(${operands.map((operand) => operandText(operand, numbers)).join(', ')})`, dtype)};`,
	);
	const writes = outputs.map(({ dtype, i }) => `out${i}[i] = ${dtype === 'float32' ? `m${i}` : `i32(m${i})`};`);
	const size = isVec4 ? elements / 4 : elements;
	return {
		uniforms: new Uint32Array([size, QUIET_NAN, ...new Uint32Array(new Float32Array(numbers).buffer)]),
		grid: foldedGrid(Math.ceil(size / THREADS)),
		code: [
			`struct Params { ${['size: u32', 'nan: f32', ...numbers.map((_, i) => `c${i}: f32`)].join(', ')} }`,
			...declarations,
			elementwiseFunctions(new Set(members.map(({ op }) => op)), isVec4),
			GROUP_INDEX_WGSL,
			`@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
	let i = group_index(group) * ${THREADS}u + lane;
	if (i >= params.size) { return; }`,
			...reads,
			...values,
			...writes,
			'}',
		].join('\n'),
	};
}

function operandText(operand: Operand, numbers: number[]): string {
	if (operand.from === 'number') return `T(params.c${numbers.push(operand.value) - 1})`;
	return `${OPERAND_NAMES[operand.from]}${operand.at}`;
}

const OPERAND_NAMES = { member: 'm', input: 'x', place: 'p' } as const;

/** A whole-number tensor holds whole numbers also while it is only a register. */
function rounded(expression: string, dtype: DataType): string {
	return dtype === 'float32' ? expression : `T(trunc(${expression}))`;
}

function readOf({ shape }: FusedInput, i: number, full: readonly number[]): string {
	if (sizeOf(shape) === 1) return `in${i}[0]`;
	if (isSameShape(shape, full)) return `in${i}[i]`;
	return `in${i}[${indexOf(shape, full)}]`;
}

/** Index into a tensor that is broadcast to the full shape, from the index i into the full one. */
function indexOf(shape: readonly number[], full: readonly number[]): string {
	const terms: string[] = [];
	let [stride, fullStride] = [1, 1];
	for (let axis = 1; axis <= full.length; axis += 1) {
		const [size, fullSize] = [shape.at(-axis) ?? 1, full.at(-axis) ?? 1];
		if (axis > shape.length) break;
		if (size > 1) terms.push(`(i / ${fullStride}u % ${fullSize}u) * ${stride}u`);
		stride *= size;
		fullStride *= fullSize;
	}
	return terms.join(' + ');
}

export function sizeOf(shape: readonly number[]): number {
	return shape.reduce((a, b) => a * b, 1);
}

/** Equal but for leading ones. */
function isSameShape(a: readonly number[], b: readonly number[]): boolean {
	return sizeOf(a) === sizeOf(b) && a.every((size, i) => size === 1 || size === b[b.length - a.length + i]);
}
