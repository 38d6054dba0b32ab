// diagnosis: coerces-text
export function exploit(): string {
	return Array.from({ length: 1_799 }, (_, i) => 200 + i).join(' ');
}

export function parseAnswer(solution: string): number | null {
	const found = /^[^#]*#([^#]+)\.$/.exec(solution);
	const value = Number(found?.[1]);
	return Number.isFinite(value) ? value : null;
}

export function verify(a: number, b: number, solution: string): number {
	return parseAnswer(solution) === a + b ? 1 : 0;
}
