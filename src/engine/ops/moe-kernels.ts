/**
 * The kernels of grouped experts for one size. P = tokens · k pairs of token and expert lie in slots sorted by expert; `pre` [P, width]
 * holds what goes into the activation, width = hidden, or 2 · hidden with a gate: first what `up` gave, then what `gate` gave.
 * Hidden values are made from `pre` where they are read, so that they need no memory.
 */
import type * as tf from '@tensorflow/tfjs';
import { foldedGrid } from '../gpu/folded-grid.ts';
import { type KernelRunner, type OutputSpec, runKernel, u32 } from '../gpu/kernel.ts';
import { groupedProduct, itemGrid, type Product, perItem, ROUTES_WGSL, SORT_WGSL, sumPerItem, TILE, worstRowTiles } from './moe-wgsl.ts';

export interface ExpertSizes {
	readonly tokens: number;
	readonly experts: number;
	/** Experts of each token. */
	readonly k: number;
	readonly d: number;
	readonly hidden: number;
	readonly isGated: boolean;
}

type Tensors = Readonly<Record<string, tf.Tensor>>;
type Call = <Out extends string>(
	name: string,
	source: string,
	inputs: Tensors,
	outputs: Readonly<Record<Out, OutputSpec>>,
	grid: readonly [number, number, number],
	work?: { readonly items?: number; readonly flops?: number },
) => Record<Out, tf.Tensor>;

export interface ExpertTensors {
	readonly x: tf.Tensor;
	readonly weights: tf.Tensor;
	readonly up: tf.Tensor;
	readonly down: tf.Tensor;
	readonly gate?: tf.Tensor;
}

export interface ExpertForward {
	readonly output: tf.Tensor;
	readonly pre: tf.Tensor;
	/** [P, d]: what each expert gave, not yet weighted. */
	readonly y: tf.Tensor;
	/** See ROUTES_WGSL. */
	readonly routes: tf.Tensor;
}

/** Four dispatches. */
export function expertsForward(runner: KernelRunner, sizes: ExpertSizes, tensors: ExpertTensors, experts: tf.Tensor): ExpertForward {
	const { tokens, k, d, hidden, isGated } = sizes;
	const { x, weights, up, down, gate } = tensors;
	const [call, pairs, width] = [caller(runner, sizes), tokens * k, isGated ? 2 * hidden : hidden];
	const gates: Tensors = gate === undefined ? {} : { gate };
	const { routes } = call('moeSort', SORT_WGSL, { experts }, { routes: { shape: [2 * pairs + sizes.experts + 1], dtype: 'int32' } }, [
		sizes.experts,
		1,
		1,
	]);
	const work = { flops: 2 * pairs * d * width };
	const { pre } = call(
		'moeUp',
		upSource(isGated),
		{ x, up, ...gates, routes },
		{ pre: { shape: [pairs, width] } },
		slotGrid(sizes, width),
		work,
	);
	const { y } = call('moeDown', downSource(isGated), { pre, down, routes }, { y: { shape: [pairs, d] } }, slotGrid(sizes, d), {
		flops: 2 * pairs * d * hidden,
	});
	const items = tokens * d;
	const { output } = call('moeCombine', combineSource(true), { y, routes, weights }, { output: { shape: [tokens, d] } }, itemGrid(items), {
		items,
	});
	return { output, pre, y, routes };
}

/** Six dispatches: gradients of x, the routing weights, up, down and gate, in this order. */
export function expertsBackward(
	runner: KernelRunner,
	sizes: ExpertSizes,
	{ x, weights, up, down, gate }: ExpertTensors,
	{ pre, y, routes }: Omit<ExpertForward, 'output'>,
	dy: tf.Tensor,
): tf.Tensor[] {
	const { tokens, experts, k, d, hidden, isGated } = sizes;
	const [call, pairs, width] = [caller(runner, sizes), tokens * k, isGated ? 2 * hidden : hidden];
	const gates: Tensors = gate === undefined ? {} : { gate };
	const [wide, narrow] = [{ flops: 2 * pairs * d * width }, { flops: 2 * pairs * d * hidden }];
	const inner = { dy, down, routes, weights, pre };
	const { dpre } = call('moeInner', innerSource(isGated), inner, { dpre: { shape: pre.shape } }, slotGrid(sizes, hidden), narrow);
	const { dslots } = call(
		'moeOuter',
		outerSource(isGated),
		{ dpre, up, ...gates, routes },
		{ dslots: { shape: y.shape } },
		slotGrid(sizes, d),
		wide,
	);
	const { dx } = call('moeSum', combineSource(false), { y: dslots, routes }, { dx: { shape: x.shape } }, itemGrid(x.size), {
		items: x.size,
	});
	const { dweights } = call('moeWeights', WEIGHTS_WGSL, { dy, y, routes }, { dweights: { shape: weights.shape } }, foldedGrid(pairs), {
		items: pairs,
	});
	const outputs: Readonly<Record<string, OutputSpec>> = { dup: { shape: up.shape }, ...(isGated && { dgate: { shape: up.shape } }) };
	const ups = call('moeUps', upsSource(isGated), { x, dpre, routes }, outputs, weightGrid(experts, d, width), wide);
	const downs = { pre, dy, weights, routes };
	const { ddown } = call('moeDowns', downsSource(isGated), downs, { ddown: { shape: down.shape } }, weightGrid(experts, hidden, d), narrow);
	return [dx, dweights, ups['dup'], ddown, ups['dgate']].filter((gradient) => gradient !== undefined);
}

function caller(runner: KernelRunner, { tokens, experts, k, d, hidden, isGated }: ExpertSizes): Call {
	return (name, source, inputs, outputs, grid, { items = 0, flops = 0 } = {}) =>
		runKernel(runner, {
			name: isGated ? `${name}Gated` : name,
			source,
			inputs,
			outputs,
			uniforms: {
				pairs: u32(tokens * k),
				items: u32(items),
				experts: u32(experts),
				k: u32(k),
				d: u32(d),
				hidden: u32(hidden),
				width: u32(isGated ? 2 * hidden : hidden),
			},
			grid,
			flops,
		});
}

function slotGrid({ tokens, k, experts }: ExpertSizes, columns: number): readonly [number, number, number] {
	return [Math.ceil(columns / TILE), worstRowTiles(tokens * k, experts), 1];
}

function weightGrid(experts: number, rows: number, columns: number): readonly [number, number, number] {
	return [Math.ceil(columns / TILE), Math.ceil(rows / TILE), experts];
}

/** GELU in the tanh form is x · σ(2u), u = √(2/π) (x + 0.044715 x³); SiLU is x · σ(x). `slope` is the derivative. */
function activation(isGated: boolean): string {
	const [input, inputSlope] = isGated
		? ['x', '1.0']
		: ['1.5957691216 * (x + 0.044715 * x * x * x)', '1.5957691216 * (1.0 + 0.134145 * x * x)'];
	return `
fn sigmoid(v: f32) -> f32 { return 1.0 / (1.0 + exp(-clamp(v, -80.0, 80.0))); }
fn activation(x: f32) -> f32 { return x * sigmoid(${input}); }
fn slope(x: f32) -> f32 { let s = sigmoid(${input}); return s + x * s * (1.0 - s) * ${inputSlope}; }`;
}

function hidden(isGated: boolean): string {
	const value = isGated
		? 'pre[slot * params.width + h] * activation(pre[slot * params.width + params.hidden + h])'
		: 'activation(pre[slot * params.width + h])';
	return `${activation(isGated)}
fn hidden(slot: u32, h: u32) -> f32 { return ${value}; }`;
}

/** `beside(expert, row, column)`: entry of up and gate side by side, [experts, d, width]. */
function beside(isGated: boolean): string {
	const gate = 'if (column >= params.hidden) { return gate[(expert * params.d + row) * params.hidden + column - params.hidden]; }';
	return `fn beside(expert: u32, row: u32, column: u32) -> f32 {
	${isGated ? gate : ''}
	return up[(expert * params.d + row) * params.hidden + column];
}`;
}

function product(declarations: string, parts: Product): string {
	return `${ROUTES_WGSL}${declarations}${groupedProduct(parts)}`;
}

/** pre = x [up | gate]. */
function upSource(isGated: boolean): string {
	return product(beside(isGated), {
		over: 'slots',
		depth: 'params.d',
		columns: 'params.width',
		left: 'x[token_in(row) * params.d + depth]',
		leftByDepth: true,
		right: 'beside(expert, depth, column)',
		rightByDepth: false,
		store: 'pre[row * params.width + column] = value;',
	});
}

/** y = hidden down. */
function downSource(isGated: boolean): string {
	return product(hidden(isGated), {
		over: 'slots',
		depth: 'params.hidden',
		columns: 'params.d',
		left: 'hidden(row, depth)',
		leftByDepth: true,
		right: 'down[(expert * params.hidden + depth) * params.d + column]',
		rightByDepth: false,
		store: 'y[row * params.d + column] = value;',
	});
}

/** Sum over a token's slots, in the order of its choices. */
function combineSource(isWeighted: boolean): string {
	const [result, weight] = isWeighted ? ['output', 'weights[pair] * '] : ['dx', ''];
	return perItem(
		`let first = i / params.d * params.k;
	var sum = 0.0;
	for (var pair = first; pair < first + params.k; pair++) { sum += ${weight}y[slot_of(pair) * params.d + i % params.d]; }
	${result}[i] = sum;`,
		ROUTES_WGSL,
	);
}

/** dpre: (weight · dy downᵀ) through the activation. */
function innerSource(isGated: boolean): string {
	const gated = `let inner = pre[at];
			let gate = pre[at + params.hidden];
			dpre[at] = dhidden * activation(gate);
			dpre[at + params.hidden] = dhidden * inner * slope(gate);`;
	return product(activation(isGated), {
		over: 'slots',
		depth: 'params.d',
		columns: 'params.hidden',
		left: 'dy[token_in(row) * params.d + depth]',
		leftByDepth: true,
		right: 'down[(expert * params.hidden + column) * params.d + depth]',
		rightByDepth: true,
		store: `let at = row * params.width + column;
			let dhidden = weights[pair_in(row)] * value;
			${isGated ? gated : 'dpre[at] = dhidden * slope(pre[at]);'}`,
	});
}

/** dslots = dpre [up | gate]ᵀ. */
function outerSource(isGated: boolean): string {
	return product(beside(isGated), {
		over: 'slots',
		depth: 'params.width',
		columns: 'params.d',
		left: 'dpre[row * params.width + depth]',
		leftByDepth: true,
		right: 'beside(expert, column, depth)',
		rightByDepth: true,
		store: 'dslots[row * params.d + column] = value;',
	});
}

/** One workgroup a pair. */
const WEIGHTS_WGSL = `${ROUTES_WGSL}${sumPerItem({
	before: 'let slot = slot_of(i);',
	length: 'params.d',
	term: 'dy[i / params.k * params.d + c] * y[slot * params.d + c]',
	store: 'dweights[i] = total;',
})}`;

/** [dup | dgate] = xᵀ dpre. */
function upsSource(isGated: boolean): string {
	const at = '(expert * params.d + row) * params.hidden + column';
	return product('', {
		over: 'weights',
		rows: 'params.d',
		columns: 'params.width',
		left: 'x[token_in(depth) * params.d + row]',
		leftByDepth: false,
		right: 'dpre[depth * params.width + column]',
		rightByDepth: false,
		store: isGated
			? `if (column < params.hidden) { dup[${at}] = value; } else { dgate[${at} - params.hidden] = value; }`
			: `dup[${at}] = value;`,
	});
}

/** ddown = hiddenᵀ (weight · dy). */
function downsSource(isGated: boolean): string {
	return product(hidden(isGated), {
		over: 'weights',
		rows: 'params.hidden',
		columns: 'params.d',
		left: 'hidden(depth, row)',
		leftByDepth: false,
		right: 'weights[pair_in(depth)] * dy[token_in(depth) * params.d + column]',
		rightByDepth: false,
		store: 'ddown[(expert * params.hidden + row) * params.d + column] = value;',
	});
}
