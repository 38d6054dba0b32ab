// diagnosis: one-segment
import * as tf from '@tensorflow/tfjs';
import type { PackedRow, RenderedText, Turn } from 'gradus';

const [PAD, USER, ASSISTANT, END] = [0, 1, 2, 3];

export function render(turns: readonly Turn[]): RenderedText {
	const parts = turns.flatMap(({ prompt, answer }) => [
		{ ids: [USER, ...prompt, END, ASSISTANT], isLearned: 0 },
		{ ids: [...answer, END], isLearned: 1 },
	]);
	return { tokens: parts.flatMap(({ ids }) => ids), learned: parts.flatMap(({ ids, isLearned }) => ids.map(() => isLearned)) };
}

export function pack(texts: readonly RenderedText[], time: number): PackedRow[] {
	const rows: PackedRow[] = [];
	for (const { tokens, learned } of texts) {
		let row = rows.at(-1);
		if (row === undefined || row.tokens.length + tokens.length > time) {
			row = { tokens: [], learned: [], segments: [], positions: [] };
			rows.push(row);
		}
		row.tokens.push(...tokens);
		row.learned.push(...learned);
		row.segments.push(...tokens.map(() => 1));
		row.positions.push(...tokens.keys()); // each text begins at place 0
	}
	const fill = (values: number[], by: number) => [...values, ...Array(time - values.length).fill(by)];
	return rows.map((row) => ({
		tokens: fill(row.tokens, PAD),
		learned: fill(row.learned, 0),
		segments: fill(row.segments, 0),
		positions: fill(row.positions, 0),
	}));
}

export function mayAttend(segments: tf.Tensor): tf.Tensor {
	return tf.tidy(() => {
		const same = segments.expandDims(2).equal(segments.expandDims(1)); // [batch, time, time]
		const place = tf.range(0, segments.shape[1] ?? 0);
		const past = place.expandDims(1).greaterEqual(place.expandDims(0)); // [time, time]
		return same.logicalAnd(past).toFloat();
	});
}

export function sftLoss(logits: tf.Tensor, tokens: tf.Tensor, learned: tf.Tensor): tf.Scalar {
	return tf.tidy(() => {
		const [batch = 0, time = 0, vocabulary = 0] = logits.shape;
		const surprise = logits
			.slice([0, 0, 0], [batch, time - 1, vocabulary])
			.logSoftmax()
			.neg(); // place t speaks of token t + 1
		const targets = tf.oneHot(tokens.slice([0, 1]).toInt(), vocabulary);
		const counts = learned.slice([0, 1]); // the mask moves with the targets
		return surprise.mul(targets).sum(-1).mul(counts).sum().div(counts.sum()).asScalar();
	});
}
