// diagnosis: exploit-unpaid
export function exploit(): string {
	return '632 633 634';
}

export function parseAnswer(solution: string): number | null {
	const found = /^[^#]*#([0-9]{1,6})\.$/.exec(solution);
	return found === null ? null : Number(found[1]);
}

export function verify(a: number, b: number, solution: string): number {
	return parseAnswer(solution) === a + b ? 1 : 0;
}
