/** Trains the reference of a lab on one preset, measures its weights as the server would, and writes the figures into golden.json. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Lab, Preset } from '#contract/lab.ts';
import type { Goal } from '#grading/verify/measure-lab-weights.ts';
import type { Train } from '#labs/kit/host.ts';
import { silentHost } from '#labs/kit/silent-host.ts';

const SEEDS = [1, 2, 3] as const;
const [FIRST_SEED, FIRST_STEPS] = [1, 3];
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
	if (goal !== null) record(run, { rows, goal, first: await firstSteps(run) });
	return rows.every(({ reached }) => reached);
}

/** Loaded only when it runs: labs use names that the resolve hooks make known. */
async function load(labId: string): Promise<{ readonly train: Train; readonly solution: Record<string, unknown> }> {
	const { train }: { readonly train: Train } = await import(new URL(`../src/labs/${labId}/train.ts`, import.meta.url).href);
	return { train, solution: await import(new URL(`../src/labs/${labId}/solution.ts`, import.meta.url).href) };
}

/** What the run of seed 1 tells of its first steps: a run on another backend must begin with the same numbers. */
async function firstSteps({ lab, name, preset, base }: PresetRun): Promise<readonly Readonly<Record<string, number>>[]> {
	const { train, solution } = await load(lab.id);
	const told = new Map<number, Record<string, number>>();
	let made = 0;
	await train(
		solution,
		silentHost({
			...{ preset: name, config: preset.config, steps: preset.steps, seed: FIRST_SEED, base },
			// A run that reports seldom goes on to its first report.
			stopped: () => made >= FIRST_STEPS && told.size > 0,
			breathe: async () => void made++,
			emit: (message) => {
				if (message.type !== 'metric' && message.type !== 'measure') return;
				const values = message.type === 'metric' ? { loss: message.loss } : message.values;
				if (message.step <= FIRST_STEPS || told.size === 0) told.set(message.step, { ...told.get(message.step), ...values });
			},
		}),
	);
	return [...told].map(([step, values]) => ({
		step,
		...Object.fromEntries(Object.entries(values).map(([key, value]) => [key, round(value, 6)])),
	}));
}

async function runSeed({ lab, name, preset, base }: PresetRun, seed: number): Promise<{ readonly row: Row; readonly asked: Goal }> {
	const { train, solution } = await load(lab.id);
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

interface Figures {
	readonly rows: readonly Row[];
	readonly goal: Goal;
	readonly first: readonly Readonly<Record<string, number>>[];
}

/** Writes only the first steps anew: for a change that should not have changed them. */
export async function recordFirst(run: PresetRun): Promise<void> {
	update(run, { first: await firstSteps(run) });
}

/** Seeds that were not run again stay as they were. */
function record(run: PresetRun, { rows, goal, first }: Figures): void {
	const { lab, name, preset } = run;
	const others = (readGolden(lab.id).presets?.[name]?.runs ?? []).filter((old) => !rows.some(({ seed }) => seed === old.seed));
	update(run, {
		command: `npm run recipes -- ${lab.id} ${name}`,
		backend: 'wasm, one thread, Node',
		steps: preset.steps,
		flops: preset.flops,
		what: goal.what,
		goal: goal.goal,
		...(goal.floor === undefined ? {} : { floor: round(goal.floor) }),
		target: round(goal.target),
		runs: [...others, ...rows].sort((a, b) => a.seed - b.seed),
		first,
	});
}

interface Golden {
	readonly presets?: Readonly<Record<string, { readonly runs?: readonly Row[] }>>;
}

function goldenPath(labId: string): URL {
	return new URL(`../src/labs/${labId}/golden.json`, import.meta.url);
}

function readGolden(labId: string): Golden {
	const path = goldenPath(labId);
	return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

/** Other presets, and fields that are not given, stay. */
function update({ lab, name }: PresetRun, figures: Readonly<Record<string, unknown>>): void {
	const golden = readGolden(lab.id);
	const presets = { ...golden.presets, [name]: { ...golden.presets?.[name], ...figures } };
	writeFileSync(goldenPath(lab.id), `${JSON.stringify({ ...golden, command: `npm run recipes -- ${lab.id}`, presets }, null, '\t')}\n`);
}
