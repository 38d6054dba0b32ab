/** Engine (c): the engine's own ops and optimiser, replayed by `compile`. The same starting weights, with query, key and value packed. */
import { createLibraryGpt, libraryGptShapes } from '#engine/library-gpt.ts';
import { adamw } from '#engine/optim/adamw.ts';
import { initialWeights, type StartingWeights } from '#labs/kit/gpt.ts';
import { ADAM, type BenchConfig, SEED } from '../engine.ts';
import { createCompiledEngine } from './compiled-engine.ts';
import type { TrainedModel } from './plain-gpt.ts';

export const engine = createCompiledEngine('Gradus, library ops', createLibrary);

function createLibrary(config: BenchConfig): TrainedModel {
	const gpt = createLibraryGpt(config, packed(config, initialWeights(config, SEED)));
	const { rate: learningRate, beta1, beta2, epsilon } = ADAM;
	const optimizer = adamw(gpt.parameters, { learningRate, beta1, beta2, epsilon, weightDecay: 0, maxNorm: null });
	return {
		parameters: [...gpt.parameters.values()].reduce((sum, { size }) => sum + size, 0),
		step: (tokens, targets) => optimizer.minimize(() => gpt.loss(tokens, targets)),
		dispose() {
			optimizer.dispose();
			gpt.dispose();
		},
	};
}

/** `…attention.qkv` holds the columns of query, key and value, one after the other. */
function packed(config: BenchConfig, weights: StartingWeights): Map<string, Float32Array> {
	const dataOf = (name: string): Float32Array => {
		const found = weights.get(name);
		if (found === undefined) throw new Error(`The starting weights lack ${name}.`);
		return found.data;
	};
	const names = [...libraryGptShapes(config).keys()];
	return new Map(
		names.map((name) => {
			if (!name.includes('.qkv.')) return [name, dataOf(name)];
			const parts = ['query', 'key', 'value'].map((part) => dataOf(name.replace('.qkv.', `.${part}.`)));
			return [name, joinColumns(parts, config.width)];
		}),
	);
}

function joinColumns(parts: readonly Float32Array[], columns: number): Float32Array {
	const rows = (parts[0]?.length ?? 0) / columns;
	const joined = new Float32Array(rows * columns * parts.length);
	for (let row = 0; row < rows; row += 1)
		for (const [i, part] of parts.entries())
			joined.set(part.subarray(row * columns, (row + 1) * columns), (row * parts.length + i) * columns);
	return joined;
}
