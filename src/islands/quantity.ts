/** A number with its unit at three digits: 9.42 GFLOP, 310 µs, 76 MB. Prefixes are powers of 1,000, for bytes too. */
const PREFIXES = [
	[1e12, 'T'],
	[1e9, 'G'],
	[1e6, 'M'],
	[1e3, 'k'],
	[1, ''],
	[1e-3, 'm'],
	[1e-6, 'µ'],
	[1e-9, 'n'],
] as const;

export function quantity(value: number, unit: string): string {
	// Rounded first: 999.9 k is 1 M.
	const rounded = Number(value.toPrecision(3));
	if (rounded === 0 || !Number.isFinite(rounded)) return `${rounded} ${unit}`;
	const [size, prefix] = PREFIXES.find(([least]) => Math.abs(rounded) >= least) ?? [1e-9, 'n'];
	return `${Number((rounded / size).toPrecision(3))} ${prefix}${unit}`.trimEnd();
}

/** Three digits, no prefix: 0.083, 62, 1,380. */
export function ratio(value: number): string {
	return Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 20 });
}

/** One digit after the point below 1 %; what rounds to nothing is still said to be something. */
export function share(part: number, whole: number): string {
	const percent = whole > 0 ? (part / whole) * 100 : 0;
	if (percent > 0 && percent < 0.05) return '< 0.1 %';
	return percent > 0 && percent < 0.95 ? `${percent.toFixed(1)} %` : `${percent.toFixed(0)} %`;
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

export function powerOfTen(value: number): string {
	const power = Math.floor(Math.log10(Math.abs(value)));
	const raised = [...String(power)].map((digit) => (digit === '-' ? '⁻' : (RAISED[Number(digit)] ?? digit))).join('');
	return `${(value / 10 ** power).toFixed(1)} × 10${raised}`;
}

/** A round number at an axis: 0.2, 1,000, 10⁹. */
export function sayTick(value: number): string {
	return sayNumber(value).replace(/^1\.0 × /, '');
}

/** Three digits, for values of any unit and size: 0.083, 62.4, 2.3 × 10¹¹; a count in full: 120,412. Empty for what is not there. */
export function sayNumber(value: number | undefined): string {
	if (value === undefined) return '';
	if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : `${value < 0 ? 'minus ' : ''}infinite`;
	const size = Math.abs(value);
	if (Number.isInteger(value) && size < 1e7) return value.toLocaleString('en');
	return size >= 1e7 || (size > 0 && size < 1e-4) ? powerOfTen(value) : ratio(value);
}
