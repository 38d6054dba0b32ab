/** The numbers of lesson 3.3: what experts follow in Storyland, and what a router is worth that gets no gradient. Never bundled. */
import * as tf from '@tensorflow/tfjs';
import { topKRouting } from '#engine/ops/moe-router.ts';
import type { Experiment } from '#labs/kit/experiment.ts';
import { factSpec, factStep, factsOfRun, recallOf } from '#labs/kit/moe-facts.ts';
import { mixtureFeed, plainRouter, type Router } from '#labs/kit/moe-mixture.ts';
import { createMoeStudent } from '#labs/kit/moe-training.ts';
import { silentHost } from '#labs/kit/silent-host.ts';
import * as solution from '#labs/moe-router/solution.ts';
import { lab } from './lab.ts';
import { train } from './train.ts';

interface Token {
	readonly text: string;
	readonly experts: readonly number[];
	readonly weights: readonly number[];
}

const story: Experiment = {
	about: 'First choices of the words of one text at three moments of a run of the preset tiny; held-out loss; choices without a seat.',
	seeds: [1, 2, 3],
	async run({ seed, log }) {
		const preset = lab.presets['tiny'];
		if (preset === undefined) throw new Error('The lab has no preset tiny.');
		const pictures: { step: number; load: readonly number[]; tokens: readonly Token[] }[] = [];
		const late: { step: number; share: number }[] = [];
		let heldOut = Number.NaN;
		const { config, steps } = preset;
		await train(
			solution,
			silentHost({
				...{ preset: 'tiny', config, steps, seed },
				emit(message) {
					if (message.type === 'figure' && message.figure === 'experts')
						pictures.push({ step: message.step, load: message.load, tokens: message.tokens });
					if (message.type === 'measure') late.push({ step: message.step, share: message.values['late'] ?? 0 });
					if (message.type === 'metric' && message.heldOut !== undefined) heldOut = message.heldOut;
				},
			}),
		);
		log(`held-out ${heldOut.toFixed(3)}`);
		const chosen = [pictures[0], pictures[Math.floor(pictures.length / 2)], pictures.at(-1)].filter((each) => each !== undefined);
		return { steps, heldOut, late, pictures: chosen, byWord: chosen.map(({ step, tokens }) => ({ step, ...followsTheWord(tokens) })) };
	},
};

/** How often a word goes to the first expert that this word goes to most; and the same if all tokens went to the busiest expert. */
function followsTheWord(tokens: readonly Token[]): { readonly share: number; readonly busiest: number } {
	const byWord = new Map<string, number[]>();
	for (const { text, experts } of tokens) byWord.set(text, [...(byWord.get(text) ?? []), experts[0] ?? 0]);
	const repeated = [...byWord.values()].filter((each) => each.length > 1);
	const most = (list: readonly number[]): number => Math.max(...list.map((e) => list.filter((each) => each === e).length));
	const count = repeated.reduce((sum, each) => sum + each.length, 0);
	return { share: repeated.reduce((sum, each) => sum + most(each), 0) / count, busiest: most(repeated.flat()) / count };
}

/** One choice each, 1,024 facts, 400 steps: the preset "tiny" of lab 3.5. */
const FACTS = { layers: 1, width: 32, heads: 2, time: 2, subjects: 32, relations: 32, values: 32, experts: 8, hidden: 32, choices: 1 };
const [STEPS, BATCH, PEAK] = [400, 128, 0.01];

/** What a softmax over the chosen expert alone gives: a weight of 1, always, and no gradient for the router. */
const alwaysOne: Router = (logits) => topKRouting(logits, 1, { normalise: true });

/** By how many degrees the router's weights turned. Decay only shortens them. */
function turned(before: ArrayLike<number>, after: ArrayLike<number>): number {
	const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((sum, n, i) => sum + n * (b[i] ?? 0), 0);
	return (Math.acos(Math.min(1, dot(before, after) / Math.sqrt(dot(before, before) * dot(after, after)))) * 180) / Math.PI;
}

const gate: Experiment = {
	about: 'Share of 1,024 facts recalled with one choice each, weighted by its probability or by a weight that is always 1.',
	seeds: [1, 2, 3],
	async run({ seed, log }) {
		const results: Record<string, { recall: number; degrees: number }> = {};
		const facts = factsOfRun(FACTS, seed);
		for (const [name, router] of [
			['probability', plainRouter(1)],
			['alwaysOne', alwaysOne],
		] as const) {
			const student = createMoeStudent({
				config: factSpec(FACTS),
				seed: String(seed),
				feed: mixtureFeed(router),
				steps: STEPS,
				peak: PEAK,
			});
			const routerNow = async () => (await student.gpt.params.get('blocks.0.router.weight')?.data()) ?? [];
			const before = Float32Array.from(await routerNow());
			for (let step = 0; step < STEPS; step++) {
				const { tokens, targets } = factStep(facts, seed, step, BATCH);
				await student.learn(tokens, targets);
				tf.dispose([tokens, targets]);
			}
			const result = { recall: await recallOf(student.gpt, facts), degrees: turned(before, await routerNow()) };
			results[name] = result;
			log(`${name}: ${result.recall.toFixed(3)}, router turned by ${result.degrees.toFixed(1)} degrees`);
			student.dispose();
		}
		return { steps: STEPS, batch: BATCH, facts: facts.table.length, ...results };
	},
};

export const experiments: Readonly<Record<string, Experiment>> = { story, gate };
