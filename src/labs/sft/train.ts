/** Shift+Enter in lab 4.2: a base that has read documents, tuned on conversations with the learner's functions; answers before and after. */
import * as tf from '@tensorflow/tfjs';
import {
	decodeRun,
	encodeRun,
	finiteLoss,
	gptConfigOf,
	gptShapes,
	readCheckpoint,
	runSteps,
	showEngine,
	type Train,
	type TrainHost,
} from 'gradus';
import { drawInstructions, INSTRUCTION_TASKS, instructionText } from '#data/tasks/instructions.ts';
import { type Asked, askInstructions, continueSheet } from './ask.ts';
import { createSftTraining, type SftFunctions, type SftTraining } from './sft-step.ts';

const NAMES = ['render', 'pack', 'mayAttend', 'sftLoss'] as const;
const [LOOKS, QUESTIONS, SHOWN] = [12, 100, 8] as const;
/** Told one by one: other backends are compared with them. */
const FIRST_STEPS = 3;

export const train: Train = async (learner, host) => {
	for (const name of NAMES) {
		if (typeof learner[name] !== 'function') throw new Error(`The file does not export a function named ${name}.`);
	}
	// Each of the four was just seen to be a function; what they return is looked at where it is used.
	const functions = learner as unknown as SftFunctions;
	const config = gptConfigOf(host.config);
	const stored = host.resume === null ? null : decodeRun(host.resume, { lab: 'sft', preset: host.preset, shapes: gptShapes(config) });
	const seed = stored?.seed ?? host.seed;
	const from = stored?.step ?? 0;
	const start = stored?.weights.tensors ?? readCheckpoint(host.base, config);
	const training = createSftTraining({ config, functions, steps: host.steps, seed, batch: host.config['batch'] ?? 16, start, from });
	const every = Math.max(1, Math.round(host.steps / LOOKS));
	try {
		if (from === 0) await look(host, training, { done: 0, last: false });
		await runSteps({
			host,
			from,
			every: 5,
			async step(step) {
				const read = await training.step(step);
				return () => report(host, training, step, read);
			},
			shows: (done, last) => done <= FIRST_STEPS || done % every === 0 || last,
			async show(done, last) {
				if (done > FIRST_STEPS) await look(host, training, { done, last });
			},
			weighs: () => ({ params: training.model.gpt.params, gradients: training.optimizer.gradients }),
			encode: (done) => encodeRun(training.model.gpt.params, training.optimizer, { lab: 'sft', preset: host.preset, seed }, done),
		});
	} finally {
		training.dispose();
	}
};

async function report(host: TrainHost, training: SftTraining, step: number, read: () => Promise<number>): Promise<void> {
	const loss = finiteLoss(host, step + 1, await read(), 'What does sftLoss divide by?');
	host.emit({ type: 'metric', step: step + 1, loss, learningRate: training.rate(step), tensors: tf.memory().numTensors });
	showEngine(training.compiled, host, step + 1);
}

interface Look {
	/** Steps made; 0 is the base. */
	readonly done: number;
	readonly last: boolean;
}

async function look(host: TrainHost, { model }: SftTraining, { done, last }: Look): Promise<void> {
	const { config, params } = model.gpt;
	const questions = drawInstructions('visible', 'look', QUESTIONS);
	const asked = await askInstructions(config, params, questions);
	host.emit({ type: 'measure', step: done, values: { right: asked.share } });
	if (done > 0 && !last) return;
	showAnswers(host, asked, done);
	const [first] = questions;
	if (done === 0 && first !== undefined) {
		const sheet = instructionText(await continueSheet(config, params, first));
		host.emit({ type: 'sample', step: done, text: `# ${instructionText(first.prompt)} ? ${sheet}` });
	}
	if (last) showTasks(host, asked, done);
}

/** Two tables, one of them before and one after: questions, the right answer, what was written. */
function showAnswers(host: TrainHost, { answers, share }: Asked, step: number): void {
	host.emit({
		type: 'figure',
		figure: 'table',
		step,
		id: step === 0 ? 'before' : 'after',
		title: `${step === 0 ? 'Before' : 'After'} fine-tuning: ${Math.round(100 * share)} % of ${answers.length} right`,
		columns: ['question', 'right answer', 'written'],
		rows: answers
			.slice(0, SHOWN)
			.map(({ question, written }) => [instructionText(question.prompt), instructionText(question.answer), instructionText(written)]),
	});
}

function showTasks(host: TrainHost, { answers }: Asked, step: number): void {
	const shares = INSTRUCTION_TASKS.map((task) => {
		const own = answers.filter(({ question }) => question.task === task);
		const share = own.filter(({ isRight }) => isRight).length / Math.max(1, own.length);
		return { share, error: Math.sqrt((share * (1 - share)) / Math.max(1, own.length)) };
	});
	host.emit({
		type: 'figure',
		figure: 'bars',
		step,
		id: 'tasks',
		title: 'Answered right, by kind of question',
		y: 'share of visible questions',
		labels: [...INSTRUCTION_TASKS],
		series: [{ name: 'after fine-tuning', values: shares.map(({ share }) => share), errors: shares.map(({ error }) => error) }],
	});
}
