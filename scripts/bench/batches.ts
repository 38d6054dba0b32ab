/** The same tokens for every engine: noisy arithmetic progressions, learnable within tens of steps. Eight batches, used in turn. */
import { seededRandom } from '#data/storyland/random.ts';
import type { BenchConfig } from './engine.ts';

const DISTINCT = 8;
const NOISE = 0.1;

export interface Batch {
	/** [batch, time], row by row. */
	readonly tokens: Int32Array<ArrayBuffer>;
	/** The token after each. */
	readonly targets: Int32Array<ArrayBuffer>;
}

export function makeBatches({ batch, time, vocabulary }: BenchConfig): (step: number) => Batch {
	const batches = Array.from({ length: DISTINCT }, (_, at): Batch => {
		const random = seededRandom(`bench/${at}`);
		const draw = (): number => Math.floor(random() * vocabulary);
		const [tokens, targets] = [new Int32Array(batch * time), new Int32Array(batch * time)];
		for (let row = 0; row < batch; row += 1) {
			let token = draw();
			for (let t = 0; t < time; t += 1) {
				tokens[row * time + t] = token;
				token = random() < NOISE ? draw() : (5 * token + 1) % vocabulary;
				targets[row * time + t] = token;
			}
		}
		return { tokens, targets };
	});
	return (step) => {
		const found = batches[step % DISTINCT];
		if (found === undefined) throw new Error(`There is no batch for step ${step}.`);
		return found;
	};
}
