/**
 * One run of lab 4.2: first documents, packed and read by the library; then conversations, with the four functions of the learner. The same
 * weights and one optimiser go through both. What a step reads depends on seed and step alone.
 */
import * as tf from '@tensorflow/tfjs';
import {
	adamw,
	answerLoss,
	type CompiledStep,
	compile,
	documentSight,
	type GptConfig,
	initialWeights,
	loadMoments,
	type OptimizerState,
	type PackedRow,
	packTexts,
	type RenderedText,
	type StartingWeights,
	type Turn,
} from 'gradus';
import { drawConversations, drawDocuments } from '#data/tasks/instructions.ts';
import { createPackedModel, type PackedModel } from './packed-model.ts';

export interface SftFunctions {
	readonly render: (turns: readonly Turn[]) => RenderedText;
	readonly pack: (texts: readonly RenderedText[], time: number) => readonly PackedRow[];
	readonly mayAttend: (segments: tf.Tensor) => tf.Tensor;
	readonly sftLoss: (logits: tf.Tensor, tokens: tf.Tensor, learned: tf.Tensor) => tf.Scalar;
}

export interface SftOptions {
	readonly config: GptConfig;
	readonly functions: SftFunctions;
	readonly batch: number;
	/** Steps on documents, and in all. */
	readonly base: number;
	readonly steps: number;
	readonly seed: number;
	readonly stored: { readonly step: number; readonly tensors: StartingWeights } | null;
}

type StepOf = CompiledStep<[tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]>;

export interface SftTraining {
	readonly model: PackedModel;
	readonly optimizer: OptimizerState;
	/** How the engine runs the kind of step that is being made. */
	compiledAt(step: number): StepOf;
	/** Makes one step, counted from 0, and resolves to a read of its loss. */
	step(step: number): Promise<() => Promise<number>>;
	/** Learning rate of a step. */
	rate(step: number): number;
	dispose(): void;
}

const [PEAK, TUNING_PEAK, WARMUP, LAST] = [0.006, 0.003, 20, 0.1] as const;
/** Texts drawn for each row of a batch: more than it holds. */
const [DOCUMENTS_A_ROW, CONVERSATIONS_A_ROW] = [4, 6] as const;

export function createSftTraining(options: SftOptions): SftTraining {
	const { config, functions, batch, base, seed, stored } = options;
	const model = createPackedModel(config, stored?.tensors ?? initialWeights(config, seed));
	const rate = (step: number): number => rateOf(step, options);
	const optimizer = adamw(model.gpt.params, { learningRate: rate });
	if (stored !== null) loadMoments(optimizer, stored.step, stored.tensors);
	const compileWith = (sight: SftFunctions['mayAttend'], loss: SftFunctions['sftLoss']): StepOf =>
		compile((tokens, positions, segments, learned) =>
			optimizer.minimize(() => loss(model.logits(tokens, positions, sight(segments)), tokens, learned)),
		);
	const reading = compileWith(documentSight, answerLoss);
	const tuning = compileWith(functions.mayAttend, functions.sftLoss);
	const compiledAt = (step: number): StepOf => (step < base ? reading : tuning);
	return {
		model,
		optimizer,
		rate,
		compiledAt,
		async step(step) {
			const rows =
				step < base
					? documentRows(`${seed}/${step}`, batch, config.time)
					: conversationRows(functions, `${seed}/${step}`, batch, config.time);
			const inputs = (['tokens', 'positions', 'segments', 'learned'] as const).map((key) => tensorOf(rows, key, config.time));
			const [tokens, positions, segments, learned] = inputs;
			if (!tokens || !positions || !segments || !learned) throw new Error('A batch needs four tensors.');
			const loss = await compiledAt(step)(tokens, positions, segments, learned);
			tf.dispose(inputs);
			return () => loss.read();
		},
		dispose() {
			reading.dispose();
			tuning.dispose();
			optimizer.dispose();
			model.dispose();
		},
	};
}

/** Warm-up and cosine for each of the two parts. */
function rateOf(step: number, { base, steps }: SftOptions): number {
	const [from, length, peak] = step < base ? [0, base, PEAK] : [base, steps - base, TUNING_PEAK];
	const warm = Math.min(1, (step - from + 1) / WARMUP);
	return peak * warm * (LAST + (1 - LAST) * 0.5 * (1 + Math.cos((Math.PI * (step - from)) / Math.max(1, length))));
}

function documentRows(seed: string, batch: number, time: number): readonly PackedRow[] {
	const texts = drawDocuments(seed, batch * DOCUMENTS_A_ROW).map((tokens) => ({ tokens, learned: tokens.map(() => 1) }));
	return packTexts(texts, time).slice(0, batch);
}

/** As many rows as the batch has, by the learner's functions. Refuses rows that are no rows, with a sentence. */
function conversationRows({ render, pack }: SftFunctions, seed: string, batch: number, time: number): readonly PackedRow[] {
	const texts = drawConversations('train', seed, batch * CONVERSATIONS_A_ROW).map((turns) => render(turns));
	const rows = pack(texts, time);
	if (!Array.isArray(rows) || rows.length < batch)
		throw new Error(`pack gave ${Array.isArray(rows) ? rows.length : 'no'} rows for ${texts.length} texts; a batch needs ${batch}.`);
	return rows.slice(0, batch);
}

function tensorOf(rows: readonly PackedRow[], key: keyof PackedRow, time: number): tf.Tensor2D {
	const wrong = rows.find((row) => row[key]?.length !== time);
	if (wrong !== undefined) throw new Error(`pack gave a row with ${wrong[key]?.length ?? 'no'} ${key}; each row needs ${time}.`);
	return tf.tensor2d(
		rows.flatMap((row) => row[key]),
		[rows.length, time],
		key === 'learned' ? 'float32' : 'int32',
	);
}
