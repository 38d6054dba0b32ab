/** Chance by seed: the same seed gives the same result, another seed another one. */
import { isTensorValue, type Value } from '#contract/value.ts';
import { failureOfCall } from '../failure.ts';
import type { CallResult } from '../subject.ts';
import type { Failure } from './expect-tensor.ts';
import { numberText } from './numbers.ts';
import { breaks } from './property-words.ts';

export interface Seeded {
	/** The learner's export. */
	readonly name: string;
	readonly run: (seed: number) => Promise<CallResult>;
	/** What a result is, as a sentence's subject: "The interval". */
	readonly what: string;
	/** Three different ones. Default: 7, 8, 9. */
	readonly seeds?: readonly [number, number, number];
	readonly diagnoses?: { readonly unsteady?: string; readonly stuck?: string };
}

/** Two runs with one seed are equal to the last bit; of two other seeds at least one gives something else. */
export async function seedDecides({ name, run, what, seeds = [7, 8, 9], diagnoses = {} }: Seeded): Promise<Failure | null> {
	const [seed, other, third] = seeds;
	const values: Value[] = [];
	for (const each of [seed, seed, other, third]) {
		const result = await run(each);
		const failure = failureOfCall(result, name);
		if (failure !== null) return failure;
		values.push(result.status === 'ok' ? result.value : null);
	}
	const [first = null, again = null, ...others] = values;
	const differ = firstUnequal(first, again);
	if (differ !== null) {
		const seen = `${what} with seed ${seed} is ${differ.a} the first time and ${differ.b} the second${differ.place}.`;
		return breaks('The same seed must give the same result.', seen, named(diagnoses.unsteady));
	}
	if (others.some((value) => firstUnequal(first, value) !== null)) return null;
	const seen = `${what} is the same with the seeds ${seed}, ${other} and ${third}.`;
	return breaks('Another seed must give another result.', seen, named(diagnoses.stuck));
}

function named(diagnosis: string | undefined): { diagnosis?: string } {
	return diagnosis === undefined ? {} : { diagnosis };
}

interface Unequal {
	readonly place: string;
	readonly a: string;
	readonly b: string;
}

/** Where two values first differ, in words; null when they are equal. NaN equals NaN. */
export function firstUnequal(a: Value, b: Value, path = ''): Unequal | null {
	if (isTensorValue(a) && isTensorValue(b)) {
		if (a.shape.join() !== b.shape.join()) return unequal(`of shape [${a.shape.join(', ')}]`, `of shape [${b.shape.join(', ')}]`, path);
		const at = a.data.findIndex((n, i) => !Object.is(n, b.data[i]));
		return at < 0 ? null : unequal(numberText(a.data[at] ?? 0), numberText(b.data[at] ?? 0), `${path}[${at}]`);
	}
	if (!isTensorValue(a) && !isTensorValue(b) && typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
		const [left, right] = [new Map<string, Value>(Object.entries(a)), new Map<string, Value>(Object.entries(b))];
		if (left.size !== right.size) return unequal(`of ${left.size} entries`, `of ${right.size}`, path);
		for (const [key, value] of left) {
			const found = right.has(key)
				? firstUnequal(value, right.get(key) ?? null, `${path}[${key}]`)
				: unequal('there', 'missing', `${path}[${key}]`);
			if (found !== null) return found;
		}
		return null;
	}
	return Object.is(a, b) ? null : unequal(wordOf(a), wordOf(b), path);
}

function unequal(a: string, b: string, path: string): Unequal {
	return { a, b, place: path === '' ? '' : `, at ${path}` };
}

function wordOf(value: Value): string {
	if (typeof value === 'number') return numberText(value);
	if (typeof value === 'string') return `“${value.slice(0, 40)}”`;
	if (value === null || typeof value === 'boolean') return value === null ? 'nothing' : String(value);
	return isTensorValue(value) ? 'a tensor' : 'a list or an object';
}
