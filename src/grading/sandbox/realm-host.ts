/** Holds the isolate and makes realms in it: each a fresh global with tfjs, the kit and the driver. They are made ahead, before a submission is there. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type ivm from 'isolated-vm';

/** Realms that a child has when it says that it is ready: one for the public checks, four for hidden ones. */
const AT_FIRST = 5;
/** As many as it makes when it is told to use its wait: enough for twenty hidden calls. */
const AT_MOST = 22;
/** What those beyond the first take of the heap, 1.1 MiB each: the isolate gets it on top, so that a child that waited long has no less for the learner. */
const MORE_MIB = 20;

export interface RealmHandle {
	readonly context: ivm.Context;
	readonly tfjs: ivm.Module;
	/** A function of the driver, by name. */
	readonly driver: (name: 'conceal' | 'namesOf' | 'adopt' | 'call' | 'replay') => ivm.Reference;
	readonly names: Names;
}

export interface Names {
	readonly tf: readonly string[];
	readonly gradus: readonly string[];
	readonly version: string;
}

export class RealmHost {
	readonly isolate: ivm.Isolate;
	readonly #limitMiB: number;
	readonly #script: ivm.Script;
	#ahead: Promise<RealmHandle>[] = [];
	#isWanted = false;

	constructor(realmPath: string, addonPath: string, memoryMiB: number) {
		this.#limitMiB = memoryMiB + MORE_MIB;
		// The addon by its path: the package's own search reads files that the permission model keeps shut.
		const { ivm: api } = createRequire(import.meta.url)(addonPath) as { ivm: typeof ivm };
		this.isolate = new api.Isolate({ memoryLimit: this.#limitMiB });
		this.#script = this.isolate.compileScriptSync(readFileSync(realmPath, 'utf8'), { filename: 'realm.js' });
	}

	async warm(): Promise<string> {
		const first = await this.#make();
		this.#ahead.push(Promise.resolve(first));
		while (this.#ahead.length < AT_FIRST) this.#ahead.push(this.#make());
		await Promise.all(this.#ahead);
		return first.names.version;
	}

	/** Until there are enough or one is taken; one at a time, so that whoever comes waits for one at most. */
	async makeMore(): Promise<void> {
		while (!this.#isWanted && this.#ahead.length < AT_MOST) {
			const next = this.#make();
			this.#ahead.push(next);
			await next;
		}
	}

	take(): Promise<RealmHandle> {
		this.#isWanted = true;
		return this.#ahead.shift() ?? this.#make();
	}

	/** A fact of the host: the heap is nearly full, or the isolate is gone. */
	isOutOfMemory(): boolean {
		if (this.isolate.isDisposed) return true;
		const { used_heap_size: used, externally_allocated_size: external } = this.isolate.getHeapStatisticsSync();
		return used + external > 0.8 * this.#limitMiB * 1_048_576;
	}

	async #make(): Promise<RealmHandle> {
		const context = await this.isolate.createContext();
		const exports: ivm.Reference = await this.#script.run(context, { reference: true });
		const driver = (name: string): ivm.Reference => exports.getSync(name, { reference: true });
		// What the driver's own `expose` returns.
		const names = (await driver('expose').apply(undefined, [], { result: { copy: true } })) as Names;
		const tfjs = await this.isolate.compileModule(moduleText('tf', names.tf), { filename: 'tfjs.js' });
		await tfjs.instantiate(context, () => {
			throw new Error('The facade imports nothing.');
		});
		await tfjs.evaluate();
		return { context, tfjs, driver, names };
	}
}

/** A module that gives out names of one of the realm's own libraries. */
export function moduleText(library: 'tf' | 'gradus', names: readonly string[], types: readonly string[] = []): string {
	const lines = names.map((name) => `export const ${name} = m.${name};`);
	return [`const m = gradusModules.${library};`, ...lines, ...types.map((name) => `export const ${name} = undefined;`)].join('\n');
}
