/** Collects the kinds of cells of a grid while its rows are made: each once, by what it looks like and says. */
import type { GridKind } from './grid.ts';

export class GridKinds {
	readonly #list: GridKind[] = [];
	readonly #known = new Map<string, number>();

	get list(): readonly GridKind[] {
		return this.#list;
	}

	/** Index of this kind in the list. */
	of(kind: GridKind): number {
		const key = `${kind.className}|${kind.words}|${kind.states.join()}`;
		const known = this.#known.get(key);
		if (known !== undefined) return known;
		this.#known.set(key, this.#list.length);
		this.#list.push(kind);
		return this.#list.length - 1;
	}
}
