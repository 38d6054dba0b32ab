/**
 * Engines in a realm of their own (a worker in the browser, a process in Node): answers the orders of protocol.ts, one after the other.
 * Measures and counts; decides nothing. A failed order answers with its reason and leaves the realm standing.
 */
import { makeBatches } from './batches.ts';
import {
	allDevicesIdle,
	COUNT_NAMES,
	type Counts,
	gpuBytes,
	installCounters,
	readCounts,
	refusedCommands,
	resetCounts,
	setDry,
} from './counters.ts';
import type { BenchConfig, BenchEngine } from './engine.ts';
import type { Answers, Counted, Order, Reply } from './orders.ts';

export type Handlers = { readonly [Name in keyof Answers]: (order: Extract<Order, { type: Name }>) => Promise<Answers[Name]> };

/** Answers orders to these engines, by their keys. */
export function engineRealm(engines: Readonly<Record<string, BenchEngine>>): (order: Order) => Promise<Reply> {
	installCounters();
	const runs = new Map<string, Run>();
	let isFresh = true;
	const runOf = (key: string): Run => {
		const run = runs.get(key);
		if (run === undefined) throw new Error('Set the engine up first.');
		return run;
	};

	const handlers: Handlers = {
		async setup({ engine: key, config, isDry }) {
			const engine = engines[key];
			if (engine === undefined) throw new Error(`There is no engine "${key}" here.`);
			setDry(isDry);
			const bytesBefore = gpuBytes();
			resetCounts();
			const started = performance.now();
			const { parameters, note } = await engine.setup(config);
			const setupMs = performance.now() - started;
			const run = createRun(engine, config, bytesBefore);
			runs.set(key, run);
			await run.step();
			const loss = await engine.loss();
			await engine.finish();
			const firstStepMs = performance.now() - started;
			const { pipelines } = readCounts();
			const setup = { name: engine.name, version: engine.version, parameters, note, setupMs, firstStepMs, loss, pipelines, isFresh };
			isFresh = false;
			return setup;
		},
		async losses({ engine: key, steps, maxMs }) {
			const { engine, step } = runOf(key);
			const until = performance.now() + maxMs;
			const losses: number[] = [];
			while (losses.length < steps && performance.now() < until) {
				await step();
				losses.push(await engine.loss());
			}
			return losses;
		},
		count: ({ engine, steps, warmUp, maxMs }) => countSteps(runOf(engine), steps, warmUp, maxMs),
		async time({ engine: key, steps }) {
			const { engine, step } = runOf(key);
			await engine.finish();
			const started = performance.now();
			for (let i = 0; i < steps; i += 1) await step();
			await engine.finish();
			return (performance.now() - started) / steps;
		},
		async profile({ engine: key }) {
			const { engine, step } = runOf(key);
			engine.measureNext?.();
			await step();
			await engine.loss();
			await engine.finish();
			return engine.kernels?.() ?? null;
		},
		async dispose({ engine }) {
			await runOf(engine).engine.finish();
			runOf(engine).engine.dispose();
			runs.delete(engine);
			await allDevicesIdle();
			return null;
		},
		preset: () => Promise.reject(new Error('Presets have a realm of their own.')),
		decoding: () => Promise.reject(new Error('Presets have a realm of their own.')),
	};
	return (order) => answer(handlers, order);
}

interface Run {
	readonly engine: BenchEngine;
	readonly bytesBefore: number;
	step(): Promise<void>;
}

function createRun(engine: BenchEngine, config: BenchConfig, bytesBefore: number): Run {
	const batchAt = makeBatches(config);
	let taken = 0;
	return {
		engine,
		bytesBefore,
		step() {
			const { tokens, targets } = batchAt(taken);
			taken += 1;
			return engine.step(tokens, targets);
		},
	};
}

/** So that a median means something, however slow. */
const MIN_COUNTED = 5;

async function countSteps({ engine, bytesBefore, step }: Run, steps: number, warmUp: number, maxMs: number): Promise<Counted> {
	for (let i = 0; i < warmUp; i += 1) await step();
	const until = performance.now() + maxMs;
	const counts: Counts[] = [];
	const jsMs: number[] = [];
	while (counts.length < MIN_COUNTED || (counts.length < steps && performance.now() < until)) {
		await engine.finish();
		resetCounts();
		const started = performance.now();
		const done = step();
		const ownMs = performance.now() - started;
		await done;
		await engine.finish();
		counts.push(readCounts());
		jsMs.push(engine.jsMs?.() ?? ownMs);
	}
	return { counts: medianCounts(counts), jsMs, gpuBytes: gpuBytes() - bytesBefore, mode: engine.mode?.() ?? '' };
}

export async function answer(handlers: Handlers, order: Order): Promise<Reply> {
	try {
		// The handler of a name takes the order of that name.
		const handler = handlers[order.type] as (order: Order) => Promise<Answers[keyof Answers]>;
		const value = await handler(order);
		const [first, ...others] = refusedCommands();
		if (first === undefined) return { ok: true, value };
		return { ok: false, reason: `the device refused ${others.length + 1} commands: ${first.slice(0, 300)}` };
	} catch (error) {
		return { ok: false, reason: error instanceof Error ? error.message.slice(0, 400) : String(error) };
	}
}

function medianCounts(all: readonly Counts[]): Counts {
	const middle = (name: keyof Counts): number => {
		const sorted = all.map((each) => each[name]).sort((a, b) => a - b);
		return sorted[Math.floor(sorted.length / 2)] ?? 0;
	};
	// One entry for each name of Counts.
	return Object.fromEntries(COUNT_NAMES.map((name) => [name, middle(name)])) as unknown as Counts;
}
