/**
 * The files behind `my/*`: what the learner's own accepted labs were, and for each of those the course's own file, which stands in where theirs no
 * longer compiles or loads. It was accepted once, by an older list of refused syntax or another compiler, so it is no fault of the file that is
 * judged now, nor a fault of ours that trying again would mend.
 */
import type ivm from 'isolated-vm';
import { importsOf } from '#grading/core/imports.ts';
import { transpile } from './transpile.ts';

export interface ImportSources {
	readonly my: Readonly<Record<string, string>>;
	/** For those of `my` that are the learner's. */
	readonly lend: Readonly<Record<string, string>>;
	/** Ids that the judged file itself may import; the others are there for the files that import them. */
	readonly offered: readonly string[];
}

export class OwnImports {
	/** JavaScript by the name that is imported. */
	readonly js = new Map<string, string>();
	readonly #sources: ImportSources;
	readonly #stoodIn = new Set<string>();
	readonly #proven = new Set<string>();

	/** @throws Error our fault: a file of the course's own does not compile. */
	constructor(sources: ImportSources) {
		this.#sources = sources;
		for (const [id, source] of Object.entries(sources.my)) {
			const own = transpile(source);
			if ('error' in own) this.#standIn(id, own.error.message);
			else this.js.set(`my/${id}`, own.js);
		}
	}

	/** Ids that the course's own file stands in for. One that nothing imports any more is told of no more. */
	get lent(): readonly string[] {
		return this.#used().filter((id) => this.#stoodIn.has(id));
	}

	/**
	 * Loads each file that could be stood in for, and ends with the first that fails. `load` makes the module in a realm that nothing is judged in,
	 * and in which nothing failed before.
	 */
	async tryOut(load: (specifier: string) => Promise<ivm.Module>, run: (module: ivm.Module) => Promise<unknown>): Promise<void> {
		for (const id of this.#unproven) {
			try {
				await run(await load(`my/${id}`));
				this.#proven.add(id);
			} catch (error) {
				return this.#standIn(id, String(error));
			}
		}
	}

	get mayFail(): boolean {
		return this.#unproven.length > 0;
	}

	get #unproven(): string[] {
		return this.#used().filter((id) => Object.hasOwn(this.#sources.lend, id) && !this.#stoodIn.has(id) && !this.#proven.has(id));
	}

	/** What a file imports comes before it, so that it is not blamed for what fails there. */
	#used(): string[] {
		const met = new Set<string>();
		const after = (id: string): string[] => {
			const js = this.js.get(`my/${id}`);
			if (js === undefined || met.has(id)) return [];
			met.add(id);
			const next = importsOf(js).flatMap(({ specifier }) => (specifier.startsWith('my/') ? after(specifier.slice(3)) : []));
			return [...next, id];
		};
		return this.#sources.offered.flatMap(after);
	}

	#standIn(id: string, why: string): void {
		const source = this.#sources.lend[id];
		const own = source === undefined ? { error: { message: why } } : transpile(source);
		if ('error' in own) throw new Error(`my/${id} does not compile: ${own.error.message}`);
		this.js.set(`my/${id}`, own.js);
		this.#stoodIn.add(id);
	}
}
