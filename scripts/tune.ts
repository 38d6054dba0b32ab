/**
 * `npm run tune`: measures the kernels of our matrix product on this machine's graphics adapter, for the products of the engine's models,
 * and writes the fastest into src/engine/ops/matmul-tuned.json under the adapter's name. Other adapters' entries stay.
 *   --size d128-b16,…   which models (all)
 *   --force             also on a software adapter, whose times mean nothing
 */
import '#grading/resolve-hooks.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Tensor } from '@tensorflow/tfjs';
import type { GraphBackend } from '#engine/gpu/graph-backend.ts';
import type { ProductShape, TunedTable, Variant, VariantName } from '#engine/ops/matmul-table.ts';
import { openDawn } from './dawn.ts';

// Loaded only now: they use names that the hooks above make known.
const tf = await import('@tensorflow/tfjs');
const { adapterName, requestGpuDevice } = await import('#engine/device.ts');
const { registerGraphBackend } = await import('#engine/gpu/register-backend.ts');
const { NO_HOLES } = await import('#engine/graph/compare-traces.ts');
const { compilePipelines, Plan } = await import('#engine/graph/plan.ts');
const { recordStep } = await import('#engine/graph/record-step.ts');
const { multiply, tensorOf } = await import('#engine/ops/matmul.ts');
const { adapterKey, chooseProduct, groupsOf, sizeClass, VARIANTS } = await import('#engine/ops/matmul-table.ts');

/** Width and tokens of a step; the names are those of `npm run bench:engine`. */
const SIZES: Readonly<Record<string, { readonly width: number; readonly rows: number }>> = {
	'd128-b1': { width: 128, rows: 128 },
	'd128-b16': { width: 128, rows: 16 * 128 },
	'd128-b64': { width: 128, rows: 64 * 128 },
	'd384-b16': { width: 384, rows: 16 * 256 },
};
const VOCABULARIES = [64, 4_096];
const TABLE = new URL('../src/engine/ops/matmul-tuned.json', import.meta.url);
/** A measurement lasts about this long: timestamps may be rounded to a tenth of a millisecond. */
const WINDOW_NS = 2e7;
const ROUNDS = 5;

interface Candidate {
	readonly name: VariantName;
	readonly splits: number;
}

const { values: options } = parseArgs({ options: { size: { type: 'string' }, force: { type: 'boolean', default: false } } });
const backend = await openBackend();
const adapter = adapterKey(backend.device.adapterInfo);
const winners: Record<string, { variant: string; splits: number }> = {};
for (const shape of shapesOf(options.size?.split(',') ?? Object.keys(SIZES))) {
	const best = await fastest(shape);
	winners[sizeClass(shape)] = { variant: best.name, splits: best.splits };
}
writeTable(adapter, winners);
console.log(`Wrote ${Object.keys(winners).length} choices for ${adapter} to src/engine/ops/matmul-tuned.json.`);
process.exit(0);

async function openBackend(): Promise<GraphBackend> {
	const dawn = await openDawn();
	if ('reason' in dawn) return end(dawn.reason, 1);
	const found = await requestGpuDevice(dawn.gpu);
	if ('reason' in found) return end(`${found.reason}.`, 1);
	const name = adapterName(found.info);
	console.log(`Adapter: ${name} (${adapterKey(found.info)})`);
	if (!found.device.features.has('timestamp-query')) return end('It has no timestamps (timestamp-query), so nothing can be measured.', 1);
	if (name.endsWith('(software)') && !options.force)
		return end(
			'Times from a software adapter say nothing about a graphics card: nothing was measured or written. --force does it anyway.',
			0,
		);
	found.device.addEventListener('uncapturederror', ({ error }) => end(`The adapter refused a command: ${error.message}`, 1));
	const opened = registerGraphBackend(found.device, found.info);
	await tf.setBackend('webgpu');
	return opened;
}

function end(message: string, code: number): never {
	console.log(message);
	process.exit(code);
}

/** Forward, x's gradient and the weight's gradient of every dense layer, each class of shape once. */
function shapesOf(names: readonly string[]): ProductShape[] {
	const layers = names.flatMap((name) => {
		const size = SIZES[name] ?? end(`There is no size "${name}". Known: ${Object.keys(SIZES).join(', ')}.`, 1);
		const { width, rows } = size;
		const outputs = [[width, 3 * width], [width, width], [width, 4 * width], [4 * width, width], ...VOCABULARIES.map((to) => [width, to])];
		return outputs.map(([from = 1, to = 1]) => ({ rows, from, to }));
	});
	const shapes = layers.flatMap(({ rows, from, to }): ProductShape[] => [
		{ m: rows, n: to, k: from, transposeA: false, transposeB: false, batch: 1 },
		{ m: rows, n: from, k: to, transposeA: false, transposeB: true, batch: 1 },
		{ m: from, n: to, k: rows, transposeA: true, transposeB: false, batch: 1 },
	]);
	return [...new Map(shapes.map((shape) => [sizeClass(shape), shape])).values()];
}

async function fastest(shape: ProductShape): Promise<Candidate> {
	const { variant, splits } = chooseProduct(shape, adapter, {});
	const rule = { name: variant, splits };
	const others = candidatesOf(shape).filter(({ name, splits: parts }) => name !== variant || parts !== splits);
	const timed = await timesOf(shape, [rule, ...others]);
	const [best = { candidate: rule, ns: Number.NaN }] = timed.toSorted((a, b) => a.ns - b.ns);
	const { name, splits: parts } = best.candidate;
	const gflops = (2 * shape.m * shape.n * shape.k) / best.ns;
	const gain = ((timed[0]?.ns ?? best.ns) / best.ns).toFixed(2);
	const sizes = `${sizeClass(shape).slice(0, 2)} ${shape.m}×${shape.n}×${shape.k}`;
	console.log(
		`${sizes.padEnd(22)} ${name} in ${parts}: ${(best.ns / 1e3).toFixed(1)} µs, ${gflops.toFixed(0)} GFLOP/s, ${gain}× the rule's`,
	);
	return best.candidate;
}

function candidatesOf(shape: ProductShape): Candidate[] {
	return Object.entries<Variant>(VARIANTS).flatMap(([key, variant]) => {
		// Keys of VARIANTS; entries() forgets it.
		const name = key as VariantName;
		const isTooThin = variant.kind === 'lanes' && Math.min(shape.m, shape.n) > 4 * Math.min(variant.rows, variant.columns);
		if (isTooThin || variant.rows > 2 * shape.m || variant.columns > 2 * shape.n) return [];
		const isUseful = (splits: number): boolean =>
			splits === 1 || (groupsOf(shape, variant) * splits <= 2_048 && shape.k / splits >= 2 * variant.depth);
		return [1, 2, 4, 8, 16, 32].filter(isUseful).map((splits) => ({ name, splits }));
	});
}

/** Median nanoseconds of each over rounds that take turns. */
async function timesOf(shape: ProductShape, candidates: readonly Candidate[]): Promise<{ candidate: Candidate; ns: number }[]> {
	const { m, n, k, transposeA, transposeB } = shape;
	const a = tf.randomNormal(transposeA ? [k, m] : [m, k], 0, 1, 'float32', 1);
	const b = tf.randomNormal(transposeB ? [n, k] : [k, n], 0, 1 / Math.sqrt(k), 'float32', 2);
	const runs: { candidate: Candidate; plan: InstanceType<typeof Plan>; repeats: number; ns: number[] }[] = [];
	for (const candidate of candidates) runs.push({ candidate, ns: [], ...(await prepare(shape, candidate, a, b)) });
	for (let round = 0; round < ROUNDS; round += 1) for (const { plan, repeats, ns } of runs) ns.push((await timed(plan)) / repeats);
	for (const { plan } of runs) plan.destroy();
	tf.dispose([a, b]);
	return runs.map(({ candidate, ns }) => ({ candidate, ns: ns.toSorted((x, y) => x - y)[Math.floor(ROUNDS / 2)] ?? Number.NaN }));
}

/** Records as many products as fill the window, as the first runs tell. */
async function prepare(
	shape: ProductShape,
	{ name, splits }: Candidate,
	a: Tensor,
	b: Tensor,
): Promise<{ readonly plan: InstanceType<typeof Plan>; readonly repeats: number }> {
	const { m, n, k, transposeA, transposeB } = shape;
	// A weight's gradient sums the bias's on its way.
	const product = { a, b, m, n, k, transposeA, transposeB, shape: [m, n], columnSums: transposeA };
	const once = (): Tensor => {
		const { c, columnSums } = multiply(backend, { ...product, choice: { variant: VARIANTS[name], splits } });
		if (columnSums !== undefined) tensorOf(columnSums).dispose();
		return tensorOf(c);
	};
	const one = await planOf(once, 1);
	await timed(one);
	const repeats = Math.max(1, Math.min(1_000, Math.round(WINDOW_NS / Math.max(1e4, await timed(one)))));
	if (repeats === 1) return { plan: one, repeats };
	one.destroy();
	return { plan: await planOf(once, repeats), repeats };
}

async function planOf(once: () => Tensor, repeats: number): Promise<InstanceType<typeof Plan>> {
	const recorded = recordStep(backend, () => {
		for (let i = 1; i < repeats; i += 1) once().dispose();
		return once();
	});
	if ('givenUp' in recorded) throw new Error(`A product ${recorded.givenUp}.`);
	await compilePipelines(recorded.trace.commands);
	const plan = new Plan(backend, recorded.trace, recorded.pins, NO_HOLES);
	plan.run();
	recorded.release();
	recorded.output.dispose();
	return plan;
}

/** Nanoseconds between two empty passes around the plan. */
async function timed(plan: InstanceType<typeof Plan>): Promise<number> {
	const { device } = backend;
	const querySet = device.createQuerySet({ type: 'timestamp', count: 2 });
	const resolved = device.createBuffer({ size: 16, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
	const staging = device.createBuffer({ size: 16, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
	const before = device.createCommandEncoder();
	before.beginComputePass({ timestampWrites: { querySet, endOfPassWriteIndex: 0 } }).end();
	const after = device.createCommandEncoder();
	after.beginComputePass({ timestampWrites: { querySet, beginningOfPassWriteIndex: 1 } }).end();
	after.resolveQuerySet(querySet, 0, 2, resolved, 0);
	after.copyBufferToBuffer(resolved, 0, staging, 0, 16);
	device.queue.submit([before.finish()]);
	plan.run();
	device.queue.submit([after.finish()]);
	await staging.mapAsync(GPUMapMode.READ);
	const [start = 0n, stop = 0n] = new BigUint64Array(staging.getMappedRange().slice(0));
	for (const each of [resolved, staging, querySet]) each.destroy();
	return Number(stop - start);
}

function writeTable(key: string, entries: TunedTable[string]): void {
	// Only this script writes the file.
	const before = JSON.parse(readFileSync(TABLE, 'utf8')) as TunedTable;
	const table: TunedTable = { ...before, [key]: { ...before[key], ...entries } };
	const adapters = Object.entries(table).map(([name, choices]) => {
		const lines = Object.entries(choices)
			.toSorted(([a], [b]) => a.localeCompare(b))
			.map(([size, { variant, splits }]) => `\t\t"${size}": { "variant": "${variant}", "splits": ${splits} }`);
		return `\t"${name}": {\n${lines.join(',\n')}\n\t}`;
	});
	writeFileSync(TABLE, `{\n${adapters.join(',\n')}\n}\n`);
}
