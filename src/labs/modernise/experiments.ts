/**
 * The numbers of lesson 2.7: every rung of the ladder and one more with Muon, with two layers and over three seeds, once trained briefly and once
 * for longer. Never bundled.
 */
import type { Experiment, ExperimentTools } from '../kit/experiment.ts';
import { modernPupil } from '../kit/modern-pupil.ts';
import { countModernWeights, modernConfigOf } from '../kit/modern-shapes.ts';
import { block } from './borrowed.ts';
import { cacheBytes, RUNGS, rungConfig } from './rungs.ts';

interface Step {
	readonly name: string;
	readonly weights: number;
	readonly cacheBytes: number;
	readonly loss: number;
}

/** All rungs with AdamW, and the last one again with Muon. */
export const LADDER = [
	...RUNGS.map(({ name }, index) => ({ name, index, hasMuon: false })),
	{ name: 'Muon', index: RUNGS.length - 1, hasMuon: true },
];

export async function climbTo({ name, index, hasMuon }: (typeof LADDER)[number], steps: number, seed: number): Promise<Step> {
	const numbers = { ...rungConfig(index), layers: 2 };
	const config = modernConfigOf(numbers);
	const pupil = modernPupil({ config, block, batch: 8, steps, seed, hasMuon });
	for (let step = 0; step < steps; step++) await (await pupil.step(step)).read();
	const { loss } = await pupil.measure(true);
	pupil.dispose();
	return { name, weights: countModernWeights(config), cacheBytes: cacheBytes(numbers), loss };
}

async function climb({ seed, log }: ExperimentTools, steps: number): Promise<Step[]> {
	const ladder: Step[] = [];
	for (const rung of LADDER) {
		const step = await climbTo(rung, steps, seed);
		ladder.push(step);
		log(`${rung.name}, ${steps} steps: ${step.loss.toFixed(4)}`);
	}
	return ladder;
}

const experiment = (steps: number): Experiment => ({
	about: `Eight rungs from GPT-2 to a modern model, two layers of width 32, ${steps} steps of 8 windows, three seeds that all rungs share.`,
	seeds: [1, 2, 3],
	run: async (tools) => ({ steps, ladder: await climb(tools, steps) }),
});

export const experiments: Readonly<Record<string, Experiment>> = { brief: experiment(80), longer: experiment(200) };
