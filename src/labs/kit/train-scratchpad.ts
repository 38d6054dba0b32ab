/**
 * Shift+Enter of lab 7.1: one model is shown the same kind of problem in two ways, most rows with the learner's trace, the others with the
 * answer alone, and is asked in both ways as it trains. Refuses traces with characters that are no tokens, and rows of the wrong length.
 */
import * as tf from '@tensorflow/tfjs';
import { type Random, seededRandom } from '#data/storyland/random.ts';
import { type Chain, chainPrompt, chainTokens, drawChain, drawChains, drawLength } from '#data/tasks/chains.ts';
import type { StepLoss } from '#engine/graph/eager-step.ts';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import { type ChainBatch, directText, stackRows } from './chain-rows.ts';
import { type ChainTraining, createChainTraining, type LengthScore, meanOf, measureByLength } from './chain-training.ts';
import { finiteLoss } from './finite-loss.ts';
import { createGpt, type Gpt, initialWeights } from './gpt.ts';
import { gptConfigOf, gptShapes } from './gpt-shapes.ts';
import type { TrainHost, TrainMessage } from './host.ts';
import { loadMoments } from './load-moments.ts';
import { createReasoner } from './reasoner.ts';
import { runSteps } from './run-steps.ts';
import { createKernelReporter, showEngine } from './show-engine.ts';
import { decodeRun, encodeRun } from './snapshot.ts';

/** One row for training: three lists of time − 1 numbers. */
export interface Example {
	/** Tokens that are read. */
	readonly inputs: readonly number[];
	/** The token that comes after each of them. */
	readonly targets: readonly number[];
	/** 1 where the loss counts the target, else 0. */
	readonly mask: readonly number[];
}

/** What a learner of lab 7.1 writes. */
export interface Scratchpad {
	trace(chain: Chain): string;
	example(prompt: readonly number[], reply: readonly number[], time: number): Example;
	readAnswer(reply: string): number | null;
}

interface Run {
	readonly lab: string;
	readonly host: TrainHost;
	readonly scratchpad: Scratchpad;
	/** Share of rows that think. Default 0.7: a trace is what takes longest to learn. */
	readonly thinking?: number;
}

interface Loop extends Run {
	readonly gpt: Gpt;
	readonly training: ChainTraining;
	readonly seed: number;
	/** Operations of the longest chain, and the largest digit in it. */
	readonly most: number;
	readonly largest: number;
}

const LOOKS = 10;
const THINKING = 0.7;
/** Problems of each length: while it trains, and at the end. */
const [QUICK, LAST] = [16, 50];

export async function trainScratchpad(run: Run): Promise<void> {
	const { lab, host } = run;
	const config = gptConfigOf(host.config);
	const stored = host.resume === null ? null : decodeRun(host.resume, { lab, preset: host.preset, shapes: gptShapes(config) });
	const seed = stored?.seed ?? host.seed;
	const gpt = createGpt(config, stored?.weights.tensors ?? initialWeights(config, seed), causalAttentionHeads);
	const training = createChainTraining(gpt, host.steps);
	const from = stored?.step ?? 0;
	if (stored !== null) loadMoments(training.state, from, stored.weights.tensors);
	try {
		await loop({ ...run, gpt, training, seed, most: host.config['most'] ?? 4, largest: host.config['largest'] ?? 9 }, from);
	} finally {
		training.dispose();
		gpt.dispose();
	}
}

async function loop(run: Loop, from: number): Promise<void> {
	const { lab, host, gpt, training, seed } = run;
	const every = Math.ceil(host.steps / LOOKS);
	if (from >= host.steps) await show(run, from, true);
	await runSteps({
		host,
		from,
		every: 5,
		async step(step) {
			const loss = await training.run(drawBatch(run, step));
			return () => report(run, step + 1, loss);
		},
		shows: (done, last) => done % every === 0 || last,
		show: (done, last) => show(run, done, last),
		after: createKernelReporter(training.compiled, host),
		weighs: () => ({ params: gpt.params, gradients: training.state.gradients }),
		encode: (done) => encodeRun(gpt.params, training.state, { lab, preset: host.preset, seed }, done),
	});
}

/** The batch of a step depends on seed and step alone. */
function drawBatch({ host, gpt, seed, most, largest, scratchpad, thinking = THINKING }: Loop, step: number): ChainBatch {
	const random = seededRandom(`scratchpad/${seed}/${step}`);
	const rows = Array.from({ length: host.config['batch'] ?? 32 }, () =>
		drawExample(scratchpad, { most, largest, thinking, time: gpt.config.time }, random),
	);
	return stackRows(rows);
}

function drawExample(
	scratchpad: Scratchpad,
	{ most, largest, thinking, time }: { most: number; largest: number; thinking: number; time: number },
	random: Random,
): Example {
	const chain = drawChain('train', drawLength('uniform', most, random), random, largest);
	const thinks = random() < thinking;
	// The mode token is the last one of the prompt: whoever asks decides.
	const [mode, reply] = thinks ? ['T', scratchpad.trace(chain)] : ['#', directText(chain).slice(1)];
	if (typeof reply !== 'string') throw new Error(`trace must return a text; it returned ${String(reply)}.`);
	const [prompt, told] = [chainTokens(chainPrompt(chain, most) + mode), chainTokens(reply)];
	const room = time - prompt.length;
	if (told.length > room) throw new Error(`The trace ${reply} has ${told.length} tokens; the row has room for ${room}.`);
	const example = scratchpad.example(prompt, told, time);
	for (const name of ['inputs', 'targets', 'mask'] as const) {
		const got = example[name].length;
		if (got !== time - 1) throw new Error(`example returned ${got} numbers as ${name}; a row of ${time} tokens needs ${time - 1}.`);
	}
	return example;
}

async function report({ host, training }: Loop, done: number, loss: StepLoss): Promise<void> {
	const value = finiteLoss(host, done, await loss.read(), 'Is every target that counts a token?');
	host.emit({ type: 'metric', step: done, loss: value, learningRate: training.rate(done - 1), tensors: tf.memory().numTensors });
	showEngine(training.compiled, host, done);
}

async function show(run: Loop, done: number, last: boolean): Promise<void> {
	const { host, gpt, most, largest, scratchpad } = run;
	const data = { split: 'visible', seed: 'look', most, largest, each: last ? LAST : QUICK } as const;
	const scores = await measureByLength(gpt, data, ({ text }) => scratchpad.readAnswer(text));
	host.emit({ type: 'measure', step: done, values: { think: meanOf(scores, 'think'), direct: meanOf(scores, 'direct') } });
	host.emit(barsOf(scores, done));
	await showTraces(run, done);
}

function barsOf(scores: readonly LengthScore[], step: number): TrainMessage {
	const error = (share: number, { problems }: LengthScore): number => Math.sqrt((share * (1 - share)) / problems);
	const series = (name: string, way: 'think' | 'direct') => ({
		name,
		values: scores.map((score) => score[way]),
		errors: scores.map((score) => error(score[way], score)),
	});
	return {
		type: 'figure',
		figure: 'bars',
		step,
		id: 'by-difficulty',
		title: 'Accuracy by number of operations',
		y: 'share answered right',
		labels: scores.map(({ operations }) => String(operations)),
		series: [series('after thinking', 'think'), series('at once', 'direct')],
	};
}

/** What the model writes for three problems that it never trains on. */
async function showTraces({ host, gpt, most, largest }: Loop, step: number): Promise<void> {
	const chains = drawChains('visible', 'sample', 'uniform', most, 3, largest);
	const reasoner = createReasoner(gpt.params, gpt.config, most);
	const thoughts = await reasoner.think(chains, { temperature: 0, seed: 0 });
	reasoner.dispose();
	const lines = chains.map((chain, i) => `${chainPrompt(chain, most).replace(/_+$/, '')}T${thoughts[i]?.text ?? ''}`);
	host.emit({ type: 'sample', step, text: lines.join('\n') });
}
