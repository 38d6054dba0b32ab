// diagnosis: text-not-number
export function exploit(): string {
	return Array.from({ length: 1_799 }, (_, i) => 200 + i).join(' ');
}

export function parseAnswer(solution: string): number | null {
	const found = /^[^#]*#([0-9]{1,6})\.$/.exec(solution);
	// The digits as they stand.
	const digits: unknown = found === null ? null : found[1];
	return digits as number | null;
}

export function verify(a: number, b: number, solution: string): number {
	return Number(parseAnswer(solution) ?? -1) === a + b ? 1 : 0;
}
