/** Numbers as pages print them. */

/** With a sign that can be told from a hyphen; none where nothing is left of it, for example "+0.31", "−0.02", "0.00". */
export function signed(value: number, digits = 2): string {
	const size = Math.abs(value).toFixed(digits);
	if (Number(size) === 0) return size;
	return `${value < 0 ? '−' : '+'}${size}`;
}

/** A share of 0 to 1, for example "37 %"; with `digits` up to so many decimals. */
export function percent(share: number, digits = 0): string {
	return `${Number((100 * share).toFixed(digits))} %`;
}
