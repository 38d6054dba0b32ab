/** Starting weights of webgpu-llm's model, under its names, so that it and its reference start alike. N(0, 0.02), gains 1. */
import { seededRandom } from '#data/storyland/random.ts';
import { type BenchConfig, SEED } from './engine.ts';

export type LlmWeights = ReadonlyMap<
	string,
	{ readonly shape: readonly [number, number] | readonly [number]; readonly data: Float32Array }
>;

export function llmWeights({ layers, width, vocabulary }: BenchConfig): LlmWeights {
	const random = seededRandom(`llm/${SEED}`);
	const normal = (deviation: number): number => deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
	const weights = new Map<string, { shape: readonly [number, number] | readonly [number]; data: Float32Array }>();
	const matrix = (name: string, from: number, to: number, deviation = 0.02): void =>
		void weights.set(name, { shape: [from, to], data: Float32Array.from({ length: from * to }, () => normal(deviation)) });
	const gain = (name: string): void => void weights.set(name, { shape: [width], data: new Float32Array(width).fill(1) });
	const residual = 0.02 / Math.sqrt(2 * layers);
	matrix('tok_emb', vocabulary, width);
	for (let i = 0; i < layers; i += 1) {
		gain(`L${i}.attn_norm_w`);
		for (const name of ['wq', 'wk', 'wv']) matrix(`L${i}.${name}`, width, width);
		matrix(`L${i}.wo`, width, width, residual);
		gain(`L${i}.ffn_norm_w`);
		matrix(`L${i}.w1`, width, 4 * width);
		matrix(`L${i}.w2`, 4 * width, width, residual);
	}
	gain('final_norm_w');
	return weights;
}
