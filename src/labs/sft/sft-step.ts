/**
 * Fine-tuning with the four functions of the learner: conversations become rows, rows become a step. What a step reads depends on seed and
 * step alone. Refuses rows that do not fit the batch, with a sentence.
 */
import * as tf from '@tensorflow/tfjs';
import {
	adamw,
	type CompiledStep,
	compile,
	type GptConfig,
	loadMoments,
	type OptimizerState,
	type PackedRow,
	type RenderedText,
	type StartingWeights,
	type Turn,
} from 'gradus';
import { drawConversations } from '#data/tasks/instructions.ts';
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
	readonly steps: number;
	readonly seed: number;
	/** Weights to start from: a base, or an earlier run's. */
	readonly start: StartingWeights;
	/** Steps that the weights have behind them; their moments are then read too. */
	readonly from: number;
}

type StepOf = CompiledStep<[tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]>;

export interface SftTraining {
	readonly model: PackedModel;
	readonly optimizer: OptimizerState;
	/** How the engine runs a step. */
	readonly compiled: Pick<StepOf, 'status' | 'kernels' | 'measureNext'>;
	/** Makes one step, counted from 0, and resolves to a read of its loss. */
	step(step: number): Promise<() => Promise<number>>;
	/** Learning rate of a step. */
	rate(step: number): number;
	dispose(): void;
}

const [PEAK, WARMUP, LAST] = [0.003, 10, 0.1] as const;
/** Conversations drawn for each row of a batch: more than it holds. */
const CONVERSATIONS_A_ROW = 6;

export function createSftTraining({ config, functions, batch, steps, seed, start, from }: SftOptions): SftTraining {
	const model = createPackedModel(config, start);
	const rate = (step: number): number => {
		const warm = Math.min(1, (step + 1) / WARMUP);
		return PEAK * warm * (LAST + (1 - LAST) * 0.5 * (1 + Math.cos((Math.PI * step) / steps)));
	};
	const optimizer = adamw(model.gpt.params, { learningRate: rate });
	if (from > 0) loadMoments(optimizer, from, start);
	const compiled: StepOf = compile((tokens, positions, segments, learned) =>
		optimizer.minimize(() => functions.sftLoss(model.logits(tokens, positions, functions.mayAttend(segments)), tokens, learned)),
	);
	return {
		model,
		optimizer,
		compiled,
		rate,
		async step(step) {
			const rows = conversationRows(functions, `${seed}/${step}`, batch, config.time);
			const of = (key: keyof PackedRow): tf.Tensor2D => tensorOf(rows, key, config.time);
			const inputs = [of('tokens'), of('positions'), of('segments'), of('learned')] as const;
			const loss = await compiled(...inputs);
			tf.dispose([...inputs]);
			return () => loss.read();
		},
		dispose() {
			compiled.dispose();
			optimizer.dispose();
			model.dispose();
		},
	};
}

/** As many rows as the batch has, by the learner's functions. */
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
