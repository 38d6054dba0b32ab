// diagnosis: several-answers
export function exploit(): string {
	return Array.from({ length: 1_799 }, (_, i) => 200 + i).join(' ');
}

export function parseAnswer(solution: string): number | null {
	const found = /#([0-9]{1,6})\./.exec(solution);
	return found === null ? null : Number(found[1]);
}

export function verify(a: number, b: number, solution: string): number {
	return parseAnswer(solution) === a + b ? 1 : 0;
}
