// diagnosis: wrong-answer-paid
export function exploit(): string {
	return Array.from({ length: 1_799 }, (_, i) => 200 + i).join(' ');
}

export function parseAnswer(solution: string): number | null {
	const found = /^[^#]*#([0-9]{1,6})\.$/.exec(solution);
	return found === null ? null : Number(found[1]);
}

export function verify(a: number, b: number, solution: string): number {
	const answer = parseAnswer(solution);
	return answer !== null && answer % 1000 === (a + b) % 1000 ? 1 : 0;
}
