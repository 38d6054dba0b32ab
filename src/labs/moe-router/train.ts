/** Practice: a one-layer GPT on Storyland whose feed-forward part is the learner's mixture of experts. Nothing of it is graded. */
import * as tf from '@tensorflow/tfjs';
import {
	createMoeStudent,
	createProbe,
	crossEntropy,
	type ExpertBank,
	encodeMoeRun,
	type Feed,
	finiteLoss,
	type MoeGpt,
	type MoeGptConfig,
	type MoeStudent,
	measureLoss,
	type Probe,
	type Routing,
	reluBank,
	runSteps,
	showEngine,
	showExperts,
	storedMoeRun,
	type Train,
	type TrainHost,
} from 'gradus';
import { drawWindows } from '#data/storyland/splits.ts';
import { idToWord, VOCABULARY_SIZE } from '#data/storyland/tokenizer.ts';

interface Learner {
	route(logits: tf.Tensor2D, k: number): Routing;
	moe(x: tf.Tensor2D, routing: Routing, bank: ExpertBank, capacity: number): tf.Tensor;
}

/** For a loss that is no number. */
const QUESTION = 'What are the weights of the chosen experts divided by, and a share?';
const LAB = 'moe-router';
/** Highest learning rate. */
const PEAK = 0.006;
/** Tokens of the text that is coloured. */
const SHOWN = 64;

interface Run {
	readonly host: TrainHost;
	readonly student: MoeStudent;
	readonly probe: Probe;
	readonly seed: number;
	readonly batch: number;
}

export const train: Train = async (learner, host) => {
	for (const name of ['route', 'moe']) {
		if (typeof learner[name] !== 'function') throw new TypeError(`The file does not export a function named ${name}.`);
	}
	const config = modelOf(host.config);
	const stored = storedMoeRun(host, LAB, config);
	const seed = stored?.seed ?? host.seed;
	const probe = createProbe();
	// Both exports were just seen to be functions; what they return is checked by tfjs.
	const feed = feedOf(learner as unknown as Learner, host.config, probe);
	const student = createMoeStudent({ config, seed: String(seed), feed, steps: host.steps, peak: PEAK, loss: textLoss, stored });
	try {
		await loop({ host, student, probe, seed, batch: host.config['batch'] ?? 8 }, stored?.step ?? 0);
	} finally {
		student.dispose();
	}
};

function modelOf(config: Readonly<Record<string, number>>): MoeGptConfig {
	const { layers = 1, width = 32, heads = 2, time = 32, experts = 4, hidden = 64 } = config;
	return { layers, width, heads, time, experts, hidden, vocabulary: VOCABULARY_SIZE };
}

function feedOf(learner: Learner, { choices = 2, seats = 1.25 }: Readonly<Record<string, number>>, probe: Probe): Feed {
	return (x, { up, down, router }) => {
		if (router === undefined) throw new Error('This model has no router.');
		const bank = reluBank(up, down);
		const routing = learner.route(tf.matMul<tf.Tensor2D>(x, router), choices);
		probe.see(routing);
		return learner.moe(x, routing, bank, Math.ceil((seats * choices * x.shape[0]) / bank.count));
	};
}

/** Mean surprise, in nats, at each next token of the windows. */
function textLoss(gpt: MoeGpt, tokens: tf.Tensor2D): tf.Scalar {
	return tf.tidy(() => {
		const [batch, time] = tokens.shape;
		const logits = gpt.logits(tf.slice2d(tokens, [0, 0], [batch, time - 1]));
		return crossEntropy(logits, tf.slice2d(tokens, [0, 1], [batch, time - 1]));
	});
}

async function loop(run: Run, from: number): Promise<void> {
	const { host, student, seed, batch } = run;
	const { time } = student.gpt.config;
	const every = Math.ceil(host.steps / 18);
	if (from >= host.steps) await show(run, from);
	await runSteps({
		host,
		from,
		every: host.steps <= 200 ? 2 : 5,
		async step(at) {
			const windows = tf.tensor2d(drawWindows('train', `${seed}/${at}`, batch, time), [batch, time], 'int32');
			const loss = await student.learn(windows, windows);
			windows.dispose();
			return async (last) => {
				host.emit({
					type: 'metric',
					step: at + 1,
					loss: finiteLoss(host, at + 1, await loss.read(), QUESTION),
					...(last ? await heldOut(run) : {}),
				});
				showEngine(student.compiled, host, at + 1);
			};
		},
		shows: (done, last) => done === from + 1 || done % every === 0 || last,
		show: (done) => show(run, done),
		weighs: () => ({ params: student.gpt.params, gradients: student.state.gradients }),
		encode: (done) => encodeMoeRun(student, host, { lab: LAB, seed }, done),
	});
}

/** The colours of one text, and how many choices of a batch came too late for a seat. */
async function show({ host, student, probe, batch }: Run, step: number): Promise<void> {
	const { time, experts } = student.gpt.config;
	const ids = drawWindows('visible', 'experts', batch, time);
	const seen = await probe.look(experts, () => student.gpt.logits(tf.tensor2d(ids, [batch, time], 'int32')));
	const share = (host.config['seats'] ?? 1.25) / experts;
	const late = seen.load.reduce((sum, load) => sum + Math.max(0, load - share), 0);
	host.emit({ type: 'measure', step, values: { late } });
	const texts = Array.from(ids.slice(0, SHOWN), idToWord);
	showExperts(host, { step, id: 'story', title: 'Which expert each word went to' }, texts, seen);
}

async function heldOut({ student, host }: Run): Promise<{ heldOut: number; heldOutError: number }> {
	const text = { split: 'visible', seed: 'look', atLeast: 8_192 } as const;
	const { loss, standardError } = await measureLoss(student.gpt.logits, student.gpt.config.time, text, () => host.breathe());
	return { heldOut: loss, heldOutError: standardError };
}
