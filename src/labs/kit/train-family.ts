/**
 * A training run that is many: small models first, one after the other, then the one whose weights are kept. Labs 2.7 and 3.1 compare or
 * extrapolate the small ones before the last begins. The steps of all are counted together. A run that was stopped goes on with the small
 * model that was not finished, from its beginning, or in the middle of the last. Refuses a preset with fewer steps than its small models need.
 */
import * as tf from '@tensorflow/tfjs';
import type { StepLoss } from '#engine/graph/eager-step.ts';
import { finiteLoss } from './finite-loss.ts';
import type { Measured } from './held-out.ts';
import type { TrainHost } from './host.ts';
import type { OptimizerState } from './recipe.ts';
import { runSteps } from './run-steps.ts';
import { createKernelReporter, showEngine } from './show-engine.ts';
import { decodeRun, encodeRun, type StoredRun } from './snapshot.ts';
import type { TrainingStep } from './training-step.ts';

/** One model in training. */
export interface Pupil {
	readonly params: ReadonlyMap<string, tf.Variable>;
	readonly state: OptimizerState;
	readonly compiled: TrainingStep['compiled'];
	/** Trains one step of its own, counted from 0. */
	step(step: number): Promise<StepLoss>;
	/** Held-out loss. `exact` says that it is the last look, on as much text as a verdict needs. */
	measure(exact: boolean): Promise<Measured>;
	dispose(): void;
}

export interface Family {
	readonly lab: string;
	readonly host: TrainHost;
	/** Small models: how long each trains, and how it begins. */
	readonly small: readonly { readonly steps: number; begin(seed: number): Pupil }[];
	/** Names and shapes of the last model, and how it begins; `stored` is its earlier run. */
	readonly last: {
		readonly shapes: ReadonlyMap<string, readonly number[]>;
		begin(seed: number, steps: number, stored: StoredRun | null): Pupil;
		/** Rate of a step of its own. */
		rate(step: number, steps: number): number;
	};
	/** Called when a small model is done, and once at the start of a run that goes on; losses in the order of `small`. */
	told(losses: readonly number[], done: number): void;
	/** Called when the last model is measured: its own steps, and its loss. */
	measured(steps: number, loss: number): void;
}

interface Run extends Family {
	readonly seed: number;
	/** Steps before each small model, and before the last. */
	readonly begins: readonly number[];
	readonly losses: number[];
	readonly final: Pupil;
	current: { readonly index: number; readonly pupil: Pupil } | null;
}

const LOOKS = 8;

export async function trainFamily(family: Family): Promise<void> {
	const { host, lab, small, last } = family;
	const begins = small.reduce<number[]>((sums, { steps }) => sums.concat((sums.at(-1) ?? 0) + steps), [0]);
	const before = begins.at(-1) ?? 0;
	if (host.steps <= before) throw new Error(`The small models need ${before} steps; the preset has ${host.steps}. Give it more in lab.ts.`);
	const stored = host.resume === null ? null : decodeRun(host.resume, { lab, preset: host.preset, shapes: last.shapes });
	const seed = stored?.seed ?? host.seed;
	const final = last.begin(seed, host.steps - before, stored !== null && stored.step > before ? stored : null);
	const run: Run = { ...family, seed, begins, losses: lossesOf(stored, small.length), final, current: null };
	try {
		if (stored !== null) family.told(run.losses, stored.step);
		await loop(run, stored?.step ?? 0);
	} finally {
		run.current?.pupil.dispose();
		final.dispose();
	}
}

/** Losses of small models that an earlier run has finished, as its file tells them. */
function lossesOf(stored: StoredRun | null, most: number): number[] {
	const text = stored?.weights.metadata.get('losses') ?? '';
	return text === '' ? [] : text.split(' ').map(Number).filter(Number.isFinite).slice(0, most);
}

async function loop(run: Run, from: number): Promise<void> {
	const { host, final, begins } = run;
	const before = begins.at(-1) ?? 0;
	const every = Math.ceil((host.steps - before) / LOOKS);
	const looks = (done: number): boolean => done > before && ((done - before) % every === 0 || done === host.steps);
	const reportKernels = createKernelReporter(final.compiled, host);
	await runSteps({
		host,
		from,
		every: 5,
		async step(step) {
			if (step < before) return trainSmall(run, step);
			const loss = await final.step(step - before);
			return () => report(run, step + 1, loss, looks(step + 1));
		},
		shows: (done) => begins.includes(done) || looks(done) || done === from + 1,
		show: async (done) => {
			if (begins.includes(done)) await finishSmall(run, done);
		},
		after: (done, isLast) => {
			if (done > before) reportKernels(done, isLast);
		},
		weighs: () => ({ params: final.params, gradients: final.state.gradients }),
		encode: (done) => encode(run, done),
	});
}

async function trainSmall(run: Run, step: number): Promise<() => Promise<void>> {
	const index = run.begins.findLastIndex((begin) => begin <= step);
	const member = run.small[index];
	if (member === undefined) throw new Error(`Step ${step} belongs to no small model.`);
	if (run.current?.index !== index) {
		run.current?.pupil.dispose();
		run.current = { index, pupil: member.begin(run.seed) };
	}
	const loss = await run.current.pupil.step(step - (run.begins[index] ?? 0));
	return async () =>
		run.host.emit({ type: 'measure', step: step + 1, values: { small: finiteLoss(run.host, step + 1, await loss.read()) } });
}

async function finishSmall(run: Run, done: number): Promise<void> {
	const pupil = run.current?.pupil;
	if (pupil === undefined) return;
	run.losses.push((await pupil.measure(true)).loss);
	pupil.dispose();
	run.current = null;
	run.told(run.losses, done);
}

/** The loss chart holds the last model alone: curves of small ones would lie over each other. */
async function report(run: Run, done: number, loss: StepLoss, looks: boolean): Promise<void> {
	const { host, final, last, begins } = run;
	const value = finiteLoss(host, done, await loss.read());
	const own = done - (begins.at(-1) ?? 0);
	const heldOut = looks ? await look(run, own, done === host.steps) : {};
	const learningRate = last.rate(own - 1, host.steps - done + own);
	host.emit({ type: 'metric', step: done, loss: value, ...heldOut, learningRate, tensors: tf.memory().numTensors });
	showEngine(final.compiled, host, done);
}

async function look({ final, measured }: Run, own: number, isLast: boolean): Promise<{ heldOut: number; heldOutError: number }> {
	const { loss, standardError } = await final.measure(isLast);
	measured(own, loss);
	return { heldOut: loss, heldOutError: standardError };
}

/** A small model that is not finished is not kept: the file says the step at which it began. */
function encode({ lab, host, seed, final, begins, losses }: Run, done: number): Promise<ArrayBuffer> {
	const step = done > (begins.at(-1) ?? 0) ? done : (begins[losses.length] ?? 0);
	const more = { losses: losses.map((loss) => loss.toFixed(6)).join(' '), before: String(begins.at(-1) ?? 0) };
	return encodeRun(final.params, final.state, { lab, preset: host.preset, seed, more }, step);
}
