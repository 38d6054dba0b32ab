/**
 * `npm run bench:engine`: the engine against stock tfjs, jax-js and webgpu-llm. Writes docs/benchmarks/engine-<adapter>-<runtime>.{md,json}.
 *   --runtime chromium|node   where (chromium)
 *   --software                the software adapter, also where there is a real one
 *   --size tiny,d128-b16|all  which sizes; on a software adapter a few, on a card all
 *   --vocabulary 64,4096      of all sizes but the tiny one
 *   --engine stock-tfjs,…     which engines
 *   --preset all|none         first step of each lab's presets (Chromium)
 *   --out <folder>            for the report
 * Times are reported from real cards only; on a software adapter, counts and JavaScript time.
 */
import '#grading/resolve-hooks.ts';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { BenchConfig } from './bench/engine.ts';
import type { Runtime } from './bench/orders.ts';
import type { BenchReport, SizeResult } from './bench/results.ts';

// Loaded only now: they use names that the hooks above make known.
const { ENGINES } = await import('./bench/bundle.ts');
const { SIZES, TINY_VOCABULARY, titleOf } = await import('./bench/engine.ts');
const { openChromium } = await import('./bench/in-chromium.ts');
const { openNode, versionOf } = await import('./bench/in-node.ts');
const { measureGeneration } = await import('./bench/decoding.ts');
const { measurePresets } = await import('./bench/presets.ts');
const { Protocol } = await import('./bench/protocol.ts');
const { markdownOf } = await import('./bench/report.ts');
const { measureTorch, whyNoTorch } = await import('./bench/torch.ts');

/** A software adapter needs minutes for what a card does in a second. */
const SOFTWARE = { rounds: 0, losses: 20, lossesMs: 30_000, counted: 200, countedMs: 8_000, setupMs: 240_000, windowMs: 0 };
const CARD = { rounds: 5, losses: 50, lossesMs: 60_000, counted: 200, countedMs: 20_000, setupMs: 120_000, windowMs: 2_000 };
/** Counts depend on layers alone; these three show that, and how memory grows. */
const SOFTWARE_SIZES = [
	{ ...sizeOf('tiny'), vocabulary: TINY_VOCABULARY },
	{ ...sizeOf('d128-b16'), vocabulary: 64 },
	{ ...sizeOf('d384-b16'), vocabulary: 4_096 },
];

const { values: options } = parseArgs({
	options: {
		runtime: { type: 'string', default: 'chromium' },
		software: { type: 'boolean', default: false },
		size: { type: 'string' },
		vocabulary: { type: 'string', default: '64,4096' },
		engine: { type: 'string', default: Object.keys(ENGINES).join() },
		preset: { type: 'string', default: 'all' },
		out: { type: 'string', default: 'docs/benchmarks' },
	},
});

const say = (text: string): void => console.error(`  ${text}`);
const keys = options.engine.split(',').map((key) => {
	if (key in ENGINES) return key;
	throw new Error(`There is no engine "${key}". Known: ${Object.keys(ENGINES).join(', ')}.`);
});
const open = (): Promise<Runtime> => (options.runtime === 'node' ? openNode(options.software) : openChromium(options.software));
const runtime = await open().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
});
say(`${runtime.version}, ${runtime.adapter.name}`);
const budget = runtime.adapter.isSoftware ? SOFTWARE : CARD;
const protocol = new Protocol(runtime, open, { keys, budget, say });
const noTorch = whyNoTorch();
const sizes: SizeResult[] = [];
const torch: Exclude<BenchReport['torch'], string>[number][] = [];
for (const config of configs()) {
	say(titleOf(config));
	sizes.push(await protocol.measure(config, !runtime.adapter.isSoftware || config.width === sizeOf('tiny').width));
	if (noTorch === '') torch.push(...(await measureTorch(config, budget)));
}
await protocol.close();
const presets = options.preset === 'none' || options.runtime === 'node' ? [] : await measurePresets(open, say);
say('generation …');
const generation = await measureGeneration(open);
write({
	command: `npm run bench:engine${process.argv.length > 2 ? ` -- ${process.argv.slice(2).join(' ')}` : ''}`,
	date: new Date().toISOString().slice(0, 10),
	runtime: runtime.version,
	adapter: runtime.adapter,
	versions: Object.fromEntries(
		['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-webgpu', '@jax-js/jax', 'webgpu-llm'].map((name) => [name, versionOf(name)]),
	),
	sizes,
	presets,
	generation,
	torch: noTorch === '' ? torch : noTorch,
});

function sizeOf(name: string): Omit<BenchConfig, 'vocabulary'> {
	const size = SIZES[name];
	if (size === undefined) throw new Error(`There is no size "${name}". Known: ${Object.keys(SIZES).join(', ')}, all.`);
	return size;
}

function configs(): BenchConfig[] {
	if (options.size === undefined && runtime.adapter.isSoftware) return SOFTWARE_SIZES;
	const names = options.size === undefined || options.size === 'all' ? Object.keys(SIZES) : options.size.split(',');
	const vocabularies = options.vocabulary.split(',').map(Number);
	return names.flatMap((name) =>
		(name === 'tiny' ? [TINY_VOCABULARY] : vocabularies).map((vocabulary) => ({ ...sizeOf(name), vocabulary })),
	);
}

function write(report: BenchReport): void {
	mkdirSync(options.out, { recursive: true });
	const adapter = report.adapter.name
		.toLowerCase()
		.replaceAll(/[^a-z0-9]+/g, '-')
		.replaceAll(/^-|-$/g, '');
	const path = join(options.out, `engine-${adapter}-${options.runtime}`);
	writeFileSync(`${path}.json`, `${JSON.stringify(report, null, '\t')}\n`);
	// Committed reports pass `npm run check` as they are.
	spawnSync(process.execPath, ['node_modules/@biomejs/biome/bin/biome', 'format', '--write', `${path}.json`]);
	writeFileSync(`${path}.md`, markdownOf(report));
	printSummary(report);
	console.log(`\nReport: ${path}.md and .json`);
	// A child or a driver's thread may still hold the process.
	process.exit(0);
}

function printSummary({ sizes: measured, presets: firstSteps }: BenchReport): void {
	for (const { config, engines } of measured) {
		console.log(`\n${titleOf(config)}`);
		for (const { name, failure, counted, parity, tokensPerSecond } of engines) {
			const rate =
				tokensPerSecond === undefined ? '' : `, ${Math.round(Math.max(...tokensPerSecond)).toLocaleString('en')} tokens/s at best`;
			const counts =
				counted === undefined
					? ''
					: `${counted.counts.dispatches} dispatches, ${counted.counts.submits} submits, JS ${counted.jsMs.min} ms at least, ${counted.jsMs.median} median over ${counted.jsMs.steps}`;
			console.log(
				`  ${name.padEnd(26)} ${counts}${rate}${parity === undefined ? '' : `, losses: ${parity.verdict}`}${failure === undefined ? '' : ` FAILED: ${failure}`}`,
			);
		}
	}
	for (const { lab, preset, coldMs, warmMs, failure } of firstSteps)
		console.log(`first step of ${lab}, ${preset}: ${failure ?? `cold ${coldMs} ms, warm ${warmMs} ms`}`);
}
