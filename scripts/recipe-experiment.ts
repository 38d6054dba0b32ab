/** Runs an experiment of a lab for its seeds and writes what it came to, seed by seed, into src/content/measured/<lab>.json. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Experiment } from '#labs/kit/experiment.ts';

interface Run {
	readonly seed: number;
	readonly seconds: number;
	readonly [key: string]: unknown;
}

export interface ExperimentRun {
	readonly lab: string;
	readonly name: string;
	readonly experiment: Experiment;
	readonly base: ArrayBuffer | null;
	/** Empty for those of the experiment. */
	readonly seeds: readonly number[];
}

/** Kept after each seed, so that a run that is cut short leaves what it has. */
export async function runExperiment({ lab, name, experiment, base, seeds }: ExperimentRun): Promise<void> {
	for (const seed of seeds.length > 0 ? seeds : experiment.seeds) {
		const started = performance.now();
		const result = await experiment.run({ seed, base, log: (text) => console.log(`${name}, seed ${seed}: ${text}`) });
		const seconds = (performance.now() - started) / 1_000;
		record({ lab, name, about: experiment.about, run: { seed, seconds: Number(seconds.toFixed(1)), result } });
		console.log(`${name}, seed ${seed}: done in ${seconds.toFixed(0)} s`);
	}
}

/** Other experiments, and seeds that were not run again, stay. */
function record({ lab, name, about, run }: { lab: string; name: string; about: string; run: Run }): void {
	const folder = new URL('../src/content/measured/', import.meta.url);
	const path = new URL(`${lab}.json`, folder);
	mkdirSync(folder, { recursive: true });
	const old: { experiments?: Record<string, { runs: readonly Run[] }> } = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
	const others = (old.experiments?.[name]?.runs ?? []).filter(({ seed }) => seed !== run.seed);
	const measured = {
		about,
		command: `npm run recipes -- ${lab} ${name}`,
		backend: 'wasm, one thread, Node',
		runs: [...others, run].sort((a, b) => a.seed - b.seed),
	};
	writeFileSync(path, `${JSON.stringify({ experiments: { ...old.experiments, [name]: measured } }, rounded, '\t')}\n`);
}

/** Numbers keep four decimals, or four digits where they are smaller. */
function rounded(_: string, value: unknown): unknown {
	if (typeof value !== 'number' || Number.isInteger(value)) return value;
	return Math.abs(value) >= 1 ? Number(value.toFixed(4)) : Number(value.toPrecision(4));
}
