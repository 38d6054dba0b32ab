/** A tensor of the last run in words and numbers, for the hover and the list. */
import type { SeenTensor } from '#contract/run.ts';

export function sayShape(shape: readonly number[]): string {
	return `[${shape.join(', ')}]`;
}

/** Four digits, as short as they can be written. */
export function sayValue(value: number): string {
	const rounded = Number(value.toPrecision(4));
	const size = Math.abs(rounded);
	return size !== 0 && (size < 1e-3 || size >= 1e6)
		? rounded.toExponential().replace('e+', 'e').replace('-', '−')
		: String(rounded).replace('-', '−');
}

export function sayStats({ stats, shape, notFinite }: Pick<SeenTensor, 'stats' | 'shape' | 'notFinite'>): string {
	const size = shape.reduce((product, each) => product * each, 1);
	if (size === 0) return 'no values';
	const odd = notFinite === 0 ? '' : `${notFinite === size ? 'all' : notFinite} of ${size} values are NaN or infinite`;
	if (stats === null) return odd || 'values not measured';
	const numbers = `min ${sayValue(stats.min)}, mean ${sayValue(stats.mean)}, max ${sayValue(stats.max)}`;
	return odd === '' ? numbers : `${numbers}; ${odd}`;
}

export function sayRuns(runs: number): string {
	return runs === 1 ? 'once' : `${runs} times`;
}

/** Each expression of a line once, in the order of the file; a name again only where it is another value than where it stood last. */
export function listed(seen: readonly SeenTensor[]): SeenTensor[] {
	const byPlace = new Map(seen.map((each) => [`${each.ranges[0]?.line ?? 0}\n${each.text}`, each]));
	const at = ({ ranges: [range] }: SeenTensor): number => (range === undefined ? 0 : range.line * 1_000 + range.endColumn);
	const names = new Map<string, string>();
	return [...byPlace.values()]
		.sort((a, b) => at(a) - at(b))
		.filter(({ text, shape, dtype, stats, notFinite }) => {
			if (!/^[\w$]+$/.test(text)) return true;
			const value = JSON.stringify([shape, dtype, stats, notFinite]);
			const isNew = names.get(text) !== value;
			names.set(text, value);
			return isNew;
		});
}
