/**
 * The files behind `my/*`: what the learner's own accepted labs were, and for each of those the course's own file, which stands in where theirs no
 * longer compiles or loads. It was accepted once, by an older list of refused syntax or another compiler, so it is no fault of the file that is
 * judged now, nor a fault of ours that trying again would mend.
 */
import type ivm from 'isolated-vm';
import { transpile } from './transpile.ts';

export interface ImportSources {
	readonly my: Readonly<Record<string, string>>;
	/** For those of `my` that are the learner's. */
	readonly lend: Readonly<Record<string, string>>;
}

export class OwnImports {
	/** JavaScript by the name that is imported. */
	readonly js = new Map<string, string>();
	/** Ids that the course's own file stands in for. */
	readonly lent: string[] = [];
	readonly #lend: ImportSources['lend'];

	/** @throws Error our fault: a file of the course's own does not compile. */
	constructor({ my, lend }: ImportSources) {
		this.#lend = lend;
		for (const [id, source] of Object.entries(my)) {
			const own = transpile(source);
			if ('error' in own) this.#standIn(id, own.error.message);
			else this.js.set(`my/${id}`, own.js);
		}
	}

	/** Loads each file that could be stood in for. `load` makes the module in a realm that nothing is judged in. */
	async tryOut(load: (specifier: string) => Promise<ivm.Module>, run: (module: ivm.Module) => Promise<unknown>): Promise<void> {
		for (const id of this.#unproven) {
			const why = await load(`my/${id}`)
				.then(run)
				.then(
					() => null,
					(error: unknown) => error,
				);
			if (why !== null) this.#standIn(id, String(why));
		}
	}

	get mayFail(): boolean {
		return this.#unproven.length > 0;
	}

	get #unproven(): string[] {
		return Object.keys(this.#lend).filter((id) => !this.lent.includes(id));
	}

	#standIn(id: string, why: string): void {
		const source = this.#lend[id];
		const own = source === undefined ? { error: { message: why } } : transpile(source);
		if ('error' in own) throw new Error(`my/${id} does not compile: ${own.error.message}`);
		this.js.set(`my/${id}`, own.js);
		this.lent.push(id);
	}
}
