/** Behind the numbers of lesson 4.2: one mistake at a time from the same base, and no base at all. Never bundled. */
import * as tf from '@tensorflow/tfjs';
import { initialWeights, packTexts, readCheckpoint, type StartingWeights } from 'gradus';
import { drawInstructions, INSTRUCTION_TASKS, instructionText } from '#data/tasks/instructions.ts';
import type { Experiment } from '#labs/kit/experiment.ts';
import { gptConfigOf } from '#labs/kit/gpt-shapes.ts';
import { askInstructions } from './ask.ts';
import * as borrowed from './borrowed.ts';
import { lab } from './lab.ts';
import { createSftTraining, type SftFunctions, type SftTraining } from './sft-step.ts';

const SMALL = lab.presets['small'];
const LOOKS = [0, 10, 20, 40];
/** Rows of a step: half of the preset's, since there are many runs. */
const BATCH = 8;
const QUESTIONS = 250;

const right: SftFunctions = borrowed;
const VARIANTS: Readonly<Record<string, SftFunctions>> = {
	reference: right,
	'learns-everything': {
		...right,
		render: (turns) => {
			const text = right.render(turns);
			return { ...text, learned: text.tokens.map(() => 1) };
		},
	},
	'mask-not-shifted': {
		...right,
		// The marks one place late: their last column is never used.
		sftLoss: (logits, tokens, learned) =>
			right.sftLoss(
				logits,
				tokens,
				tf.pad(tf.slice(learned, [0, 0], [-1, (learned.shape[1] ?? 1) - 1]), [
					[0, 0],
					[1, 0],
				]),
			),
	},
	'reads-other-texts': { ...right, mayAttend: (segments) => right.mayAttend(tf.onesLike(segments)) },
	'positions-run-on': {
		...right,
		pack: (texts, time) => packTexts(texts, time).map((row) => ({ ...row, positions: [...row.positions.keys()] })),
	},
	'end-not-learned': {
		...right,
		render: (turns) => {
			const { tokens, learned } = right.render(turns);
			return { tokens, learned: learned.map((flag, i) => (flag === 1 && tokens[i] === END ? 0 : flag)) };
		},
	},
};
/** Of the template. */
const END = 3;

export const experiments: Readonly<Record<string, Experiment>> = {
	mistakes: {
		about: `From the shipped base, fine-tuned with one mistake at a time, and once without any base: share of ${QUESTIONS} visible questions right after ${LOOKS.join(', ')} steps.`,
		seeds: [1, 2, 3],
		async run({ seed, log, base }) {
			const config = gptConfigOf(SMALL?.config ?? {});
			const start = readCheckpoint(base, config);
			const variants = [];
			for (const [name, functions] of Object.entries(VARIANTS)) {
				variants.push({ name, looks: await tune(start, functions, seed) });
				log(
					`seed ${seed}, ${name}: ${variants
						.at(-1)
						?.looks.map(({ share }) => share.toFixed(2))
						.join(' ')}`,
				);
			}
			variants.push({ name: 'no-documents', looks: await tune(initialWeights(config, seed), right, seed) });
			log(
				`seed ${seed}, no documents: ${variants
					.at(-1)
					?.looks.map(({ share }) => share.toFixed(2))
					.join(' ')}`,
			);
			return { variants };
		},
	},
};

async function tune(start: StartingWeights, functions: SftFunctions, seed: number) {
	const steps = Math.max(...LOOKS);
	const training = createSftTraining({ config: gptConfigOf(SMALL?.config ?? {}), functions, batch: BATCH, steps, seed, start, from: 0 });
	const looks = [];
	for (let done = 0; done <= steps; done++) {
		if (LOOKS.includes(done)) looks.push({ step: done, ...(await lookAt(training)) });
		if (done < steps) await training.step(done);
	}
	training.dispose();
	return looks;
}

async function lookAt({ model }: SftTraining) {
	const { config, params } = model.gpt;
	const { share, standardError, answers } = await askInstructions(config, params, drawInstructions('visible', 'measured', QUESTIONS));
	const tasks = INSTRUCTION_TASKS.map((task) => {
		const own = answers.filter(({ question }) => question.task === task);
		return { task, share: own.filter(({ isRight }) => isRight).length / own.length };
	});
	const examples = answers
		.slice(0, 4)
		.map(({ question, written }) => [instructionText(question.prompt), instructionText(question.answer), instructionText(written)]);
	return { share, standardError, tasks, examples };
}
