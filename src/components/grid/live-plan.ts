/** What an open page does with a newer one of itself, and whether somebody is writing in it: pure, so that neither needs a browser to be tested. */

/** Of an input, a textarea or a select: what stands in it now, and what the server had put there. */
export interface FieldState {
	readonly value: string;
	readonly defaultValue?: string;
	readonly checked?: boolean;
	readonly defaultChecked?: boolean;
	/** Of a select. */
	readonly options?: ArrayLike<{ readonly value: string; readonly defaultSelected: boolean }>;
}

/** Somebody typed or chose something that would be lost with the field. */
export function isFilledIn({ value, defaultValue, checked, defaultChecked, options }: FieldState): boolean {
	if (options === undefined) return value !== defaultValue || checked !== defaultChecked;
	const all = Array.from(options);
	// A select in which the server chose nothing shows its first.
	return value !== ((all.findLast((option) => option.defaultSelected) ?? all[0])?.value ?? '');
}

/** `grid`: its data take the place of those that it has. `all`: another page stands here, with a grid or without. `wait`: it will, once nobody writes. */
export type ShowPlan = 'grid' | 'all' | 'wait' | 'parts';

export function planOf(page: { readonly hasGrid: boolean; readonly bringsGrid: boolean; readonly isWriting: boolean }): ShowPlan {
	if (page.hasGrid !== page.bringsGrid) return page.isWriting ? 'wait' : 'all';
	return page.hasGrid ? 'grid' : 'parts';
}

/** Parts by name: those of both pages, each with what it becomes, and those that the newer page no longer has. */
export function pairParts<T>(now: ReadonlyMap<string, T>, then: ReadonlyMap<string, T>): { both: (readonly [T, T])[]; gone: T[] } {
	const both: (readonly [T, T])[] = [];
	const gone: T[] = [];
	for (const [name, part] of now) {
		const made = then.get(name);
		if (made === undefined) gone.push(part);
		else both.push([part, made]);
	}
	return { both, gone };
}
