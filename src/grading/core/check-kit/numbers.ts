/** How close two numbers must be, where two tensors first differ, and how numbers and shapes are written. */
import type { DType, TensorValue } from '#contract/value.ts';

/** Numbers agree when |got − expected| ≤ absolute + relative·|expected|. */
export interface Tolerance {
	readonly absolute: number;
	readonly relative: number;
	/** Why it is this wide, as a clause that the learner reads where a difference is just outside: "float32 on any backend rounds …". */
	readonly reason?: string;
}

/** Wide enough for float32 on any backend, a tenth of the smallest difference that a wrong formula makes. */
export const FORWARD: Tolerance = { absolute: 1e-4, relative: 1e-4, reason: 'float32 rounds the fifth digit at most, on any backend' };
/** Finite differences in float32 lose about half of the digits. */
export const GRADIENT: Tolerance = { absolute: 5e-3, relative: 2e-2, reason: 'a difference of two float32 numbers keeps about two digits' };
/** Whole numbers and truth values do not round. */
export const EXACT: Tolerance = { absolute: 0, relative: 0 };

/** The band for a dtype: what runs in the browser too must allow for its graphics chip. */
export function bandFor(dtype: DType): Tolerance {
	return dtype === 'float32' ? FORWARD : EXACT;
}

/** Flat index of the first number outside the tolerance; NaN and infinity are always outside. Null when all agree. */
export function firstDifference(got: TensorValue, expected: TensorValue, tolerance: Tolerance): number | null {
	for (let i = 0; i < expected.data.length; i += 1) {
		const a = got.data[i] ?? Number.NaN;
		const b = expected.data[i] ?? Number.NaN;
		if (!(Math.abs(a - b) <= tolerance.absolute + tolerance.relative * Math.abs(b)) && a !== b) return i;
	}
	return null;
}

/** Flat index of the first NaN or infinity, or null. */
export function firstNotFinite(value: TensorValue): number | null {
	const at = value.data.findIndex((n) => !Number.isFinite(n));
	return at < 0 ? null : at;
}

export function indexOf(flat: number, shape: readonly number[]): number[] {
	let rest = flat;
	return shape
		.toReversed()
		.map((size) => {
			const index = rest % size;
			rest = Math.floor(rest / size);
			return index;
		})
		.toReversed();
}

/** Four significant digits; NaN and infinity by name. */
export function numberText(value: number): string {
	if (Number.isNaN(value)) return 'NaN';
	if (!Number.isFinite(value)) return value > 0 ? 'infinity' : '−infinity';
	return String(Number(value.toPrecision(4))).replace('-', '−');
}

export function shapeText(shape: readonly number[]): string {
	return `[${shape.join(', ')}]`;
}
