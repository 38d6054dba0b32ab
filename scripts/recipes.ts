/**
 * Trains a lab's reference solution for three seeds of a preset, from source in Node on WASM, and measures visible and hidden text.
 * `npm run recipes -- train-gpt [preset]` writes the figures into the lab's golden.json. Fails when a seed misses its target, when hidden
 * and visible text disagree, or when a loss lies below the floor.
 */
import '../src/grading/resolve-hooks.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Preset } from '#contract/lab.ts';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { findLab } from '#labs/index.ts';

const SEEDS = [1, 2, 3] as const;
/** Stands for an installation's secret; the real ones are drawn at install time. */
const SECRET = '00'.repeat(32);
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

const { positionals } = parseArgs({ allowPositionals: true });
const [id = 'train-gpt', presetName = 'small'] = positionals;
const lab = findLab(id);
const preset = lab?.presets[presetName];
if (lab === null || preset?.targetMargin === undefined)
	throw new Error(`There is no lab "${id}" with a target for the preset "${presetName}".`);
await startWasm();
const rows: Row[] = [];
for (const seed of SEEDS) {
	rows.push(await runSeed(preset, seed));
	console.log(JSON.stringify(rows.at(-1)));
}
record(rows, preset);
if (!rows.every((row) => row.reached)) throw new Error('A seed missed its target, or hidden and visible text disagree.');

async function runSeed(chosen: Preset, seed: number): Promise<Row> {
	// Loaded only now: labs use names that the hooks above make known.
	const { train } = await import('../src/labs/train-gpt/train.ts');
	const solution = await import('../src/labs/train-gpt/solution.ts');
	const { measureWeights } = await import('#grading/verify/measure-weights.ts');
	const started = performance.now();
	const kept: ArrayBuffer[] = [];
	await train(solution, {
		preset: presetName,
		config: chosen.config,
		steps: chosen.steps,
		seed,
		resume: null,
		stopped: () => false,
		lineOf: () => undefined,
		now: () => performance.now(),
		emit: (message) => {
			if (message.type === 'metric' && message.heldOut !== undefined)
				console.log(`seed ${seed} step ${message.step}: ${message.heldOut.toFixed(4)}`);
		},
		snapshot: async (_, make, last) => void (last === true && kept.push(await make())),
		breathe: async () => {},
	});
	const seconds = (performance.now() - started) / 1_000;
	const bytes = new Uint8Array(kept[0] ?? new ArrayBuffer(0));
	const visible = await measureWeights(bytes, id, { split: 'visible', seed: 'recipe' });
	const hidden = await measureWeights(bytes, id, { split: 'hidden', seed: SECRET });
	if (!visible.ok || !hidden.ok) throw new Error(visible.ok ? 'The hidden measure failed.' : visible.message);
	const [a, b] = [visible.measured, hidden.measured];
	const apart = Math.abs(a.loss - b.loss);
	const agrees = apart <= MAX_DIFFERENCE && apart <= 2 * Math.hypot(a.standardError, b.standardError);
	const reached = b.loss <= hidden.floor + (chosen.targetMargin ?? 0) && b.loss >= hidden.floor - 3 * b.standardError && agrees;
	return {
		seed,
		steps: chosen.steps,
		seconds: round(seconds, 1),
		visible: round(a.loss),
		hidden: round(b.loss),
		standardError: round(b.standardError),
		reached,
	};
}

function round(value: number, digits = 4): number {
	return Number(value.toFixed(digits));
}

function record(runs: readonly Row[], chosen: Preset): void {
	const path = new URL(`../src/labs/${id}/golden.json`, import.meta.url);
	const golden: { presets?: Record<string, unknown> } = JSON.parse(readFileSync(path, 'utf8'));
	const figures = {
		backend: 'wasm, one thread, Node',
		steps: chosen.steps,
		flops: chosen.flops,
		floor: round(chosen.config['floor'] ?? 0),
		target: round((chosen.config['floor'] ?? 0) + (chosen.targetMargin ?? 0)),
		runs,
	};
	const presets = { ...golden.presets, [presetName]: { command: `npm run recipes -- ${id} ${presetName}`, ...figures } };
	writeFileSync(path, `${JSON.stringify({ command: `npm run recipes -- ${id}`, presets }, null, '\t')}\n`);
}
