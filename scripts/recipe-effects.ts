/**
 * What each line of the training recipe is worth: trains lab 1.6 with the reference and with one thing changed at a time, three seeds each,
 * from source in Node on WASM, and measures visible text. Writes src/content/measured/1.6.json, which the lesson shows as it stands.
 * `node scripts/bootstrap.mjs run scripts/recipe-effects.ts [preset] [variant …]`; without names it measures all of them.
 */
import '../src/grading/resolve-hooks.ts';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { findLab } from '#labs/index.ts';
import { silentHost } from '#labs/kit/silent-host.ts';

const SEEDS = [1, 2, 3] as const;
const FILE = new URL('../src/content/measured/1.6.json', import.meta.url);
/** Files under mistakes/ that train to the end, with what is different in them. Only the last one is not such a file. */
const CHANGES: Readonly<Record<string, string>> = {
	reference: 'Nothing',
	'no-warm-up': 'No warm-up',
	'constant-rate': 'The rate stays at its peak',
	'no-clipping': 'No clipping',
	'clips-after-means': 'Clipped after the running means',
	'no-bias-correction': 'No correction of the empty start',
	'decays-vectors': 'Gains and biases decay too',
	'l2-instead-of-decoupled': 'Decay inside the gradient (L2)',
	'means-forgotten': 'No running means kept',
};

interface Effect {
	readonly variant: string;
	readonly change: string;
	/** Loss above the floor in nats per token, one number a seed. Null: not a number. */
	readonly above: readonly (number | null)[];
}

const { positionals } = parseArgs({ allowPositionals: true });
const [presetName = 'tiny', ...names] = positionals;
const preset = findLab('train-gpt')?.presets[presetName];
if (preset === undefined) throw new Error(`The lab has no preset "${presetName}".`);
await startWasm();
const { train } = await import('../src/labs/train-gpt/train.ts');
const solution = await import('../src/labs/train-gpt/solution.ts');
const { measureWeights } = await import('#grading/verify/measure-weights.ts');

for (const variant of names.length > 0 ? names : Object.keys(CHANGES)) {
	const change = CHANGES[variant];
	if (change === undefined) throw new Error(`There is no variant "${variant}". Known: ${Object.keys(CHANGES).join(', ')}.`);
	const above: (number | null)[] = [];
	for (const seed of SEEDS) above.push(await measure(variant, seed));
	console.log(variant, JSON.stringify(above));
	record({ variant, change, above });
}

async function learnerOf(variant: string): Promise<Record<string, unknown>> {
	if (variant === 'reference') return solution;
	if (variant !== 'constant-rate') return import(`../src/labs/train-gpt/mistakes/${variant}.ts`);
	const highest = Math.max(...Array.from({ length: 400 }, (_, step) => solution.learningRate(step, 400)));
	return { ...solution, learningRate: (step: number, total: number) => (step < 20 ? solution.learningRate(step, total) : highest) };
}

async function measure(variant: string, seed: number): Promise<number | null> {
	const kept: ArrayBuffer[] = [];
	await train(
		await learnerOf(variant),
		silentHost({
			...{ preset: presetName, config: preset?.config ?? {}, steps: preset?.steps ?? 0, seed },
			snapshot: async (_, make, last) => void (last === true && kept.push(await make())),
		}),
	);
	const result = await measureWeights(new Uint8Array(kept[0] ?? new ArrayBuffer(0)), 'train-gpt', { split: 'visible', seed: 'recipe' });
	return result.ok ? Number((result.measured.value - (result.goal.floor ?? 0)).toFixed(4)) : null;
}

/** Other presets and variants in the file stay. */
function record(effect: Effect): void {
	const old: { presets?: Record<string, { effects?: readonly Effect[] }> } = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {};
	const others = (old.presets?.[presetName]?.effects ?? []).filter((each) => each.variant !== effect.variant);
	const order = Object.keys(CHANGES);
	const effects = [...others, effect].sort((a, b) => order.indexOf(a.variant) - order.indexOf(b.variant));
	const measured = {
		command: `node scripts/bootstrap.mjs run scripts/recipe-effects.ts ${presetName}`,
		backend: 'wasm, one thread, Node',
		steps: preset?.steps,
		effects,
	};
	writeFileSync(FILE, `${JSON.stringify({ presets: { ...old.presets, [presetName]: measured } }, null, '\t')}\n`);
}
