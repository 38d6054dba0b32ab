/**
 * Engine (d): @jax-js/jax, the whole training step in one `jit`. Every function there takes its arguments' ownership: what is used twice
 * is passed once as `.ref` (its README, "Reference counting").
 */
import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { initialWeights } from '#labs/kit/gpt.ts';
import packageJson from '../../../node_modules/@jax-js/jax/package.json' with { type: 'json' };
import { allDevicesIdle, submitSpanMs } from '../counters.ts';
import { ADAM, type BenchConfig, type BenchEngine, SEED } from '../engine.ts';

// A type and not an interface: only a type is a JsTree.
type Tree = { [name: string]: np.Array };
type Trained = [loss: np.Array, weights: Tree, m: Tree, v: Tree];
type Step = (weights: Tree, m: Tree, v: Tree, tokens: np.Array, targets: np.Array, correct1: np.Array, correct2: np.Array) => Trained;

const MAX_IN_FLIGHT = 2;

export const engine: BenchEngine = createJaxJs();

function createJaxJs(): BenchEngine {
	let state: readonly [weights: Tree, m: Tree, v: Tree] | null = null;
	let run: Step | null = null;
	let shape: [number, number] = [0, 0];
	let last: np.Array | null = null;
	let [steps, enqueueMs] = [0, 0];
	const inFlight: Promise<unknown>[] = [];
	return {
		name: 'jax-js',
		version: `@jax-js/jax ${packageJson.version}`,
		async setup(config) {
			if (!(await init('webgpu')).includes('webgpu')) throw new Error('jax-js found no WebGPU device.');
			defaultDevice('webgpu');
			const start = initialWeights(config, SEED);
			const treeOf = (make: (data: Float32Array, shape: readonly number[]) => np.Array): Tree =>
				Object.fromEntries([...start].map(([name, { data, shape: dims }]) => [name, make(data, dims)]));
			const zeros = (): Tree => treeOf((_, dims) => np.zeros([...dims]));
			// jax-js asks for a view over an ArrayBuffer, which these are.
			state = [treeOf((data, dims) => np.array(data as Float32Array<ArrayBuffer>, { shape: [...dims] })), zeros(), zeros()];
			run = jit(trainStep(config));
			shape = [config.batch, config.time];
			return { parameters: [...start.values()].reduce((sum, { data }) => sum + data.length, 0), note: '' };
		},
		async step(tokens, targets) {
			if (state === null || run === null) throw new Error('Call setup before the first step.');
			steps += 1;
			const started = performance.now();
			const ids = (values: Int32Array<ArrayBuffer>): np.Array => np.array(values, { shape, dtype: np.int32 });
			const [loss, ...next] = run(
				...state,
				ids(tokens),
				ids(targets),
				np.array(1 - ADAM.beta1 ** steps),
				np.array(1 - ADAM.beta2 ** steps),
			);
			state = next;
			// A loss that is freed before its kernels were sent takes their buffers with it.
			const old = last;
			void inFlight.at(-1)?.then(() => old?.dispose());
			last = loss;
			enqueueMs = performance.now() - started;
			inFlight.push(blockUntilReady(loss));
			if (inFlight.length > MAX_IN_FLIGHT) await inFlight.shift();
		},
		loss: async () => (last === null ? Number.NaN : ((await last.ref.data())[0] ?? Number.NaN)),
		async finish() {
			await Promise.all(inFlight);
			await allDevicesIdle();
		},
		// Its kernels are sent later, one submit each, in one loop.
		jsMs: () => enqueueMs + submitSpanMs(),
		mode: () => 'jit',
		dispose() {
			last?.dispose();
			if (state !== null) for (const part of state) tree.dispose(part);
			[last, state, steps] = [null, null, 0];
		},
	};
}

function trainStep(config: BenchConfig): Step {
	return (weights, m, v, tokens, targets, correct1, correct2) => {
		const [loss, grads] = valueAndGrad((each: Tree) => lossOf(config, each, tokens, targets))(copyOf(weights));
		const names = Object.keys(weights);
		const [nextWeights, nextM, nextV]: [Tree, Tree, Tree] = [{}, {}, {}];
		for (const name of names) {
			const grad = taken(grads, name);
			const newM = taken(m, name)
				.mul(ADAM.beta1)
				.add(grad.ref.mul(1 - ADAM.beta1));
			const newV = taken(v, name)
				.mul(ADAM.beta2)
				.add(np.square(grad).mul(1 - ADAM.beta2));
			const update = newM.ref.div(correct1.ref).div(np.sqrt(newV.ref.div(correct2.ref)).add(ADAM.epsilon));
			nextWeights[name] = taken(weights, name).sub(update.mul(ADAM.rate));
			[nextM[name], nextV[name]] = [newM, newV];
		}
		correct1.dispose();
		correct2.dispose();
		return [loss, nextWeights, nextM, nextV];
	};
}

function copyOf(tree: Tree): Tree {
	return Object.fromEntries(Object.entries(tree).map(([name, array]) => [name, array.ref]));
}

function taken(tree: Tree, name: string): np.Array {
	const found = tree[name];
	if (found === undefined) throw new Error(`The model has no parameter ${name}.`);
	return found;
}

/** The kit's GPT, op by op. Each weight is used once, so each is consumed. */
function lossOf(
	{ layers, width, heads, time, batch, vocabulary }: BenchConfig,
	weights: Tree,
	tokens: np.Array,
	targets: np.Array,
): np.Array {
	const weight = (name: string): np.Array => taken(weights, name);
	const dense = (x: np.Array, name: string): np.Array => np.matmul(x, weight(`${name}.weight`)).add(weight(`${name}.bias`));
	const norm = (x: np.Array, name: string): np.Array => {
		const centred = x.ref.sub(np.mean(x, -1, { keepdims: true }));
		const variance = np.mean(np.square(centred.ref), -1, { keepdims: true });
		return centred
			.div(np.sqrt(variance.add(1e-5)))
			.mul(weight(`${name}.scale`))
			.add(weight(`${name}.shift`));
	};
	const attend = (x: np.Array, block: string): np.Array => {
		const inner = norm(x, `${block}.norm1`);
		const split = (part: string): np.Array => dense(inner.ref, `${block}.attention.${part}`).reshape([batch, time, heads, width / heads]);
		const mixed = nn.dotProductAttention(split('query'), split('key'), split('value'), { isCausal: true });
		inner.dispose();
		return dense(mixed.reshape([batch, time, width]), `${block}.attention.output`);
	};
	const think = (x: np.Array, block: string): np.Array =>
		dense(nn.gelu(dense(norm(x, `${block}.norm2`), `${block}.mlp.up`)), `${block}.mlp.down`);

	let x = np.matmul(nn.oneHot(tokens, vocabulary), weight('token.embedding')).add(weight('position.embedding'));
	for (let i = 0; i < layers; i += 1) {
		x = x.ref.add(attend(x, `blocks.${i}`));
		x = x.ref.add(think(x, `blocks.${i}`));
	}
	const logits = np.matmul(norm(x, 'norm'), weight('head.weight'));
	const chosen = np.sum(nn.logSoftmax(logits, -1).mul(nn.oneHot(targets, vocabulary)), -1);
	return np.mean(chosen).mul(-1);
}
