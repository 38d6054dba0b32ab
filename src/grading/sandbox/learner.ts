/**
 * The learner's module inside the child: transpiled once, then linked in a realm of its own. Public calls share one realm, as they do in the
 * browser; each hidden call gets a fresh one. Whatever fails in a realm once learner code was loaded there is the learner's.
 * Imports resolve to tfjs, and to the names of `gradus` and the `my/<lab>` that the lab allows; anything else is refused on the learner's line.
 */
import type ivm from 'isolated-vm';
import { isTensorValue, type Value } from '#contract/value.ts';
import { type Import, importsOf } from '#grading/core/imports.ts';
import { createErrorReader } from '#grading/core/realm-error.ts';
import { replayIn } from './count-work.ts';
import type { How } from './frames.ts';
import { type ImportSources, OwnImports } from './own-imports.ts';
import { type Answer, readAnswer } from './read-answer.ts';
import { moduleText, type RealmHandle, type RealmHost } from './realm-host.ts';
import { type LoadError, type Transpiled, transpile } from './transpile.ts';

export interface Load extends ImportSources {
	readonly code: string;
	/** JavaScript of the lab's harness as a module. */
	readonly harness: string;
	readonly gradus: '*' | readonly string[];
	readonly callMs: number;
}

export interface LearnerCall {
	readonly how: How;
	readonly name: string;
	readonly args: readonly Value[];
	readonly wrt: readonly number[];
	readonly cotangent: Value;
	readonly seed: number;
	/** Also tells what became of the arguments, and what was left behind. */
	readonly isWatched: boolean;
	/** In a realm that no call has seen. */
	readonly isFresh: boolean;
}

/** The child's own clock or heap says that the code went too far. */
export class LimitMet extends Error {
	override name = 'LimitMet' as const;
	readonly reason: 'timeout' | 'out-of-memory';

	constructor(reason: 'timeout' | 'out-of-memory') {
		super(reason);
		this.reason = reason;
	}
}

class RefusedImport extends Error {
	override name = 'RefusedImport' as const;
}

/** Two clocks on two threads start this far apart on a busy machine. */
const CLOCK_SLACK_MS = 40;

export class Learner {
	readonly #host: RealmHost;
	readonly #load: Load;
	readonly #readError = createErrorReader({ file: 'learner.ts', lineOffset: 0 });
	#own: Transpiled = { js: '', place: (at) => at };
	#imports: readonly Import[] = [];
	readonly #files: OwnImports;
	readonly #my: ReadonlyMap<string, string>;
	/** Of the files behind `my/*`. */
	#theirImports: readonly Import[] = [];
	#linked: RealmHandle | undefined;
	#harnessNames: readonly string[] = [];

	constructor(host: RealmHost, load: Load) {
		this.#host = host;
		// isolated-vm refuses a time that is no whole number, and would do so in the learner's name.
		this.#load = { ...load, callMs: Math.ceil(load.callMs) };
		this.#files = new OwnImports(load);
		this.#my = this.#files.js;
	}

	/** Labs of `my/*` whose own file the course's stood in for. */
	get lent(): readonly string[] {
		return this.#files.lent;
	}

	async load(): Promise<LoadError | null> {
		const own = transpile(this.#load.code);
		if ('error' in own) return own.error;
		this.#own = own;
		this.#imports = importsOf(own.js);
		this.#theirImports = importsIn(this.#my);
		while (this.#files.mayFail) await this.#tryImports();
		const realm = await this.#host.take();
		const refused = this.#findRefusedImport(realm);
		if (refused !== null) return refused;
		const error = await this.#link(realm);
		this.#linked = error === null ? realm : undefined;
		return error;
	}

	/** @throws Error for a call that no check should make: our fault, and seen before learner code runs. */
	async call(call: LearnerCall): Promise<Answer> {
		if (call.how.endsWith('harness') && !this.#harnessNames.includes(call.name))
			throw new Error(`The lab's harness has no function named ${call.name}.`);
		if (call.how === 'gradient' && !call.wrt.every((index) => isTensorValue(call.args[index])))
			throw new Error('A check asked for the gradient of an argument that is not a tensor.');
		const linked = call.isFresh ? await this.#freshlyLinked() : this.#linked;
		if (linked === undefined) throw new Error('A call came before the file was loaded.');
		// The first load went well, so a later one that does not is the file's doing.
		const answer = 'error' in linked ? threwWhileLoading(linked.error) : await this.#answer(linked, call);
		const { result } = answer;
		if (result.status !== 'threw') return answer;
		if (result.kind === 'RangeError' && this.#host.isOutOfMemory()) throw new LimitMet('out-of-memory');
		return { ...answer, result: { ...result, ...this.#own.place(result) } };
	}

	/** A count is two calls: the learner's realm writes a tape, a realm without learner code runs it. */
	async #answer(realm: RealmHandle, call: LearnerCall): Promise<Answer> {
		if (!call.how.startsWith('count-')) return this.#callIn(realm, call);
		const answer = await this.#callIn(realm, { ...call, how: call.how.replace('count', 'record') as How });
		if (answer.result.status !== 'ok') return answer;
		const clean = await this.#host.take();
		const counted = await this.#within(replayIn(clean, answer.result.value, call.cotangent, this.#load.callMs));
		clean.context.release();
		return { ...answer, result: counted };
	}

	/** Lets go of the realm before, and of what learner code kept in it. */
	async #freshlyLinked(): Promise<RealmHandle | { readonly error: LoadError }> {
		this.#linked?.context.release();
		this.#linked = undefined;
		const realm = await this.#host.take();
		const error = await this.#link(realm);
		if (error !== null) return { error };
		this.#linked = realm;
		return realm;
	}

	async #callIn(realm: RealmHandle, call: LearnerCall): Promise<Answer> {
		const work = realm
			.driver('call')
			.apply(undefined, [call], { arguments: { copy: true }, result: { copy: true, promise: true }, timeout: this.#load.callMs });
		try {
			return readAnswer(await this.#within(work));
		} catch (error) {
			if (error instanceof LimitMet) throw error;
			// The driver answers with what was thrown; it throws itself only when learner code has broken what it stands on.
			return { result: { status: 'threw', ...this.#readError(error) }, logs: '' };
		}
	}

	/** Compiles, links and runs the learner's module; null when it ran to its end. */
	async #link(realm: RealmHandle): Promise<LoadError | null> {
		const { isolate } = this.#host;
		try {
			const learner = await isolate.compileModule(this.#own.js, { filename: 'learner.ts' });
			const harness = await isolate.compileModule(this.#load.harness, { filename: 'harness.js' });
			const modules = new Map<string, Promise<ivm.Module>>([['@tensorflow/tfjs', Promise.resolve(realm.tfjs)]]);
			const ours = this.#resolver(realm, modules);
			const theirs = await this.#gradus(realm, this.#allowedNames(realm), this.#imports);
			await learner.instantiate(realm.context, async (specifier) => {
				if (specifier === 'gradus') return theirs;
				if (!this.#offered.includes(specifier)) throw new RefusedImport(specifier);
				return ours(specifier);
			});
			await harness.instantiate(realm.context, ours);
			// The libraries' modules read the exposed global when they run, which is before any learner code.
			await theirs.evaluate();
			await (await ours('gradus')).evaluate();
			await realm.driver('conceal').apply(undefined, []);
			await this.#within(harness.evaluate({ timeout: this.#load.callMs }));
			const named = await realm.driver('namesOf').apply(undefined, [harness.namespace.derefInto()], { result: { copy: true } });
			this.#harnessNames = named as readonly string[];
			await this.#within(learner.evaluate({ timeout: this.#load.callMs }));
			await realm.driver('adopt').apply(undefined, [learner.namespace.derefInto(), harness.namespace.derefInto()]);
			return null;
		} catch (error) {
			if (error instanceof LimitMet) throw error;
			return this.#loadError(error);
		}
	}

	/** Up to the first that fails: a module that failed stays so in its realm, and so does whatever imports it. */
	async #tryImports(): Promise<void> {
		const realm = await this.#host.take();
		const resolve = this.#resolver(realm, new Map([['@tensorflow/tfjs', Promise.resolve(realm.tfjs)]]));
		await (await resolve('gradus')).evaluate();
		await realm.driver('conceal').apply(undefined, []);
		await this.#files.tryOut(resolve, (module) => module.evaluate({ timeout: this.#load.callMs }));
		realm.context.release();
		this.#theirImports = importsIn(this.#my);
	}

	#loadError(error: unknown): LoadError {
		const { kind, message, ...at } = this.#readError(error);
		if (kind === 'RangeError' && this.#host.isOutOfMemory()) throw new LimitMet('out-of-memory');
		const where = this.#own.place(at.line === undefined ? placeInMessage(message) : at);
		if (kind === 'SyntaxError')
			return { diagnosis: 'syntax', message: `The file does not compile: ${message.replace(/ \[.*?\]$/, '')}`, ...where };
		return { diagnosis: 'threw', message: `The file threw ${kind} while it was loaded: ${message}`, ...where };
	}

	/** What the harness and the files behind `my/*` import: all of `gradus`, since they were judged by their own labs or are ours. */
	#resolver(realm: RealmHandle, made: Map<string, Promise<ivm.Module>>): (specifier: string) => Promise<ivm.Module> {
		const make = async (specifier: string): Promise<ivm.Module> => {
			if (specifier === 'gradus') return this.#gradus(realm, realm.names.gradus, this.#theirImports);
			const js = this.#my.get(specifier);
			if (js === undefined) throw new RefusedImport(specifier);
			const imported = await this.#host.isolate.compileModule(js, { filename: `${specifier}.ts` });
			await imported.instantiate(realm.context, resolve);
			return imported;
		};
		const resolve = (specifier: string): Promise<ivm.Module> => {
			const found = made.get(specifier) ?? make(specifier);
			made.set(specifier, found);
			return found;
		};
		return resolve;
	}

	get #offered(): readonly string[] {
		return ['@tensorflow/tfjs', 'gradus', ...this.#load.offered.map((id) => `my/${id}`)];
	}

	/** Types that the files import by name without saying `type` exist as undefined. */
	async #gradus(realm: RealmHandle, names: readonly string[], imports: readonly Import[]): Promise<ivm.Module> {
		const asked = imports.flatMap((each) => (each.specifier === 'gradus' ? each.names.map(({ name }) => name) : []));
		const types = new Set(asked.filter((name) => !realm.names.gradus.includes(name)));
		const gradus = await this.#host.isolate.compileModule(moduleText('gradus', names, [...types]), { filename: 'gradus.js' });
		await gradus.instantiate(realm.context, () => {
			throw new Error('The facade imports nothing.');
		});
		return gradus;
	}

	#allowedNames(realm: RealmHandle): readonly string[] {
		const { gradus } = this.#load;
		return gradus === '*' ? realm.names.gradus : realm.names.gradus.filter((name) => gradus.includes(name));
	}

	#findRefusedImport(realm: RealmHandle): LoadError | null {
		const offered = this.#offered;
		const allowed = this.#allowedNames(realm);
		for (const { specifier, offset, names } of this.#imports) {
			if (!offered.includes(specifier))
				return this.#refusal(`The file imports "${specifier.slice(0, 80)}". This lab offers ${offered.join(', ')}.`, offset);
			const shut = names.find(({ name }) => specifier === 'gradus' && realm.names.gradus.includes(name) && !allowed.includes(name));
			if (shut === undefined) continue;
			const rest = allowed.length === 0 ? 'nothing from it' : allowed.join(', ');
			return this.#refusal(`"${shut.name}" of gradus is not offered in this lab, which offers ${rest}.`, shut.offset);
		}
		return null;
	}

	#refusal(message: string, offset: number): LoadError {
		const before = this.#own.js.slice(0, offset);
		const at = { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
		return { diagnosis: 'refused-import', message, ...this.#own.place(at) };
	}

	/** Races learner code against the child's own clock: a promise that never settles, or a builtin that cannot be interrupted. */
	async #within<T>(work: Promise<T>): Promise<T> {
		const startedAt = performance.now();
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<never>((_, reject) => {
			timer = setTimeout(() => reject(new LimitMet('timeout')), this.#load.callMs + 50);
		});
		try {
			return await Promise.race([work, late]);
		} catch (error) {
			if (error instanceof LimitMet) throw error;
			if (this.#host.isolate.isDisposed) throw new LimitMet('out-of-memory');
			// The isolate's own timer ends scripts at callMs, on its own thread: this clock may have begun a moment later.
			if (performance.now() - startedAt >= this.#load.callMs - CLOCK_SLACK_MS) throw new LimitMet('timeout');
			throw error;
		} finally {
			clearTimeout(timer);
		}
	}
}

function importsIn(files: ReadonlyMap<string, string>): Import[] {
	return [...files.values()].flatMap(importsOf);
}

function threwWhileLoading({ message, line, column }: LoadError): Answer {
	const at = { ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
	return { result: { status: 'threw', kind: 'Error', message, ...at }, logs: '' };
}

function placeInMessage(message: string): { line?: number; column?: number } {
	const match = /\[learner\.ts:(\d+):(\d+)\]$/.exec(message);
	return match === null ? {} : { line: Number(match[1]), column: Number(match[2]) };
}
