/**
 * The order of a benchmark of one size: losses are compared before anything is counted, engines take turns, and times are taken only on
 * a real graphics card. On a software adapter only the tiny size really computes; everything else is counted dry. One engine that fails
 * is reported with its reason, and the others go on.
 */
import type { KernelTime } from '#contract/run.ts';
import { bundleRealm, ENGINES, type Target } from './bundle.ts';
import type { BenchConfig } from './engine.ts';
import type { Realm, Runtime } from './orders.ts';
import { compareLosses, type Parity } from './parity.ts';
import { referenceLosses } from './reference.ts';
import { type EngineResult, kernelTable, type SizeResult, summarize } from './results.ts';

export interface Budget {
	/** Rounds in which engines take turns; real cards only. */
	readonly rounds: number;
	/** Losses compared, at most. */
	readonly losses: number;
	readonly lossesMs: number;
	/** Steps counted, at most. */
	readonly counted: number;
	readonly countedMs: number;
	/** Device, pipelines and the first step. webgpu-llm compiles for minutes on a software adapter. */
	readonly setupMs: number;
	readonly windowMs: number;
}

type References = SizeResult['reference'];

/** Would fail in a fresh process too. */
const HOPELESS = /^not built|did not end in/;
const WARM_UP = 6;
/** Steps of plain tfjs on WASM above this take seconds each. */
const MAX_REFERENCE_FLOPS = 2e9;

export class Protocol {
	readonly #open: () => Promise<Runtime>;
	#runtime: Runtime;
	readonly #keys: readonly string[];
	readonly #budget: Budget;
	readonly #say: (text: string) => void;
	readonly #realms = new Map<string, Promise<Realm>>();

	/** `open` gives the place anew, when an engine has brought it down. */
	constructor(
		runtime: Runtime,
		open: () => Promise<Runtime>,
		parts: { keys: readonly string[]; budget: Budget; say: (text: string) => void },
	) {
		[this.#runtime, this.#open, this.#keys, this.#budget, this.#say] = [runtime, open, parts.keys, parts.budget, parts.say];
	}

	async measure(config: BenchConfig, computes: boolean): Promise<SizeResult> {
		let reference: References = computes ? await this.#references(config) : { gpt: [], rms: [], source: '' };
		const results = new Map<string, EngineResult>();
		for (const key of this.#keys) {
			this.#say(`${key} …`);
			const result = await this.#twice(() => this.#alone(key, config, computes, reference));
			results.set(key, result);
			// Where WASM is too slow, the first engine, stock tfjs, is what the others are compared with.
			if (reference.gpt.length === 0 && result.losses !== undefined) reference = { ...reference, gpt: result.losses, source: result.name };
		}
		if (this.#runtime.adapter.isSoftware) return { config, computes, reference, engines: [...results.values()] };
		await this.#takeTurns(config, results);
		for (const { key, failure } of results.values())
			if (failure === undefined) await this.#try(key, (realm) => realm.order({ engine: key, type: 'dispose' }, 60_000));
		return { config, computes, reference, engines: [...results.values()] };
	}

	async close(): Promise<void> {
		for (const realm of this.#realms.values()) await realm.then((each) => each.close()).catch(() => undefined);
		this.#realms.clear();
		await this.#runtime.close().catch(() => undefined);
	}

	/**
	 * On a software adapter one process holds the memory of all engines: what fails there has a second chance in a fresh one, and leaves a
	 * fresh one behind.
	 */
	async #twice(measure: () => Promise<EngineResult>): Promise<EngineResult> {
		const first = await measure();
		if (first.failure === undefined || !this.#runtime.adapter.isSoftware) return first;
		await this.#relaunch();
		if (HOPELESS.test(first.failure)) return first;
		this.#say('once more, in a fresh process …');
		const second = await measure();
		if (second.failure !== undefined) await this.#relaunch();
		return second;
	}

	async #relaunch(): Promise<void> {
		await this.close();
		this.#runtime = await this.#open();
	}

	/** Set-up, losses, counts of one engine. */
	async #alone(key: string, config: BenchConfig, computes: boolean, reference: References): Promise<EngineResult> {
		let result: EngineResult = { key, name: key };
		const failure = await this.#try(key, async (realm) => {
			const { setupMs, losses, lossesMs, counted, countedMs } = this.#budget;
			const isSoftware = this.#runtime.adapter.isSoftware;
			if (computes) {
				const setup = await realm.order({ engine: key, type: 'setup', config, isDry: false }, setupMs);
				result = { ...result, name: setup.name, setup };
				const seen = await realm.order({ engine: key, type: 'losses', steps: losses - 1, maxMs: lossesMs }, lossesMs + setupMs);
				const all = [setup.loss, ...seen];
				result = { ...result, losses: all, parity: parityOf(key, all, reference, setup.note) };
				if (isSoftware) await realm.order({ engine: key, type: 'dispose' }, 60_000);
			}
			if (isSoftware || !computes) {
				const setup = await realm.order({ engine: key, type: 'setup', config, isDry: true }, setupMs);
				result = { ...result, name: setup.name, setup: result.setup ?? setup };
			}
			const count = await realm.order(
				{ engine: key, type: 'count', steps: counted, warmUp: WARM_UP, maxMs: countedMs },
				countedMs + setupMs,
			);
			const kernels = await realm.order({ engine: key, type: 'profile' }, setupMs);
			result = { ...result, counted: summarize(count), kernels: kernelTable(isSoftware ? untimed(kernels) : kernels) };
			// Nobody takes turns there, and one process holds the memory of all.
			if (isSoftware) await realm.order({ engine: key, type: 'dispose' }, 60_000);
		});
		if (failure === null) return result;
		this.#say(`${key}: ${failure}`);
		return { ...result, failure };
	}

	/** Rounds of windows, every engine once a round: what slows the machine slows all of them. */
	async #takeTurns(config: BenchConfig, results: Map<string, EngineResult>): Promise<void> {
		const steps = new Map<string, number>();
		for (const key of this.#keys) {
			if (results.get(key)?.failure !== undefined) continue;
			await this.#fail(results, key, async (realm) => void steps.set(key, await this.#warmUp(realm, key)));
		}
		for (let round = 0; round < this.#budget.rounds; round += 1) {
			for (const [key, count] of steps) {
				if (results.get(key)?.failure !== undefined) continue;
				await this.#fail(results, key, async (realm) => {
					const msPerStep = await realm.order({ engine: key, type: 'time', steps: count }, this.#budget.setupMs);
					const before = results.get(key);
					if (before === undefined) return;
					const tokensPerSecond = (config.batch * config.time * 1_000) / msPerStep;
					results.set(key, { ...before, tokensPerSecond: [...(before.tokensPerSecond ?? []), tokensPerSecond] });
				});
			}
		}
	}

	/** Until three windows agree to 5 %; gives the steps of a window. */
	async #warmUp(realm: Realm, key: string): Promise<number> {
		const time = (steps: number): Promise<number> => realm.order({ engine: key, type: 'time', steps }, this.#budget.setupMs);
		let ms = await time(20);
		const last: number[] = [ms];
		for (let i = 0; i < 10; i += 1) {
			ms = await time(Math.max(5, Math.ceil(500 / ms)));
			last.push(ms);
			const recent = last.slice(-3);
			if (recent.length === 3 && Math.max(...recent) <= 1.05 * Math.min(...recent)) break;
		}
		return Math.max(5, Math.ceil(this.#budget.windowMs / ms));
	}

	async #references(config: BenchConfig): Promise<References> {
		const { layers, width, vocabulary, batch, time } = config;
		const flops = 6 * (12 * layers * width * width + vocabulary * width) * batch * time;
		if (flops > MAX_REFERENCE_FLOPS) return { gpt: [], rms: [], source: '' };
		this.#say('reference on WASM …');
		const { losses, lossesMs } = this.#budget;
		const gpt = await referenceLosses('gpt', config, losses, lossesMs);
		const wide = { ...config, width: Math.ceil(width / 64) * 64 };
		return { gpt, rms: await referenceLosses('rms', wide, losses, lossesMs), source: 'plain tfjs on WASM' };
	}

	async #fail(results: Map<string, EngineResult>, key: string, work: (realm: Realm) => Promise<void>): Promise<void> {
		const failure = await this.#try(key, work);
		const before = results.get(key);
		if (failure !== null && before !== undefined) results.set(key, { ...before, failure });
	}

	/** Null, or why it failed; its realm is then ended, since nobody knows what state it is in. */
	async #try(key: string, work: (realm: Realm) => Promise<unknown>): Promise<string | null> {
		const name = ENGINES[key]?.realm ?? key;
		try {
			if (!this.#runtime.isAlive()) await this.#relaunch();
			const realm = this.#realms.get(name) ?? openRealm(this.#runtime, name);
			this.#realms.set(name, realm);
			await work(await realm);
			return null;
		} catch (error) {
			const realm = await this.#realms.get(name)?.catch(() => null);
			this.#realms.delete(name);
			await realm?.close().catch(() => undefined);
			return error instanceof Error ? error.message : String(error);
		}
	}
}

async function openRealm(runtime: Runtime, name: string): Promise<Realm> {
	const target: Target = runtime.name === 'node' ? 'node' : 'worker';
	const built = await bundleRealm(name, target);
	if ('reason' in built) throw new Error(built.reason);
	return runtime.open(built.code);
}

/** Times of a software adapter, or of nothing at all, are not kept. */
function untimed(kernels: readonly KernelTime[] | null): readonly KernelTime[] | null {
	return kernels?.map((kernel) => ({ ...kernel, ns: null })) ?? null;
}

function parityOf(key: string, losses: readonly number[], reference: References, note: string): Parity {
	const architecture = ENGINES[key]?.architecture ?? 'gpt';
	return compareLosses(losses, reference[architecture], note.includes('mean nothing'));
}
