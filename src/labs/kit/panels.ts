/** What a training run shows while it goes: attention maps of the learner's own code, and text samples. Bounded in time, so that a slow machine still trains. */

import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '#data/storyland/random.ts';
import { drawWindows } from '#data/storyland/splits.ts';
import { decode, idToWord, wordToId } from '#data/storyland/tokenizer.ts';
import { START } from '#data/storyland/words.ts';
import type { Gpt } from './gpt.ts';
import type { TrainHost } from './host.ts';

const FIGURE_TOKENS = 24;
const MAX_HEADS = 8;
const SAMPLE_TOKENS = 60;
const SAMPLE_BUDGET_MS = 1_500;
const TEMPERATURE = 0.8;

/** Maps for the start of one story that the model never trains on. */
export async function showAttention(gpt: Gpt, host: TrainHost, step: number): Promise<void> {
	const time = Math.min(FIGURE_TOKENS, gpt.config.time);
	const ids = drawWindows('visible', 'figure', 1, time);
	const maps = tf.tidy(() => gpt.attentionMaps(tf.tensor2d(ids, [1, time], 'int32')));
	const weights = await maps.data();
	maps.dispose();
	const { heads, layers } = gpt.config;
	const count = Math.min(MAX_HEADS, heads * layers);
	host.emit({
		type: 'figure',
		figure: 'attention',
		step,
		tokens: Array.from(ids, idToWord),
		heads: Array.from({ length: count }, (_, i) => ({
			name: `layer ${Math.floor(i / heads) + 1} head ${(i % heads) + 1}`,
			weights: Array.from(weights.slice(i * time * time, (i + 1) * time * time)),
		})),
	});
}

/** A story in the model's words, as far as the time for it goes. */
export async function showSample(gpt: Gpt, host: TrainHost, step: number): Promise<void> {
	const random = seededRandom(`sample/${host.seed}/${step}`);
	const until = host.now() + SAMPLE_BUDGET_MS;
	const ids = [wordToId(START)];
	while (ids.length < Math.min(SAMPLE_TOKENS, gpt.config.time) && host.now() < until && !host.stopped()) {
		const scores = tf.tidy(() => {
			const logits = gpt.logits(tf.tensor2d(ids, [1, ids.length], 'int32'));
			return tf.softmax(tf.div(tf.reshape(tf.slice(logits, [0, ids.length - 1, 0], [1, 1, -1]), [-1]), TEMPERATURE));
		});
		const probabilities = await scores.data();
		scores.dispose();
		ids.push(choose(probabilities, random()));
		await host.breathe();
	}
	host.emit({ type: 'sample', step, text: decode(ids.slice(1)) });
}

function choose(probabilities: ArrayLike<number>, at: number): number {
	let rest = at;
	for (let id = 0; id < probabilities.length; id++) {
		rest -= probabilities[id] ?? 0;
		if (rest < 0) return id;
	}
	return 0;
}
