/**
 * The base of lab 4.2 as it is shipped: a small GPT that has read worksheets and exam sheets, packed and kept apart, and no conversation.
 * Trained until it solves a worksheet, or for the most steps that the recipe allows; the card says which, and what it does in the template.
 */
import * as tf from '@tensorflow/tfjs';
import { drawDocuments, drawInstructions, INSTRUCTION_VOCABULARY, instructionText } from '#data/tasks/instructions.ts';
import { compile } from '#engine/compile.ts';
import { adamw } from '#engine/optim/adamw.ts';
import { answerLoss, documentSight, packTexts } from '../kit/conversation.ts';
import type { MakeBase } from '../kit/experiment.ts';
import { initialWeights } from '../kit/gpt.ts';
import { countParameters, type GptConfig } from '../kit/gpt-shapes.ts';
import { encodeRun } from '../kit/snapshot.ts';
import { askInstructions, askSheets } from '../sft/ask.ts';
import { createPackedModel, type PackedModel } from '../sft/packed-model.ts';

const CONFIG: GptConfig = { layers: 2, width: 48, heads: 4, time: 48, vocabulary: INSTRUCTION_VOCABULARY };
const RECIPE = { peak: 0.006, last: 0.0006, warmup: 50, batch: 16, most: 900, enough: 0.98, look: 100 } as const;
/** Documents drawn for each row of a batch: more than it holds. */
const DOCUMENTS_A_ROW = 3;
const QUESTIONS = 500;

export const makeBase: MakeBase = async ({ seed, log }) => {
	const model = createPackedModel(CONFIG, initialWeights(CONFIG, seed));
	try {
		const { steps, loss } = await trainOnDocuments(model, seed, log);
		const { params } = model.gpt;
		const questions = drawInstructions('hidden', 'card', QUESTIONS);
		const sheets = await askSheets(CONFIG, params, questions);
		const template = await askInstructions(CONFIG, params, questions);
		const parameters = countParameters(CONFIG);
		const card = {
			...{ parameters, config: { ...CONFIG }, recipe: RECIPE, steps, loss: round(loss) },
			flops: 6 * parameters * steps * RECIPE.batch * CONFIG.time,
			/** Share of hidden questions answered right on a worksheet, and in a chat template that it has never seen. */
			onWorksheets: round(sheets.share),
			inTemplate: round(template.share),
			examples: template.answers
				.slice(0, 8)
				.map(({ question, written }) => `${instructionText(question.prompt)} → ${instructionText(written)}`),
		};
		return { bytes: await encodeRun(params, null, { lab: 'sft-base', preset: 'base', seed }, steps), card };
	} finally {
		model.dispose();
	}
};

async function trainOnDocuments(model: PackedModel, seed: number, log: (text: string) => void): Promise<{ steps: number; loss: number }> {
	const optimizer = adamw(model.gpt.params, { learningRate: rateOf });
	const compiled = compile<[tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]>((tokens, positions, segments) =>
		optimizer.minimize(() =>
			answerLoss(model.logits(tokens, positions, documentSight(segments)), tokens, tf.cast(tf.greater(segments, 0), 'float32')),
		),
	);
	let [steps, sum, loss] = [0, 0, Number.NaN];
	while (steps < RECIPE.most) {
		sum += await readDocuments(compiled, `${seed}/${steps}`);
		steps += 1;
		if (steps % RECIPE.look !== 0) continue;
		[loss, sum] = [sum / RECIPE.look, 0];
		const { share } = await askSheets(CONFIG, model.gpt.params, drawInstructions('visible', 'card', QUESTIONS));
		log(`step ${steps}: loss ${loss.toFixed(3)}, worksheets ${share.toFixed(3)}`);
		if (share >= RECIPE.enough) break;
	}
	compiled.dispose();
	optimizer.dispose();
	return { steps, loss };
}

function rateOf(step: number): number {
	const { peak, last, warmup, most } = RECIPE;
	return Math.min(1, (step + 1) / warmup) * (last + (peak - last) * 0.5 * (1 + Math.cos((Math.PI * step) / most)));
}

type Compiled = (tokens: tf.Tensor2D, positions: tf.Tensor2D, segments: tf.Tensor2D) => Promise<{ read(): Promise<number> }>;

/** One step on a batch of documents that depends on the seed alone. Resolves to its loss. */
async function readDocuments(compiled: Compiled, seed: string): Promise<number> {
	const texts = drawDocuments(seed, RECIPE.batch * DOCUMENTS_A_ROW).map((tokens) => ({ tokens, learned: tokens.map(() => 1) }));
	const rows = packTexts(texts, CONFIG.time).slice(0, RECIPE.batch);
	const tensorOf = (key: 'tokens' | 'positions' | 'segments'): tf.Tensor2D =>
		tf.tensor2d(
			rows.flatMap((row) => row[key]),
			[rows.length, CONFIG.time],
			'int32',
		);
	const inputs = [tensorOf('tokens'), tensorOf('positions'), tensorOf('segments')] as const;
	const loss = await compiled(...inputs);
	tf.dispose([...inputs]);
	return loss.read();
}

function round(value: number): number {
	return Number(value.toFixed(4));
}
