/** Shift+Enter in lab 2.7: trains every rung of the ladder over seeds, compares neighbours with the learner's own `effect`, then trains the modern model. */
import {
	type Block,
	modernConfigOf,
	modernPupil,
	modernRate,
	modernShapes,
	type Train,
	type TrainHost,
	type TrainMessage,
	trainFamily,
} from 'gradus';
import { RUNGS, rungConfig } from './rungs.ts';

interface Learner {
	readonly block: Block;
	effect(before: readonly number[], after: readonly number[]): { mean: number; low: number; high: number; verdict: string };
}

export const train: Train = (learner, host) => {
	for (const name of ['block', 'effect']) {
		if (typeof learner[name] !== 'function') throw new Error(`The file does not export a function named ${name}.`);
	}
	// Both were just seen to be functions; what they return is checked where it is used.
	return run(learner as unknown as Learner, host);
};

async function run(learner: Learner, host: TrainHost): Promise<void> {
	const { block } = learner;
	const [seeds, ladder, batch] = [host.config['seeds'] ?? 2, host.config['ladder'] ?? 100, host.config['batch'] ?? 8];
	const config = modernConfigOf(host.config);
	// Seed by seed, so that a run that is stopped has whole ladders.
	const small = Array.from({ length: seeds }, (_, offset) =>
		RUNGS.map((_, index) => ({
			steps: ladder,
			begin(seed: number) {
				const rung = rungConfig(index);
				return modernPupil({ config: modernConfigOf(rung), block, batch: rung['batch'] ?? 8, steps: ladder, seed: 100 * seed + offset });
			},
		})),
	).flat();
	await trainFamily({
		lab: 'modernise',
		host,
		small,
		last: {
			shapes: modernShapes(config),
			begin: (seed, steps, stored) => modernPupil({ config, block, batch, steps, seed, stored }),
			rate: modernRate,
		},
		told: (losses, done) => showLadder(learner, host, losses, done),
		measured: () => {},
	});
}

/** Losses of a rung, seed by seed, as far as they are known. */
function lossesOf(losses: readonly number[], rung: number): number[] {
	return losses.filter((_, i) => i % RUNGS.length === rung);
}

function showLadder(learner: Learner, host: TrainHost, losses: readonly number[], step: number): void {
	const seeds = Math.floor(losses.length / RUNGS.length);
	// A part of a ladder is not drawn: its last rungs would lack a seed.
	if (seeds === 0 || losses.length % RUNGS.length !== 0) return;
	const rungs = RUNGS.map((_, rung) => lossesOf(losses, rung).slice(0, seeds));
	host.emit({
		type: 'figure',
		figure: 'plot',
		step,
		id: 'ladder',
		title: `Loss on each rung, ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`,
		x: { label: 'rung' },
		y: { label: 'held-out loss, nats per token' },
		series: [
			{ name: 'each seed', kind: 'dots', points: rungs.flatMap((values, x) => values.map((y) => ({ x, y }))) },
			{ name: 'mean', kind: 'line', points: rungs.map((values, x) => ({ x, y: meanOf(values) })) },
		],
		marks: [{ axis: 'y', value: host.config['floor'] ?? 0, label: 'floor' }],
	});
	if (seeds > 1) host.emit(effectsTable(learner, rungs, step));
}

/** Each rung against the one below it, by the learner's own judgement. */
function effectsTable(learner: Learner, rungs: readonly (readonly number[])[], step: number): Extract<TrainMessage, { figure: 'table' }> {
	const rows = RUNGS.slice(1).map(({ name }, i) => {
		const { mean, low, high, verdict } = learner.effect(rungs[i] ?? [], rungs[i + 1] ?? []);
		return [`${i + 1}. ${name}`, round(mean), round(low), round(high), verdict];
	});
	const columns = ['change', 'effect on the loss', '95 % from', 'to', 'verdict'];
	return { type: 'figure', figure: 'table', step, id: 'effects', title: 'What each change was worth', columns, rows };
}

function meanOf(values: readonly number[]): number {
	return values.reduce((sum, x) => sum + x, 0) / values.length;
}

function round(value: number): number {
	return Number(value.toFixed(4));
}
