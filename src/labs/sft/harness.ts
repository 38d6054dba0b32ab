/** Runs in the learner's realm, around their functions: plain data in, plain data out. Holds no expected value: whatever it knows, learner code could read. */
import * as tf from '@tensorflow/tfjs';
import type { PackedRow, RenderedText, Turn } from 'gradus';

interface Learner {
	readonly render: (turns: readonly Turn[]) => RenderedText;
	readonly pack: (texts: readonly RenderedText[], time: number) => readonly PackedRow[];
	readonly mayAttend: (segments: tf.Tensor) => tf.Tensor;
	readonly sftLoss: (logits: tf.Tensor, tokens: tf.Tensor, learned: tf.Tensor) => tf.Tensor;
}

/** As text: lists of lists would be more items than a result may hold. */
const textOfLists = (lists: readonly unknown[]): string => JSON.stringify(lists);
const numbersOf = (list: readonly number[]): number[] => Array.from(list, Number);

/** Tokens and marks of each conversation, one list after the other. */
export function rendered(learner: Learner, cases: readonly (readonly Turn[])[]): string[] {
	return cases.map((turns) => {
		const { tokens, learned } = learner.render(turns);
		return textOfLists([tokens, learned].map(numbersOf));
	});
}

export interface PackCase {
	readonly texts: readonly RenderedText[];
	readonly time: number;
}

/** Rows of each case; a row is its four lists. */
export function packed(learner: Learner, cases: readonly PackCase[]): string[] {
	return cases.map(({ texts, time }) => {
		const rows = Array.from(learner.pack(texts, time));
		return textOfLists(rows.map(({ tokens, learned, segments, positions }) => [tokens, learned, segments, positions].map(numbersOf)));
	});
}

/** Each case is rows of segments. The shape, then what may be read by each token that belongs to a text: padding may do as it likes. */
export async function sights(learner: Learner, cases: readonly (readonly (readonly number[])[])[]): Promise<string[]> {
	const texts: string[] = [];
	for (const rows of cases) {
		const time = rows[0]?.length ?? 0;
		const sight = learner.mayAttend(tf.tensor2d([...rows.map((row) => [...row])], [rows.length, time], 'int32'));
		const all = Array.from(await sight.data(), Number);
		const asked = rows.flat().flatMap((segment, i) => (segment === 0 ? [] : all.slice(i * time, (i + 1) * time)));
		texts.push(textOfLists([...sight.shape, ...asked]));
	}
	return texts;
}

export interface LossCase {
	/** [batch · time · vocabulary], and so on. */
	readonly logits: readonly number[];
	readonly tokens: readonly number[];
	readonly learned: readonly number[];
	readonly shape: readonly [batch: number, time: number, vocabulary: number];
}

export async function losses(learner: Learner, cases: readonly LossCase[]): Promise<number[]> {
	const values: number[] = [];
	for (const { logits, tokens, learned, shape } of cases) {
		const flat: [number, number] = [shape[0], shape[1]];
		const loss = learner.sftLoss(
			tf.tensor([...logits], [...shape]),
			tf.tensor2d([...tokens], flat, 'int32'),
			tf.tensor2d([...learned], flat),
		);
		values.push((await loss.data())[0] ?? Number.NaN);
	}
	return values;
}
