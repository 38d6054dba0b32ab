/**
 * `npm run fit:weights -- <lab> …`: how alike honest files of weights are, and how alike copies stay when somebody changes them. Trains a lab's
 * reference on a preset, `tiny` unless said (`sft/small`), for four seeds, and prints the rows of docs/benchmarks/weights.md, from which the bounds of
 * compare-weights.ts were chosen.
 */
import '#grading/resolve-hooks.ts';
import { decodeSafetensors, type StoredTensor, type Weights } from '#contract/safetensors.ts';
import { compareSketches, sketchWeights } from '#grading/verify/sketch-weights.ts';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { findLab } from '#labs/index.ts';
import { silentHost } from '#labs/kit/silent-host.ts';
import { MOMENT_PREFIXES } from '#labs/kit/snapshot.ts';
import { readBase } from './read-base.ts';

type Tensors = Weights['tensors'];
const LABS = process.argv.slice(2);

interface Run {
	readonly seed: number;
	readonly steps?: number;
	readonly resume?: ArrayBuffer | undefined;
}

async function train(labId: string, preset: string, { seed, steps, resume }: Run): Promise<ArrayBuffer> {
	const lab = findLab(labId);
	const chosen = lab?.presets[preset];
	if (lab === null || chosen === undefined) throw new Error(`There is no preset ${labId}/${preset}.`);
	const module = await import(new URL(`../src/labs/${labId}/train.ts`, import.meta.url).href);
	const solution = await import(new URL(`../src/labs/${labId}/solution.ts`, import.meta.url).href);
	const kept: ArrayBuffer[] = [];
	await module.train(
		solution,
		silentHost({
			...{ preset, config: chosen.config, steps: steps ?? chosen.steps, seed, resume: resume ?? null },
			base: lab.base === undefined ? null : readBase(lab.base),
			snapshot: async (_, make, last) => void (last === true && kept.push(await make())),
		}),
	);
	const [file] = kept;
	if (file === undefined) throw new Error(`${labId}/${preset} kept no file.`);
	return file;
}

function tensorsOf(bytes: ArrayBuffer): Tensors {
	const read = decodeSafetensors(new Uint8Array(bytes));
	if (!read.ok) throw new Error(read.message);
	return read.weights.tensors;
}

const namesOf = (tensors: Tensors): string[] =>
	[...tensors.keys()].filter((name) => !MOMENT_PREFIXES.some((prefix) => name.startsWith(prefix)));

/** Noise of so much of each tensor's own spread. */
function noisy(tensors: Tensors, share: number): Tensors {
	return changed(tensors, ({ shape, data }) => {
		const spread = Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / Math.max(1, data.length));
		return { shape, data: data.map((x) => x + spread * share * (Math.random() * 2 - 1) * Math.sqrt(3)) };
	});
}

function changed(tensors: Tensors, change: (tensor: StoredTensor, name: string) => StoredTensor): Tensors {
	return new Map([...tensors].map(([name, tensor]) => [name, change(tensor, name)]));
}

/** Rolls the last axis of every matrix and vector: what permuting units does to lengths. */
function rolled(tensors: Tensors): Tensors {
	return changed(tensors, ({ shape, data }) => {
		const width = shape.at(-1) ?? 1;
		return { shape, data: data.map((_, i) => data[i - (i % width) + ((i + 1) % width)] ?? 0) };
	});
}

async function measure(labId: string, preset: string) {
	const base = findLab(labId)?.base;
	const start = base === undefined ? new Map() : tensorsOf(readBase(base));
	const of = (tensors: Tensors) => sketchWeights(tensors, namesOf(tensors), start);
	const compared = (a: Tensors, b: Tensors) => {
		const { cosine = Number.NaN, apart = Number.NaN } = compareSketches(of(a), of(b)) ?? {};
		return { cosine: Number(cosine.toFixed(4)), apart: Number(apart.toPrecision(2)) };
	};
	const files = [];
	for (const seed of [17, 18, 19, 20]) files.push(await train(labId, preset, { seed }));
	const runs = files.map(tensorsOf);
	const [first = new Map()] = runs;
	const strangers = runs.flatMap((a, i) => runs.slice(i + 1).map((b) => compared(a, b)));
	const further = Math.round((findLab(labId)?.presets[preset]?.steps ?? 0) * 1.1);
	const [again, onward] = [
		await train(labId, preset, { seed: 17 }),
		await train(labId, preset, { seed: 17, steps: further, resume: files[0] }),
	];
	const range = (values: readonly number[]): string => `${Math.min(...values)} to ${Math.max(...values)}`;
	const copies = [
		...[tensorsOf(again), tensorsOf(onward), noisy(first, 0.01), noisy(first, 0.05), noisy(first, 0.1)].map(
			(copy) => compared(first, copy).cosine,
		),
		compared(first, noisy(rolled(first), 0.01)).apart,
	];
	const strange = [range(strangers.map(({ cosine }) => cosine)), Math.min(...strangers.map(({ apart }) => apart))];
	return `| ${[`${labId}/${preset}`, ...strange, ...copies].join(' | ')} |`;
}

const HEAD = [
	...['lab', 'other seeds: cosine', 'least difference of lengths', 'same seed again', 'trained on by a tenth'],
	...['1 % noise', '5 % noise', '10 % noise', 'reordered, 1 % noise: difference of lengths'],
];
await startWasm();
console.log(`| ${HEAD.join(' | ')} |\n|${'---|'.repeat(HEAD.length)}`);
for (const each of LABS) {
	const [lab = '', preset = 'tiny'] = each.split('/');
	console.log(await measure(lab, preset));
}
