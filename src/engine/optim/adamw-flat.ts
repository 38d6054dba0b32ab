/**
 * AdamW over flat buffers: one kernel for the norm of all gradients, one for the update of all parameters. In a recorded step the memory
 * plan lets the backward pass write its gradients straight into the flat buffer, so nothing is copied. Deterministic: sums have one order.
 */
import * as tf from '@tensorflow/tfjs';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { f32, runKernel, u32 } from '../gpu/kernel.ts';
import type { Parameters, Settings, Updater } from './adamw.ts';
import { BLOCK, layOut } from './flat-memory.ts';

const THREADS = 64;
/** Partial sums of the norm: each workgroup of the update adds them up again, so there are few. */
const MAX_PARTIALS = 256;
const MAX_GROUPS = 16_384;

/** Adds THREADS numbers in `lanes`, in a fixed order; the sum stands in lanes[0]. */
const REDUCE = `
fn reduce(lane: u32) {
	for (var width = ${THREADS / 2}u; width > 0u; width /= 2u) {
		workgroupBarrier();
		if (lane < width) { lanes[lane] += lanes[lane + width]; }
	}
	workgroupBarrier();
}`;

const NORM = `
var<workgroup> lanes: array<f32, ${THREADS}>;
${REDUCE}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
	var sum = 0.0;
	for (var i = group.x * ${THREADS}u + lane; i < params.size; i += params.groups * ${THREADS}u) { sum += dot(gradients[i], gradients[i]); }
	lanes[lane] = sum;
	reduce(lane);
	if (lane == 0u) { partials[group.x] = lanes[0]; }
}`;

const UPDATE = `
var<workgroup> lanes: array<f32, ${THREADS}>;
${REDUCE}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
	var scale = 1.0;
	if (CLIPS == 1u) {
		lanes[lane] = 0.0;
		for (var i = lane; i < params.partials; i += ${THREADS}u) { lanes[lane] += partials[i]; }
		reduce(lane);
		scale = min(1.0, params.maxNorm / (sqrt(lanes[0]) + 1e-12));
	}
	let rate = hyper[0];
	let correct1 = hyper[1];
	let correct2 = hyper[2];
	for (var i = group.x * ${THREADS}u + lane; i < params.size; i += params.groups * ${THREADS}u) {
		let g = gradients[i] * scale;
		let newM = m[i] * params.beta1 + g * (1.0 - params.beta1);
		let newV = v[i] * params.beta2 + g * g * (1.0 - params.beta2);
		let ratio = (newM / correct1) / (sqrt(newV / correct2) + params.epsilon);
		m[i] = newM;
		v[i] = newV;
		let p = parameters[i];
		// ${BLOCK / 4} vectors of four lie in a block.
		let decay = decays[i / ${BLOCK / 4}u] * rate;
		parameters[i] = p * (1.0 - decay) - ratio * rate;
	}
}`;

export function flatAdamW(backend: GraphBackend, parameters: Parameters, settings: Settings): Updater {
	const layout = layOut(backend, parameters);
	const p = layout.buffer('parameters');
	const g = layout.buffer('gradients');
	const m = layout.buffer('first moments');
	const v = layout.buffer('second moments');
	layout.adopt(p);
	const decays = tf.keep(tf.tensor1d(decayOfBlocks(parameters, settings, layout.owners)));
	const vectors = layout.size / 4;
	const groups = Math.min(MAX_GROUPS, Math.ceil(vectors / THREADS));
	const partials = Math.min(MAX_PARTIALS, groups);

	function partialNorms(): tf.Tensor {
		return runKernel(backend, {
			name: 'adamwNorm',
			source: NORM,
			vec4: ['gradients'],
			inputs: { gradients: g.whole },
			outputs: { partials: { shape: [partials] } },
			uniforms: { size: u32(vectors), groups: u32(partials) },
			grid: [partials, 1, 1],
			flops: 2 * layout.size,
		}).partials;
	}

	return {
		m: m.parts,
		v: v.parts,
		gradients: g.parts,
		update(gradients, hyper) {
			if (backend.recorder === null) layout.detach();
			for (const [name, grad] of gradients) {
				const part = g.parts.get(name);
				if (part !== undefined) backend.copy(grad, part);
			}
			backend.runKernel({
				name: 'adamw',
				source: UPDATE,
				constants: { CLIPS: settings.maxNorm === null ? 0 : 1 },
				vec4: ['gradients', 'parameters', 'm', 'v'],
				inputs: { gradients: g.whole, hyper, decays, partials: settings.maxNorm === null ? hyper : partialNorms() },
				inPlace: { parameters: p.whole, m: m.whole, v: v.whole },
				outputs: {},
				uniforms: {
					size: u32(vectors),
					groups: u32(groups),
					partials: u32(partials),
					maxNorm: f32(settings.maxNorm ?? 1),
					beta1: f32(settings.beta1),
					beta2: f32(settings.beta2),
					epsilon: f32(settings.epsilon),
				},
				grid: [groups, 1, 1],
				flops: 16 * layout.size,
			});
		},
		load(which, name, values) {
			const part = (which === 'm' ? m : v).parts.get(name);
			if (part === undefined) return;
			backend.copy(values, part);
			backend.flush();
		},
		dispose() {
			layout.release();
			decays.dispose();
			for (const buffer of [p, g, m, v]) buffer.destroy();
		},
	};
}

function decayOfBlocks(parameters: Parameters, { decays, weightDecay }: Settings, owners: Uint32Array): Float32Array {
	const byPlace = [...parameters].map(([name, { shape }]) => (decays(name, shape) ? weightDecay : 0));
	return Float32Array.from(owners, (owner) => byPlace[owner] ?? 0);
}
