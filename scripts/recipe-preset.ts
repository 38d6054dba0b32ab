/** Trains the reference of a lab on one preset, measures its weights as the server would, and writes the figures into golden.json. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Lab, Preset } from '#contract/lab.ts';
import type { Goal } from '#grading/verify/measure-weights.ts';
import type { Train } from '#labs/kit/host.ts';
import { silentHost } from '#labs/kit/silent-host.ts';

const SEEDS = [1, 2, 3] as const;
/** Stands for an installation's secret; the real ones are drawn at install time. */
const SECRET = '00'.repeat(32);
/** Of losses in nats; shares of problems are compared by their errors alone. */
const MAX_DIFFERENCE = 0.05;

interface Row {
	readonly seed: number;
	readonly steps: number;
	readonly seconds: number;
	readonly visible: number;
	readonly hidden: number;
	readonly standardError: number;
	readonly reached: boolean;
}

export interface PresetRun {
	readonly lab: Lab;
	readonly name: string;
	readonly preset: Preset;
	readonly base: ArrayBuffer | null;
	/** Empty for the usual three. */
	readonly seeds: readonly number[];
}

/** False when a seed missed the target, or hidden and visible data disagree. */
export async function runPreset(run: PresetRun): Promise<boolean> {
	const rows: Row[] = [];
	let goal: Goal | null = null;
	for (const seed of run.seeds.length > 0 ? run.seeds : SEEDS) {
		const { row, asked } = await runSeed(run, seed);
		goal = asked;
		rows.push(row);
		console.log(run.name, JSON.stringify(row));
	}
	if (goal !== null) record(run, rows, goal);
	return rows.every(({ reached }) => reached);
}

async function runSeed({ lab, name, preset, base }: PresetRun, seed: number): Promise<{ readonly row: Row; readonly asked: Goal }> {
	// Loaded only now: labs use names that the resolve hooks make known.
	const { train }: { readonly train: Train } = await import(new URL(`../src/labs/${lab.id}/train.ts`, import.meta.url).href);
	const solution: Record<string, unknown> = await import(new URL(`../src/labs/${lab.id}/solution.ts`, import.meta.url).href);
	const started = performance.now();
	const kept: ArrayBuffer[] = [];
	await train(
		solution,
		silentHost({
			...{ preset: name, config: preset.config, steps: preset.steps, seed, base },
			emit: (message) => {
				if (message.type === 'metric' && message.heldOut !== undefined)
					console.log(`seed ${seed} step ${message.step}: ${message.heldOut.toFixed(4)}`);
				if (message.type === 'measure') console.log(`seed ${seed} step ${message.step}: ${JSON.stringify(message.values)}`);
			},
			snapshot: async (_, make, last) => void (last === true && kept.push(await make())),
		}),
	);
	const seconds = round((performance.now() - started) / 1_000, 1);
	const { visible, hidden, goal } = await measureBoth(new Uint8Array(kept[0] ?? new ArrayBuffer(0)), lab.id);
	const errors = Math.hypot(visible.standardError, hidden.standardError);
	const apart = Math.abs(visible.value - hidden.value);
	const agrees = apart <= 2 * errors + (goal.counted === 'problems' ? 0.02 : 0) && (goal.counted === 'problems' || apart <= MAX_DIFFERENCE);
	const passes = goal.goal === 'at-most' ? hidden.value <= goal.target : hidden.value >= goal.target;
	const leaks = goal.floor !== undefined && hidden.value < goal.floor - 3 * hidden.standardError;
	const row = {
		...{ seed, steps: preset.steps, seconds },
		...{ visible: round(visible.value), hidden: round(hidden.value), standardError: round(hidden.standardError) },
		reached: passes && agrees && !leaks,
	};
	return { row, asked: goal };
}

async function measureBoth(bytes: Uint8Array, id: string) {
	const { measureWeights } = await import('#grading/verify/measure-weights.ts');
	const visible = await measureWeights(bytes, id, { split: 'visible', seed: 'recipe' });
	const hidden = await measureWeights(bytes, id, { split: 'hidden', seed: SECRET });
	if (!visible.ok || !hidden.ok) throw new Error(visible.ok ? 'The hidden measure failed.' : visible.message);
	return { visible: visible.measured, hidden: hidden.measured, goal: hidden.goal };
}

function round(value: number, digits = 4): number {
	return Number(value.toFixed(digits));
}

/** Seeds that were not run again stay as they were. */
function record({ lab, name, preset }: PresetRun, rows: readonly Row[], goal: Goal): void {
	const path = new URL(`../src/labs/${lab.id}/golden.json`, import.meta.url);
	const golden: { presets?: Record<string, { runs?: readonly Row[] }> } = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
	const others = (golden.presets?.[name]?.runs ?? []).filter((old) => !rows.some(({ seed }) => seed === old.seed));
	const figures = {
		command: `npm run recipes -- ${lab.id} ${name}`,
		backend: 'wasm, one thread, Node',
		steps: preset.steps,
		flops: preset.flops,
		what: goal.what,
		goal: goal.goal,
		...(goal.floor === undefined ? {} : { floor: round(goal.floor) }),
		target: round(goal.target),
		runs: [...others, ...rows].sort((a, b) => a.seed - b.seed),
	};
	const whole = { ...golden, command: `npm run recipes -- ${lab.id}`, presets: { ...golden.presets, [name]: figures } };
	writeFileSync(path, `${JSON.stringify(whole, null, '\t')}\n`);
}
