/** Numbers as pages print them. */

/** With a sign that can be told from a hyphen; none where nothing is left of it, for example "+0.31", "−0.02", "0.00". */
export function signed(value: number, digits = 2): string {
	const size = Math.abs(value).toFixed(digits);
	if (Number(size) === 0) return size;
	return `${value < 0 ? '−' : '+'}${size}`;
}

/** Two numbers that differ, with no more digits than it takes to see that, and four at least: "2.462" and "3". */
export function apart(a: number, b: number): readonly [string, string] {
	for (let digits = 4; digits < 17; digits++) {
		const [one, other] = [a, b].map((value) => String(Number(value.toPrecision(digits))));
		if (one !== undefined && other !== undefined && one !== other) return [one, other];
	}
	return [String(a), String(b)];
}

/** A share of 0 to 1, for example "37 %"; with `digits` up to so many decimals. */
export function percent(share: number, digits = 0): string {
	return `${Number((100 * share).toFixed(digits))} %`;
}
